"""How does a session prove who it is? A password under TLS, or an access token; whatever the server offers of it."""

import base64
from contextlib import suppress
from datetime import datetime

from mailgate.errors import PeerError
from mailgate.inbound.imap_account import Account, Secret
from mailgate.inbound.imap_command import Answer
from mailgate.inbound.imap_names import quoted
from mailgate.inbound.imap_protocol import AUTH, Protocol


class LoginRefused(PeerError):  # noqa: N818 - what happened
    """The server does not accept our login; an operator has to look, though it may pass by itself."""


async def log_in(protocol: Protocol, account: Account, able: frozenset[str]) -> datetime | None:
    """Logs in; when the login ends by itself, None for a password. LoginRefused when the server says no.

    The server's own words are left out of the fault where they could repeat what it was given.
    """
    if account.tokens is not None:
        return await _by_token(protocol, account, able)
    secret = account.password() if account.password else None
    if secret is None:
        raise LoginRefused(f"there is no password: the secret {account.secret_name!r} is nowhere to be found")
    answer = await _by_password(protocol, account.user, secret, able)
    if not answer.ok:
        raise LoginRefused(f"the server does not accept the password of {account.user}{_code(answer)}")
    protocol.state = AUTH
    return None


async def _by_password(protocol: Protocol, user: str, secret: Secret, able: frozenset[str]) -> Answer:
    """AUTHENTICATE PLAIN takes any character (RFC 4616); LOGIN is for servers without it."""
    password = secret.reveal()
    if "AUTH=PLAIN" in able:
        return await _authenticate(protocol, "PLAIN", f"\0{user}\0{password}".encode(), able)
    if "LOGINDISABLED" in able:
        raise LoginRefused("the server takes no password here; write oauth, or tls")
    with suppress(ValueError):
        return await protocol.ask("LOGIN", quoted(user), quoted(password))
    raise LoginRefused("this server takes only ASCII in user and password")


async def _by_token(protocol: Protocol, account: Account, able: frozenset[str]) -> datetime | None:
    """One refused token may merely be old: the second is fresh, and its refusal is meant."""
    assert account.tokens is not None
    refused: Secret | None = None
    for _ in range(2):
        token, until = await account.tokens.access(refused=refused)
        answer = await _bear(protocol, account, token.reveal(), able)
        if answer.ok:
            protocol.state = AUTH
            return until
        refused = token
    raise LoginRefused(f"the server does not accept our access token for {account.user}{_code(answer)}")


async def _bear(protocol: Protocol, account: Account, token: str, able: frozenset[str]) -> Answer:
    if "AUTH=XOAUTH2" in able or "AUTH=OAUTHBEARER" not in able:
        return await _authenticate(protocol, "XOAUTH2", xoauth2(account.user, token), able, b"")
    bearer = oauthbearer(account.user, account.host, account.port, token)
    return await _authenticate(protocol, "OAUTHBEARER", bearer, able, b"AQ==")


def xoauth2(user: str, token: str) -> bytes:
    """Google's and Microsoft's own form, older than the RFC."""
    return f"user={user}\1auth=Bearer {token}\1\1".encode()


def oauthbearer(user: str, host: str, port: int, token: str) -> bytes:
    """RFC 7628 section 3.1; a comma or an equals sign in a name is written as RFC 5801 section 4 says."""
    name = user.replace("=", "=3D").replace(",", "=2C")
    return f"n,a={name},\1host={host}\1port={port}\1auth=Bearer {token}\1\1".encode()


async def _authenticate(
    protocol: Protocol, mechanism: str, initial: bytes, able: frozenset[str], surrender: bytes = b"*"
) -> Answer:
    """One message of ours (SASL-IR, RFC 4959, or after the question); a further question is a refusal.

    A refused token is explained in a question that wants an answer before the server says NO (RFC 7628 section 3.2.3);
    the library leaves it open until the time is up.
    """
    message = base64.b64encode(initial)
    waiting = [] if "SASL-IR" in able else [message]

    def reply(_: bytes) -> bytes:
        return waiting.pop() if waiting else surrender

    words = (mechanism,) if waiting else (mechanism, message.decode("ascii"))
    return await protocol.ask("AUTHENTICATE", *words, challenged=reply)


def _code(answer: Answer) -> str:
    """The response code alone, such as AUTHENTICATIONFAILED (RFC 5530): the text may hold what it was given."""
    word = answer.text[1:].split(b"]")[0] if answer.text.startswith(b"[") else b""
    known = word.decode("ascii", "replace")
    return f" ({known})" if known.replace("-", "").isalpha() and known.isupper() and len(known) < 40 else ""
