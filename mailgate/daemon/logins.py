"""Where do the daemon's access tokens come from? One source for each `[oauth.NAME]`, shared by everybody who needs it."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from mailgate.config.oauth import OauthTable
from mailgate.config.schema import Settings
from mailgate.config.secrets import Secret, SecretSource
from mailgate.inbound.imap_account import Secret as AnySecret
from mailgate.inbound.oauth import Grant, Login, NoToken
from mailgate.inbound.oauth_tokens import TokenSource


@dataclass
class Logins:
    """The token sources by name; one whose table or secrets changed is made anew."""

    settings: Callable[[], Settings]
    secrets: Callable[[], SecretSource]
    make: Callable[[Login], TokenSource]
    _sources: dict[str, tuple[Login, TokenSource]] = field(default_factory=dict)

    def source(self, name: str) -> TokenSource:
        """The source of a login; NoToken when it is no longer configured."""
        table = self.settings().oauth.get(name)
        if table is None:
            raise NoToken(f"there is no [oauth.{name}]", temporary=False)
        login = login_of(name, table, self.secrets())
        kept = self._sources.get(name)
        if kept is None or _differ(kept[0], login):
            kept = self._sources[name] = login, self.make(login)
        return kept[1]

    def borrowed(self, name: str) -> "Borrowed":
        """The same, for who is made before there is a store."""
        return Borrowed(self, name)


@dataclass(frozen=True)
class Borrowed:
    """A login by name, looked up whenever a token is asked for."""

    logins: Logins
    name: str

    async def access(self, *, refused: AnySecret | None = None) -> tuple[Secret, datetime]:
        return await self.logins.source(self.name).access(refused=refused)


def login_of(name: str, table: OauthTable, secrets: SecretSource) -> Login:
    """One table with its secrets found."""
    return Login(
        name,
        table.url("token"),
        table.client_id,
        table.scopes(),
        Grant(table.grant),
        table.url("devicecode"),
        secrets.find(table.client_secret) if table.client_secret else None,
        secrets.find(table.refresh_token) if table.refresh_token else None,
    )


def _differ(one: Login, other: Login) -> bool:
    """Secrets do not compare by themselves, so that nobody prints or hashes one by accident."""
    return _plain(one) != _plain(other)


def _plain(login: Login) -> tuple[object, ...]:
    secrets = (login.client_secret, login.refresh_token)
    return (
        login.token_url, login.client_id, login.scope, login.grant, login.device_url,
        *(s.reveal() if s is not None else None for s in secrets),
    )  # fmt: skip
