"""An agent's mail that is about no ticket: a forward for a customer, a question to colleagues, or what they ask to see.

SPEC section 8.3: proven and to us alone, an internal ticket; with an outsider in To or Cc, a proactive one whose mail has
left already; unproven, an ordinary ticket that is marked.
"""

import re
from collections.abc import Sequence
from dataclasses import replace

from mailgate.agents import effects as asked
from mailgate.agents.authority import Authority, Ruling
from mailgate.agents.block import literal
from mailgate.agents.forwarded import Ambiguous, forwarded_for
from mailgate.agents.plan import Confirm, Plan, plan
from mailgate.config.schema import AgentTable
from mailgate.model.decision import (
    Decision,
    Letter,
    NewEvent,
    NewMessage,
    NewParticipant,
    NewTicket,
    ThreadVerdict,
)
from mailgate.model.journal import Fate
from mailgate.model.mail import Address, Mail
from mailgate.model.ticket import MessageKind, Status, TicketKind
from mailgate.pipeline import (
    agent_letters,
    agent_opened,
    agent_shows,
    from_customer,
    notices,
    notifications,
)
from mailgate.pipeline.agent_facts import agent_facts, claim, desk_facts
from mailgate.pipeline.agent_kept import with_commands
from mailgate.pipeline.clockwork import begun, opening
from mailgate.pipeline.context import Context

_COMMANDS = re.compile(
    r"[{｛﹛][^\w{}]{0,8}[#＃﹟][^{}｛｝﹛﹜]{0,200}[}｝﹜]"
)  # as `agents.block` finds them in a subject


def decide(mail: Mail, context: Context, thread: ThreadVerdict, ruling: Ruling) -> Decision | None:
    """The decision; None where the mail is handled as anybody's, because nobody vouches for it."""
    agent, view = context.agent, context.view
    if agent is None or view is None or ruling.authority not in (Authority.FULL, Authority.NOTE):
        return None
    opening = _Opening(mail, context, thread, agent)
    made = plan(
        view.block,
        desk_facts(context, view),
        None,
        agent_facts(agent, ruling.authority, claim(mail, context, None).means, held=False),
    )
    if not isinstance(made, Plan):
        refused = opening.refused(made.reason if hasattr(made, "reason") else ruling.reason, made)
        return with_commands(refused, made.plan.transcript if isinstance(made, Confirm) else made.transcript)
    nothing = "there is no mail to a customer to look at"
    return with_commands(
        opening.refused(nothing, made) if made.preview else opening.of(made), made.transcript
    )


