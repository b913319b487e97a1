"""A mail that breaks its reader costs nobody else anything; real processes, misbehaving for real."""

import asyncio
import os
import select
import signal
import subprocess
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest

from mailgate.errors import Unparseable
from mailgate.pipeline.readers import (
    ReaderFailed,
    ReaderLost,
    ReaderPool,
    ReadersStopped,
    ReaderStats,
    restart_delay,
)

BEHAVIOURS = (sys.executable, "-I", str(Path(__file__).with_name("reader_behaviours.py")))
PATIENCE_S = 30.0  # for what happens at once


@asynccontextmanager
async def started(*options: str, **settings: Any) -> AsyncIterator[ReaderPool]:
    own: dict[str, Any] = {"size": 1, "memory_bytes": 64 * 1024 * 1024} | settings
    pool = ReaderPool(command=(*BEHAVIOURS, *options), **own)
    await pool.start()
    try:
        yield pool
    finally:
        await pool.stop()


def pids(pool: ReaderPool) -> list[int]:
    return [reader._process.pid for reader in pool._readers if reader._process is not None]


def wait_for_end(pidfd: int) -> None:
    """A pidfd becomes readable when its process has ended, whoever its parent is."""
    assert select.select([pidfd], [], [], PATIENCE_S)[0]
    os.close(pidfd)


async def under_way(pool: ReaderPool, meeting: Path) -> asyncio.Task[Any]:
    """Starts to read a mail that never ends, and comes back when a child is reading it."""
    os.mkfifo(meeting)
    call = asyncio.create_task(pool.read(b"stall " + bytes(meeting), None))
    await asyncio.to_thread(meeting.read_bytes)
    return call


@pytest.mark.parametrize("mail_from", [None, "", "ann@example.com", "blå@example.com", "\udce5@example.com"])
async def test_a_mail_is_read_with_its_envelope_sender(mail_from: str | None) -> None:
    async with started() as pool:
        mail = await pool.read(b"Subject: hello\r\n\r\n\xe5", mail_from)
    assert (mail.text, mail.signature) == ("Subject: hello\r\n\r\n\udce5", repr(mail_from))


async def test_the_reader_that_is_shipped_reads_a_mail() -> None:
    pool = ReaderPool(size=1)
    await pool.start()
    try:
        raw = b"From: Ann <ann@example.com>\r\nMessage-ID: <1@example.com>\r\nSubject: hello\r\n\r\nbody\r\n"
        mail = await pool.read(raw, "ann@example.com")
    finally:
        await pool.stop()
    assert (mail.message_id, mail.subject, mail.text.strip()) == ("<1@example.com>", "hello", "body")


async def test_mails_of_any_size_pass() -> None:
    async with started(size=2) as pool:
        sizes = [0, 1, 65_536, 65_537, 36_000_000, 1, 20_000_000]
        mails = await asyncio.gather(*(pool.read(b"x" * size, None) for size in sizes))
    assert [mail.digest for mail in mails] == [str(size) for size in sizes]


async def test_each_of_many_calls_gets_its_own_answer() -> None:
    async with started(size=2) as pool:
        raws = [b"mail number %d" % number for number in range(30)]
        mails = await asyncio.gather(*(pool.read(raw, None) for raw in raws))
    assert [mail.text for mail in mails] == [raw.decode() for raw in raws]


@pytest.mark.parametrize(
    ("raw", "reason"),
    [
        (b"grow", "used more than 64 MiB"),
        (b"x" * 70_000_000, "used more than 64 MiB"),
        (b"die 11", "crashed with signal 11"),
        (b"die 6", "crashed with signal 6"),
        (b"leave 0", "exited with status 0"),
        (b"leave 3", "exited with status 3"),
        (b"babble", "answered out of turn"),
        (b"forge", "answered out of turn"),
    ],
)
async def test_a_mail_that_breaks_two_readers_fails_and_the_next_is_read(raw: bytes, reason: str) -> None:
    async with started() as pool:
        with pytest.raises(ReaderFailed) as failure:
            await pool.read(raw, None)
        assert str(failure.value) == reason
        assert (await pool.read(b"good", None)).text == "good"
        assert pool.stats == ReaderStats(alive=1, restarts=2, kills=2)


