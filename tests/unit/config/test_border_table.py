"""`[border]`: what may stand in it, and where name servers are."""

import pytest
from pydantic import ValidationError

from mailgate.config.nameserver import check_nameserver, parse_nameserver
from mailgate.config.schema import BorderTable, TrustedResultsTable


def test_by_default_only_public_clients_are_checked_for_five_seconds() -> None:
    table = BorderTable()
    assert (table.check, table.dns_timeout, table.nameservers) == ("public", 5, ())


@pytest.mark.parametrize(
    "wrong",
    [
        {"check": True},
        {"check": "sometimes"},
        {"dns_timeout": "0 s"},
        {"dns_timeout": "31 s"},
        {"nameservers": ["x"]},
    ],
)
def test_what_cannot_be_meant_is_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        BorderTable.model_validate(wrong)


@pytest.mark.parametrize(
    ("text", "server"),
    [
        ("127.0.0.1", ("127.0.0.1", 53)),
        ("127.0.0.1:5353", ("127.0.0.1", 5353)),
        ("::1", ("::1", 53)),
        ("[::1]:5353", ("::1", 5353)),
        ("2001:db8::5", ("2001:db8::5", 53)),
    ],
)
def test_a_name_server_is_an_address_and_possibly_a_port(text: str, server: tuple[str, int]) -> None:
    assert check_nameserver(text) == text
    assert parse_nameserver(text) == server


@pytest.mark.parametrize(
    "text",
    [
        "",
        "ns.example.com",
        "127.0.0.1:",
        "127.0.0.1:0",
        "127.0.0.1:70000",
        "127.0.0.1:dns",
        "[::1",
        "[::1]:x",
        "1.2.3",
    ],
)
def test_what_is_no_name_server_says_what_to_write(text: str) -> None:
    with pytest.raises(ValueError, match=r"write 127\.0\.0\.1"):
        parse_nameserver(text)


@pytest.mark.parametrize("name", ["two words", "a\nb", 5, "x" * 101])
def test_the_name_of_a_neighbour_is_one_word(name: object) -> None:
    with pytest.raises(ValidationError):
        TrustedResultsTable.model_validate({"authserv_id": name, "from": "10.0.0.5"})


def test_a_neighbour_without_a_name_may_be_trusted() -> None:
    table = TrustedResultsTable.model_validate({"authserv_id": "", "from": "10.0.0.5"})
    assert table.authserv_id == ""