class _Opening:
    """One proven agent's mail that names no ticket."""

    def __init__(self, mail: Mail, context: Context, thread: ThreadVerdict, agent: AgentTable) -> None:
        self._mail, self._context, self._thread, self._agent = mail, context, thread, agent
        self._actor = f"agent:{agent.name}"

    def of(self, made: Plan) -> Decision:
        """By what the mail asks for and whom it was sent to."""
        forward = self._forwarded(made)
        if isinstance(forward, Ambiguous):
            question = f"{forward.question} Say for whom it is, with #for ADDRESS on its first line, and forward it again."
            return self.refused(question, made)
        if forward is not None:
            return self._for_customer(made, forward)
        return self._own_words(made)

    def _own_words(self, made: Plan) -> Decision:
        """What is no forward: a mail to a customer, a question to colleagues, or commands."""
        ask = next((e.team for e in made.effects if isinstance(e, asked.Ask)), None)
        if outsiders := self._outsiders():
            return self._proactive(made, outsiders, ask)
        if ask is not None:
            return self._internal(made, ask)
        if made.effects and all(isinstance(e, asked.Show | asked.SetOn) for e in made.effects):
            return self._commands(made)
        if made.transcript.lines and not made.text:
            return self.refused("it is about no ticket, and there is no text that could open one", made)
        return self._internal(made, self._context.mailbox.team)

    def refused(self, why: str, made: object) -> Decision:
        """Nothing happened; the agent gets the mail back with what is wrong."""
        lines = agent_letters.transcript(made.transcript) if hasattr(made, "transcript") else ()
        letter = agent_letters.kept_back(
            self._context, self._agent, self._mail, [why.partition("\n")[0]], asks=False, lines=lines,
            ticket=False,
        )  # fmt: skip
        return self._ticketless(Fate.HELD, f"kept back: {why}", letter)

    def _forwarded(self, made: Plan) -> asked.For | Ambiguous | None:
        explicit = next((e for e in made.effects if isinstance(e, asked.For)), None)
        settings = self._context.desk.settings

        def inside(address: str) -> bool:
            return notices.is_ours(address, settings) or settings.agent_of(address) is not None

        return forwarded_for(explicit, self._mail.enclosed, self._mail.forward, made.text, inside)

    def _for_customer(self, made: Plan, who: asked.For) -> Decision:
        """The customer's ticket, as if they had written themselves; no acknowledgement, the agent has it in hand."""
        requester = Address(who.address, who.name)
        forwarded = self._mail.forward.subject if self._mail.forward else ""
        subject = forwarded or self._own_subject()
        new = replace(self._new(subject, self._context.mailbox.team), requester=requester, waits=True)
        new = agent_opened.shaped(new, made.effects)
        opened = self._opened(new)
        told = notifications.ticket_opened(self._mail, self._context, new, self._thread, opened.timers)
        opened = replace(
            opened,
            changes={"last_message_id": self._forwarded_id()},
            participants=(NewParticipant(requester, "requester", f"forwarded by {self._agent.name}"),),
            message=NewMessage(
                "in", MessageKind.CUSTOMER, public=False, author=self._agent.name, new_text=literal(made.text)
            ),
            letters=(
                *(self._of_customer(one, requester, literal(made.text)) for one in told),
                self._receipt(made, f"A ticket for {notices.person(requester) or 'the customer'}"),
            ),
        )
        return agent_opened.beside(opened, made.effects, self._agent, self._context)

    def _of_customer(self, letter: Letter, requester: Address, text: str) -> Letter:
        """The notification of a forward speaks of the customer, whose ticket it is; the agent is vouched for."""
        person = notices.person(requester) or requester.address
        ours = f"comes from an address of {self._agent.name}"
        remarks = letter.facts.get("remarks")
        kept = [r for r in remarks if not str(r).startswith(ours)] if isinstance(remarks, list) else []
        more = {
            "customer": person, "address": requester.address, "what": f"{self._agent.name} forwarded a customer's mail.",
            "remarks": kept, "text": text[: notices.MAX_QUOTED],
        }  # fmt: skip
        return replace(letter, facts={**letter.facts, **more})

    def _forwarded_id(self) -> str | None:
        """The id that answers refer to: the customer's own. The agent's stands in no mail to a customer (P4)."""
        ids = [m.message_id for m in self._mail.enclosed if m.message_id]
        return ids[0] if len(ids) == 1 else None

    def _proactive(self, made: Plan, outsiders: tuple[Address, ...], ask: str | None) -> Decision:
        """The agent wrote to a customer with us in copy: it has left already, and is recorded."""
        first, *rest = outsiders
        new = replace(
            self._new(self._own_subject(), self._context.mailbox.team), requester=first, kind=TicketKind.PROACTIVE,
            status=Status.WAITING, assignee=self._agent.name, waits=False,
        )  # fmt: skip
        why = f"{self._agent.name} wrote first"
        people = (NewParticipant(first, "requester", why), *(NewParticipant(a, "cc", why) for a in rest))
        opened = replace(
            self._opened(agent_opened.shaped(new, made.effects)),
            participants=people,
            message=NewMessage("out", MessageKind.AGENT, public=True, author=self._agent.name),
            letters=(self._receipt(made, "Recorded"),) if made.transcript.lines else (),
            further=(self._asked(made, ask),) if ask is not None else (),
        )
        return agent_opened.beside(opened, made.effects, self._agent, self._context)

    def _internal(self, made: Plan, team: str) -> Decision:
        """A question to colleagues: no customer takes part in it."""
        if any(isinstance(e, asked.AddCc) for e in made.effects):
            return self.refused("the ticket would be internal: no customer takes part in it", made)
        opened = self._asked(made, team)
        opened = replace(
            opened,
            reasons=(*self._thread.reasons, f"{self._agent.name} asks {team}"),
            letters=(*opened.letters, self._receipt(made, f"Asked {team}")),
        )
        return agent_opened.beside(opened, made.effects, self._agent, self._context)

    def _asked(self, made: Plan, team: str) -> Decision:
        new = agent_letters.internal_ticket(
            self._context, self._agent, self._subject(self._own_subject()), team
        )
        new = agent_opened.shaped(new, made.effects)
        return agent_letters.opened_inside(self._context, self._agent, new, literal(made.text))

    def _commands(self, made: Plan) -> Decision:
        """Commands and nothing else: no ticket is opened for them."""
        words = [
            {
                "title": "Filed nowhere: what stands below the commands",
                "lines": literal(made.text).splitlines(),
            }
        ]
        letter = self._receipt(made, "What you asked for", words if made.text else ())
        further = agent_opened.elsewhere(made.effects, self._agent, self._context)
        return replace(
            self._ticketless(Fate.COMMAND, f"commands by {self._agent.name}", letter), further=further
        )

    def _receipt(self, made: Plan, title: str, more: Sequence[agent_shows.Section] = ()) -> Letter:
        sections = agent_shows.sections(made.effects, self._context, None)
        return agent_letters.receipt(
            self._context, self._agent, title, agent_letters.transcript(made.transcript), sections=[*sections, *more],
            message_id=self._mail.message_id,
        )  # fmt: skip

    def _ticketless(self, fate: Fate, why: str, letter: Letter) -> Decision:
        return Decision(
            fate=fate,
            reasons=(*self._thread.reasons, why),
            thread=self._thread,
            authentication=self._context.authentication,
            acknowledgement=agent_letters.WITHHELD,
            letters=(letter,),
        )

    def _new(self, subject: str, team: str) -> NewTicket:
        context = self._context
        new = from_customer.new_ticket(
            self._mail, context, Address(self._agent.addresses[0], self._agent.name)
        )
        return replace(new, subject=self._subject(subject), team=team, tags=())

    def _own_subject(self) -> str:
        """The agent's own subject without the commands in it: customers read it (P4)."""
        return _COMMANDS.sub("", self._mail.subject).strip()

    def _subject(self, subject: str) -> str:
        return from_customer.bare_subject(subject, self._context.desk.formats)

    def _outsiders(self) -> tuple[Address, ...]:
        settings = self._context.desk.settings
        return tuple(
            a
            for a in (*self._mail.to, *self._mail.cc)
            if "@" in a.key and not notices.is_ours(a.key, settings) and settings.agent_of(a.key) is None
        )

    def _opened(self, new: NewTicket) -> Decision:
        opened = Decision(
            fate=Fate.TICKET,
            reasons=(*self._thread.reasons, f"opened by {self._agent.name}"),
            thread=self._thread,
            authentication=self._context.authentication,
            acknowledgement=agent_letters.WITHHELD,
            new_ticket=new,
            events=(NewEvent("opened", self._actor, {"subject": new.subject, "kind": new.kind.value}),),
        )
        return begun(opened, opening(new, self._context))
