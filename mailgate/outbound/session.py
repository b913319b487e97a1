"""How does one connection to a smarthost live? Connect, protect, log in, be used for some mails, leave."""

import ssl
from contextlib import suppress
from dataclasses import dataclass

import aiosmtplib

from mailgate.errors import PeerError
from mailgate.outbound.smarthost import Security, Smarthost, Tokens
from mailgate.outbound.transaction import Ledger, Parcel, Transaction


@dataclass(frozen=True, slots=True)
class Limits:
    """Seconds for each step, and for how long a connection is kept."""

    connect: float = 30  # also for each step until the login is done
    command: float = 300  # RFC 5321 section 4.5.3.2: 5 minutes for MAIL and RCPT
    data: float = 600  # RFC 5321 section 4.5.3.2.6: giving up earlier sends mails twice
    total: float = 900  # for one delivery through all smarthosts
    idle: float = 20
    mails: int = 50  # through one connection


class _Client(aiosmtplib.SMTP):
    # Without cram-md5, which aiosmtplib tries first: servers offer it that cannot do it, and under TLS,
    # the only place where we log in, it protects nothing.
    AUTH_METHODS = ("plain", "login")


class Session:
    """One connection to one smarthost, opened again when the server has closed it.

    Every failure of the connection is a `PeerError` with a plain sentence. Not for concurrent use.
    """

    def __init__(self, smarthost: Smarthost, tls: ssl.SSLContext, helo: str, limits: Limits) -> None:
        self.smarthost = smarthost
        self._limits = limits
        self._mails = 0
        self._client = _Client(
            hostname=smarthost.host,
            port=smarthost.port,
            local_hostname=helo,
            timeout=limits.connect,
            use_tls=smarthost.security is Security.TLS,
            start_tls=smarthost.security is Security.STARTTLS,
            tls_context=tls,
        )

    @property
    def reusable(self) -> bool:
        """Can another mail go through this connection?"""
        return self._client.is_connected and self._mails < self._limits.mails

    async def ready(self) -> None:
        """Leaves a connection without a transaction, the kept one if the server still answers on it."""
        if self._client.is_connected and await self._reset():
            return
        self.close()
        self._mails = 0
        await self._open()

    async def send(self, parcel: Parcel, ledger: Ledger) -> None:
        """Sends one mail on a ready session; verdicts go to the ledger as they come."""
        self._mails += 1
        try:
            await Transaction(self._client, str(self.smarthost), ledger, self._limits.data).run(parcel)
        except aiosmtplib.SMTPResponseException as error:
            raise PeerError(f"an answer that is not SMTP: {error.message}") from error
        except (aiosmtplib.SMTPException, OSError) as error:
            raise PeerError(f"connection lost: {_reason(error)}") from error

    def close(self) -> None:
        """Drops the connection without a word."""
        self._client.close()

    async def leave(self) -> None:
        """Says QUIT if the server listens, and closes."""
        with suppress(aiosmtplib.SMTPException, OSError):
            await self._client.quit(timeout=self._limits.connect)
        self.close()

    async def _reset(self) -> bool:
        try:
            reply = await self._client.execute_command(b"RSET", timeout=self._limits.connect)
        except (aiosmtplib.SMTPException, OSError):
            return False
        return reply.code == 250

    async def _open(self) -> None:
        self._client.timeout = self._limits.connect
        try:
            await self._client.connect()
            await self._greet()
            await self._log_in()
        except aiosmtplib.SMTPAuthenticationError as error:
            # Without the server's text: some repeat what they were given.
            raise PeerError("the smarthost does not accept our login", code=error.code) from None
        except aiosmtplib.SMTPResponseException as error:
            raise PeerError(f"no session: {error.code} {error.message}", code=error.code) from error
        except ssl.SSLError as error:
            raise PeerError(f"no TLS: {_reason(error)}") from error
        except (aiosmtplib.SMTPException, OSError) as error:
            raise PeerError(f"no connection: {_reason(error)}") from error
        self._client.timeout = self._limits.command

    async def _greet(self) -> None:
        """EHLO (again after STARTTLS, RFC 3207 section 4.2); HELO for servers that know no better."""
        try:
            await self._client.ehlo()
        except aiosmtplib.SMTPHeloError:
            if not self._client.is_connected:
                raise
            await self._client.helo()

    async def _log_in(self) -> None:
        user, secret = self.smarthost.user, self.smarthost.secret
        if user is None:
            return
        if self._client.get_transport_info("sslcontext") is None:
            raise PeerError("no login without TLS")
        if self.smarthost.tokens is not None:
            await self._log_in_by_token(user, self.smarthost.tokens)
        elif secret is not None:
            await self._client.login(user, secret.reveal())
        else:
            raise PeerError("no login without TLS and a password")

    async def _log_in_by_token(self, user: str, tokens: Tokens) -> None:
        """A refused token may merely be old: the second is fresh, and its refusal is meant."""
        token, _ = await tokens.access()
        try:
            await self._client.auth_xoauth2(user, token.reveal())
        except aiosmtplib.SMTPAuthenticationError:
            fresh, _ = await tokens.access(refused=token)
            await self._client.auth_xoauth2(user, fresh.reveal())


def _reason(error: Exception) -> str:
    return error.message if isinstance(error, aiosmtplib.SMTPException) else str(error)