@pytest.mark.parametrize(
    ("raw", "deadline_s", "reason"),
    [(b"loop", 0.5, "took longer than 0.5 s"), (b"hang-up", 10, "fell silent")],
)
async def test_a_mail_that_never_ends_is_killed_and_the_next_is_read(
    raw: bytes, deadline_s: float, reason: str
) -> None:
    async with started(deadline_s=deadline_s) as pool:
        with pytest.raises(ReaderFailed, match=f"^{reason}$"):
            await pool.read(raw, None)
        assert (await pool.read(b"good", None)).text == "good"


async def test_a_reader_that_takes_nothing_in_does_not_hold_the_pool() -> None:
    async with started("--deaf", deadline_s=0.2) as pool:
        with pytest.raises(ReaderFailed, match="took longer"):
            await pool.read(b"x" * 5_000_000, None)


async def test_a_bad_mail_does_not_disturb_those_beside_it(tmp_path: Path) -> None:
    async with started(size=2) as pool:
        raws = [b"die 11", *(b"good %d" % number for number in range(10))]
        outcomes = await asyncio.gather(*(pool.read(raw, None) for raw in raws), return_exceptions=True)
    assert isinstance(outcomes[0], ReaderFailed)
    assert [getattr(outcome, "text", outcome) for outcome in outcomes[1:]] == [
        raw.decode() for raw in raws[1:]
    ]


async def test_a_mail_gets_a_second_try_in_a_fresh_process(tmp_path: Path) -> None:
    mark = tmp_path / "mark"
    mark.touch()
    async with started() as pool:
        before = await pool.read(b"good", None)
        after = await pool.read(b"die-once " + bytes(mark), None)
        assert after.text.startswith("die-once")
        assert after.message_id != before.message_id  # the stub puts the process id there
        assert pool.stats.kills == 1


@pytest.mark.parametrize(
    ("option", "reason"),
    [("--garbage", "answered what is not a mail"), ("--at-length", "more than 0.0625 MiB")],
)
async def test_an_answer_that_is_no_mail_or_too_large_is_refused(option: str, reason: str) -> None:
    async with started(option, answer_bytes=65_536) as pool:
        with pytest.raises(ReaderFailed, match=reason):
            await pool.read(b"good", None)


async def test_what_the_reader_calls_unparseable_is_unparseable_without_a_second_try() -> None:
    async with started() as pool:
        with pytest.raises(Unparseable, match="no header at all"):
            await pool.read(b"refuse no header at all", None)
        with pytest.raises(Unparseable) as refusal:
            await pool.read(b"refuse " + b"x" * 10_000, None)
        assert len(str(refusal.value)) == 500
        assert pool.stats == ReaderStats(alive=1, restarts=0, kills=0)


@pytest.mark.parametrize(
    ("raw", "reason"), [(b"fail secret words", "raised LookupError"), (b"fail-oddly", "raised an exception")]
)
async def test_of_an_unexpected_exception_only_the_class_is_told(raw: bytes, reason: str) -> None:
    async with started() as pool:
        with pytest.raises(ReaderFailed) as failure:
            await pool.read(raw, None)
        assert str(failure.value) == reason
        assert pool.stats == ReaderStats(alive=1, restarts=0, kills=0)


