"""Real daemons on loopback that answer machines, and each other: it ends by itself, within the caps (P6).

The stories themselves are told in `test_loops`, with a clock that a test moves; here everything goes over sockets.
"""

import asyncio
import email
import smtplib
import socket
from collections import Counter
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from email import policy
from email.message import EmailMessage
from email.utils import parseaddr
from functools import partial
from pathlib import Path

from mailgate.clock import SystemClock
from mailgate.config.load import load
from mailgate.config.reload import Current
from mailgate.daemon.parts import build_parts
from mailgate.daemon.run import Daemon
from mailgate.events import Event
from mailgate.operations.metrics import MetricsSink
from mailgate.operations.notify import Notifier
from mailgate.store import Store, migrate, views_counts
from tests.scenario.post import SUPPORT, mail
from tests.scenario.stage import configured
from tests.unit.outbound.stub_smarthost import StubSmarthost

PATIENCE_S = 90.0
CAP = 3  # acknowledgements to one address in a day
Answer = Callable[[EmailMessage], bytes | None]


@dataclass
class Stirring:
    """Wakes whoever waits for something to happen."""

    changed: asyncio.Event = field(default_factory=asyncio.Event)
    loop: asyncio.AbstractEventLoop = field(default_factory=asyncio.get_running_loop)

    def emit(self, event: Event) -> None:  # noqa: ARG002 - that something happened is enough
        self.loop.call_soon_threadsafe(self.changed.set)


class Desk:
    """One daemon of a desk under a domain of its own."""

    def __init__(self, directory: Path, domain: str, port: int, smarthost: int, sink: Stirring) -> None:
        directory.mkdir()
        url = f"sqlite:///{directory}/mailgate.db"
        more = f'[smtp]\nlisten = ["127.0.0.1:{port}"]\n[operator]\nhealth = ""\n[caps]\nburst = "0 s"\n'
        configured(directory / "config", url, more=more)
        file = directory / "config" / "mailgate.toml"
        text = file.read_text(encoding="utf-8").replace(
            "smtp://127.0.0.1:25", f"smtp://127.0.0.1:{smarthost}"
        )
        file.write_text(text.replace("example.com", domain), encoding="utf-8")
        migrate.migrate(url)
        self.port, self.store = port, Store(url)
        read = partial(load, directory / "config", {})
        parts = build_parts(Current(read(), read), {}, SystemClock(), sink)
        self.daemon = Daemon(parts, Notifier(None, SystemClock()), MetricsSink(), {})

    @asynccontextmanager
    async def serving(self) -> AsyncIterator["Desk"]:
        running = asyncio.create_task(self.daemon.run())
        ready = asyncio.create_task(self.daemon.ready.wait())
        await asyncio.wait([running, ready], return_when=asyncio.FIRST_COMPLETED)
        ready.cancel()
        assert not running.done(), running.exception()
        yield self
        self.daemon.stop()
        await running
        self.store.close()

    def send(self, raw: bytes, sender: str, to: str) -> None:
        with smtplib.SMTP("127.0.0.1", self.port, local_hostname="client.test", timeout=20) as client:
            client.sendmail(sender, [to], raw)

    def busy(self) -> int:
        """Mails on their way in or out; out is asked on both sides of in, for the one becomes the other."""
        out, inside, again = (
            self.store.read_now(views_counts.outbox_waiting).count,
            self.store.read_now(views_counts.journal_waiting).count,
            self.store.read_now(views_counts.outbox_waiting).count,
        )
        return out + inside + again


def free_ports(count: int) -> list[int]:
    taken = [socket.create_server(("127.0.0.1", 0)) for _ in range(count)]
    ports: list[int] = [one.getsockname()[1] for one in taken]
    for one in taken:
        one.close()
    return ports


async def silence(desks: Sequence[Desk], sink: Stirring, after: Callable[[], bool]) -> None:
    """Waits until nothing is on its way any more; `after` does what there is to do, and says whether it did something."""
    while True:
        sink.changed.clear()
        busy = await asyncio.to_thread(lambda: sum(desk.busy() for desk in desks))
        if not await asyncio.to_thread(after) and not busy:
            return
        if busy:
            await sink.changed.wait()


