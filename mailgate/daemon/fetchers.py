"""Which accounts are fetched, and how do they stand? From the settings to a fleet, and from the fleet to `status`."""

import shutil
import ssl
from collections.abc import Callable
from functools import partial
from random import SystemRandom

from mailgate.config.imap import FolderTable, ImapTable
from mailgate.config.load import secret_source
from mailgate.config.schema import Settings
from mailgate.config.secrets import Secret, UnreadableSecret
from mailgate.daemon.parts import Parts
from mailgate.inbound.body import Spool
from mailgate.inbound.imap_account import Account, After, Role, Security, Tokens, Watched
from mailgate.inbound.imap_arrival import Origin
from mailgate.inbound.imap_command import Patience
from mailgate.inbound.imap_fleet import Crew, Fleet
from mailgate.inbound.imap_folder import FolderIntake
from mailgate.inbound.imap_session import Session
from mailgate.inbound.imap_tenure import Tenure
from mailgate.inbound.imap_watch import Watch
from mailgate.inbound.limits import Budget
from mailgate.model.source import SourceState, Standing
from mailgate.operations.status import SourceStatus
from mailgate.outbound.smarthost import tls_context
from mailgate.pipeline.notices import is_ours


def fleet_of(parts: Parts, budget: Budget, wake: Callable[[], None]) -> Fleet:
    """The fleet, with nobody at work yet."""
    return Fleet(partial(_crew, parts, budget, wake))


def accounts(parts: Parts) -> tuple[Account, ...]:
    """The accounts of the settings in force."""
    settings, logins = parts.in_force.settings, parts.in_force.logins
    secret = partial(_secret, parts)
    return tuple(
        account_of(table, settings, secret, logins.borrowed if logins else None) for table in settings.imap
    )


def source_status(state: SourceState) -> SourceStatus:
    """How a source stands, for `status`."""
    return SourceStatus(state.name, state.state.value, state.last_ok_at, state.detail, state.failing_since)


def problems(states: tuple[SourceState, ...]) -> tuple[str, ...]:
    """What an operator should know of the sources."""
    return tuple(
        f"{s.name}: {s.detail}"
        + (f" (since {s.failing_since:%Y-%m-%d %H:%M} UTC)" if s.failing_since is not None else "")
        for s in states
        if s.detail and s.state is not Standing.ELSEWHERE
    )


def account_of(
    table: ImapTable,
    settings: Settings,
    secret: Callable[[str], Secret | None],
    tokens: Callable[[str], Tokens] | None,
) -> Account:
    """An account as its table says; passwords and tokens are found by name when they are needed."""
    return Account(
        name=table.called,
        host=table.host,
        port=table.at,
        user=table.user,
        mailbox=table.mailbox,
        security=Security(table.tls),
        folders=tuple(_watched(table, folder) for folder in table.folders),
        since=table.begins(),
        poll_s=float(table.poll),
        largest=settings.smtp.max_size,
        patience=Patience(silence=float(table.timeout), total=2.0 * table.timeout),
        password=partial(secret, table.secret) if table.secret else None,
        tokens=tokens(table.oauth) if table.oauth and tokens is not None else None,
        secret_name=table.secret or table.oauth or "",
        ca_file=settings.directory / table.ca_file if table.ca_file else None,
    )


def _watched(table: ImapTable, folder: FolderTable) -> Watched:
    after, move_to = table.after_of(folder)
    return Watched(folder.name, Role(folder.role), After(after), move_to if after == "move" else "")


def _secret(parts: Parts, name: str) -> Secret | None:
    """Looked up at each login: a password that was changed needs no reload."""
    try:
        return secret_source(parts.in_force.settings.directory, parts.environment).find(name)
    except UnreadableSecret:
        return None


def _crew(parts: Parts, budget: Budget, wake: Callable[[], None], account: Account) -> Crew:
    tenure = Tenure(account.name, account.lease, parts.node, parts.store, parts.clock, parts.events)
    watches = (_watch(parts, budget, wake, account, folder, tenure) for folder in account.folders)
    return Crew(account, tenure, tuple(watches))


def _watch(
    parts: Parts, budget: Budget, wake: Callable[[], None], account: Account, folder: Watched, tenure: Tenure
) -> Watch:
    origin = Origin(account, folder, lambda address: is_ours(address, parts.in_force.settings))
    intake = FolderIntake(
        origin, parts.store, parts.clock, parts.events, budget, wake, partial(_has_room, parts), parts.failpoints
    )  # fmt: skip
    chance = SystemRandom().random
    connect = partial(_connect, account, partial(Spool, parts.volume))
    return Watch(intake, connect, tenure, parts.clock, parts.events, chance, account.poll_s)


async def _connect(account: Account, spool: Callable[[], Spool]) -> Session:
    return await Session.connect(account, tls_of(account), spool)


def _has_room(parts: Parts) -> bool:
    """The watermark of SMTP's 452 holds here too."""
    low = parts.in_force.settings.store.low_disk
    return parts.volume is None or shutil.disk_usage(parts.volume).free >= low


def tls_of(account: Account) -> ssl.SSLContext | None:
    """What protects the connection; read at each connection: a renewed CA file needs no reload."""
    return None if account.security is Security.NONE else tls_context(account.ca_file)
