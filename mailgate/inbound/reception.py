"""What the listener asks of the house: whom mail is accepted for, whether there is room, who logs in."""

import shutil
from collections.abc import Callable
from pathlib import Path

from mailgate.clock import Clock
from mailgate.config.schema import Settings
from mailgate.config.secrets import SecretSource
from mailgate.events import DiskEnough, DiskLow, EventSink
from mailgate.inbound.body import Body
from mailgate.inbound.intake import Intake
from mailgate.model.journal import Envelope
from mailgate.threading import tokens

UNKNOWN = "550 5.1.1 No such mailbox here"
_ROLES = ("postmaster", "abuse")  # RFC 5321 section 4.5.1, RFC 2142 section 4
_LOOK_EVERY_S = 5.0


class House:
    """Answers the listener's questions from the configuration of the moment."""

    def __init__(
        self,
        settings: Callable[[], Settings],
        secrets: Callable[[], SecretSource],
        intake: Intake,
        clock: Clock,
        events: EventSink,
        volume: Path | None,
    ) -> None:
        self._settings, self._secrets, self._intake = settings, secrets, intake
        self._clock, self._events, self._volume = clock, events, volume
        self._looked_at, self._low = -_LOOK_EVERY_S, False

    def refuse_recipient(self, address: str) -> str | None:
        """None for a mailbox, an address of a token's form, or a role address; the reply for all else."""
        settings = self._settings()
        local, _, domain = address.lower().rpartition("@")
        ours = {m.address.rpartition("@")[2] for m in settings.mailbox}
        if (local in _ROLES and domain in ours) or (not local and domain in _ROLES):
            return None
        bare, token = tokens.split(address)
        if token is not None and any(m.tokens == bare for m in settings.mailbox):
            return None
        return None if settings.mailbox_of(bare) else UNKNOWN

    def disk_low(self) -> bool:
        """Whether the store's volume is below its mark; looked at every few seconds."""
        now = self._clock.monotonic()
        if self._volume is not None and now - self._looked_at >= _LOOK_EVERY_S:
            self._looked_at = now
            free = shutil.disk_usage(self._volume).free
            mark = self._settings().store.low_disk
            low = free < mark
            if low != self._low:
                self._events.emit(DiskLow(free, mark) if low else DiskEnough(free))
            self._low = low
        return self._low

    async def accept(self, envelope: Envelope, body: Body) -> None:
        await self._intake.accept(envelope, body)

    def authenticate(self, login: str, password: bytes) -> str | None:
        """The agent with this login, if the password is theirs; compared in constant time."""
        agent = next((a for a in self._settings().agent if a.login is not None and a.login == login), None)
        secret = self._secrets().find(agent.secret) if agent is not None and agent.secret else None
        if agent is None or secret is None or not secret.matches(password):
            return None
        return agent.name
