"""The doctor's round: every check at the same time, each within its own, in a fixed order of findings."""

import asyncio
from collections.abc import Awaitable, Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Protocol

from mailgate.cli import doctor_probe, doctor_servers
from mailgate.cli.doctor_probe import Returned
from mailgate.cli.doctor_servers import Login
from mailgate.cli.house import House, opened
from mailgate.clock import Clock
from mailgate.config.schema import Settings
from mailgate.daemon.watch import free_octets
from mailgate.errors import StoreUnavailable
from mailgate.mail.border.lookup import Answer, Failure, Question, Steps
from mailgate.operations import doctor_dns, doctor_machine
from mailgate.operations.doctor import Finding, State, Whose, fault, skipped, warning
from mailgate.operations.doctor_certificate import check_certificate
from mailgate.outbound.smarthost import tls_context
from mailgate.store import Store
from mailgate.store.engine import sqlite_path

ANSWER_S = 10.0  # for one question to the DNS
_ORDER = ("config", "store", "disk", "clock", "certificate", "smarthost", "imap", "dns", "probe")
_Check = Callable[[], Awaitable[Sequence[Finding]]]


class Dns(Protocol):
    """The DNS, as checks ask it."""

    async def look_up(self, question: Question) -> Answer:
        """The answer, or a failure when none can be had."""


@dataclass(frozen=True)
class Round:
    """What is looked at, and by what means."""

    settings: Settings
    clock: Clock
    dns: Dns | None  # None where the DNS shall not be asked
    mailboxes: Sequence[Login] = ()
    probe: str | None = None
    wait_s: float = 120.0
    advance: Callable[[int], None] = field(default=lambda _: None)
    tell: Callable[[str], None] = field(default=lambda _: None)

    def count(self) -> int:
        """How many checks there will be, for a progress bar."""
        return len(tuple(self._checks()))

    async def go(self) -> list[Finding]:
        """All findings, in the order of `_ORDER`."""
        found = await asyncio.gather(*(self._one(check) for check in self._checks()))
        return sorted((f for group in found for f in group), key=lambda f: _ORDER.index(f.check))

    async def _one(self, check: _Check) -> Sequence[Finding]:
        findings = await check()
        self.advance(1)
        return findings

    def _checks(self) -> Iterator[_Check]:
        settings = self.settings
        yield self._store
        yield partial(asyncio.to_thread, self._machine)
        if settings.smtp.certificate is not None and settings.smtp.key is not None:
            yield partial(asyncio.to_thread, self._certificate, settings.smtp.certificate, settings.smtp.key)
        for host in doctor_servers.smarthosts(settings):
            tls = tls_context(settings.outbound.ca_file)
            yield _single(partial(doctor_servers.check_smarthost, host, tls, settings.smtp.hostname))
        for login in self.mailboxes:
            yield _single(partial(doctor_servers.check_mailbox, login))
        if self.dns is not None:
            for steps in self._questions():
                yield _single(partial(self._asked, self.dns, steps))

    def _questions(self) -> Iterator[Steps[Finding]]:
        for domain in _domains(self.settings):
            yield from doctor_dns.of_domain(domain, self.settings.smtp.hostname)
        for domain in _token_domains(self.settings):
            yield from doctor_dns.of_token_domain(domain, self.settings.smtp.hostname)
        yield doctor_dns.of_machine(self.settings.smtp.hostname)

    def _machine(self) -> Sequence[Finding]:
        volume = _volume(self.settings)
        free = free_octets(volume) if volume is not None else None
        return (
            doctor_machine.check_disk(self.settings, volume, free),
            doctor_machine.check_file_clock(volume, self.clock),
            doctor_machine.check_synchronised(),
            *self._nothing_to_try(),
        )

    def _nothing_to_try(self) -> Iterator[Finding]:
        if self.settings.smtp.certificate is None:
            yield skipped("certificate", "", "no smtp.certificate: STARTTLS is not offered")
        if not self.settings.outbound.smarthosts:
            remedy = "write your provider's server, or one of your own, to outbound.smarthosts"
            yield fault("smarthost", "", "none is configured: no mail can leave", Whose.CONFIG, remedy)
        if not self.mailboxes:
            yield doctor_servers.no_mailboxes()
        if self.dns is None:
            yield skipped("dns", "", "--no-dns")
        elif self.probe is None:
            yield skipped("dns", "DKIM", "only a signed mail tells the selector: try --probe")

    def _certificate(self, chain: Path, key: Path) -> Sequence[Finding]:
        soon, hostname = self.settings.alarms.certificate, self.settings.smtp.hostname
        return check_certificate(chain, key, hostname, self.clock.now(), soon, tls_context())

    async def _store(self) -> Sequence[Finding]:
        try:
            with opened(self.settings) as store:
                return await self._with_store(store)
        except StoreUnavailable as trouble:
            words, _, remedy = str(trouble).partition("; ")
            lost = fault("store", "", words, Whose.DATABASE, remedy or "see that it is there and may be read")
            return (lost, *((skipped("probe", self.probe, "there is no database"),) if self.probe else ()))

    async def _with_store(self, store: Store) -> Sequence[Finding]:
        found = [
            await asyncio.to_thread(doctor_machine.check_store, store),
            await asyncio.to_thread(doctor_machine.check_database_clock, store, self.clock),
        ]
        if self.probe is None:
            return found
        place = House(self.settings, store, self.clock)
        back = await doctor_probe.probe(place, self.probe, self.wait_s, self.tell)
        return [*found, back.finding, *await self._signatures(back)]

    async def _signatures(self, back: Returned) -> Sequence[Finding]:
        """Whether the keys are published that the probe was signed with."""
        if self.dns is None or back.finding.state is not State.OK:
            return ()
        if not back.signatures:
            remedy = "let the smarthost sign; large providers ask for it"
            return (
                warning("dns", "DKIM", "the probe came back without a signature", Whose.SMARTHOST, remedy),
            )
        keys = (doctor_dns.of_signature(domain, selector) for domain, selector in back.signatures)
        return [await self._asked(self.dns, steps) for steps in keys]

    async def _asked(self, dns: Dns, steps: Steps[Finding]) -> Finding:
        """Takes one check through its questions."""
        try:
            question = next(steps)
            while True:
                question = steps.send(await _answer(dns, question))
        except StopIteration as end:
            found: Finding = end.value
            return found


async def _answer(dns: Dns, question: Question) -> Answer:
    try:
        async with asyncio.timeout(ANSWER_S):
            return await dns.look_up(question)
    except TimeoutError:
        return Failure("timed out")


def _single(check: Callable[[], Awaitable[Finding]]) -> _Check:
    async def alone() -> Sequence[Finding]:
        return (await check(),)

    return alone


def _volume(settings: Settings) -> Path | None:
    path = sqlite_path(settings.store.url)
    return path.parent if path is not None else None


def _domains(settings: Settings) -> Iterator[str]:
    """Those of the mailboxes, each once."""
    yield from dict.fromkeys(box.address.rpartition("@")[2] for box in settings.mailbox)


def _token_domains(settings: Settings) -> Iterator[str]:
    """Those that are there for reply addresses alone."""
    named = (box.tokens.removeprefix("@").lower() for box in settings.mailbox if box.tokens.startswith("@"))
    yield from dict.fromkeys(domain for domain in named if domain not in set(_domains(settings)))
