"""Carrying out an agent's plan on a ticket: the words, then the fields, the status last, and a receipt."""

from dataclasses import dataclass
from datetime import datetime

from mailgate.agents import effects as asked
from mailgate.agents.authority import Authority, Ruling
from mailgate.agents.block import literal
from mailgate.agents.judged import Transcript
from mailgate.agents.plan import Plan
from mailgate.config.schema import AgentTable
from mailgate.model.decision import Decision, Letter, NewEvent, ThreadVerdict
from mailgate.model.effects import Recall
from mailgate.model.journal import Fate
from mailgate.model.mail import Mail
from mailgate.model.ticket import TicketState
from mailgate.pipeline import agent_letters, agent_shows, notices
from mailgate.pipeline.agent_words import Words, answer, newer_message, note, public_message, sent_text
from mailgate.pipeline.carry_out import CarryingOut
from mailgate.pipeline.causes import Causes, instant, stands
from mailgate.pipeline.context import Context
from mailgate.pipeline.enclosures import OF_THE_SENDER, sized
from mailgate.sla.happening import Recalled


@dataclass(frozen=True)
class Act:
    """One agent's mail on one ticket, allowed as it stands."""

    mail: Mail
    context: Context
    thread: ThreadVerdict
    ticket: TicketState
    agent: AgentTable
    ruling: Ruling

    @property
    def proven(self) -> bool:
        return self.ruling.authority is not Authority.UNPROVEN

    def carry_out(self, made: Plan, words: Words, wrong: Transcript | None = None) -> Decision:
        """All that the plan says, as one decision; `wrong` are the commands that a release leaves out."""
        if made.preview:
            return self._preview(words)
        causes = Causes(self.ticket, self.context, self._actor())
        acting = CarryingOut(causes, self.agent, literal(made.text))
        status = [e for e in made.effects if isinstance(e, asked.SetStatus)]
        acting.all(tuple(e for e in made.effects if not isinstance(e, asked.SetStatus)))
        if any(isinstance(e, asked.Undo) for e in made.effects):
            self._undo(causes)
        leaves = answer(causes, self.agent, words) if made.public else None
        acting.all(tuple(status))
        self._noted(causes, made)
        self._receipt(causes, made, leaves, wrong if words.released else None)
        fate = Fate.APPENDED if made.public is not None else Fate.COMMAND
        reasons = (*self.thread.reasons, f"{self._what(made)} by {self.agent.name}: {self.ruling.reason}")
        said = sent_text(words) if made.public else literal(made.text)
        message = (
            public_message(self.agent, said)
            if made.public
            else note(self.agent if self.proven else None, said)
        )
        return causes.decision(fate, reasons, thread=self.thread, message=message)

    def _actor(self) -> str:
        return f"agent:{self.agent.name}" if self.proven else f"contact:{self.agent.addresses[0]}"

    def _what(self, made: Plan) -> str:
        return {True: "an answer", False: "a note", None: "commands"}[made.public]

    def _noted(self, causes: Causes, made: Plan) -> None:
        if made.public is False:
            causes.events.insert(0, NewEvent("message", causes.actor, {"kind": "note", "public": False}))
            causes.letters += self._tell_assignee(made)

    def _tell_assignee(self, made: Plan) -> list[Letter]:
        """A colleague's note reaches whoever has the ticket, and among agents those who wrote on it before."""
        if not self.proven:
            return []
        written = self.context.view.authors if self.context.view is not None else ()
        names = dict.fromkeys((self.ticket.assignee, *written))
        tables = (self.context.desk.settings.agent_named(name) for name in names if name)
        others = [a for a in tables if a is not None and a is not self.agent]
        text = literal(made.text)
        return [agent_letters.noted(self.ticket, self.context, o, self.agent, text) for o in others]

    def _receipt(self, causes: Causes, made: Plan, leaves: datetime | None, wrong: Transcript | None) -> None:
        """Told what was done: after commands, after a release, and where something came that the agent had not seen."""
        sections = agent_shows.sections(made.effects, self.context, self.ticket)
        sections += agent_shows.kept_from_undo(made.effects, self.context, self.ticket)
        sections += agent_shows.left_out(wrong)
        newer = newer_message(self.context) if made.public else None
        if not made.transcript.lines and newer is None and wrong is None:
            return
        shown = any(isinstance(e, asked.Show) for e in made.effects)
        title = "What you asked for" if shown and made.public is None else "Done"
        causes.letters.append(
            agent_letters.receipt(
                self.context, self.agent, title, agent_letters.transcript(made.transcript), leaves=leaves, newer=newer,
                sections=sections, message_id=self.mail.message_id,
            )
        )  # fmt: skip

    def _preview(self, words: Words) -> Decision:
        causes = Causes(self.ticket, self.context, self._actor())
        text = sent_text(words)
        if self.agent.signature:
            text = f"{text.strip()}\n\n-- \n{self.agent.signature}"
        people = [notices.shown(p) for p in self.ticket.participants if not p.muted]
        to = ", ".join(f"{p.name} <{p.address}>" if p.name else p.address for p in people)
        subject = f"Re: [{self.ticket.reference}] {self.ticket.subject}"
        causes.letters.append(agent_letters.preview(self.agent, to, subject, text, self._files(words)))
        reasons = (*self.thread.reasons, f"a preview for {self.agent.name}")
        return causes.decision(Fate.COMMAND, reasons, thread=self.thread, message=note(self.agent, ""))

    def _files(self, words: Words) -> list[str]:
        """The files that would go along: those of the mail, and those of the canned answer."""
        mine = (a for a in self.mail.attachments if a.content_type not in OF_THE_SENDER)
        return [sized(f.name, f.size) for f in words.files] + [sized(a.name, a.size) for a in mine]

    def _undo(self, causes: Causes) -> None:
        """Takes back what the agent's last mail did: an answer that has not left, and the fields that it set."""
        deed = self.context.view.deed if self.context.view is not None else None
        if deed is None:
            return
        if deed.mails and deed.message_pk is not None:
            causes.effects.append(Recall(deed.message_pk, deed.mails))
            causes.events.append(NewEvent("recalled", causes.actor, {"message": deed.message_pk}))
        causes.happened.append(Recalled(self.context.arrived_at, deed.number))
        back = {n: was for n, (was, became) in deed.fields.items() if stands(self.ticket, n) == became}
        causes.changes.update({name: instant(name, was) for name, was in back.items()})
        causes.events.append(NewEvent("undone", causes.actor, {"before": back}))
