"""The load generator counts truly, whatever the server does, and talks to nobody but loopback."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable, Iterator
from pathlib import Path

import pytest

from bench.corpus import corpus
from bench.generator import LoadGenerator
from bench.load import drive
from bench.plan import LOOPBACK, Outcome, Plan
from bench.subject import ReferenceSubject
from bench.wire import Wire, wire

COUNT = 60


@pytest.fixture(scope="module")
def wires() -> list[Wire]:
    return [wire(specimen) for specimen in corpus(2, COUNT)]


@pytest.fixture(scope="module")
def reference(tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    subject = ReferenceSubject()
    try:
        yield subject.start(tmp_path_factory.mktemp("reference"))
    finally:
        subject.stop()


@pytest.mark.parametrize("connections", [1, 10, 50])
async def test_every_mail_is_delivered_once_and_counted(
    wires: list[Wire], reference: int, connections: int
) -> None:
    outcome = await drive(wires, Plan(reference, connections, 0, COUNT))
    assert (outcome.accepted, outcome.refused, outcome.trouble) == (COUNT, {}, "")
    assert sorted(number for number, _ in outcome.accepted_at) == list(range(COUNT))
    assert len(outcome.latencies_s) == COUNT
    assert all(0 < latency <= outcome.elapsed_s for latency in outcome.latencies_s)
    assert outcome.octets == sum(len(w.data) for w in wires)
    assert outcome.rate == COUNT / outcome.elapsed_s


async def test_a_plan_sends_its_slice_of_the_corpus(wires: list[Wire], reference: int) -> None:
    outcome = await drive(wires, Plan(reference, 3, 20, 15))
    assert sorted(number for number, _ in outcome.accepted_at) == list(range(20, 35))


async def test_a_rate_spreads_the_mails_over_time(wires: list[Wire], reference: int) -> None:
    outcome = await drive(wires, Plan(reference, 5, 0, 21, rate=200.0))
    assert outcome.accepted == 21
    assert outcome.elapsed_s >= 20 / 200.0


def test_the_load_process_answers_plan_after_plan(tmp_path: Path, reference: int) -> None:
    with LoadGenerator(2, COUNT) as load:
        first = load.run(Plan(reference, 5, 0, 10))
        second = load.run(Plan(reference, 5, 10, COUNT - 10))
    assert (first.accepted, second.accepted) == (10, COUNT - 10)
    assert isinstance(second, Outcome)
    assert first.started_at <= first.accepted_at[0][1] <= second.accepted_at[-1][1]


@pytest.mark.parametrize(
    "host", ["localhost", "0.0.0.0", "127.0.0.2", "::1", "192.0.2.1", "mx.example.com", ""]
)
def test_any_host_but_loopback_is_refused(host: str) -> None:
    with pytest.raises(ValueError, match="only"):
        Plan(25, 1, 0, 1, host=host)


@pytest.mark.parametrize(
    "plan",
    [
        lambda: Plan(25, 0, 0, 1),
        lambda: Plan(25, 1_001, 0, 1),
        lambda: Plan(25, 1, -1, 1),
        lambda: Plan(25, 1, 0, 0),
        lambda: Plan(25, 1, 0, 1, rate=0.0),
        lambda: Plan(25, 1, 0, 1, deadline_s=601.0),
    ],
)
def test_an_unbounded_plan_is_refused(plan: Callable[[], Plan]) -> None:
    with pytest.raises(ValueError, match="must be"):
        plan()


# -- servers that misbehave: each answers a command by a script

Answer = Callable[[bytes], bytes]


def _willing(command: bytes) -> bytes:
    return {b"DATA": b"354 go on\r\n", b"QUIT": b"221 bye\r\n"}.get(command[:4].strip(), b"250 OK\r\n")


@contextlib.asynccontextmanager
async def _scripted(answer: Answer, batches: list[int] | None = None) -> AsyncIterator[int]:
    """A server that answers each line by `answer`, takes DATA to its dot, and notes lines per read."""

    conversations: list[asyncio.Task[None]] = []

    async def converse(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"220 ready\r\n")
        while batch := await reader.read(65_536):
            lines = batch.splitlines()
            if batches is not None:
                batches.append(len(lines))
            for line in lines:
                reply = answer(line)
                writer.write(reply)
                if reply.startswith(b"354"):
                    await reader.readuntil(b"\r\n.\r\n")
                    writer.write(answer(b"."))
                if reply.startswith((b"421", b"221")):
                    return

    async def connected(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        conversations.append(asyncio.ensure_future(converse(reader, writer)))
        try:
            await asyncio.wait(conversations[-1:])
        finally:
            writer.close()
            with contextlib.suppress(ConnectionError):
                await writer.wait_closed()

    async with await asyncio.start_server(connected, LOOPBACK, 0, limit=2**20) as server:
        yield server.sockets[0].getsockname()[1]
        for conversation in conversations:
            conversation.cancel()
        await asyncio.gather(*conversations, return_exceptions=True)


def _instead(verb: bytes, reply: bytes) -> Answer:
    return lambda line: reply if line.startswith(verb) else _willing(line)


@pytest.mark.parametrize(
    ("verb", "reply", "code"),
    [
        (b"MAIL", b"452 4.3.1 too much in flight\r\n", "452"),
        (b"RCPT", b"550-5.1.1 no such\r\n550 5.1.1 mailbox\r\n", "550"),
        (b"DATA", b"451 later\r\n", "451"),
        (b".", b"451 4.3.0 store cannot commit\r\n", "451"),
    ],
)
async def test_refusals_are_counted_by_code_and_do_not_stop_the_rest(
    wires: list[Wire], verb: bytes, reply: bytes, code: str
) -> None:
    async with _scripted(_instead(verb, reply)) as port:
        outcome = await drive(wires, Plan(port, 2, 0, 6))
    assert (outcome.accepted, outcome.refused, outcome.trouble) == (0, {code: 6}, "")


@pytest.mark.parametrize(
    ("verb", "reply", "trouble"),
    [
        (b"EHLO", b"502 no\r\n", "EHLO answered"),
        (b"MAIL", b"421 closing\r\n", "server leaves"),
        (b".", b"421 closing\r\n", "server leaves"),
        (b".", b"what?\r\n", "not a reply"),
        (b".", b"2" * 100_000, "endless reply"),
    ],
)
async def test_a_broken_server_is_named_in_the_outcome(
    wires: list[Wire], verb: bytes, reply: bytes, trouble: str
) -> None:
    async with _scripted(_instead(verb, reply)) as port:
        outcome = await drive(wires, Plan(port, 1, 0, 3))
    assert outcome.accepted == 0
    assert trouble in outcome.trouble


async def test_a_silent_server_ends_at_the_deadline(wires: list[Wire]) -> None:
    async with _scripted(_instead(b".", b"")) as port:
        outcome = await drive(wires, Plan(port, 2, 0, 3, deadline_s=0.2))
    assert outcome.trouble == "not done after 0.2 s"


async def test_nobody_listening_is_told(wires: list[Wire]) -> None:
    async with _scripted(_willing) as port:
        pass
    outcome = await drive(wires, Plan(port, 1, 0, 1))
    assert outcome.accepted == 0
    assert outcome.trouble


@pytest.mark.parametrize(("offered", "wanted", "most"), [(True, True, 3), (True, False, 1), (False, True, 1)])
async def test_commands_are_pipelined_only_when_offered_and_wanted(
    wires: list[Wire], offered: bool, wanted: bool, most: int
) -> None:
    batches: list[int] = []
    greeting = b"250-hello\r\n250 PIPELINING\r\n" if offered else b"250 hello\r\n"
    async with _scripted(_instead(b"EHLO", greeting), batches) as port:
        outcome = await drive(wires, Plan(port, 1, 0, 5, pipelining=wanted))
    assert outcome.accepted == 5
    assert max(batches) == most


async def test_a_refusal_inside_a_pipeline_is_one_refusal(wires: list[Wire]) -> None:
    def answer(line: bytes) -> bytes:
        if line.startswith(b"EHLO"):
            return b"250 PIPELINING\r\n"
        return b"503 no recipient\r\n" if line.startswith((b"RCPT", b"DATA")) else _willing(line)

    async with _scripted(answer) as port:
        outcome = await drive(wires, Plan(port, 1, 0, 4, pipelining=True))
    assert (outcome.accepted, outcome.refused) == (0, {"503": 4})
