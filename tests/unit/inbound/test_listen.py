import socket
from pathlib import Path

import pytest

from mailgate.inbound.listen import ListenAddress, choose


@pytest.mark.parametrize(
    ("text", "source"),
    [
        ("127.0.0.1:8025", "smtp:127.0.0.1:8025"),
        ("smtp://127.0.0.1:25", "smtp:127.0.0.1:25"),
        ("[::1]:8025", "smtp:[::1]:8025"),
        ("localhost:25", "smtp:localhost:25"),
        (":25", "smtp::25"),
        ("lmtp://127.0.0.1:24", "lmtp:127.0.0.1:24"),
        ("unix:/run/mailgate/lmtp.sock", "lmtp:unix:/run/mailgate/lmtp.sock"),
        ("lmtp:unix:/run/x", "lmtp:unix:/run/x"),
        ("smtp:unix:/run/x", "smtp:unix:/run/x"),
        ("smtps://127.0.0.1:465", "smtps:127.0.0.1:465"),
        ("submission://127.0.0.1:587", "submission:127.0.0.1:587"),
        ("submissions://127.0.0.1:465", "submissions:127.0.0.1:465"),
    ],
)
def test_an_address_is_read_and_names_the_source(text: str, source: str) -> None:
    assert str(ListenAddress.parse(text)) == source


@pytest.mark.parametrize(
    "text",
    ["", "25", "127.0.0.1", "127.0.0.1:99999", "ftp://127.0.0.1:21", "unix:relative", "::1:25", "a b:25"],
)
def test_a_malformed_address_is_told(text: str) -> None:
    with pytest.raises(ValueError, match=r"\w"):
        ListenAddress.parse(text)


def test_a_stale_socket_file_is_replaced_and_a_living_one_is_not(tmp_path: Path) -> None:
    address = ListenAddress.parse(f"unix:{tmp_path}/lmtp.sock")
    (first,) = address.open()
    with pytest.raises(OSError, match="in use"):
        address.open()
    first.close()
    (second,) = address.open()
    assert Path(address.path).stat().st_mode & 0o777 == 0o660
    second.close()


def test_an_ordinary_file_is_never_removed(tmp_path: Path) -> None:
    path = tmp_path / "mail"
    path.write_text("precious")
    with pytest.raises(OSError, match="in use"):
        ListenAddress.parse(f"unix:{path}").open()
    assert path.read_text() == "precious"


def test_a_socket_from_elsewhere_is_found_by_its_address() -> None:
    with socket.create_server(("127.0.0.1", 0)) as given:
        port = given.getsockname()[1]
        found = [len(choose(ListenAddress.parse(f"127.0.0.1:{p}"), [given])) for p in (port, port - 1)]
    assert found == [1, 0]


def test_wildcards_and_paths_match_their_sockets(tmp_path: Path) -> None:
    with socket.create_server(("0.0.0.0", 0)) as every, socket.socket(socket.AF_UNIX) as local:
        local.bind(f"{tmp_path}/s")
        port = every.getsockname()[1]
        assert choose(ListenAddress.parse(f":{port}"), [every, local]) == [every]
        assert choose(ListenAddress.parse(f"127.0.0.1:{port}"), [every, local]) == []
        assert choose(ListenAddress.parse(f"unix:{tmp_path}/s"), [every, local]) == [local]
