"""How does a person log in for the desk, on whatever device they like? RFC 8628, step by step."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from mailgate.clock import Clock
from mailgate.config.secrets import Secret
from mailgate.inbound.oauth import (
    Device,
    Grant,
    Login,
    NoToken,
    Refused,
    device_form,
    poll_form,
    read_device,
    read_token,
)
from mailgate.inbound.oauth_endpoint import Endpoint

_SLOWER_S = 5  # RFC 8628 section 3.5: what slow_down adds


@dataclass(frozen=True)
class DeviceLogin:
    """One login, from the code that is shown to the refresh token."""

    login: Login
    endpoint: Endpoint
    clock: Clock
    pause: Callable[[float], Awaitable[None]]

    async def start(self) -> Device:
        """What the person is shown; NoToken where the provider has no such login."""
        if self.login.grant is not Grant.REFRESH or not self.login.device_url:
            raise NoToken(
                f"{self.login.name!r} cannot be logged in to like this; docs/imap.md says how",
                temporary=False,
            )
        status, body = await self.endpoint.post(self.login.device_url, device_form(self.login))
        found = read_device(status, body)
        if isinstance(found, Refused):
            raise NoToken(f"the provider refuses to begin: {found.code}", temporary=not found.lasting)
        return found

    async def finish(self, device: Device) -> Secret:
        """Waits until the person has agreed; the refresh token. NoToken when they refuse, or let it pass."""
        end, interval = self._now() + timedelta(seconds=device.lasts_s), device.interval_s
        while self._now() < end:
            await self.pause(interval)
            status, body = await self.endpoint.post(self.login.token_url, poll_form(self.login, device))
            answer = read_token(status, body, self._now())
            if not isinstance(answer, Refused):
                return self._refresh(answer.refresh)
            if not answer.pending:
                raise NoToken(f"the login was refused: {answer.code}", temporary=False)
            interval += _SLOWER_S * (answer.code == "slow_down")
        raise NoToken("nobody has agreed in time; begin anew", temporary=False)

    def _refresh(self, refresh: Secret | None) -> Secret:
        if refresh is None:
            raise NoToken(
                "the provider gave no refresh token; the scope must hold offline_access", temporary=False
            )
        return refresh

    def _now(self) -> datetime:
        return self.clock.now()
