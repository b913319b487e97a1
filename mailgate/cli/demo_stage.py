"""How does the demonstration begin and end? Everything is set up, the story played, and all of it taken down again."""

import asyncio
import shutil
import signal
import sys
from contextlib import AsyncExitStack
from pathlib import Path
from tempfile import TemporaryDirectory

from mailgate.cli.demo_daemon import DaemonProcess
from mailgate.cli.demo_desk import AGENT_ADDRESS, AGENT_PASSWORD, LOOPBACK, MAILBOX, DemoDesk, furnish
from mailgate.cli.demo_mails import Writers
from mailgate.cli.demo_post import Post
from mailgate.cli.demo_screen import Screen
from mailgate.cli.demo_smarthost import Smarthost, smarthost_on_loopback
from mailgate.cli.demo_story import Promise, Story
from mailgate.clock import SystemClock
from mailgate.errors import ConfigError, Fault
from mailgate.store import Store, views_tickets

STOPPED = "The daemon stopped cleanly"
_INTERRUPTED = 130  # as a shell says of a program that Ctrl-C ended


async def perform(*, keep: bool) -> int:
    """Plays the whole demonstration on standard output; returns the exit code."""
    began = SystemClock().monotonic()
    interrupted = asyncio.Event()
    loop = asyncio.get_running_loop()
    for name in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(name, interrupted.set)
    screen = Screen(print, max(60, min(110, shutil.get_terminal_size((96, 24)).columns)))
    with TemporaryDirectory(prefix="mailgate-demo-") as directory:
        async with smarthost_on_loopback() as smarthost:
            desk = furnish(Path(directory), smarthost.port)
            if isinstance(desk, Fault):
                raise ConfigError([desk])
            stage = _Stage(desk, smarthost, screen, interrupted)
            kept = await stage.run(keep=keep)
    if interrupted.is_set() and not keep:
        return _INTERRUPTED
    seconds = "" if keep else f", in {SystemClock().monotonic() - began:.1f} s"
    screen.say(f"\n{'All of it happened' if kept else 'Not all of it happened'}{seconds}.")
    return 0 if kept else 1


class _Stage:
    """The desk with its daemon running."""

    def __init__(
        self, desk: DemoDesk, smarthost: Smarthost, screen: Screen, interrupted: asyncio.Event
    ) -> None:
        self._desk, self._smarthost, self._screen, self._interrupted = desk, smarthost, screen, interrupted

    async def run(self, *, keep: bool) -> bool:
        """Starts the daemon, plays, stops it; whether every promise was kept."""
        self._introduce()
        async with AsyncExitStack() as stack:
            daemon = await DaemonProcess.start(self._desk.directory)
            stack.push_async_callback(daemon.stop)  # whatever happens; a second stop only tells the exit code
            await daemon.ready()
            faults = await self._play()
            if keep and not self._interrupted.is_set():
                self._explain()
                await self._watch()
            code = await daemon.stop()
        ended = None if code == 0 else f"exit code {code}; {daemon.last_words(1)}"
        self._screen.checklist({STOPPED: ended})
        return ended is None and not any(faults.values())

    def _introduce(self) -> None:
        desk, screen = self._desk, self._screen
        screen.say(f"A desk for {MAILBOX}, with SQLite, in {desk.directory}")
        screen.say(f"  customers' mail comes to {LOOPBACK}:{desk.customers}")
        screen.say(f"  agents submit to         {LOOPBACK}:{desk.agents}, with TLS and a login")
        screen.say(f"  what it sends goes to    {LOOPBACK}:{self._smarthost.port}, and no further")
        screen.say("  -> to the desk   <- from the desk   =  what it made of a mail")

    async def _play(self) -> dict[Promise, str | None]:
        """The story, as long as nobody interrupts it; then the ticket and the checklist."""
        store = Store(self._desk.store_url)
        try:
            story = Story(Post(self._desk, self._smarthost, store), Writers(SystemClock()), self._screen)
            playing = asyncio.create_task(story.play())
            stop = asyncio.create_task(self._interrupted.wait())
            await asyncio.wait({playing, stop}, return_when=asyncio.FIRST_COMPLETED)
            stop.cancel()
            playing.cancel()
            await asyncio.wait({playing})
            if not playing.cancelled():
                self._show_ticket(store, playing.result())
        finally:
            store.close()
        self._screen.say("\nWhat was promised:\n")
        self._screen.checklist({promise.value: fault for promise, fault in story.faults.items()})
        return dict(story.faults)

    def _show_ticket(self, store: Store, number: int | None) -> None:
        """In short; its acknowledgement and notifications were seen above."""
        found = store.read_now(lambda tx: views_tickets.tickets(tx, [number] if number else []))
        for ticket in found:
            self._screen.say("\nThe ticket in the end:\n")
            self._screen.ticket(ticket)

    def _explain(self) -> None:
        desk, screen = self._desk, self._screen
        program = sys.argv[0] if Path(sys.argv[0]).name == "mailgate" else "mailgate"
        screen.say("\nIt goes on running. Write to it, from another terminal:\n")
        screen.say(f"  python3 -c \"import smtplib; smtplib.SMTP('{LOOPBACK}', {desk.customers}).sendmail(")
        screen.say(f"    'you@example.net', '{MAILBOX}', 'From: you@example.net\\nTo: {MAILBOX}\\n'")
        screen.say("    'Subject: The lift is stuck\\n\\nBetween two and three.\\n')\"\n")
        screen.say(f"A mail program may be the agent: submission {LOOPBACK}:{desk.agents}, STARTTLS,")
        screen.say(f"login {AGENT_ADDRESS}, password {AGENT_PASSWORD}. Look at what it did:\n")
        for command in ("ticket list", "ticket show 1", "trace you@example.net", "status"):
            screen.say(f"  {program} {command} --config {desk.directory}")
        screen.say(f"  tail -f {desk.directory}/daemon.log\n")
        screen.say("What it sends is shown here. Ctrl-C ends it and removes everything.\n")

    async def _watch(self) -> None:
        """Shows every mail that leaves, until somebody interrupts."""
        showing = asyncio.create_task(self._show_letters())
        await self._interrupted.wait()
        showing.cancel()
        self._screen.say("")

    async def _show_letters(self) -> None:
        while True:
            self._screen.left(await self._smarthost.take(lambda _: True))
