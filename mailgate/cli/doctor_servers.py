"""Do other servers let us in? Each smarthost and each fetched mailbox is logged in to, and left without a mail."""

import asyncio
import os
import ssl
from typing import Protocol

from mailgate.config.load import secret_source
from mailgate.config.schema import Settings
from mailgate.errors import PeerError
from mailgate.operations.doctor import Finding, Whose, fault, ok, skipped
from mailgate.outbound.session import Limits, Session
from mailgate.outbound.smarthost import Smarthost, parse_smarthost

STEP_S = 10.0  # for each step of a connection
ALL_S = 30.0  # for one server


class Login(Protocol):
    """An account from which mail is fetched, as the doctor tries it."""

    @property
    def name(self) -> str:
        """What the account is called, never with its password."""

    async def try_out(self) -> str:
        """Connects, protects the connection, logs in and leaves; what was seen in words, or PeerError."""


def smarthosts(settings: Settings) -> tuple[Smarthost, ...]:
    """The configured ones with their passwords."""
    source = secret_source(settings.directory, os.environ)
    found = [parse_smarthost(url) for url in settings.outbound.smarthosts]
    secrets = [source.find(host.secret_name) if host.secret_name else None for host in found]
    return tuple(
        host.with_secret(secret) if secret is not None else host
        for host, secret in zip(found, secrets, strict=True)
    )


async def check_smarthost(host: Smarthost, tls: ssl.SSLContext, helo: str) -> Finding:
    """Connects, protects, logs in, and leaves."""
    session = Session(host, tls, helo, Limits(connect=STEP_S))
    name = str(host)
    try:
        async with asyncio.timeout(ALL_S):
            await session.ready()
            await session.leave()
    except TimeoutError:
        remedy = "see that nothing between the two swallows the connection, such as a firewall"
        return fault("smarthost", name, f"no end within {ALL_S:g} s", Whose.NETWORK, remedy)
    except PeerError as error:
        whose, remedy = _diagnosis(host, error)
        return fault("smarthost", name, str(error), whose, remedy)
    finally:
        session.close()
    what = "connected" if host.user is None else f"logged in as {host.user}"
    return ok("smarthost", name, what)


def _diagnosis(host: Smarthost, error: PeerError) -> tuple[Whose, str]:
    """Whose fault an error is, from its words."""
    words = str(error).lower()
    if "login" in words or error.code in (530, 534, 535, 538):
        secret = f" and what stands in secrets/{host.secret_name}" if host.secret_name else ""
        return Whose.CONFIG, f"compare the user{secret} with what the provider gave you"
    if "expired" in words:
        return Whose.SMARTHOST, "its owner must renew its certificate; mail waits until then"
    if "certificate" in words or "hostname" in words:
        return (
            Whose.SMARTHOST,
            "write the name that its certificate is for, or set outbound.ca_file to its authority",
        )
    if "starttls" in words or "no tls" in words:
        return Whose.CONFIG, "it offers no STARTTLS on this port: try smtps:// and port 465, or port 587"
    if words.startswith("no connection"):
        return (
            Whose.NETWORK,
            "see that host and port are right, that it runs, and that no firewall is between",
        )
    return Whose.SMARTHOST, "its owner can say why it does not want us"


async def check_mailbox(login: Login) -> Finding:
    """Logs in to one fetched account."""
    try:
        async with asyncio.timeout(ALL_S):
            return ok("imap", login.name, await login.try_out())
    except TimeoutError:
        remedy = "see that host and port are right, and that no firewall is between"
        return fault("imap", login.name, f"no end within {ALL_S:g} s", Whose.NETWORK, remedy)
    except PeerError as error:
        whose = Whose.MAILBOX if error.temporary else Whose.CONFIG
        remedy = "compare user and secret with what the provider gave you; with OAuth2: mailgate oauth login"
        return fault("imap", login.name, str(error), whose, remedy)


def no_mailboxes() -> Finding:
    """Nothing is fetched."""
    return skipped("imap", "", "no [[imap]] is configured")
