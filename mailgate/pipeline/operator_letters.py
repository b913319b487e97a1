"""What are the operators told by mail? Alarms, their ends, and the desk's day.

Loop-safe: the null reverse-path, marked as automatic, without a reply token; whatever answers it is a machine's mail, and
no machine's mail raises an alarm. An alarm that could not leave for a day is worth nothing any more and is given up.
"""

import textwrap
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta

from mailgate.config.schema import MailboxTable, Settings
from mailgate.letters.times import by
from mailgate.model.decision import Letter, LetterKind, ReplyMeans
from mailgate.model.mail import Address
from mailgate.pipeline.binding import Binding, outgoing
from mailgate.pipeline.carry import Current
from mailgate.pipeline.commit import NO_MAIL
from mailgate.pipeline.mint import Mint
from mailgate.store import Tx, messages, outbox

_GOOD_FOR = timedelta(days=1)
_WIDTH = 72


class OperatorLetters:
    """Puts letters to [operator] address into the outbox, in the transaction that caused them."""

    def __init__(self, current: Callable[[], Current], mint: Callable[[], Mint]) -> None:
        self._current, self._mint = current, mint

    @property
    def settings(self) -> Settings:
        """The settings of the moment."""
        return self._current().desk.settings

    @property
    def zone(self) -> str:
        """In which the operators' times are given: that of the first mailbox."""
        return self.settings.mailbox[0].zone if self.settings.mailbox else "UTC"

    def raised(self, tx: Tx, facts: Mapping[str, str], since: datetime, now: datetime) -> int:
        """Tells of an alarm; `facts` are its title, place, what, meaning and remedy. How many letters: 0 or 1."""
        more = {"over": False, "since": by(since, now, self.zone), "until": None, "why": ""}
        return self._send(tx, LetterKind.ALARM, _wrapped(facts) | more, now)

    def ended(
        self, tx: Tx, facts: Mapping[str, str], since: datetime, until: datetime, why: str, now: datetime
    ) -> int:
        """Tells that an alarm is over."""
        span = {"since": by(since, now, self.zone), "until": by(until, now, self.zone)}
        return self._send(tx, LetterKind.ALARM, _wrapped(facts) | span | {"over": True, "why": why}, now)

    def day(
        self, tx: Tx, sections: list[dict[str, object]], title: str, since: datetime, now: datetime
    ) -> int:
        """The desk's day."""
        facts = {"title": title, "since": by(since, now, self.zone), "sections": sections}
        return self._send(tx, LetterKind.OPERATOR_DIGEST, facts, now)

    def _send(self, tx: Tx, kind: LetterKind, facts: Mapping[str, object], now: datetime) -> int:
        address, mailbox = self.settings.operator.address, self._mailbox()
        if address is None or mailbox is None:
            return 0  # `mailgate check` warns; log and metrics tell it all the same
        binding = Binding(0, mailbox.name, mailbox, 0, NO_MAIL, now, self._current().book, self._mint())
        letter = Letter(
            kind=kind,
            to=Address(address, ""),
            language="en",
            facts=facts,
            means=ReplyMeans.NOTE,
            automatic="auto-generated",
            null_sender=True,
            expires_at=now + _GOOD_FOR,
        )
        mail = outgoing(letter, None, binding)
        row = {"message_id": mail.message_id, "digest": "out", "outbox_kind": "note", "made_at": now}
        messages.remember_ids(tx, [row])
        outbox.put(tx, [mail], ticket_id=None, message_pk=None, journal_id=None, now=now)
        return 1

    def _mailbox(self) -> MailboxTable | None:
        return self.settings.mailbox[0] if self.settings.mailbox else None


def _wrapped(facts: Mapping[str, str]) -> dict[str, object]:
    """Long sentences in lines that a text is read in; a page does not mind."""
    long = ("meaning", "remedy")
    return {name: textwrap.fill(text, _WIDTH) if name in long else text for name, text in facts.items()}
