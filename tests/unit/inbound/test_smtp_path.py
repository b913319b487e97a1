import pytest

from mailgate.inbound import smtp_auth
from mailgate.inbound.smtp_path import parse_parameters, parse_path


@pytest.mark.parametrize(
    ("argument", "address", "parameters"),
    [
        ("FROM:<a@example.com>", "a@example.com", ""),
        ("FROM: <a@example.com> SIZE=1", "a@example.com", "SIZE=1"),
        ("FROM:a@example.com", "a@example.com", ""),
        ("FROM:<>", "", ""),
        ("FROM:<> SIZE=1 BODY=7BIT", "", "SIZE=1 BODY=7BIT"),
        ("FROM:<@one.example,@two.example:a@example.com>", "a@example.com", ""),
        ('FROM:<"a b@c"@example.com>', '"a b@c"@example.com', ""),
        ('FROM:<"a\\"b"@example.com>', '"a\\"b"@example.com', ""),
        ("FROM:<a@[192.0.2.1]>", "a@[192.0.2.1]", ""),
        ("FROM:<a@[IPv6:2001:db8::1]>", "a@[IPv6:2001:db8::1]", ""),
        ("FROM:<a..b.@docs.example>", "a..b.@docs.example", ""),
        ("FROM:<prvs=0123+tag=x/y@example.com>", "prvs=0123+tag=x/y@example.com", ""),
        ("FROM:<jürgen@bücher.example>", "jürgen@bücher.example", ""),
        ("FROM:<PostMaster>", "PostMaster", ""),
    ],
)
def test_a_path_is_read(argument: str, address: str, parameters: str) -> None:
    path = parse_path("FROM:", argument)
    assert path is not None
    assert (path.address, path.parameters) == (address, parameters)


@pytest.mark.parametrize(
    "argument",
    [
        "FROM:",
        "FROM:<a@example.com",
        "FROM:<a@example.com>SIZE=1",
        "FROM:<a>",
        "FROM:<a@>",
        "FROM:<@example.com>",
        "FROM:<a b@example.com>",
        "FROM:<a@exam ple.com>",
        "FROM:<a@b@c>",
        "FROM:<a@example.com\t>",
        'FROM:<"a@example.com>',
        "FROM:<a\x1b[31m@example.com>",
        "FROM:<<a@example.com>>",
    ],
)
def test_a_malformed_path_is_none(argument: str) -> None:
    assert parse_path("FROM:", argument) is None


@pytest.mark.parametrize(
    ("text", "parameters"),
    [
        ("", {}),
        ("SIZE=10 body=8bitmime SMTPUTF8", {"SIZE": "10", "BODY": "8bitmime", "SMTPUTF8": None}),
        ("AUTH=<>", {"AUTH": "<>"}),
        ("SIZE=", None),
        ("SIZE=1=2", None),
        ("SIZE=1 SIZE=2", None),
        ("=1", None),
        ("-A=1", None),
    ],
)
def test_parameters_are_read_once_each(text: str, parameters: dict[str, str | None] | None) -> None:
    assert parse_parameters(text) == parameters


@pytest.mark.parametrize(
    ("answer", "login"),
    [
        (b"\0anna\0pw", "anna"),
        (b"anna\0anna\0pw", "anna"),
        (b"boss\0anna\0pw", None),
        (b"\0anna\0", None),
        (b"\0\0pw", None),
        (b"anna\0pw", None),
        (b"\0\xff\0pw", None),
        (b"\0a\0b\0c", None),
    ],
)
def test_plain_is_a_login_for_oneself(answer: bytes, login: str | None) -> None:
    given = smtp_auth.plain(answer)
    assert (given.login if given else None) == login


def test_a_password_is_never_shown() -> None:
    assert "hunter2" not in repr(smtp_auth.credentials(b"anna", b"hunter2"))
