"""What the daemon is made of: every part built once, from the settings, and handed to the parts that need it."""

import secrets
import socket
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import timedelta
from functools import cached_property
from pathlib import Path

from mailgate.clock import Clock
from mailgate.config.load import secret_source, store_url
from mailgate.config.reload import Current
from mailgate.config.schema import Settings
from mailgate.config.signing import signer_of
from mailgate.config.starter import starter_templates
from mailgate.daemon.logins import Logins
from mailgate.daemon.operator_day import OperatorDay
from mailgate.daemon.watch import Watch
from mailgate.errors import ConfigError
from mailgate.events import EventSink, FanOut
from mailgate.failpoints import Failpoints, Unit
from mailgate.inbound.oauth import Login
from mailgate.inbound.oauth_endpoint import HttpEndpoint
from mailgate.inbound.oauth_tokens import TokenSource
from mailgate.letters.book import LetterBook
from mailgate.mail.sign import Signer
from mailgate.model.authentication import Authentication
from mailgate.model.mail import Mail
from mailgate.operations.login_tally import LoginTally
from mailgate.outbound.courier import Courier, SmtpCourier
from mailgate.outbound.retry import RetryPolicy
from mailgate.outbound.session import Limits as CourierLimits
from mailgate.outbound.smarthost import Smarthost, parse_smarthost, tls_context
from mailgate.pipeline import carry
from mailgate.pipeline.border import Border, applies, border_of
from mailgate.pipeline.correcting import Corrections
from mailgate.pipeline.desk import build
from mailgate.pipeline.digest import Digests
from mailgate.pipeline.mint import Mint
from mailgate.pipeline.operator_digest import OperatorDigest
from mailgate.pipeline.operator_letters import OperatorLetters
from mailgate.pipeline.undelivered import Undelivered
from mailgate.pipeline.wakes import Wakes
from mailgate.sla.estimate.standing import Estimates
from mailgate.store import Store, lookups, nodes
from mailgate.store.claims import GENERATION, claimant
from mailgate.store.due_mail import Due
from mailgate.store.engine import sqlite_path
from mailgate.store.journal import Claimed
from mailgate.threading.sealed import KeyRing

_UNIQUE_BITS = 47


@dataclass
class InForce:
    """What follows from the settings of the moment; swapped as a whole at a reload."""

    current: Current
    environment: Mapping[str, str]
    clock: Clock
    logins: Logins | None = None
    settings: Settings = field(init=False)
    made: carry.Current = field(init=False)
    courier: SmtpCourier | None = field(init=False)
    border: Border = field(init=False)
    signer: Signer = field(init=False)

    def __post_init__(self) -> None:
        self.remake()

    def estimate(self, estimates: Estimates) -> None:
        """From now on times are estimated so; kept over a reload, until the next look."""
        self.made = replace(self.made, desk=replace(self.made.desk, estimates=estimates))

    def remake(self) -> None:
        """Follows a reload; ConfigError leaves everything as it was, the settings too."""
        settings = self.current.settings
        overrides = settings.directory / "templates"
        book = LetterBook(starter_templates(), overrides if overrides.is_dir() else None)
        before: carry.Current | None = getattr(self, "made", None)  # None at the start
        known = before.desk.estimates if before is not None else Estimates()
        made, courier = (
            carry.Current(replace(build(settings), estimates=known), book),
            self._courier(settings),
        )
        signer = signer_of(settings, secret_source(settings.directory, self.environment))
        self.settings, self.made, self.courier, self.signer = settings, made, courier, signer
        self.border = border_of(settings.border, self.clock)

    def _courier(self, settings: Settings) -> SmtpCourier | None:
        outbound = settings.outbound
        hosts = tuple(self._smarthost(url, settings) for url in outbound.smarthosts)
        if not hosts:
            return None
        return SmtpCourier(
            hosts,
            tls=tls_context(outbound.ca_file),
            helo=settings.smtp.hostname,
            clock=self.clock,
            limits=CourierLimits(total=float(outbound.timeout)),
        )

    def _smarthost(self, url: str, settings: Settings) -> Smarthost:
        host = parse_smarthost(url)
        source = secret_source(settings.directory, self.environment)
        secret = source.find(host.secret_name) if host.secret_name else None
        if secret is None and host.user is not None and settings.outbound.oauth is not None and self.logins:
            return host.with_tokens(self.logins.borrowed(settings.outbound.oauth))
        return host.with_secret(secret) if secret is not None else host


