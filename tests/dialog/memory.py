"""How much does the memory of a process grow while clients flood it?

Run as `python -m tests.dialog.memory KIND COUNT MIB DIRECTORY`.

Client and server share the process, so the figure is too high if anything. Prints the growth of the peak
in MiB and the first digits of the replies.
"""

import asyncio
import resource
import sys
from pathlib import Path

from mailgate.inbound.limits import Budget, Limits
from tests.dialog.house import Client, FakeHouse, opened

MIB = 1024 * 1024
PIECE = b"x" * 65536


class Forgetful(FakeHouse):
    """Reads each mail and keeps none."""

    async def accept(self, envelope: object, body: object) -> None:
        await super().accept(envelope, body)  # type: ignore[arg-type]
        self.accepted.clear()


async def _send(client: Client, mib: int, line: bytes) -> str:
    await client.begin_data()
    try:
        for _ in range(mib * MIB // len(line)):
            await client.send(line)
        await client.send(b"\r\n.\r\n")
    except ConnectionError:
        return "cut"
    return (await client.reply())[:3] or "cut"


def _peak() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


async def measure(kind: str, count: int, mib: int, directory: Path) -> tuple[int, list[str]]:
    """Sends so many mails at once; `endless` ones have no line end."""
    line = PIECE if kind == "endless" else PIECE[:-2] + b"\r\n"
    limits = Limits(connections_per_address=1000, max_size=256 * MIB if kind == "endless" else 35 * MIB)
    # The share of a mail that is spooled is not memory: the endless line gets all it wants.
    budget = Budget(512 * MIB if kind == "endless" else 128 * MIB)
    house = Forgetful()
    async with opened(limits=limits, budget=budget, spool=directory, house=house) as place:
        warm = await Client.to(place.address)
        await _send(warm, 2, line)
        warm.close()
        before = _peak()
        clients = [await Client.to(place.address) for _ in range(count)]
        if kind == "endless":  # never ended: what is measured is the reception, not the reading back
            (client,) = clients
            await client.begin_data()
            for _ in range(mib * MIB // len(line)):
                await client.send(line)
            async with asyncio.timeout(60):
                while place.gate.budget.used < mib * MIB:
                    await asyncio.sleep(0)
            replies = [str(place.gate.budget.used // MIB)]
            client.reset()
        else:
            replies = await asyncio.gather(*(_send(client, mib, line) for client in clients))
            for client in clients:
                client.close()
        return _peak() - before, replies


if __name__ == "__main__":
    growth, replies = asyncio.run(measure(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]), Path(sys.argv[4])))
    sys.stdout.write(" ".join([str(growth), *sorted(replies)]))
