"""Is this the form of a listen address, a smarthost or a database URL?

Only the form is looked at, so that an operator hears of a slip before the service starts; opening sockets and
taking URLs apart for use belongs to the rooms that do it. No text is repeated in a message: it may hold a
password.
"""

import re
from ipaddress import ip_address
from urllib.parse import SplitResult, urlsplit

LISTEN = "127.0.0.1:8025, [::1]:8025, submission://0.0.0.0:8587 or unix:/run/mailgate/lmtp.sock"
HEALTH = "127.0.0.1:8027 or unix:/run/mailgate/health.sock"
SMARTHOST = "smtp+starttls://desk:{relay}@mail.example.net:587, with the password as the file secrets/relay"
STORE = "sqlite:////var/lib/mailgate/mailgate.db or postgresql://mailgate@db.example.net/mailgate"

_HOST = re.compile(r"[A-Za-z0-9_]([A-Za-z0-9_.-]{0,252}[A-Za-z0-9_.])?", re.ASCII)
_SECRET = re.compile(r"\{([A-Za-z0-9][A-Za-z0-9._-]{0,99})\}", re.ASCII)
# What may stand before an address; plain text is SMTP, a bare unix: is LMTP.
_WITH_LOGIN = ("smtps", "submission", "submissions")
_LOGIN_ONLY = ("submission", "submissions")
_SERVICES = ("smtp", "lmtp", *_WITH_LOGIN)
_SMARTHOST_SCHEMES = ("smtp", "smtps", "smtp+starttls")
_STORE_SCHEMES = ("sqlite", "postgresql", "postgresql+psycopg")


def check_listen(text: str) -> str:
    """The text itself if a listener could have it; ValueError says what to write instead."""
    service, place = _service(text)
    if service not in _SERVICES:
        raise ValueError(f"not a listen address; write {LISTEN}")
    if place.startswith("unix:"):
        return _unix(text, place.removeprefix("unix:"), LISTEN)
    return _host_port(text, place, LISTEN)


def takes_logins(listen: str) -> bool:
    """True if agents can submit there; such a listener needs a certificate."""
    return _service(listen)[0] in _WITH_LOGIN


def door_of_servers(listen: str) -> str | None:
    """Where other mail servers hand in mail without a login, without the service; None for agents' submission."""
    service, place = _service(listen)
    return None if service in _LOGIN_ONLY else place


def check_health(text: str) -> str:
    """As `check_listen`, for the health listener; "" means none."""
    if text == "":
        return text
    if text.startswith("unix:"):
        return _unix(text, text.removeprefix("unix:"), HEALTH)
    return _host_port(text, text, HEALTH)


def check_smarthost(text: str) -> str:
    """The text itself if it is a smarthost URL whose password, if any, is a secret's name in braces."""
    url, port = _split(text)
    if url is None or url.scheme not in _SMARTHOST_SCHEMES:
        raise ValueError(f"not a smarthost; write smtp://, smtps:// or {SMARTHOST}")
    if port == 0 or url.path or url.query or url.fragment or not _is_host(url.hostname or ""):
        raise ValueError(f"not host:port after the scheme; write {SMARTHOST}")
    if url.username == "" or (url.password is not None and url.username is None):
        raise ValueError(f"a password without a user; write {SMARTHOST}")
    if url.password is not None and not _SECRET.fullmatch(url.password):
        raise ValueError(f"a password stands in the configuration; name a secret in its place: {SMARTHOST}")
    if url.username is not None and url.scheme == "smtp":
        raise ValueError(
            "a login without TLS would show the password to the network; write smtps:// or smtp+starttls://"
        )
    return text


def check_store(text: str) -> str:
    """The text itself if it is a database URL of a kind that the store has; paths must be absolute."""
    url, _ = _split(text)
    if url is None or url.scheme not in _STORE_SCHEMES:
        raise ValueError(f"not a database URL; write {STORE}")
    if url.scheme == "sqlite" and (url.netloc or not url.path.startswith("//")):
        raise ValueError(
            "not an absolute path; write sqlite:// and a path from the root: sqlite:////var/lib/mailgate/mailgate.db"
        )
    return text


def secret_in(url: str) -> str | None:
    """The name of the secret in the password place, `relay` in `smtps://desk:{relay}@host:465`."""
    parts, _ = _split(url)
    found = _SECRET.fullmatch(parts.password or "") if parts else None
    return found[1] if found else None


def has_plain_password(url: str) -> bool:
    """True if what stands in the password place is not the name of a secret."""
    parts, _ = _split(url)
    return bool(parts and parts.password) and secret_in(url) is None


def is_loopback(address: str) -> bool:
    """True if only this machine can reach it: a unix socket, a loopback address, or `localhost`."""
    host = address.rpartition(":")[0].strip("[]")
    if address.startswith("unix:") or host == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


def _service(text: str) -> tuple[str, str]:
    if text.startswith("unix:"):
        return "lmtp", text
    for separator in ("://", ":unix:"):
        service, found, place = text.partition(separator)
        if found:
            return service, f"unix:{place}" if separator == ":unix:" else place
    return "smtp", text


def _split(text: str) -> tuple[SplitResult | None, int | None]:
    try:
        url = urlsplit(text)
        port = url.port  # read here: it is what raises for a bad one
    except ValueError:
        return None, None
    return url, port


def _host_port(text: str, place: str, examples: str) -> str:
    host, _, port = place.rpartition(":")
    if not (port.isascii() and port.isdigit() and int(port[:6]) < 65536) or not _is_host(
        host.strip("[]"), bracketed=host[:1] == "["
    ):
        raise ValueError(f"not host:port; write {examples}")
    return text


def _unix(text: str, path: str, examples: str) -> str:
    # sun_path holds 108 bytes with the closing NUL (unix(7)).
    if not path.startswith("/") or len(path.encode()) > 107 or "\0" in path:
        raise ValueError(f"not an absolute socket path of at most 107 bytes; write {examples}")
    return text


def _is_host(host: str, *, bracketed: bool | None = None) -> bool:
    if ":" in host:
        try:
            return bracketed is not False and ip_address(host.partition("%")[0]).version == 6
        except ValueError:
            return False
    return bracketed is not True and _HOST.fullmatch(host) is not None
