import ssl

import pytest

from mailgate.outbound.smarthost import Security, Smarthost, parse_smarthost, tls_context


class Password:
    def reveal(self) -> str:
        return "correct horse"


@pytest.mark.parametrize(
    ("url", "smarthost"),
    [
        ("smtp://127.0.0.1:8026", Smarthost(Security.NONE, "127.0.0.1", 8026)),
        ("smtp://localhost", Smarthost(Security.NONE, "localhost", 25)),
        ("smtps://mail.example.net", Smarthost(Security.TLS, "mail.example.net", 465)),
        ("SMTP+StartTLS://Mail.Example.net", Smarthost(Security.STARTTLS, "mail.example.net", 587)),
        ("smtps://[2001:db8::1]:4650", Smarthost(Security.TLS, "2001:db8::1", 4650)),
        (
            "smtp+starttls://desk%40example.com:{relay}@mail.example.net:587",
            Smarthost(Security.STARTTLS, "mail.example.net", 587, "desk@example.com", "relay"),
        ),
        ("smtps://desk@mail.example.net:465", Smarthost(Security.TLS, "mail.example.net", 465, "desk")),
    ],
)
def test_a_url_says_where_and_how_protected(url: str, smarthost: Smarthost) -> None:
    assert parse_smarthost(url) == smarthost


@pytest.mark.parametrize(
    ("url", "remedy"),
    [
        ("mail.example.net", "unknown scheme"),
        ("http://mail.example.net", "unknown scheme"),
        ("smtp://", "no host"),
        ("smtp://host:99999", "not a URL"),
        ("smtp://[::1", "not a URL"),
        ("smtp://bad host", "no host"),
        ("smtp://host/path", "nothing may follow"),
        ("smtp://host?tls=no", "nothing may follow"),
        ("smtp://desk:{relay}@127.0.0.1", "in the clear"),
        ("smtps://desk:hunter2@mail.example.net", "name of a secret"),
        ("smtps://:{relay}@mail.example.net", "user is empty"),
        ("smtps://de%0Ask:{relay}@mail.example.net", "control characters"),
    ],
)
def test_a_url_that_cannot_be_meant_is_refused_with_a_remedy_and_not_repeated(url: str, remedy: str) -> None:
    with pytest.raises(ValueError, match=remedy) as caught:
        parse_smarthost(url)
    assert "hunter2" not in str(caught.value)


def test_a_smarthost_prints_neither_user_nor_password() -> None:
    smarthost = parse_smarthost("smtps://desk:{relay}@[2001:db8::1]").with_secret(Password())
    assert str(smarthost) == "smtps://[2001:db8::1]:465"
    assert "horse" not in repr(smarthost)


def test_certificates_and_names_are_always_verified() -> None:
    context = tls_context()
    assert context.verify_mode is ssl.CERT_REQUIRED
    assert context.check_hostname
    assert context.minimum_version >= ssl.TLSVersion.TLSv1_2
