"""Do the servers that mail is fetched from let us in? Each account as the daemon would log in to it, and out again."""

import os
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from mailgate.cli.house import opened
from mailgate.clock import SystemClock
from mailgate.config.load import secret_source
from mailgate.config.schema import Settings
from mailgate.config.secrets import Secret
from mailgate.daemon.fetchers import account_of, tls_of
from mailgate.daemon.logins import login_of
from mailgate.errors import PeerError, StoreUnavailable
from mailgate.events import FanOut
from mailgate.inbound.imap_account import Account
from mailgate.inbound.imap_account import Secret as AnySecret
from mailgate.inbound.imap_login import LoginRefused
from mailgate.inbound.imap_session import Session
from mailgate.inbound.oauth import NoToken
from mailgate.inbound.oauth_endpoint import HttpEndpoint
from mailgate.inbound.oauth_tokens import TokenSource


@dataclass(frozen=True)
class Mailbox:
    """One account of the configuration."""

    account: Account

    @property
    def name(self) -> str:
        """The account and its server."""
        return f"{self.account.name} at {self.account.host}"

    async def try_out(self) -> str:
        """Logs in, opens each folder, and leaves; what was seen in words, or PeerError."""
        try:
            session = await Session.connect(self.account, tls_of(self.account))
        except LoginRefused as refused:
            raise PeerError(str(refused), temporary=False) from refused
        try:
            for folder in self.account.folders:
                await session.select(folder.name)
        finally:
            await session.leave()
        names = ", ".join(folder.name for folder in self.account.folders)
        pushes = (
            "tells of new mail" if "IDLE" in session.able else "is asked for new mail, for it has no IDLE"
        )
        return f"logged in as {self.account.user}; {names}; the server {pushes}"


@dataclass(frozen=True)
class _Stored:
    """A token as the daemon would get it; one that is rotated meanwhile is kept for the daemon."""

    settings: Settings
    name: str

    async def access(self, *, refused: AnySecret | None = None) -> tuple[Secret, datetime]:
        secrets = secret_source(self.settings.directory, os.environ)
        login = login_of(self.name, self.settings.oauth[self.name], secrets)
        try:
            with opened(self.settings) as store:
                source = TokenSource(login, HttpEndpoint(), store, SystemClock(), FanOut())
                return await source.access(refused=refused)
        except StoreUnavailable as trouble:
            raise NoToken(str(trouble)) from trouble


def mailboxes(settings: Settings) -> tuple[Mailbox, ...]:
    """The accounts of the configuration from which mail is fetched."""
    secrets = secret_source(settings.directory, os.environ)
    tokens = partial(_Stored, settings)
    return tuple(Mailbox(account_of(table, settings, secrets.find, tokens)) for table in settings.imap)
