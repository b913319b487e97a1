"""The real resolver against a name server on this machine: what is asked, what is remembered, and what fails."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import cast

import dns.exception
import dns.flags
import dns.message
import dns.name
import dns.rcode
import dns.rdatatype
import dns.rrset
import pytest

from mailgate.mail.border.lookup import Failure, Kind, Question, Records
from mailgate.mail.read import read
from mailgate.model.authentication import Verdict
from mailgate.model.journal import Envelope
from mailgate.pipeline.border import Border
from mailgate.pipeline.resolver import DnsResolver
from tests.unit.mail_border.signing import ed25519_record, sign


@dataclass
class FakeClock:
    at: float = 1000.0

    def now(self) -> datetime:
        return datetime(2026, 11, 23, tzinfo=UTC)

    def monotonic(self) -> float:
        return self.at


@dataclass
class StubServer(asyncio.DatagramProtocol):
    """Answers from a zone file's lines; counts what it is asked."""

    zone: dict[tuple[str, str], tuple[str, ...]] = field(default_factory=dict)
    rcode: dns.rcode.Rcode = dns.rcode.NOERROR
    silent: bool = False
    ttl: int = 300
    asked: list[str] = field(default_factory=list)
    transport: asyncio.DatagramTransport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = cast("asyncio.DatagramTransport", transport)

    def datagram_received(self, data: bytes, addr: tuple[str, int]) -> None:
        if self.transport is not None and (response := self.response(data)) is not None:
            try:
                wire = response.to_wire()
            except dns.exception.TooBig:
                response.answer.clear()
                response.flags |= dns.flags.TC
                wire = response.to_wire()
            self.transport.sendto(wire, addr)

    async def converse(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """One question over TCP, as it is asked after an answer that was cut off."""
        data = await reader.readexactly(int.from_bytes(await reader.readexactly(2), "big"))
        response = self.response(data)
        if response is not None:
            wire = response.to_wire(max_size=65535)
            writer.write(len(wire).to_bytes(2, "big") + wire)
        writer.close()
        await writer.wait_closed()

    def response(self, data: bytes) -> dns.message.Message | None:
        query = dns.message.from_wire(data)
        name, kind = query.question[0].name, dns.rdatatype.to_text(query.question[0].rdtype)
        self.asked.append(f"{name} {kind}")
        if self.silent:
            return None
        response = dns.message.make_response(query)
        response.flags |= dns.flags.RA
        spelt = name.to_text(omit_final_dot=True)
        known = any(n == spelt for n, _ in self.zone)
        response.set_rcode(self.rcode if self.rcode or known else dns.rcode.NXDOMAIN)
        if values := self.zone.get((spelt, kind), ()):
            response.answer.append(dns.rrset.from_text(name, self.ttl, "IN", kind, *values))
        return response


@dataclass
class Bench:
    server: StubServer
    resolver: DnsResolver
    clock: FakeClock


@pytest.fixture
async def bench() -> AsyncIterator[Bench]:
    clock = FakeClock()
    transport, server, port, listener = await _on_one_port()
    async with listener:
        yield Bench(server, DnsResolver([("127.0.0.1", port)], lifetime=0.5, clock=clock), clock)
    transport.close()


async def _on_one_port() -> tuple[asyncio.DatagramTransport, StubServer, int, asyncio.Server]:
    """UDP and TCP under one number; another test may hold that number for TCP, so the next one is tried."""
    loop = asyncio.get_running_loop()
    for _ in range(20):
        transport, server = await loop.create_datagram_endpoint(StubServer, local_addr=("127.0.0.1", 0))
        port = transport.get_extra_info("sockname")[1]
        try:
            return transport, server, port, await asyncio.start_server(server.converse, "127.0.0.1", port)
        except OSError:
            transport.close()
    raise AssertionError("no number is free for both")


async def test_every_kind_of_record_is_read(bench: Bench) -> None:
    bench.server.zone = {
        ("a.example", "TXT"): ('"v=spf1 " "-all"', '"caf\\233"'),
        ("a.example", "A"): ("192.0.2.1", "192.0.2.2"),
        ("a.example", "AAAA"): ("2001:db8::1",),
        ("a.example", "MX"): (
            "20 B.example.",
            "10 c.example.",
            "40 d.example.",
            "30 e.example.",
            "50 f.example.",
        ),
        ("1.2.0.192.in-addr.arpa", "PTR"): ("Host.a.example.",),
    }
    ask = bench.resolver.look_up
    assert set(await _values(bench, "a.example", Kind.TXT)) == {"v=spf1 -all", "caf\u00e9"}
    assert set(await _values(bench, "a.example", Kind.A)) == {"192.0.2.1", "192.0.2.2"}
    assert await ask(Question("a.example", Kind.AAAA)) == Records(("2001:db8::1",))
    assert await ask(Question("a.example", Kind.MX)) == Records(
        ("c.example", "b.example", "e.example", "d.example", "f.example")
    )
    assert await ask(Question("1.2.0.192.in-addr.arpa", Kind.PTR)) == Records(("host.a.example",))


async def _values(bench: Bench, name: str, kind: Kind) -> tuple[str, ...]:
    answer = await bench.resolver.look_up(Question(name, kind))
    assert isinstance(answer, Records)
    return answer.values


async def test_no_such_name_and_no_such_record_are_nothing(bench: Bench) -> None:
    bench.server.zone = {("a.example", "A"): ("192.0.2.1",)}
    assert await bench.resolver.look_up(Question("a.example", Kind.TXT)) == Records()
    assert await bench.resolver.look_up(Question("b.example", Kind.TXT)) == Records()


async def test_a_name_of_odd_letters_is_asked_for_label_by_label(bench: Bench) -> None:
    assert await bench.resolver.look_up(Question("a b\\c@x.example", Kind.A)) == Records()
    assert bench.server.asked == ["a\\032b\\\\c\\@x.example. A"]


async def test_an_answer_is_remembered_for_its_lifetime(bench: Bench) -> None:
    bench.server.zone, question = {("a.example", "A"): ("192.0.2.1",)}, Question("a.example", Kind.A)
    for _ in range(3):
        assert await bench.resolver.look_up(question) == Records(("192.0.2.1",))
    bench.clock.at += 299
    await bench.resolver.look_up(question)
    assert len(bench.server.asked) == 1
    bench.clock.at += 2
    await bench.resolver.look_up(question)
    assert len(bench.server.asked) == 2


@pytest.mark.parametrize(("ttl", "kept", "gone"), [(0, 4, 6), (10**6, 3599, 3601)])
async def test_strangers_lifetimes_are_kept_within_bounds(
    bench: Bench, ttl: int, kept: int, gone: int
) -> None:
    bench.server.ttl, question = ttl, Question("a.example", Kind.A)
    bench.server.zone = {("a.example", "A"): ("192.0.2.1",)}
    for after, asked in ((0, 1), (kept, 1), (gone, 2)):
        bench.clock.at = 1000.0 + after
        await bench.resolver.look_up(question)
        assert len(bench.server.asked) == asked


async def test_only_so_much_is_remembered(bench: Bench) -> None:
    first = Question("n0.example", Kind.A)
    for n in range(2_001):
        await bench.resolver.look_up(Question(f"n{n}.example", Kind.A))
    await bench.resolver.look_up(Question("n2000.example", Kind.A))
    assert len(bench.server.asked) == 2_001
    await bench.resolver.look_up(first)
    assert len(bench.server.asked) == 2_002


async def test_a_huge_answer_is_used_and_not_remembered(bench: Bench) -> None:
    bench.server.zone = {
        ("a.example", "TXT"): (
            " ".join(['"' + "x" * 200 + '"'] * 5),
            *(f'"{n}{"y" * 200}"' for n in range(6)),
        )
    }
    for _ in range(2):
        assert sum(map(len, await _values(bench, "a.example", Kind.TXT))) > 2_048
    assert len(bench.server.asked) == 4  # over UDP, cut off, and over TCP; each time


async def test_mails_that_ask_the_same_at_once_share_one_question(bench: Bench) -> None:
    question = Question("a.example", Kind.A)
    await asyncio.gather(*(bench.resolver.look_up(question) for _ in range(20)))
    assert len(bench.server.asked) == 1


async def test_a_server_that_fails_is_a_failure_and_not_asked_again_at_once(bench: Bench) -> None:
    bench.server.rcode = dns.rcode.SERVFAIL
    for _ in range(3):
        assert await bench.resolver.look_up(Question("a.example", Kind.A)) == Failure(
            "the name servers failed"
        )
    asked = len(bench.server.asked)
    bench.clock.at += 31
    bench.server.rcode, bench.server.zone = dns.rcode.NOERROR, {("a.example", "A"): ("192.0.2.1",)}
    assert await bench.resolver.look_up(Question("a.example", Kind.A)) == Records(("192.0.2.1",))
    assert len(bench.server.asked) == asked + 1


async def test_a_silent_server_is_a_failure(bench: Bench) -> None:
    bench.server.silent = True
    assert await bench.resolver.look_up(Question("a.example", Kind.A)) == Failure("timed out")


async def test_who_gives_up_does_not_take_the_answer_from_the_others(bench: Bench) -> None:
    question = Question("a.example", Kind.A)
    impatient = asyncio.create_task(bench.resolver.look_up(question))
    patient = asyncio.create_task(bench.resolver.look_up(question))
    await asyncio.sleep(0)
    impatient.cancel()
    assert await patient == Records()
    assert impatient.cancelled() or impatient.cancelling()


async def test_a_mail_is_vouched_for_over_the_wire(bench: Bench) -> None:
    bench.server.zone = {
        ("customer.example", "TXT"): ('"v=spf1 ip4:203.0.113.7 -all"',),
        ("_dmarc.customer.example", "TXT"): ('"v=DMARC1; p=reject"',),
        ("key._domainkey.customer.example", "TXT"): (f'"{ed25519_record()}"',),
    }
    raw = sign(
        b"From: mette@customer.example\r\nSubject: x\r\n\r\nHi\r\n",
        "customer.example",
        tags={"h": "from:subject"},
    )
    envelope = Envelope(
        "smtp:0.0.0.0:25", "mette@customer.example", (), peer="203.0.113.7", helo="mx.customer.example"
    )
    found = await Border(lambda: bench.resolver, 5).check(raw, read(raw), envelope, bench.clock.now())
    assert found.verdict is Verdict.PASS
    assert len(found.evidence) == 3


async def test_without_a_list_of_servers_the_machines_own_are_asked() -> None:
    DnsResolver([], lifetime=1, clock=FakeClock())