async def test_two_daemons_pointed_at_each_other_fall_silent(tmp_path: Path) -> None:
    """
    a mail as from two's mailbox -> one   acknowledged
    one's acknowledgement -> two          automatic: nobody answers it
    """
    sink, (one_port, two_port) = Stirring(), free_ports(2)
    async with asyncio.timeout(PATIENCE_S), AsyncExitStack() as stack:
        one = await stack.enter_async_context(
            Desk(tmp_path / "1", "one.test", one_port, two_port, sink).serving()
        )
        two = await stack.enter_async_context(
            Desk(tmp_path / "2", "two.test", two_port, one_port, sink).serving()
        )
        raw = mail(sender="Two <support@two.test>", to="support@one.test", vouched=False)
        await asyncio.to_thread(one.send, raw, "support@two.test", "support@one.test")
        await silence([one, two], sink, lambda: False)
        seen = [desk.store.read_now(views_counts.received) for desk in (one, two)]
    assert seen[0] == 1, "nothing came back"
    assert seen[1] == 1, "one acknowledgement went out"


def marked(headers: dict[str, str], subject: str = "Re: your mail", thread: bool = False) -> Answer:
    def respond(got: EmailMessage) -> bytes:
        to = parseaddr(str(got["Reply-To"] or got["From"]))[1] if thread else SUPPORT
        ids = {"In-Reply-To": str(got["Message-ID"])} if thread else {}
        who = str(got["To"])
        return mail(
            subject,
            "We have received your mail.",
            sender=who,
            to=to,
            headers={**ids, **headers},
            vouched=False,
        )

    return respond


def echo(got: EmailMessage) -> bytes:
    """A list that sends back what it gets, in the name of whoever wrote."""
    got["List-Id"], got["Precedence"] = "<all.customer.test>", "list"
    return got.as_bytes(policy=policy.SMTP)


MACHINES: dict[str, Answer] = {
    "unmarked@customer.test": marked({}),
    "threading@customer.test": marked({}, thread=True),
    "vacation@customer.test": marked(
        {"Auto-Submitted": "auto-replied", "Precedence": "bulk"}, "Out of office"
    ),
    "desk@customer.test": marked(
        {"X-Auto-Response-Suppress": "All"}, "[#4711] We have your request", thread=True
    ),
    "silent-desk@customer.test": marked({}, "[Ticket 4711] We have your request", thread=True),
    "list@customer.test": echo,
}


async def test_machines_of_many_makes_are_answered_a_few_times_and_then_no_more(tmp_path: Path) -> None:
    """
    each of them -> support   as from a person: an acknowledgement
    the acknowledgement       is answered by the machine, and so on
    from our own address      never answered
    """
    sink, stub, (port,) = Stirring(), StubSmarthost(), free_ports(1)
    await stub.start()
    done = 0

    async with asyncio.timeout(PATIENCE_S), AsyncExitStack() as stack:
        desk = await stack.enter_async_context(
            Desk(tmp_path / "1", "example.com", port, stub.port, sink).serving()
        )

        def machines_answer() -> bool:
            nonlocal done
            fresh = stub.messages[done:]
            done += len(fresh)
            for raw in fresh:
                got = email.message_from_bytes(raw, policy=policy.default)
                who = parseaddr(str(got["To"]))[1]
                if who in MACHINES and (answer := MACHINES[who](got)) is not None:
                    desk.send(
                        answer,
                        who,
                        parseaddr(str(email.message_from_bytes(answer)["To"]))[1]
                        if who != "list@customer.test"
                        else SUPPORT,
                    )
            return bool(fresh)

        for who in (*MACHINES, SUPPORT):
            await asyncio.to_thread(desk.send, mail(sender=f"M <{who}>", vouched=False), who, SUPPORT)
        await silence([desk], sink, machines_answer)
    await stub.stop()
    heard = Counter(command.partition("<")[2].partition(">")[0] for command in stub.heard("RCPT"))
    assert all(1 <= heard[who] <= CAP for who in MACHINES), heard
    assert heard[SUPPORT] == 0
    assert heard["unmarked@customer.test"] == CAP, "only the cap stops it"
    assert heard["vacation@customer.test"] == heard["list@customer.test"] == 1, "it never was answered"
