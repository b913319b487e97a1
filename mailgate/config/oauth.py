"""`[oauth.NAME]`: logins by access token, for IMAP and for the smarthost."""

from collections.abc import Iterator, Mapping
from typing import Literal
from urllib.parse import urlsplit

from pydantic import Field

from mailgate.config.fields import Name, SecretName
from mailgate.config.table import Table

_MICROSOFT = "https://login.microsoftonline.com/{tenant}/oauth2/v2.0/{what}"
_SCOPES = {
    ("microsoft", "refresh-token"): "https://outlook.office.com/IMAP.AccessAsUser.All "
    "https://outlook.office.com/SMTP.Send offline_access",
    ("microsoft", "client-credentials"): "https://outlook.office365.com/.default",
    ("google", "refresh-token"): "",  # a refresh token carries its own; asking again can only narrow it
}
_LOOPBACK = ("127.0.0.1", "::1", "localhost")


class OauthTable(Table):
    """`[oauth.NAME]`: where access tokens come from."""

    provider: Literal["microsoft", "google", "other"]
    grant: Literal["refresh-token", "client-credentials"] = "refresh-token"
    client_id: Name = Field(description="the id that your registration of the application was given")
    client_secret: SecretName | None = None
    refresh_token: SecretName | None = None  # else `mailgate oauth login` gets one
    tenant: Name | None = None  # Microsoft's: a domain or an id
    token_url: str | None = None
    device_url: str | None = None
    scope: str | None = None

    def url(self, what: Literal["token", "devicecode"]) -> str:
        """Where tokens are asked for, or where a login on another device begins; "" for nowhere."""
        given = self.token_url if what == "token" else self.device_url
        if given is not None:
            return given
        if self.provider == "microsoft":
            return _MICROSOFT.format(tenant=self.tenant or "organizations", what=what)
        return "https://oauth2.googleapis.com/token" if (self.provider, what) == ("google", "token") else ""

    def scopes(self) -> str:
        return self.scope if self.scope is not None else _SCOPES.get((self.provider, self.grant), "")


def oauth_problems(logins: Mapping[str, OauthTable]) -> Iterator[tuple[tuple[str | int, ...], str, str]]:
    """What is wrong with the logins by themselves."""
    for name, login in logins.items():
        at = ("oauth", name)
        by_client = login.grant == "client-credentials"
        if by_client and login.provider == "google":
            yield (*at, "grant"), "Google has no such grant for mail", 'write grant = "refresh-token"'
        if by_client and login.client_secret is None:
            yield (*at, "client_secret"), "is missing", "name the secret that holds the application's secret"
        if by_client and login.provider == "microsoft" and login.tenant is None:
            yield (*at, "tenant"), "is missing", 'write your domain: tenant = "example.com"'
        if login.provider == "google" and login.refresh_token is None:
            remedy = "name the secret that holds a refresh token; docs/imap.md says how to get one"
            yield (*at, "refresh_token"), "is missing", remedy
        if login.provider == "other" and login.token_url is None:
            yield (*at, "token_url"), "is missing", "write the https:// address of the token endpoint"
        for key in ("token_url", "device_url"):
            if (url := getattr(login, key)) is not None and not _protected(url):
                yield (*at, key), "is not under https://", "write an address that begins with https://"


def _protected(url: str) -> bool:
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    return bool(parts.hostname) and (
        parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in _LOOPBACK)
    )
