"""How fast does a server take mail? A load generator in a process of its own, over loopback only.

`python -m bench.load --seed N --count M` makes its corpus first, prints a line "ready", then reads plans, one
JSON object a line, and answers each with an outcome, one JSON object a line, until its input ends.
"""

import argparse
import asyncio
import json
import sys
import time
from collections.abc import Sequence
from dataclasses import asdict
from datetime import UTC, datetime

from bench.client import Client, SmtpTrouble
from bench.corpus import corpus
from bench.plan import Outcome, Plan
from bench.wire import Wire, wire


class Dealer:
    """Deals the mails of a plan to idle connections and counts the answers.

    With a rate it is open load: a mail is due at its place on the clock however slow the server is, and goes
    out late only when every connection is busy.
    """

    def __init__(self, wires: Sequence[Wire], plan: Plan) -> None:
        self._wires = wires
        self._first = plan.first
        self._numbers = iter(range(plan.first, min(plan.first + plan.count, len(wires))))
        self._interval = 1 / plan.rate if plan.rate else 0.0
        self._loop = asyncio.get_running_loop()
        self.started = self.last_reply = self._loop.time()
        self.refused: dict[str, int] = {}
        self.octets = 0
        self.latencies: list[float] = []
        self.replies: list[tuple[int, float]] = []

    def start(self) -> None:
        self.started = self.last_reply = self._loop.time()

    def idle(self, client: Client) -> None:
        number = next(self._numbers, None)
        if number is None:
            client.leave()
            return
        due = self.started + (number - self._first) * self._interval
        if due <= self._loop.time():
            client.send(number, self._wires[number])
        else:
            self._loop.call_at(due, client.send, number, self._wires[number])

    def settle(self, number: int, code: int, latency_s: float) -> None:
        self.last_reply = self._loop.time()
        if code // 100 != 2:
            self.refused[str(code)] = self.refused.get(str(code), 0) + 1
            return
        self.octets += len(self._wires[number].data)
        self.latencies.append(latency_s)
        self.replies.append((number, self.last_reply))


async def _dialogues(dealer: Dealer, clients: list[Client]) -> str:
    """Runs all connections to their end; the first trouble, or ""."""
    await asyncio.gather(*(client.ready for client in clients))
    dealer.start()
    for client in clients:
        dealer.idle(client)
    endings = await asyncio.gather(*(client.finished for client in clients), return_exceptions=True)
    return next((str(ending) for ending in endings if ending is not None), "")


async def _connect(dealer: Dealer, plan: Plan, clients: list[Client]) -> None:
    loop = asyncio.get_running_loop()
    for _ in range(plan.connections):
        _, client = await loop.create_connection(
            lambda: Client(dealer, pipelining=plan.pipelining), plan.host, plan.port
        )
        clients.append(client)


async def drive(wires: Sequence[Wire], plan: Plan) -> Outcome:
    """Carries out a plan. Whatever goes wrong, the outcome tells what was accepted until then."""
    dealer, clients = Dealer(wires, plan), list[Client]()
    cpu = time.process_time()
    trouble = ""
    try:
        async with asyncio.timeout(plan.deadline_s):
            await _connect(dealer, plan, clients)
            trouble = await _dialogues(dealer, clients)
    except TimeoutError:
        trouble = f"not done after {plan.deadline_s:g} s"
    except (OSError, SmtpTrouble) as fault:
        trouble = str(fault)
    finally:
        for client in clients:
            client.close()
    epoch = datetime.now(UTC).timestamp() - asyncio.get_running_loop().time()
    return Outcome(
        accepted=len(dealer.latencies),
        refused=dealer.refused,
        octets=dealer.octets,
        started_at=dealer.started + epoch,
        elapsed_s=dealer.last_reply - dealer.started,
        cpu_s=time.process_time() - cpu,
        latencies_s=tuple(dealer.latencies),
        accepted_at=tuple((number, at + epoch) for number, at in dealer.replies),
        trouble=trouble,
    )


def main() -> None:
    """Serves plans from standard input."""
    arguments = argparse.ArgumentParser(prog="bench.load", description=__doc__)
    arguments.add_argument("--seed", type=int, required=True)
    arguments.add_argument("--count", type=int, required=True)
    arguments.add_argument("--mailbox", default="support@example.com")
    chosen = arguments.parse_args()
    mails = corpus(chosen.seed, chosen.count, mailbox=chosen.mailbox, now=datetime.now(UTC))
    wires = [wire(specimen) for specimen in mails]
    print("ready", flush=True)
    for line in sys.stdin:
        outcome = asyncio.run(drive(wires, Plan(**json.loads(line))))
        print(json.dumps(asdict(outcome)), flush=True)


if __name__ == "__main__":
    main()
