"""What is asked of a token endpoint, and what does its answer say? RFC 6749 and RFC 8628 as values. Pure.

Facts. A refusal (`invalid_grant`, `invalid_client`) lasts until a person acts; everything else may pass. What an endpoint
writes beside the code is for people and may repeat what it was given: of it only Microsoft's number is kept.
"""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

from mailgate.config.secrets import Secret
from mailgate.errors import PeerError

LARGEST_ANSWER = 64 * 1024
_LONGEST = 7 * 86400  # seconds that an access token may last
_CODE = re.compile(r"[a-z_]{1,40}", re.ASCII)
_AADSTS = re.compile(r"AADSTS[0-9]{4,9}", re.ASCII)
_PENDING = frozenset({"authorization_pending", "slow_down"})
_LASTING = frozenset(
    {"invalid_grant", "invalid_client", "unauthorized_client", "invalid_scope", "access_denied", "invalid_request",
     "expired_token", "unsupported_grant_type"}
)  # fmt: skip


class Grant(StrEnum):
    """How a login gets its access tokens."""

    REFRESH = "refresh-token"  # a person agreed once
    CLIENT = "client-credentials"  # an administrator agreed for the application


class NoToken(PeerError):  # noqa: N818 - what it is
    """No access token can be had now; not temporary where a person has to act."""


@dataclass(frozen=True)
class Login:
    """One `[oauth.NAME]` of the settings, its secrets found."""

    name: str
    token_url: str
    client_id: str
    scope: str
    grant: Grant = Grant.REFRESH
    device_url: str = ""
    client_secret: Secret | None = None
    refresh_token: Secret | None = None  # as configured; a rotated one is in the store


@dataclass(frozen=True, slots=True)
class Granted:
    """An access token, and the refresh token that came with it."""

    access: Secret
    until: datetime
    refresh: Secret | None = None


@dataclass(frozen=True, slots=True)
class Refused:
    """The endpoint's no: its code, and whether it is for a person to act."""

    code: str
    lasting: bool

    @property
    def pending(self) -> bool:
        """The person has not answered yet (RFC 8628 section 3.5)."""
        return self.code.partition(" ")[0] in _PENDING


@dataclass(frozen=True, slots=True)
class Device:
    """What a person is shown who logs in on another device."""

    code: Secret = field(repr=False)
    user_code: str
    url: str
    interval_s: int
    lasts_s: int


Form = Mapping[str, str]


def token_form(login: Login, refresh: Secret | None) -> Form:
    """The form for a new access token (RFC 6749 sections 4.4.2 and 6)."""
    if login.grant is Grant.CLIENT:
        return {**_client(login), "grant_type": "client_credentials", "scope": login.scope}
    if refresh is None:
        raise NoToken(
            f"nobody has logged in yet; run `mailgate oauth login {login.name}`, or name a refresh_token",
            temporary=False,
        )
    form = {**_client(login), "grant_type": "refresh_token", "refresh_token": refresh.reveal()}
    return {**form, "scope": login.scope} if login.scope else form


def device_form(login: Login) -> Form:
    """Begins a login on another device (RFC 8628 section 3.1)."""
    return {"client_id": login.client_id, "scope": login.scope}


def poll_form(login: Login, device: Device) -> Form:
    """Asks whether the person has agreed (RFC 8628 section 3.4)."""
    grant = "urn:ietf:params:oauth:grant-type:device_code"
    return {**_client(login), "grant_type": grant, "device_code": device.code.reveal()}


def read_token(status: int, body: bytes, now: datetime) -> Granted | Refused:
    """The answer to a form for a token; what cannot be read is a temporary no."""
    answer = _object(body)
    token = answer.get("access_token")
    if status != 200 or not isinstance(token, str) or not token:
        return _refused(status, answer)
    refresh = answer.get("refresh_token")
    until = now + timedelta(seconds=_seconds(answer.get("expires_in"), 3600))
    return Granted(Secret(token), until, Secret(refresh) if isinstance(refresh, str) and refresh else None)


def read_device(status: int, body: bytes) -> Device | Refused:
    """The answer to `device_form`."""
    answer = _object(body)
    code, shown = answer.get("device_code"), answer.get("user_code")
    url = answer.get("verification_uri") or answer.get("verification_url")
    if status != 200 or not (isinstance(code, str) and isinstance(shown, str) and isinstance(url, str)):
        return _refused(status, answer)
    interval = min(60, max(1, _seconds(answer.get("interval"), 5)))
    lasts = min(3600, max(60, _seconds(answer.get("expires_in"), 900)))
    return Device(Secret(code), _line(shown), _line(url), interval, lasts)


def _client(login: Login) -> dict[str, str]:
    """The client in the body (RFC 6749 section 2.3.1): both providers want it there."""
    secret = {"client_secret": login.client_secret.reveal()} if login.client_secret else {}
    return {"client_id": login.client_id, **secret}


def _refused(status: int, answer: Mapping[str, object]) -> Refused:
    error = answer.get("error")
    code = error if isinstance(error, str) and _CODE.fullmatch(error) else f"HTTP {status}"
    number = _AADSTS.search(str(answer.get("error_description", ""))[:500])
    return Refused(f"{code} {number[0]}" if number else code, code in _LASTING)


def _object(body: bytes) -> Mapping[str, object]:
    try:
        found = json.loads(body)
    except (ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}


def _seconds(value: object, otherwise: int) -> int:
    """Microsoft's older endpoint writes numbers as text."""
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return otherwise
    try:
        return max(1, min(_LONGEST, int(value)))
    except (ValueError, OverflowError):
        return otherwise


def _line(text: str) -> str:
    return "".join(c for c in text[:200] if c.isprintable())
