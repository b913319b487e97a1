"""Where does an access token come from? Memory while it lasts, else the endpoint; a rotated refresh token is kept.

The refresh token is in the store and not in a file: nodes on one database share it, one commit replaces it, a backup has it,
and the store holds the key ring already. It is durable before the access token that came with it is used.
"""

import asyncio
import hashlib
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from mailgate.clock import Clock
from mailgate.config.secrets import Secret
from mailgate.errors import MailgateError
from mailgate.events import EventSink, TokenRenewed, TokenTrouble
from mailgate.failpoints import Unit
from mailgate.inbound.imap_account import Secret as AnySecret
from mailgate.inbound.oauth import Grant, Granted, Login, NoToken, Refused, read_token, token_form
from mailgate.inbound.oauth_endpoint import Endpoint
from mailgate.store import Store
from mailgate.store.oauth import StoredToken, store_token, stored_token

MARGIN = timedelta(minutes=2)  # a token that ends so soon is not begun with


@dataclass
class TokenSource:
    """The access tokens of one login, for everybody who needs one."""

    login: Login
    endpoint: Endpoint = field(repr=False)
    store: Store
    clock: Clock
    events: EventSink
    failing_since: datetime | None = None
    _granted: Granted | None = field(default=None, repr=False)
    _trouble: str = ""
    _one: asyncio.Lock = field(default_factory=asyncio.Lock)

    async def access(self, *, refused: AnySecret | None = None) -> tuple[Secret, datetime]:
        """A token and when it ends; another one than `refused`. NoToken."""
        async with self._one:
            granted = self._granted
            lasts = granted is not None and granted.until - self.clock.now() > MARGIN
            if granted is None or not lasts or granted.access is refused:
                granted = self._granted = await self._renewed()
            return granted.access, granted.until

    async def _renewed(self) -> Granted:
        try:
            granted = await self._ask()
        except MailgateError as error:
            self.failing_since = self.failing_since or self.clock.now()
            if str(error) != self._trouble:
                self._trouble = str(error)
                self.events.emit(TokenTrouble(self.login.name, self._trouble))
            raise
        self.failing_since, self._trouble = None, ""
        ends = granted.until.isoformat(timespec="seconds").replace("+00:00", "Z")
        self.events.emit(TokenRenewed(self.login.name, ends, granted.refresh is not None))
        return granted

    async def _ask(self) -> Granted:
        """A refused refresh token may merely be one that another node has rotated: then the newer is tried."""
        before = await self._stored()
        answer = await self._post(before)
        if isinstance(answer, Refused) and answer.lasting:
            newer = await self._stored()
            if newer is not None and newer != before:
                before, answer = newer, await self._post(newer)
        if isinstance(answer, Refused):
            raise NoToken(self._sentence(answer), temporary=not answer.lasting)
        if answer.refresh is not None:
            await self._keep(answer.refresh, before)
        return answer

    async def _post(self, stored: StoredToken | None) -> Granted | Refused:
        refresh = Secret(stored.refresh_token) if stored is not None else self.login.refresh_token
        status, body = await self.endpoint.post(self.login.token_url, token_form(self.login, refresh))
        return read_token(status, body, self.clock.now())

    async def _stored(self) -> StoredToken | None:
        """The stored token, unless the operator has configured another one since."""
        if self.login.grant is Grant.CLIENT:
            return None
        found = await self.store.read(lambda tx: stored_token(tx, self.login.name))
        if found is None or (self.login.refresh_token is not None and found.origin != self._origin()):
            return None
        return found

    async def _keep(self, refresh: Secret, before: StoredToken | None) -> None:
        generation = before.generation if before is not None else None
        now, name, origin = self.clock.now(), self.login.name, self._origin()
        await self.store.write(
            Unit.ROTATE,
            lambda tx: store_token(tx, name, refresh.reveal(), origin, generation, now),
        )

    def _origin(self) -> str:
        configured = self.login.refresh_token
        return hashlib.sha256(configured.reveal().encode()).hexdigest() if configured is not None else ""

    def _sentence(self, refused: Refused) -> str:
        said = f"the token endpoint refuses {self.login.name!r}: {refused.code}"
        if not refused.lasting:
            return said
        if self.login.grant is Grant.CLIENT:
            return f"{said}; look at client_id, client_secret and the consent of the administrator"
        return f"{said}; log in anew: `mailgate oauth login {self.login.name}`, or a new refresh_token"