@dataclass
class Parts:
    """The long-lived objects of one daemon."""

    in_force: InForce
    environment: Mapping[str, str]
    clock: Clock
    events: EventSink
    failpoints: Failpoints
    keys: dict[int, bytes] = field(default_factory=dict, repr=False)  # the ring, as the mint sees it
    tally: LoginTally = field(init=False)  # hears of refused logins, for the operators' day

    def __post_init__(self) -> None:
        self.tally = LoginTally(lambda: {a.login for a in self.in_force.settings.agent if a.login})
        self.events = FanOut(self.events, self.tally)

    @cached_property
    def node(self) -> str:
        """This process's name among several on one database."""
        return self.in_force.settings.operator.node or socket.gethostname()

    @cached_property
    def claimant(self) -> str:
        """The name under which this start of the node claims work."""
        return claimant(self.node, secrets.token_hex(GENERATION // 2))

    @cached_property
    def store_url(self) -> str:
        """Where the store is, its password filled in; not to be printed."""
        return store_url(self.in_force.settings, self.environment)

    @cached_property
    def store(self) -> Store:
        return Store(self.store_url, failpoints=self.failpoints)

    def token_source(self, login: Login) -> TokenSource:
        """The access tokens of one login."""
        return TokenSource(login, HttpEndpoint(), self.store, self.clock, self.events)

    @cached_property
    def volume(self) -> Path | None:
        """The directory whose free space matters; None where the database is elsewhere."""
        path = sqlite_path(self.store_url)
        return path.parent if path is not None else None

    @cached_property
    def mint(self) -> Mint:
        """Ids and tokens from the store's key ring, which is made at the first start."""
        now = self.clock.now()
        keys = self.store.write_now(Unit.START, lambda tx: nodes.ensure_key(tx, secrets.token_bytes, now))
        self.keys.update(keys)
        return Mint(KeyRing(self.keys), lambda: secrets.randbits(_UNIQUE_BITS))

    def renew_keys(self) -> None:
        """Follows what `mailgate keys` did: first the new keys, so that no moment is without the one that signs."""
        found = self.store.read_now(lookups.keys)
        self.keys.update(found)
        for kid in self.keys.keys() - found.keys():
            del self.keys[kid]

    @cached_property
    def carrier(self) -> carry.Carrier:
        return carry.Carrier(self.store, lambda: self.in_force.made, self.mint, self.clock, self.events)

    @cached_property
    def undelivered(self) -> Undelivered:
        return Undelivered(lambda: self.in_force.made, lambda: self.mint)

    @cached_property
    def wakes(self) -> Wakes:
        return Wakes(lambda: self.in_force.made, lambda: self.mint)

    @cached_property
    def corrections(self) -> Corrections:
        return Corrections(lambda: self.in_force.made, lambda: self.mint)

    @cached_property
    def digests(self) -> Digests:
        return Digests(lambda: self.in_force.made, lambda: self.mint)

    @cached_property
    def operator_letters(self) -> OperatorLetters:
        return OperatorLetters(lambda: self.in_force.made, lambda: self.mint)

    @cached_property
    def watch(self) -> Watch:
        """Raises alarms; whoever fetches mail sets its `sources`."""
        return Watch(
            self.store, lambda: self.in_force.made.desk, self.operator_letters, self.clock, self.events,
            node=self.node, volume=self.volume, tally=self.tally,
        )  # fmt: skip

    @cached_property
    def operator_day(self) -> OperatorDay:
        return OperatorDay(self.store, OperatorDigest(self.operator_letters), self.clock, self.events)

    async def check_sender(self, raw: bytes, mail: Mail, claimed: Claimed) -> Authentication | None:
        """Our own finding on a mail that nobody judged before us; None where another did, or nobody shall."""
        in_force = self.in_force
        if not applies(claimed.envelope, in_force.made.desk):
            return None
        return await in_force.border.check(raw, mail, claimed.envelope, claimed.arrived_at)

    def courier(self) -> Courier | None:
        """The way out, None while no smarthost is configured."""
        return self.in_force.courier

    def signer(self) -> Signer:
        return self.in_force.signer

    def retry(self) -> RetryPolicy:
        return RetryPolicy(lifetime=timedelta(seconds=self.in_force.settings.outbound.give_up_after))

    def envelope_sender(self, due: Due) -> str:
        """The reverse-path of a mail: null, or an address whose bounces name the mail."""
        mailbox = self.in_force.settings.mailbox_of(due.sender) if due.sender else None
        if mailbox is None:
            return due.sender
        return self.mint.bounce_address(mailbox.address, mailbox.tokens, due.outbox_id, due.id)

    def reload(self) -> ConfigError | None:
        """Reads the configuration anew; what is wrong with it, or None when it is in force."""
        faults = self.in_force.current.reload()
        if faults:
            return ConfigError(faults)
        try:
            self.in_force.remake()
        except ConfigError as error:
            return error
        self.renew_keys()
        return None

    async def enlist(self) -> None:
        """Gives every agent the row that tokens point to."""
        names = [a.name for a in self.in_force.settings.agent]
        await self.store.write(Unit.START, lambda tx: nodes.ensure_agents(tx, names))


def build_parts(current: Current, environment: Mapping[str, str], clock: Clock, events: EventSink) -> Parts:
    """The parts of a daemon; the store is opened when it is first used."""
    failpoints = Failpoints.from_environment(environment.get("MAILGATE_FAILPOINT"))
    logins = Logins(
        lambda: current.settings,
        lambda: secret_source(current.settings.directory, environment),
        lambda login: parts.token_source(login),  # noqa: PLW0108 - parts come after it
    )
    parts = Parts(InForce(current, environment, clock, logins), environment, clock, events, failpoints)
    return parts
