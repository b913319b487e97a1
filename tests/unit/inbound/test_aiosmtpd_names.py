"""What we lean on in aiosmtpd and asyncio, so that a new release fails here and not in the field."""

import asyncio
import importlib.metadata
import inspect
import logging
from pathlib import Path

import pytest
from aiosmtpd.proxy_protocol import ProxyData, get_proxy
from aiosmtpd.smtp import SMTP

from mailgate.inbound.smtp_link import Link
from mailgate.inbound.smtp_protocol import SessionProtocol
from mailgate.inbound.smtp_reader import CommandReader
from tests.dialog.house import Client, make_certificate, opened

# Every method of aiosmtpd that could still run on our object: all others are replaced or never called.
INHERITED = {"_cb_client_connected", "__del__"}
# What asyncio may call on a protocol.
CALLED_BY_LOOP = {"connection_made", "data_received", "eof_received", "connection_lost"}


def test_the_release_is_the_one_that_was_read() -> None:
    assert importlib.metadata.version("aiosmtpd") == "1.4.6"


def test_the_protocol_stands_on_asyncio_streams() -> None:
    assert SMTP.__mro__[1] is asyncio.StreamReaderProtocol
    assert vars(SMTP).keys() >= INHERITED
    assert vars(SessionProtocol).keys() | vars(Link).keys() >= CALLED_BY_LOOP


def test_the_callback_only_keeps_reader_and_writer() -> None:
    source = inspect.getsource(SMTP._cb_client_connected)
    assert [line.strip() for line in source.splitlines()[-2:]] == [
        "self._reader = reader",
        "self._writer = writer",
    ]


async def test_the_reader_has_the_private_parts_that_we_use() -> None:
    reader = CommandReader(100, asyncio.get_running_loop())
    assert type(reader._buffer) is bytearray
    assert reader._transport is None
    assert callable(getattr(reader, "_maybe_resume_transport", None))


def test_the_proxy_header_has_the_names_that_we_read() -> None:
    assert list(inspect.signature(get_proxy).parameters) == ["reader_func"]
    assert ProxyData(version=None).valid is False
    assert ProxyData(version=1).src_addr is None


async def test_no_limit_is_shared_between_connections() -> None:
    before = dict(SMTP.command_size_limits)
    async with opened() as place:
        for _ in range(3):
            client = await Client.to(place.address)
            await client.reply()
            for _ in range(5):
                assert (await client.ask("EHLO c.example.org")).startswith("250")
            client.close()
    assert dict(SMTP.command_size_limits) == before


async def test_the_librarys_logger_hears_no_command(caplog: pytest.LogCaptureFixture, tmp_path: Path) -> None:
    caplog.set_level(logging.DEBUG)
    async with opened("submission://127.0.0.1:0", certificate=make_certificate(tmp_path)) as place:
        client = await Client.to(place.address)
        await client.reply()
        await client.ask("EHLO c.example.org")
        await client.ask("AUTH PLAIN c2VjcmV0")
        client.close()
    assert "c2VjcmV0" not in caplog.text
    assert not [record for record in caplog.records if record.name == "mail.log"]
