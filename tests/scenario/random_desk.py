"""A desk to which random things happen: mails, answers, commands, late reading, ticks, edits; all from one seed."""

from datetime import timedelta
from random import Random

from mailgate.model.ticket import Status
from tests.scenario.clocks import check_recomputed
from tests.scenario.desk import TestDesk
from tests.scenario.post import ANNA, KIM, answer, mail
from tests.scenario.stage import CALENDARS_TOML

POLICIES = """
[[policy]]
name = "urgent"
priority = "urgent"
first_response = "1 h"
next_reply = "2 h"
resolution = "8 h"
[[policy]]
name = "billing"
team = "billing"
first_response = "6 h"
update = "4 h"
calendar = "night"
[[policy]]
name = "standard"
postponed_pauses = ["resolution", "next_reply"]
first_response = "4 h"
next_reply = "4 h"
update = "8 h"
resolution = "16 h"
close_after = "14 d"
inform_every = "12 h"
"""
NIGHT = """
[calendar.night]
zone = "America/New_York"
hours = { mon-sun = ["22:00-06:00"] }
"""
COMMANDS = (
    "#prio urgent", "#prio low", "#take", "#open", "#wait", "#noreply", "#spam", "#spam off", "#undo", "#split",
    "#assign billing", "#assign support", "#postpone 2026-12-03", "#close", "#solve", "#category hardware",
)  # fmt: skip
ANSWERS = (
    "Please switch it off.",
    "#solve\n\nIt is off.",
    "#wait\n\nWhich model?",
    "#undo",
    "#prio high\n\nWe look.",
)


class Days:
    """Some days of a desk."""

    def __init__(self, desk: TestDesk, seed: int) -> None:
        self.desk, self.random = desk, Random(seed)
        desk.configure(sla=POLICIES, calendars=NIGHT + CALENDARS_TOML)
        self._written = 0

    def pass_by(self, steps: int) -> None:
        """So many things happen, and in the end every ticket's rows are what its timeline says."""
        self._mail()
        for _ in range(steps):
            self.desk.advance(self.random.choice((0, 1, 20, 600, 3600, 7200, self.random.randrange(90_000))))
            self.random.choices(
                (self._mail, self._reply, self._answer, self._command, self._merge, self._late, self._tick, self._edit),
                weights=(8, 20, 20, 22, 4, 6, 16, 1),
            )[0]()  # fmt: skip
        for ticket in self.desk.tickets():
            check_recomputed(self.desk, ticket.id)

    def _mail(self) -> None:
        self._written += 1
        self.desk.post(mail(f"Question {self._written}"))

    def _reply(self) -> None:
        acks = self.desk.letters("ack", to="kim@customer.test")
        if acks:
            self._written += 1
            draft = self.random.choice(acks).draft
            self.desk.post(answer(draft, f"More of it, {self._written}.", sender=KIM))

    def _answer(self) -> None:
        self._from_anna(self.random.choice(ANSWERS))

    def _command(self) -> None:
        self._from_anna(self.random.choice(COMMANDS))

    def _merge(self) -> None:
        open_ = [
            t for t in self.desk.tickets() if t.status not in (Status.MERGED, Status.SPAM, Status.CLOSED)
        ]
        if len(open_) > 1:
            self._from_anna(f"#merge {self.random.choice(open_).reference}")

    def _late(self) -> None:
        """A customer's mail arrives, an answer is processed, and a tick comes, before it is read."""
        acks = self.desk.letters("ack", to="kim@customer.test")
        if acks:
            self._written += 1
            draft = self.random.choice(acks).draft
            self.desk.receive(answer(draft, f"And this, {self._written}.", sender=KIM))
            self.desk.advance(self.random.choice((1, 60, 7200)))
            self.desk.tick()
            self.desk.process()

    def _tick(self) -> None:
        for _ in range(20):
            if not self.desk.tick().more:
                break
        self.desk.deliver()

    def _edit(self) -> None:
        day = self.desk.clock.now() + timedelta(days=self.random.randrange(3))
        if "dates" not in self.desk.calendar_text():
            self.desk.edit_calendar(f'dates = {{ "{day:%Y-%m-%d}" = [] }}')
            self.desk.count_anew()

    def _from_anna(self, text: str) -> None:
        told = self.desk.letters("notification", to="anna@staff.example.net")
        if told:
            self._written += 1
            body = text if text.startswith("#") and "\n" not in text else f"{text} ({self._written})"
            self.desk.post(answer(self.random.choice(told).draft, body, sender=ANNA))
