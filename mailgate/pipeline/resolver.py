"""What does the DNS say? dnspython behind one question and answer, with a memory that is bounded in size and time.

Facts
- Several mails of one sender come together and ask the same: they share one question on the wire.
- A name whose servers do not answer is not asked again for a while. Otherwise every mail of whoever owns it would wait
  for the whole of its time budget.
- Lifetimes come from strangers: a day for a key would outlast its revocation, nothing at all would cost a question a mail.
"""

import asyncio
from collections import OrderedDict
from collections.abc import Sequence

import dns.asyncresolver
import dns.exception
import dns.nameserver
import dns.rdatatype
import dns.resolver
from dns.name import Name

from mailgate.clock import Clock
from mailgate.mail.border.lookup import Answer, Failure, Kind, Question, Records

_AT_ONCE = 256  # questions on the wire: more than the mails that are read ahead can have open
_REMEMBERED = 2_000
_LARGEST = 2_048  # characters of an answer that is remembered: 4 MB for the whole memory
_SHORTEST, _LONGEST = 5.0, 3600.0  # seconds for which an answer is remembered
_NOTHING_S, _FAILURE_S = 60.0, 30.0  # and for which its absence is
_PAYLOAD = 1232  # octets of a UDP answer that no path fragments (DNS flag day 2020)


class DnsResolver:
    """Asks the configured name servers, or those of /etc/resolv.conf."""

    def __init__(self, servers: Sequence[tuple[str, int]], *, lifetime: float, clock: Clock) -> None:
        self._dns = _configured(servers)
        self._dns.lifetime = lifetime
        self._memory = _Memory(clock)
        self._asking: dict[Question, asyncio.Task[Answer]] = {}
        self._room = asyncio.Semaphore(_AT_ONCE)

    async def look_up(self, question: Question) -> Answer:
        """The answer from memory or from the wire. Who gives up leaves the question open for the others."""
        known = self._memory.recall(question)
        if known is not None:
            return known
        task = self._asking.get(question)
        if task is None:
            task = self._asking[question] = asyncio.create_task(self._ask(question))
            task.add_done_callback(lambda _: self._asking.pop(question, None))
        return await asyncio.shield(task)

    async def _ask(self, question: Question) -> Answer:
        async with self._room:
            answer, seconds = await self._asked(question)
        self._memory.keep(question, answer, seconds)
        return answer

    async def _asked(self, question: Question) -> tuple[Answer, float]:
        try:
            name = Name([*(label.encode("ascii") for label in question.name.split(".")), b""])
            found = await self._dns.resolve(name, question.kind.value, search=False, raise_on_no_answer=False)
        except dns.resolver.NXDOMAIN:
            return Records(), _NOTHING_S
        except dns.exception.Timeout:
            return Failure("timed out"), _FAILURE_S
        except dns.resolver.NoNameservers:
            return Failure("the name servers failed"), _FAILURE_S
        except (dns.exception.DNSException, OSError, ValueError) as trouble:
            return Failure(type(trouble).__name__), _FAILURE_S
        values = _values(found, question.kind)
        seconds = float(found.rrset.ttl) if found.rrset is not None else _NOTHING_S
        return Records(values), min(max(seconds, _SHORTEST), _LONGEST)


class _Memory:
    """The answers asked for last, until they are too old."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._kept: OrderedDict[Question, tuple[float, Answer]] = OrderedDict()

    def recall(self, question: Question) -> Answer | None:
        until, answer = self._kept.get(question, (0.0, None))
        if answer is None or until <= self._clock.monotonic():
            self._kept.pop(question, None)
            return None
        self._kept.move_to_end(question)
        return answer

    def keep(self, question: Question, answer: Answer, seconds: float) -> None:
        if isinstance(answer, Records) and sum(map(len, answer.values)) > _LARGEST:
            return
        self._kept[question] = (self._clock.monotonic() + seconds, answer)
        self._kept.move_to_end(question)
        if len(self._kept) > _REMEMBERED:
            self._kept.popitem(last=False)


def _configured(servers: Sequence[tuple[str, int]]) -> dns.asyncresolver.Resolver:
    try:
        resolver = dns.asyncresolver.Resolver(configure=not servers)
    except dns.resolver.NoResolverConfiguration:
        resolver = dns.asyncresolver.Resolver(configure=False)
        servers = (("127.0.0.1", 53),)  # resolv.conf(5): without a file, the server of this machine
    if servers:
        resolver.nameservers = [dns.nameserver.Do53Nameserver(address, port) for address, port in servers]
    resolver.use_edns(0, 0, _PAYLOAD)
    return resolver


def _values(found: dns.resolver.Answer, kind: Kind) -> tuple[str, ...]:
    if found.rrset is None:
        return ()
    if kind is Kind.TXT:
        return tuple(b"".join(record.strings).decode("latin-1") for record in found.rrset)
    if kind is Kind.MX:
        exchanges = sorted((record.preference, _spelt(record.exchange)) for record in found.rrset)
        return tuple(name for _, name in exchanges)
    if kind is Kind.PTR:
        return tuple(_spelt(record.target) for record in found.rrset)
    return tuple(record.address for record in found.rrset)


def _spelt(name: Name) -> str:
    return name.to_text(omit_final_dot=True).lower()
