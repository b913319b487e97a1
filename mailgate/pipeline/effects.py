"""Carrying out what a mail does beyond a ticket's fields, inside the transaction of that mail."""

from dataclasses import dataclass
from datetime import datetime

from mailgate.model.decision import NewEvent
from mailgate.model.effects import (
    AttachReport,
    Correlate,
    Effect,
    GoAway,
    KeepBack,
    Leave,
    MergeInto,
    Mute,
    Publish,
    Recall,
    RemindAgent,
    Revoke,
    ScoreAddress,
    SettleHeld,
    TakeMessages,
    TakeTurn,
    WriteNote,
)
from mailgate.store import (
    Tx,
    agents,
    assignments,
    correlations,
    deeds,
    held,
    lookups,
    messages,
    regroup,
    reports,
    scores,
)
from mailgate.store.reports import Reported


@dataclass(frozen=True)
class Carried:
    """What the effects of one mail are carried out on."""

    tx: Tx
    ticket_id: int
    message_pk: int | None
    journal_id: int | None
    now: datetime

    def all(self, effects: tuple[Effect, ...]) -> int | None:
        """Does them in their order; gives the number under which the mail was kept back, if it was."""
        number: int | None = None
        for effect in effects:
            if isinstance(effect, KeepBack):
                number = self._keep(effect)
            elif isinstance(effect, AttachReport | ScoreAddress):
                self._came_back(effect)
            else:
                self._one(effect)
        return number

    def _keep(self, effect: KeepBack) -> int:
        assert self.message_pk is not None and self.journal_id is not None  # only a filed mail is kept back  # noqa: PT018
        return held.keep(self.tx, self.ticket_id, self.message_pk, self.journal_id, effect, self.now)

    def _one(self, effect: Effect) -> None:
        tx, now = self.tx, self.now
        match effect:
            case SettleHeld(number, state):
                held.settle(tx, number, state, now)
            case Publish(message_pk, author, at, text):
                regroup.publish(tx, message_pk, author, at, text)
            case Recall(message_pk, mails):
                self._recall(message_pk, mails)
            case GoAway(agent, until):
                agents.go_away(tx, agent, until, now)
            case Revoke(agent):
                agents.revoke(tx, agent)
            case RemindAgent(agent, at, deadline):
                agents.remind(tx, self.ticket_id, agent, at, now, deadline=deadline)
            case Leave(address):
                regroup.leave(tx, self.ticket_id, address, now)
            case Mute(address):
                regroup.mute(tx, self.ticket_id, address)
            case MergeInto(survivor):
                regroup.merge(tx, self.ticket_id, survivor, now)
            case TakeMessages(taken):
                regroup.take_messages(tx, self.ticket_id, taken)
            case _:
                self._by_rule(effect)

    def _by_rule(self, effect: Effect) -> None:
        """What rules leave behind."""
        match effect:
            case Correlate(sender, key):
                correlations.remember(self.tx, sender, key, self.ticket_id, self.now)
            case TakeTurn(agent, number):
                assignments.take_turn(self.tx, agent, number)
            case WriteNote(text, author):
                messages.add_note(self.tx, self.ticket_id, text, author, self.now)
            case _:
                pass

    def _came_back(self, effect: AttachReport | ScoreAddress) -> None:
        if isinstance(effect, ScoreAddress):
            self._score(effect)
            return
        assert self.journal_id is not None  # a report is a mail
        one = effect
        said = Reported(one.action, one.status, one.permanent, one.reason, one.diagnostic)
        reports.attach(self.tx, one.recipient_id, said, self.journal_id, self.now)

    def _score(self, one: ScoreAddress) -> None:
        """Whether the address is dead by now only the locked row knows, so that the timeline is told of it here."""
        after = scores.hit(self.tx, one.address, one.hit, one.reason, self.now, one.policy)
        if self.ticket_id and after.muted_until == self.now + one.policy.mute:
            until = f"{after.muted_until:%Y-%m-%d}"
            event = NewEvent("muted", "mailgate", {"address": one.address, "until": until})
            messages.add_events(self.tx, self.ticket_id, [event], f"mail:{self.journal_id}", self.now)

    def _recall(self, message_pk: int, mails: tuple[int, ...]) -> None:
        """The answer is taken back, and with it the promise that it kept."""
        regroup.recall(self.tx, message_pk, mails, self.now)
        ticket = lookups.tickets(self.tx, [self.ticket_id])[self.ticket_id]
        if ticket.first_response_at is None:
            deeds.reopen_promise(self.tx, self.ticket_id)
