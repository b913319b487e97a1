import os
import socket
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from mailgate.operations.notify import Notifier


@pytest.fixture(params=["path", "abstract"])
def supervisor(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[tuple[socket.socket, str]]:
    """systemd's end of the conversation, with the address as NOTIFY_SOCKET gives it."""
    address = str(tmp_path / "notify") if request.param == "path" else f"@mailgate-test-{os.getpid()}"
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as listener:
        listener.bind(address.replace("@", "\0") if address.startswith("@") else address)
        listener.settimeout(10)
        yield listener, address


def test_each_word_is_one_datagram(supervisor: tuple[socket.socket, str], clock: Any) -> None:
    listener, address = supervisor
    notifier = Notifier(address, clock)
    assert notifier.ready("accepting mail on 2 sockets")
    assert notifier.status("3 mails wait")
    assert notifier.watchdog()
    assert notifier.reloading()
    assert notifier.stopping("finishing 2 mails")
    said = [listener.recv(4096).decode() for _ in range(5)]
    assert said == [
        "READY=1\nSTATUS=accepting mail on 2 sockets",
        "STATUS=3 mails wait",
        "WATCHDOG=1",
        "RELOADING=1\nMONOTONIC_USEC=1000000000",
        "STOPPING=1\nSTATUS=finishing 2 mails",
    ]


def test_a_status_cannot_smuggle_another_word(supervisor: tuple[socket.socket, str], clock: Any) -> None:
    listener, address = supervisor
    Notifier(address, clock).status("store: x\nMAINPID=1\x1b[31m" + "y" * 5000)
    said = listener.recv(65536).decode()
    assert said.startswith("STATUS=store: x MAINPID=1yyy")
    assert "\n" not in said
    assert len(said) <= 210


@pytest.mark.parametrize("address", [None, "", "vsock:2:1234", "relative/path", "/nonexistent/notify"])
def test_nobody_to_tell_is_no_trouble(address: str | None, clock: Any) -> None:
    assert not Notifier(address, clock).ready("accepting mail")


def test_a_supervisor_that_does_not_listen_never_blocks(tmp_path: Path, clock: Any) -> None:
    address = str(tmp_path / "notify")
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as listener:
        listener.bind(address)
        notifier = Notifier(address, clock)
        assert not all(notifier.watchdog() for _ in range(10_000))


@pytest.mark.parametrize(
    ("variables", "watchdog_s"),
    [
        ({"WATCHDOG_USEC": "60000000"}, 60.0),
        ({"WATCHDOG_USEC": "60000000", "WATCHDOG_PID": str(os.getpid())}, 60.0),
        ({"WATCHDOG_USEC": "60000000", "WATCHDOG_PID": "1"}, None),
        ({"WATCHDOG_USEC": "0"}, None),
        ({"WATCHDOG_USEC": "soon"}, None),
        ({}, None),
    ],
)
def test_the_environment_is_read_once_and_kept_from_children(
    variables: dict[str, str], watchdog_s: float | None, clock: Any
) -> None:
    environ = {"PATH": "/usr/bin", "NOTIFY_SOCKET": "@nobody", **variables}
    assert Notifier.from_environment(environ, clock).watchdog_s == watchdog_s
    assert environ == {"PATH": "/usr/bin"}
