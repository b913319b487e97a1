import tomllib
from pathlib import Path

import pytest

from mailgate.config.endpoints import check_listen, check_smarthost, is_loopback, secret_in, takes_logins
from mailgate.config.place import place
from mailgate.config.starter import prefix_of
from mailgate.config.tomltext import assign, literal
from mailgate.inbound.listen import ListenAddress
from mailgate.outbound.smarthost import parse_smarthost


def test_the_option_wins_over_the_variable_and_the_variable_over_etc() -> None:
    assert place(Path("/a"), {"MAILGATE_CONFIG": "/b"}) == Path("/a")
    assert place(None, {"MAILGATE_CONFIG": "/b"}) == Path("/b")
    assert place(None, {"MAILGATE_CONFIG": ""}) == Path("/etc/mailgate")


@pytest.mark.parametrize(
    "text",
    [
        "127.0.0.1:25",
        "[::1]:25",
        "desk.example.com:0",
        "lmtp://[::1]:24",
        "unix:/run/mailgate/lmtp.sock",
        "submission://0.0.0.0:587",
        "smtp:unix:/run/x",
    ],
)
def test_every_form_of_listener_is_understood(text: str) -> None:
    assert check_listen(text) == text
    assert takes_logins(text) is ListenAddress.parse(text).service.allows_login


@pytest.mark.parametrize(
    "text",
    [
        "",
        "25",
        ":25",
        "::1:25",
        "[localhost]:25",
        "a b:25",
        "http://h:25",
        "h:x",
        "unix:",
        "unix:/" + "x" * 107,
    ],
)
def test_what_nobody_can_listen_on_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="; write 127"):
        check_listen(text)


@pytest.mark.parametrize(
    ("url", "secret"),
    [
        ("smtp://127.0.0.1:8026", None),
        ("smtp://[::1]", None),
        ("smtps://desk:{relay}@mail.example.net:465", "relay"),
        ("smtp+starttls://desk%40example.com:{relay.2}@mail.example.net", "relay.2"),
    ],
)
def test_a_smarthost_names_its_password_as_a_secret(url: str, secret: str | None) -> None:
    assert check_smarthost(url) == url
    assert secret_in(url) == secret == parse_smarthost(url).secret_name


@pytest.mark.parametrize(
    "url", ["smtps://:{x}@h", "smtps://h:99999", "smtps://h/path", "smtps://", "h:25", "smtps://u:@h"]
)
def test_a_smarthost_of_another_form_is_refused(url: str) -> None:
    with pytest.raises(ValueError, match=r"; (write|name)"):
        check_smarthost(url)


@pytest.mark.parametrize(
    ("address", "inside"),
    [
        ("127.0.0.2:1", True),
        ("[::1]:1", True),
        ("localhost:1", True),
        ("unix:/x", True),
        ("10.0.0.1:1", False),
    ],
)
def test_loopback_is_told_from_the_rest(address: str, inside: bool) -> None:
    assert is_loopback(address) is inside


@pytest.mark.parametrize(
    "text", ['quote " and \\', "line\nbreak\tand \x7f \x00", "Søren 東京 🚀", "# no comment"]
)
def test_any_text_survives_the_way_into_toml(text: str) -> None:
    assert tomllib.loads(f"x = {literal(text)}")["x"] == text


def test_setting_a_value_keeps_the_comments_and_other_tables() -> None:
    text = '[a]\nx = 1  # one\n# y = "2"  # two\n[b]\nx = 1\n'
    changed = assign(text, "[a]", {"x": "new", "y": True})
    assert changed == '[a]\nx = "new"  # one\ny = true  # two\n[b]\nx = 1\n'
    assert assign(changed, "[a]", {"y": None}).splitlines()[2] == "# y = true  # two"
    with pytest.raises(KeyError):
        assign(text, "[a]", {"z": 1})


@pytest.mark.parametrize(
    ("name", "prefix"),
    [("Example Support", "ES"), ("Support", "SUP"), ("Ærø", "R"), ("東京", "T"), ("A B C D E", "ABCD")],
)
def test_a_prefix_is_made_of_a_name(name: str, prefix: str) -> None:
    assert prefix_of(name) == prefix
