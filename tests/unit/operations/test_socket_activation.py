import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from mailgate.errors import ConfigError
from mailgate.operations.activation import inherited_sockets

# Stands in for systemd: puts its sockets at 3 and 4, names the process, and connects afterwards.
LAUNCHER = """
import os, sys
from mailgate.operations.activation import inherited_sockets
for target, given in enumerate(sys.argv[1:], start=3):
    os.dup2(int(given), target)
os.environ.update(LISTEN_PID=str(os.getpid()), LISTEN_FDS="2", LISTEN_FDNAMES="smtp:lmtp")
found = inherited_sockets(os.environ, os.getpid())
for name, sockets in sorted(found.items()):
    for each in sockets:
        print(name, each.fileno(), each.family.name, each.getblocking(), os.get_inheritable(each.fileno()))
        each.setblocking(True)
        each.accept()[0].sendall(name.encode())
print([name for name in os.environ if name.startswith("LISTEN_")])
"""


@pytest.fixture
def listeners(tmp_path: Path) -> Iterator[tuple[socket.socket, socket.socket]]:
    with socket.create_server(("127.0.0.1", 0)) as tcp, socket.socket(socket.AF_UNIX) as unix:
        unix.bind(str(tmp_path / "lmtp.sock"))
        unix.listen()
        yield tcp, unix


def consecutive(*files: int) -> int:
    """Duplicates of these descriptors, one after the other; returns the first."""
    first = 200
    for offset, file in enumerate(files):
        os.dup2(file, first + offset)
    return first


def test_a_new_process_serves_on_the_sockets_it_was_given(
    listeners: tuple[socket.socket, socket.socket], tmp_path: Path
) -> None:
    # High numbers, so that putting one at 3 does not overwrite another.
    given = [os.dup2(each.fileno(), 100 + index, inheritable=True) for index, each in enumerate(listeners)]
    child = subprocess.Popen(
        [sys.executable, "-c", LAUNCHER, *map(str, given)], pass_fds=given, stdout=subprocess.PIPE, text=True
    )
    with (
        socket.create_connection(listeners[0].getsockname(), 10) as client,
        socket.socket(socket.AF_UNIX) as local,
    ):
        local.settimeout(10)
        local.connect(str(tmp_path / "lmtp.sock"))
        assert (client.recv(10), local.recv(10)) == (b"smtp", b"lmtp")
    output, _ = child.communicate(timeout=30)
    for descriptor in given:
        os.close(descriptor)
    assert output.splitlines() == ["lmtp 4 AF_UNIX False False", "smtp 3 AF_INET False False", "[]"]


def test_sockets_of_one_name_stay_together(listeners: tuple[socket.socket, socket.socket]) -> None:
    first = consecutive(*(each.fileno() for each in listeners))
    environ = {"LISTEN_PID": "7", "LISTEN_FDS": "2", "LISTEN_FDNAMES": "smtp:smtp", "HOME": "/"}
    found = inherited_sockets(environ, 7, first)
    assert [each.fileno() for each in found["smtp"]] == [first, first + 1]
    assert environ == {"HOME": "/"}
    for each in found["smtp"]:
        each.close()


def test_sockets_without_names_are_called_unknown(listeners: tuple[socket.socket, socket.socket]) -> None:
    first = consecutive(listeners[0].fileno())
    found = inherited_sockets({"LISTEN_PID": "7", "LISTEN_FDS": "1"}, 7, first)
    assert list(found) == ["unknown"]
    found["unknown"][0].close()


@pytest.mark.parametrize(
    "environ",
    [
        {},
        {"LISTEN_FDS": "2"},
        {"LISTEN_PID": "8", "LISTEN_FDS": "2", "LISTEN_FDNAMES": "a:b"},
        {"LISTEN_PID": "7", "LISTEN_FDS": "two"},
        {"LISTEN_PID": "7", "LISTEN_FDS": "-1"},
        {"LISTEN_PID": "7", "LISTEN_FDS": "0"},
    ],
)
def test_sockets_of_somebody_else_are_left_alone(environ: dict[str, str]) -> None:
    assert inherited_sockets(environ, 7, 900) == {}
    assert environ == {}


@pytest.mark.parametrize(
    ("environ", "problem"),
    [
        ({"LISTEN_FDS": "2", "LISTEN_FDNAMES": "smtp"}, "2 sockets came with 1 names"),
        ({"LISTEN_FDS": "129"}, "129 sockets were handed over"),
        ({"LISTEN_FDS": "1", "LISTEN_FDNAMES": "smtp"}, "is not a socket"),
    ],
)
def test_a_wrong_hand_over_is_said_at_the_start(environ: dict[str, str], problem: str) -> None:
    with pytest.raises(ConfigError, match=problem):
        inherited_sockets({"LISTEN_PID": "7", **environ}, 7, 900)


def test_a_connection_or_a_datagram_socket_is_refused_and_stays_open() -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as datagram:
        first = consecutive(datagram.fileno())
        with pytest.raises(ConfigError, match="is not a listening stream socket"):
            inherited_sockets({"LISTEN_PID": "7", "LISTEN_FDS": "1", "LISTEN_FDNAMES": "smtp"}, 7, first)
        os.close(first)
