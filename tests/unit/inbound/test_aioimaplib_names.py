"""What we lean on in aioimaplib, so that a new release fails here and not in the field."""

import asyncio
import importlib.metadata
import inspect
import logging

import pytest
from aioimaplib import aioimaplib
from aioimaplib.aioimaplib import IMAP4, Command, Commands, IMAP4ClientProtocol

from mailgate.errors import PeerError
from mailgate.inbound.body import Spool
from mailgate.inbound.imap_command import Patience
from mailgate.inbound.imap_protocol import Client, Protocol
from tests.imap.stub import StubServer, serving

# Every method of the library's protocol that could still run on our object.
LEFT = {"__init__", "connection_made", "new_tag"}


def test_the_release_is_the_one_that_was_read() -> None:
    assert importlib.metadata.version("aioimaplib") == "2.0.3"


def test_the_protocol_replaces_all_that_the_event_loop_calls_but_the_beginning() -> None:
    called = {"connection_made", "data_received", "connection_lost"}
    assert called - LEFT <= vars(Protocol).keys()
    assert vars(IMAP4ClientProtocol).keys() >= LEFT | {"send", "execute", "welcome"}
    source = inspect.getsource(IMAP4ClientProtocol.connection_made)
    assert [line.strip() for line in source.splitlines()[1:] if line.strip()] == [
        "self.transport = transport",
        "self.state = CONNECTED",
    ]


def test_the_client_only_makes_a_client_and_keeps_its_settings() -> None:
    words = inspect.getsource(IMAP4.__init__)
    assert "self.create_client(host, port, loop, conn_lost_cb, ssl_context)" in words
    assert list(inspect.signature(IMAP4.create_client).parameters)[1:4] == ["host", "port", "loop"]


async def test_a_command_is_written_as_we_expect_and_refuses_line_ends() -> None:
    command = Command("FETCH", "A1", "1:3", "(UID)", prefix="UID", loop=asyncio.get_running_loop())
    assert str(command) == "A1 UID FETCH 1:3 (UID)"
    with pytest.raises(ValueError, match="CR and LF"):
        Command("LOGIN", "A2", "kim\r\nA3 LOGOUT", loop=asyncio.get_running_loop())


def test_all_commands_that_we_send_are_known_with_their_states() -> None:
    used = "AUTHENTICATE CAPABILITY COPY CREATE EXPUNGE FETCH IDLE LOGIN LOGOUT MOVE NOOP SEARCH SELECT STARTTLS STORE"
    assert used.split() == sorted(set(used.split()) & Commands.keys())
    assert Commands["FETCH"].valid_states == (aioimaplib.SELECTED,)


async def test_the_librarys_logger_hears_no_command(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    async with serving(StubServer()) as stub:
        client = Client("127.0.0.1", stub.port, None, Patience(), Spool)
        await client.protocol.hello(client.connecting)
        client.protocol.state = aioimaplib.NONAUTH
        await client.protocol.ask("LOGIN", '"kim"', '"geheim"')
        client.protocol.cut(PeerError("done"))
    assert "geheim" not in caplog.text
