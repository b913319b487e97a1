"""The transaction of one mail, or of one deadline: the decision carried out, and the mail's fate settled."""

from dataclasses import dataclass

from mailgate.errors import Conflict
from mailgate.letters.book import LetterBook
from mailgate.model.decision import Decision
from mailgate.model.journal import Fate
from mailgate.model.mail import Mail
from mailgate.pipeline.context import Context
from mailgate.pipeline.mint import Mint
from mailgate.pipeline.writing import Writing
from mailgate.store import Tx, journal, messages
from mailgate.store.journal import Settlement

_MAX_NAMED = 12  # ids remembered because a mail named them
NO_MAIL = Mail(digest="", message_id="", message_id_given=False, senders=())  # of what no mail caused


@dataclass(frozen=True, slots=True)
class Committed:
    """What the commit made of a decision."""

    fate: Fate
    ticket_id: int | None
    outbox_ids: tuple[int, ...]


def commit(
    tx: Tx, journal_id: int, mail: Mail, context: Context, decision: Decision, book: LetterBook, mint: Mint
) -> Committed:
    """Writes all that the decision says; Conflict when the entry has its fate already."""
    if context.replayed is not None:
        messages.forget_stub(tx, journal_id)
    writing = Writing(tx, f"mail:{journal_id}", journal_id, mail, context, decision, book, mint)
    ticket_id, outbox_ids = writing.all()
    if decision.fate is not Fate.DUPLICATE:
        if context.duplicate is not None:  # a stranger's copy that swallows nothing, later copies neither
            messages.forget_id(tx, mail)
        writing.ids.extend(_ids_of_mail(journal_id, mail, context, decision, ticket_id))
    messages.remember_ids(tx, writing.ids)
    outcome = Settlement(decision.fate, ticket_id, decision.reasons, mail.message_id, mail.digest)
    if not journal.settle(tx, journal_id, outcome, context.now):
        raise Conflict(f"entry {journal_id} was settled by another process")
    return Committed(decision.fate, ticket_id, tuple(outbox_ids))


def commit_tick(
    tx: Tx, cause: str, context: Context, decision: Decision, book: LetterBook, mint: Mint
) -> tuple[int, ...]:
    """Writes what time itself caused on a ticket; the mails that were put into the outbox."""
    writing = Writing(tx, cause, None, NO_MAIL, context, decision, book, mint)
    _, outbox_ids = writing.all()
    messages.remember_ids(tx, writing.ids)
    return tuple(outbox_ids)


def _ids_of_mail(
    journal_id: int, mail: Mail, context: Context, decision: Decision, ticket_id: int | None
) -> list[dict[str, object]]:
    """The mail's own id, and those that it names: should their mail come later, it belongs here (SPEC 7.2).

    A second copy of this mail was looked for in the same transaction, so that its row cannot be there.
    """
    row: dict[str, object] = {"ticket_id": ticket_id, "journal_id": journal_id}
    rows = [row | {"message_id": mail.message_id, "digest": mail.digest}]
    # An outsider may not pull other people's mail to a ticket.
    if decision.thread.verified and ticket_id is not None:
        known = {m.message_id for m in context.found.ids}
        # With the id that it had before a gateway gave it another: answers name the one or the other.
        named = [*mail.original_ids, *mail.in_reply_to, *reversed(mail.references)][:_MAX_NAMED]
        rows += [row | {"message_id": i, "digest": "named"} for i in named if i not in known]
    return rows