async def test_a_reader_is_confined_and_knows_no_secret(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("MAILGATE_SECRET", "hunter2")
    async with started() as pool:
        with pytest.raises(Unparseable) as report:
            await pool.read(b"report", None)
        with pytest.raises(Unparseable, match="no file may grow"):
            await pool.read(b"write " + bytes(tmp_path / "file"), None)
    nice = min(os.nice(0) + 5, 19)
    assert str(report.value) == f"[(0, 0), (0, 0), (16, 16)] nice {nice} ['LC_ALL', 'TZ'] frozen True"


async def test_what_a_library_prints_about_a_mail_goes_nowhere(capfd: pytest.CaptureFixture[str]) -> None:
    async with started() as pool:
        mail = await pool.read(b"print secret words", None)
    assert mail.text == "print secret words"
    assert capfd.readouterr() == ("", "")


async def test_a_reader_is_replaced_after_its_share_of_mails() -> None:
    async with started(recycle_after=2) as pool:
        processes = [(await pool.read(b"good", None)).message_id for _ in range(5)]
        assert pool.stats.kills == 0
    assert processes[0] == processes[1] != processes[2] == processes[3] != processes[4]


async def test_a_reader_that_died_idle_costs_no_mail_a_try() -> None:
    async with started() as pool:
        pidfd = os.pidfd_open(pids(pool)[0])
        os.kill(pids(pool)[0], signal.SIGKILL)
        wait_for_end(pidfd)
        assert (await pool.read(b"good", None)).text == "good"
        assert pool.stats == ReaderStats(alive=1, restarts=1, kills=0)


async def test_a_cancelled_call_leaves_no_answer_for_the_next(tmp_path: Path) -> None:
    async with started() as pool:
        call = await under_way(pool, tmp_path / "meeting")
        call.cancel()
        with pytest.raises(asyncio.CancelledError):
            await call
        assert (await pool.read(b"good", None)).text == "good"


async def test_restarts_that_fail_in_a_row_are_waited_out(tmp_path: Path) -> None:
    failures = tmp_path / "failures"
    failures.touch()
    async with started("--fail-starts", str(failures)) as pool:
        failures.write_bytes(b"xx")
        with pytest.raises(ReaderFailed, match="signal 11"):
            await pool.read(b"die 11", None)
        assert (await pool.read(b"good", None)).text == "good"
        assert pool.stats == ReaderStats(alive=1, restarts=4, kills=2)


@pytest.mark.parametrize(
    ("failures", "seconds"), [(1, 0.1), (2, 0.2), (3, 0.4), (9, 25.6), (10, 30.0), (10_000, 30.0)]
)
def test_the_delay_between_restarts_grows_and_is_bounded(failures: int, seconds: float) -> None:
    assert restart_delay(failures) == pytest.approx(seconds)


@pytest.mark.parametrize(
    ("command", "reason"),
    [
        ((sys.executable, "-I", "-c", "raise SystemExit(3)"), "exited with status 3"),
        (("/nonexistent/python",), "could not be started: No such file"),
    ],
)
async def test_a_pool_that_cannot_start_says_why(command: tuple[str, ...], reason: str) -> None:
    pool = ReaderPool(size=2, command=command)
    with pytest.raises(ReaderLost, match=reason):
        await pool.start()
    assert pool.stats.alive == 0


async def test_stopping_leaves_no_child_and_no_call_waiting(tmp_path: Path) -> None:
    async with started(size=2) as pool:
        children = pids(pool)
        calls = [await under_way(pool, tmp_path / name) for name in ("first", "second")]
        calls += [asyncio.create_task(pool.read(b"good", None)) for _ in range(3)]
        await pool.stop()
        outcomes = await asyncio.gather(*calls, return_exceptions=True)
        with pytest.raises(ReadersStopped):
            await pool.read(b"good", None)
    assert [type(outcome) for outcome in outcomes] == [ReadersStopped] * 5
    for pid in children:
        with pytest.raises(ProcessLookupError):
            os.kill(pid, 0)


async def test_stopping_does_not_wait_for_a_reader_that_cannot_be_restarted(tmp_path: Path) -> None:
    failures = tmp_path / "failures"
    failures.touch()
    async with started("--fail-starts", str(failures)) as pool:
        failures.write_bytes(b"x" * 1000)
        call = asyncio.create_task(pool.read(b"die 11", None))
        await asyncio.sleep(0)
        await pool.stop()
        with pytest.raises(ReadersStopped):
            await call


HOST = """
import asyncio, sys
from mailgate.pipeline.readers import ReaderPool

async def main():
    pool = ReaderPool(size=2, deadline_s=0.2, command=sys.argv[1:])
    await pool.start()
    print(*(reader._process.pid for reader in pool._readers), flush=True)
    await asyncio.to_thread(sys.stdin.readline)
    call = asyncio.create_task(pool.read(b"loop", None))
    await asyncio.sleep(0)
    print("busy", flush=True)
    await call

asyncio.run(main())
"""


def test_a_daemon_killed_leaves_neither_an_idle_nor_a_busy_reader() -> None:
    command = [sys.executable, "-I", "-c", HOST, *BEHAVIOURS]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as host:
        assert host.stdin is not None
        assert host.stdout is not None
        pidfds = [os.pidfd_open(int(pid)) for pid in host.stdout.readline().split()]
        host.stdin.write(b"\n")
        host.stdin.flush()
        assert host.stdout.readline() == b"busy\n"
        host.kill()
    assert len(pidfds) == 2
    for pidfd in pidfds:
        wait_for_end(pidfd)
