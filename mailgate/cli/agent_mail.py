"""What would the agent have written? A wish at the command line as a mail from that agent's first address.

Facts
- Whoever may read the configuration owns the store: the mail counts as submitted by the agent, who gets the receipt.
- The reply token stands in the envelope alone: what is stored, shown and exported holds none.
- A person typed it: words that look like an absence or a report make no machine of its author.
"""

import secrets
from dataclasses import dataclass, replace
from datetime import datetime
from zoneinfo import ZoneInfo

from mailgate.agents.aliases import command_named
from mailgate.agents.commands import Command
from mailgate.agents.questions import ANSWERS
from mailgate.config.schema import AgentTable, MailboxTable
from mailgate.mail.compose import compose
from mailgate.mail.read import read
from mailgate.model.decision import ReplyMeans
from mailgate.model.journal import Arrival, Envelope
from mailgate.model.mail import Address, Automatic, Mail
from mailgate.model.outgoing import Draft, DraftAttachment
from mailgate.model.ticket import TicketState
from mailgate.pipeline.notices import harmless

SOURCE = "cli"
_SIGNS = "#＃﹟"


def bare(command: str) -> str:
    """A command on one line, without its sign."""
    return " ".join(command.split()).lstrip(_SIGNS).lstrip()


@dataclass(frozen=True, slots=True)
class Wish:
    """What an agent wants of a ticket: commands as after the sign, then a text."""

    agent: AgentTable
    commands: tuple[str, ...] = ()
    text: str = ""
    means: ReplyMeans = ReplyMeans.REPLY  # where the text goes, unless a command says otherwise

    @property
    def body(self) -> str:
        """The text of the mail."""
        lines = [f"#{bare(c)}" for c in self.commands]
        return "\n".join([*lines, *([""] if lines and self.text else []), self.text])

    @property
    def answer(self) -> Command | None:
        """The one word that settles a mail which was kept back, where nothing else is wanted."""
        alone = len(self.commands) == 1 and not self.text
        command = command_named(bare(self.commands[0])) if alone else None
        return command if command in ANSWERS else None


@dataclass(frozen=True, slots=True)
class AgentMail:
    """The mail, as it is taken into the ledger and as it is read."""

    arrival: Arrival
    mail: Mail

    @property
    def left_out(self) -> bool:
        """Whether some of the text reads as a quoted mail or a signature, which are never sent."""
        return bool(self.mail.quoted_text.strip() or self.mail.signature.strip())


def written(wish: Wish, ticket: TicketState, mailbox: MailboxTable, token: str, now: datetime) -> AgentMail:
    """The agent's mail in answer to one of ours about the ticket; `token` says which, and what it means."""
    agent = wish.agent
    local, _, domain = mailbox.address.rpartition("@")
    draft = Draft(
        message_id=f"<cli.{secrets.token_hex(12)}@{domain}>",
        from_=Address(agent.addresses[0], agent.name),
        to=(Address(mailbox.address, mailbox.name),),
        subject=f"[{ticket.reference}] {harmless(ticket.subject)}",
        text=wish.body,
        date=now.replace(microsecond=0).astimezone(ZoneInfo(mailbox.zone)),
    )
    # The address does not travel: it may be longer than RFC 5321 allows, whatever form the mailbox gives its tokens.
    recipient = f"{local}+{token}@{domain}"
    envelope = Envelope(SOURCE, agent.addresses[0], (recipient,), auth_user=agent.name)
    raw = compose(draft, _NoFiles())
    mail = replace(read(raw, mail_from=agent.addresses[0]), automatic=Automatic(), bounce=None, hops=0)
    return AgentMail(Arrival(envelope, raw, now), mail)


class _NoFiles:
    """Where the bytes of attachments would come from: there are none."""

    def bytes_of(self, attachment: DraftAttachment) -> bytes:
        raise NotImplementedError(attachment.name)
