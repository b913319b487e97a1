"""What only an agent's mail asks of the store: what they had not seen, notes that may not leave, lists they ask for."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from mailgate.agents.argument_words import LISTINGS, meant
from mailgate.agents.block import Block, read_block
from mailgate.agents.commands import Command
from mailgate.config.schema import AgentTable
from mailgate.model.held import HeldMail
from mailgate.model.mail import Address, Mail
from mailgate.model.outgoing import DraftAttachment
from mailgate.model.ticket import Status, TicketKind, TicketState
from mailgate.pipeline.enclosures import OF_THE_SENDER
from mailgate.store import Tx, agent_lists, agent_views, deeds
from mailgate.store.agent_lists import Line
from mailgate.store.agent_views import Happened, Said
from mailgate.store.deeds import Deed

SOON = timedelta(days=1)  # what `#list due` shows besides what is overdue


@dataclass(frozen=True, slots=True)
class Newest:
    """The customer's newest message: what `#split` takes along."""

    author: Address
    at: datetime
    messages: tuple[int, ...]
    numbers: tuple[int, ...] = ()  # of their mails in the ledger


@dataclass(frozen=True, slots=True)
class AgentView:
    """All that an agent's mail may be judged by, besides what every mail is."""

    block: Block
    named: Mapping[str, int] = field(default_factory=dict)  # references in the commands -> tickets
    seen_at: datetime | None = None  # when the mail that the agent answers was made
    since: tuple[Said, ...] = ()  # what others said after that
    notes: tuple[str, ...] = ()
    published: tuple[str, ...] = ()  # what customers know already
    solved_by: str | None = None  # who solved it since
    newest: Newest | None = None
    customer_messages: int = 0
    held: HeldMail | None = None
    held_files: tuple[DraftAttachment, ...] = ()
    deed: Deed | None = None  # what the agent did last here, for `#undo`
    authors: tuple[str, ...] = ()  # the agents who wrote on an internal ticket
    listings: Mapping[str, tuple[Line, ...]] = field(default_factory=dict)
    timeline: Mapping[int, tuple[Happened, ...]] = field(default_factory=dict)  # of what is asked `#why`


@dataclass(frozen=True, slots=True)
class Look:
    """Reads an agent's view of one ticket."""

    tx: Tx
    mail: Mail
    agent: AgentTable
    now: datetime

    def block(self, subjects: tuple[str, ...]) -> Block:
        """The agent's text taken apart; `subjects` are those that the answered mail may have brought along."""
        return read_block(self.mail.new_text, self.mail.subject, subjects)

    def all(
        self, block: Block, named: Mapping[str, int], ticket: TicketState | None, kept: HeldMail | None
    ) -> AgentView:
        """What this mail asks; without commands and without a ticket next to nothing is read."""
        view = AgentView(
            block,
            named,
            held=kept,
            listings=self._listings(block),
            timeline=self._timelines(block, named, ticket),
        )
        return view if ticket is None else self._of_ticket(view, ticket, kept)

    def _of_ticket(self, view: AgentView, ticket: TicketState, kept: HeldMail | None) -> AgentView:
        tx, name, block = self.tx, self.agent.name, view.block
        seen_at = agent_views.made_at(tx, (*self.mail.in_reply_to, *self.mail.references[-3:]))
        since = kept.created_at if kept is not None else seen_at
        done = ticket.status in (
            Status.SOLVED,
            Status.CLOSED,
        )  # solved since, and taken back since, is not solved
        customers = agent_views.customer_messages(tx, ticket.id) if block.has(Command.SPLIT) else ()
        return replace(
            view,
            seen_at=seen_at,
            since=self._since(ticket.id, since),
            notes=tuple(agent_views.notes(tx, ticket.id)),
            published=tuple(agent_views.published(tx, ticket.id)),
            solved_by=agent_views.solved_by(tx, ticket.id, seen_at) if seen_at and done else None,
            newest=self._newest(customers),
            customer_messages=len(customers),
            held_files=self._files(kept) if kept else (),
            deed=deeds.last(tx, ticket.id, name) if block.has(Command.UNDO) else None,
            authors=self._authors(ticket) if ticket.kind is TicketKind.INTERNAL else (),
        )

    def _since(self, ticket_id: int, since: datetime | None) -> tuple[Said, ...]:
        said = agent_views.said_since(self.tx, ticket_id, since) if since is not None else []
        return tuple(s for s in said if s.author != self.agent.name)

    def _files(self, kept: HeldMail) -> tuple[DraftAttachment, ...]:
        found = agent_views.files_of(self.tx, kept.message_pk)
        return tuple(f for f in found if f.content_type not in OF_THE_SENDER)

    def _authors(self, ticket: TicketState) -> tuple[str, ...]:
        """Who asked comes first: the first words of an internal ticket are theirs."""
        said = agent_views.said_since(self.tx, ticket.id, ticket.created_at - SOON)
        return tuple(dict.fromkeys(s.author for s in said if s.by_agent))

    def _timelines(
        self, block: Block, named: Mapping[str, int], ticket: TicketState | None
    ) -> Mapping[int, tuple[Happened, ...]]:
        if not block.has(Command.WHY):
            return {}
        numbers = {*named.values(), *([ticket.id] if ticket else [])}
        return {n: tuple(agent_views.timeline(self.tx, n)) for n in numbers}

    def _newest(self, customers: tuple[int, ...]) -> Newest | None:
        author = agent_views.author_of(self.tx, customers[0]) if customers else None
        if author is None:
            return None
        address, name, at, entry = author
        return Newest(Address(address, name), at, customers[:1], () if entry is None else (entry,))

    def _listings(self, block: Block) -> Mapping[str, tuple[Line, ...]]:
        asked = [line.argument for line in block.lines if line.command is Command.LIST]
        return {what: tuple(self._listing(what)) for what in map(_listing_name, asked)}

    def _listing(self, what: str) -> list[Line]:
        tx, agent = self.tx, self.agent
        if what == "queue":
            return agent_lists.list_queue(tx, agent.teams)
        if what == "due":
            return agent_lists.list_due(tx, agent.name, agent.teams, self.now + SOON)
        if "@" in what:
            return agent_lists.list_of(tx, what)
        return agent_lists.list_mine(tx, agent.name)


def _listing_name(argument: str) -> str:
    return (meant(argument, LISTINGS) or argument.strip().lower()) if argument else "mine"
