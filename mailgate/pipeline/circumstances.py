"""What does the transition table need to know of a ticket, besides its status?"""

from dataclasses import replace
from datetime import timedelta
from typing import Any

from mailgate.model.states import Circumstances
from mailgate.model.ticket import Status, TicketState
from mailgate.pipeline.context import Context


def circumstances(ticket: TicketState, context: Context, **given: Any) -> Circumstances:
    """The circumstances now; `given` are those that the mail itself brings."""
    mailbox = context.desk.settings.mailbox_of(ticket.mailbox) or context.mailbox
    window = timedelta(seconds=mailbox.reopen_window)
    found = Circumstances(
        unanswered=ticket.unanswered_since is not None,
        ever_answered=ticket.first_response_at is not None,
        in_window=ticket.solved_at is None or context.now <= ticket.solved_at + window,
        after_answer=Status(mailbox.after_answer),
        wakes_on_customer=mailbox.wake_on_customer,
        before_spam=ticket.before_spam or Status.OPEN,
    )
    return replace(found, **given)
