"""What happens to a ticket by itself because nobody wrote? Reminders to customers, closing, back to the team.

The move is chosen by the room of deadlines; here it becomes changes, a line of the timeline and letters. To customers
only who heard from us before gets any, so that nobody is written to because somebody else used their address.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta

from mailgate.letters.times import by, day
from mailgate.model.decision import Letter, LetterKind, NewEvent, ReplyMeans
from mailgate.model.states import Happening
from mailgate.model.ticket import Participant
from mailgate.pipeline import notices, notifications, readership
from mailgate.pipeline.caps import TICKET_DAY
from mailgate.pipeline.causes import Causes
from mailgate.pipeline.clockwork import after
from mailgate.pipeline.deadlines import due_next
from mailgate.pipeline.kept_clocks import TIMES
from mailgate.pipeline.patience import patience_for, times_of
from mailgate.pipeline.unasked import room
from mailgate.pipeline.wakes import Wakes
from mailgate.sla.clocks import Clocks
from mailgate.sla.waiting import Move, Times, move_now
from mailgate.store import Tx
from mailgate.store import clocks as stored


def work(tx: Tx, now: datetime, wakes: Wakes, limit: int) -> int:
    """Makes the moves that are due, so many at most; how many tickets were looked at."""
    due = stored.due_moves(tx, now, limit)
    for causes in wakes.ticking(tx, due, now):
        _Moving(tx, causes, now).now()
        wakes.commit(tx, causes, "tick")
    return len(due)


class _Moving:
    """One ticket, and what happens to it by itself."""

    def __init__(self, tx: Tx, causes: Causes, now: datetime) -> None:
        self._tx, self._causes, self._now = tx, causes, now

    def now(self) -> None:
        causes = self._causes
        wound = after(causes.ticket, causes.context, (), {})
        assert wound is not None  # in a tick the clocks are always looked at
        terms = wound.terms
        times, patience = _times(causes, wound.write.clocks), causes.context.desk.patience_of(terms)
        planned = move_now(times, patience_for(times, patience), terms.calendar, self._now)
        match planned.move if planned is not None else None:
            case Move.REMIND:
                self._remind()
            case Move.WARN:
                self._warn(times, patience.close_after_s or 0, patience.warn_before_s)
            case Move.CLOSE:
                self._close()
            case Move.UNASSIGN:
                self._unassign()
            case Move.INFORM:
                self._inform(wound.clocks)

    def _remind(self) -> None:
        """Once a wait: we still need your answer."""
        self._causes.times["reminded_at"] = self._now
        self._write(LetterKind.REMIND, {"by": None})

    def _warn(self, times: Times, close_after_s: int, warn_before_s: int) -> None:
        """Nobody is closed unwarned: no cap stops this letter, which comes once a wait."""
        self._causes.times["warned_at"] = self._now
        closing = max(
            times.since + timedelta(seconds=close_after_s), self._now + timedelta(seconds=warn_before_s)
        )
        until = day(closing, self._now, self._causes.ticket.zone, self._causes.ticket.language)
        self._write(LetterKind.CLOSING, {"by": until}, capped=False)

    def _close(self) -> None:
        if self._causes.happen(Happening.CLOSE):
            why = {"why": "the customer did not answer, and was warned"}
            self._causes.events.append(NewEvent("closed by itself", "mailgate", why))

    def _unassign(self) -> None:
        """The customer waits and the assignee is silent: the team has it again."""
        causes, was = self._causes, self._causes.ticket.assignee
        causes.set("assignee", None)
        causes.events.append(NewEvent("unassigned", "mailgate", {"agent": was, "why": "silent too long"}))
        what = f"{was} was silent while the customer waits: the ticket is the team's again."
        for to in readership.told(causes.context, causes.ticket.team, None):
            facts = notifications.of_ticket(causes.ticket, causes.context, what) | {"assignee": None}
            causes.letters.append(notifications.notification(to, facts, ReplyMeans.NOTE))

    def _inform(self, clocks: Clocks) -> None:
        """A sign of life, and by when there will be more where a deadline that is still ahead says so."""
        causes = self._causes
        causes.times["heard_at"] = self._now
        due = due_next(causes.context, causes.ticket.id)
        ahead = due is not None and due > self._now and clocks.oldest is not None
        until = by(due, self._now, causes.ticket.zone, causes.ticket.language) if ahead and due else None
        self._write(LetterKind.PROGRESS, {"by": until})

    def _write(self, kind: LetterKind, facts: Mapping[str, object], *, capped: bool = True) -> None:
        causes = self._causes
        to = next((p for p in causes.ticket.participants if p.role == "requester" and not p.muted), None)
        if to is None or "@" not in to.address:
            return
        found = room(self._tx, causes.context, causes.ticket, notices.shown(to))
        if capped and found.full is not None:
            causes.events.append(NewEvent("cap", "mailgate", {"cap": found.full.name, "mail": kind.value}))
            return
        causes.context = found.context
        causes.hits += [hit for hit in found.hits if capped or hit.cap == TICKET_DAY]
        causes.events.append(NewEvent("informed", "mailgate", {"letter": kind.value, "to": to.address}))
        causes.letters.append(_letter(kind, to, causes, facts))


def _letter(kind: LetterKind, to: Participant, causes: Causes, facts: Mapping[str, object]) -> Letter:
    ticket, who = causes.ticket, notices.shown(to)
    return Letter(
        kind=kind,
        to=who,
        language=ticket.language,
        facts={"customer": who.name, **facts},
        means=ReplyMeans.CUSTOMER,
        in_reply_to=ticket.last_message_id,
        automatic="auto-generated",
        null_sender=True,
    )


def _times(causes: Causes, kept: Mapping[str, object]) -> Times:
    body = kept[TIMES]
    assert isinstance(body, Mapping)  # as clockwork writes it
    known = {name: datetime.fromisoformat(text) if text else None for name, text in body.items()}
    ticket = causes.ticket
    return times_of(ticket.status, ticket.unanswered_since, known, assigned=ticket.assignee is not None)
