"""Which mails would leave? The letters of a decision as drafts, by the code of the commit, with placeholders.

Ids, tokens and the number of a new ticket do not exist before the commit; in their place stand words.
"""

from dataclasses import dataclass
from typing import Any

from mailgate.cli.mail_shape import addresses_shape
from mailgate.cli.output import rfc3339
from mailgate.letters.book import LetterBook
from mailgate.model.decision import Decision, Letter, NewTicket, ReplyMeans
from mailgate.model.mail import Mail
from mailgate.model.outgoing import Draft
from mailgate.model.reference import PLAIN
from mailgate.pipeline.binding import Binding, Person, draft_of
from mailgate.pipeline.context import Context
from mailgate.pipeline.mint import Mint
from mailgate.threading import tokens

NUMBER = "NUMBER"
_NOBODY = Person(0, 0)
_UNKNOWN = 1  # the number of what would be kept back; no placeholder shows it


class PlaceholderMint(Mint):
    """Makes nothing, and says what would be made."""

    def message_id(self, ticket_id: int, domain: str) -> str:  # noqa: ARG002 - what a mint is asked
        return f"<NEW-ID@{domain}>"

    def root_id(self, ticket_id: int, domain: str) -> str:  # noqa: ARG002
        return f"<TICKET-ID@{domain}>"

    def reply_address(
        self,
        mailbox: str,
        style: str,
        means: ReplyMeans,  # noqa: ARG002
        ticket_id: int,  # noqa: ARG002
        person: int,  # noqa: ARG002
        epoch: int = 0,  # noqa: ARG002
    ) -> str:
        return tokens.address(mailbox, style, "TOKEN")


@dataclass(frozen=True, slots=True)
class Preview:
    """A letter and the draft that it would become."""

    letter: Letter
    draft: Draft

    def as_json(self) -> dict[str, Any]:
        letter, draft = self.letter, self.draft
        return {
            "kind": letter.kind.value,
            "recipient": letter.to.address,
            "from": addresses_shape((draft.from_,))[0],
            "to": addresses_shape(draft.to),
            "reply_to": draft.reply_to.address if draft.reply_to else None,
            "null_sender": letter.null_sender,
            "subject": draft.subject,
            "text": draft.text,
            "in_reply_to": draft.in_reply_to,
            "automatic": draft.automatic,
            "attachments": [a.name for a in draft.attachments],
            "not_before": rfc3339(letter.not_before),
            "expires_at": rfc3339(letter.expires_at),
        }


def previews(
    mail: Mail, context: Context, decision: Decision, book: LetterBook, mint: Mint, journal_id: int
) -> list[Preview]:
    """The decision's letters, bound as the commit binds them; ConfigError for a broken template."""
    binding = _binding(mail, context, decision, book, mint, journal_id)
    people = _people(context, decision)
    return [
        Preview(letter, draft_of(letter, _person(letter, people, context), binding))
        for letter in decision.letters
    ]


def _binding(
    mail: Mail, context: Context, decision: Decision, book: LetterBook, mint: Mint, journal_id: int
) -> Binding:
    ticket, new = context.ticket(decision.ticket_id), decision.new_ticket
    if new is not None:
        reference, mailbox = _reference(new), new.mailbox
    else:
        # As the commit binds it: what is about no ticket bears the mailbox's name.
        nothing = context.mailbox.name, context.mailbox.address
        reference, mailbox = (ticket.reference, ticket.mailbox) if ticket else nothing
    table = context.desk.settings.mailbox_of(mailbox) or context.mailbox
    opened = tuple(_reference(f.new_ticket) for f in decision.further if f.new_ticket is not None)
    return Binding(
        decision.ticket_id or 0, reference, table, journal_id, mail, context.now, book, mint, held=_UNKNOWN,
        opened=opened,
    )  # fmt: skip


def _reference(new: NewTicket) -> str:
    year = f"{new.year:02d}-" if new.year is not None else ""
    return f"{PLAIN}{NUMBER}" if new.prefix == PLAIN else f"{new.prefix}-{year}{NUMBER}"


def _people(context: Context, decision: Decision) -> set[str]:
    ticket = context.ticket(decision.ticket_id)
    present = {p.address for p in ticket.participants} if ticket else set()
    return present | {p.address.key for p in decision.participants}


def _person(letter: Letter, people: set[str], context: Context) -> Person | None:
    if letter.agent is not None:
        return _NOBODY if letter.agent in context.agents else None
    return _NOBODY if letter.to.key in people else None
