"""The answer to a question about a mail that was kept back: send it, keep it as a note, forget it, or confirm it."""

from dataclasses import replace

from mailgate.agents import effects as asked
from mailgate.agents.authority import Authority, Ruling
from mailgate.agents.block import Block, read_block
from mailgate.agents.commands import Command
from mailgate.agents.judged import Transcript
from mailgate.agents.plan import Confirm, Plan, Refusal, plan
from mailgate.agents.questions import Doubt, Question, agrees
from mailgate.model.authentication import Verdict
from mailgate.model.decision import Decision, NewEvent, ReplyMeans, ThreadVerdict
from mailgate.model.effects import Effect, Publish, SettleHeld
from mailgate.model.held import HeldKind, HeldMail, HeldState
from mailgate.model.journal import Fate
from mailgate.model.mail import Mail
from mailgate.model.ticket import TicketState
from mailgate.pipeline import agent_letters, agent_words
from mailgate.pipeline.agent_acts import Act
from mailgate.pipeline.agent_bars import barred
from mailgate.pipeline.agent_facts import agent_facts, desk_facts, ticket_facts
from mailgate.pipeline.agent_kept import means_of, there_of, with_commands
from mailgate.pipeline.agent_view import AgentView
from mailgate.pipeline.agent_words import Words, members, newer_answer, note, sent_text
from mailgate.pipeline.canned import canned
from mailgate.pipeline.caps import HELD_CAP, TICKET_CAP
from mailgate.pipeline.causes import Causes
from mailgate.pipeline.context import Context


def decide(
    mail: Mail, context: Context, thread: ThreadVerdict, ticket: TicketState, ruling: Ruling, kept: HeldMail
) -> Decision:
    """What becomes of the kept-back mail; the answer itself is filed with it."""
    release = _Release(mail, context, thread, ticket, ruling, kept)
    if kept.state is not HeldState.WAITING:
        return release.told(f"that mail was {kept.state.value} already")
    if kept.kind is HeldKind.CONFIRM:
        return release.confirmed()
    return release.answered()


class _Release:
    """One answer about one kept-back mail."""

    def __init__(
        self,
        mail: Mail,
        context: Context,
        thread: ThreadVerdict,
        ticket: TicketState,
        ruling: Ruling,
        kept: HeldMail,
    ) -> None:
        agent, view = context.agent, context.view
        assert agent is not None and view is not None  # only an agent's mail is asked about  # noqa: PT018
        self._mail, self._context, self._thread = mail, context, thread
        self._ticket, self._ruling, self._kept = ticket, ruling, kept
        self._agent, self._view = agent, view

    def confirmed(self) -> Decision:
        """The agent says that the mail is theirs: it is carried out as it stands, unless it says #drop."""
        if self._ruling.authority not in (Authority.FULL, Authority.NOTE):
            return self.told(self._ruling.reason)
        block = self._view.block
        if block.has(Command.DROP):
            return self._settle(HeldState.DROPPED)
        # A responder that marks nothing answers, too, but not with an empty mail.
        if not block.has(Command.SEND) and not agrees(block.text):
            return self.told("your answer is neither empty nor a yes: reply with #send, or with #drop")
        return self._send()

    def answered(self) -> Decision:
        """`#send`, `#note` or `#drop`; anything else is a remark, and the question stays open."""
        who = agent_facts(self._agent, self._ruling.authority, ReplyMeans.HELD, held=True)
        made = plan(self._view.block, self._desk(self._view), self._facts(self._view), who)
        if isinstance(made, Refusal):
            return with_commands(self.told(made.reason), made.transcript)
        if isinstance(made, Confirm):
            return with_commands(self.told(self._ruling.reason), made.plan.transcript)
        return with_commands(self._by(made), made.transcript)

    def _by(self, made: Plan) -> Decision:
        for effect in made.effects:
            if isinstance(effect, asked.Send):
                return self._send()
            if isinstance(effect, asked.KeepAsNote):
                return self._settle(HeldState.NOTED)
            if isinstance(effect, asked.Drop):
                return self._settle(HeldState.DROPPED)
        return self.told("it holds none of #send, #note and #drop")

    def told(self, why: str) -> Decision:
        """The answer is filed as a note, and the agent is told why it settled nothing."""
        causes = self._causes()
        still = self._kept.state is HeldState.WAITING
        letter = agent_letters.kept_back(
            self._context, self._agent, replace(self._mail, new_text=self._kept.new_text), [why], asks=still
        )
        # Nobody vouches for what answers a "confirm" letter: a responder would be told of its answers for ever (P6).
        machine = (
            self._kept.kind is HeldKind.CONFIRM and self._context.authentication.verdict is not Verdict.PASS
        )
        if not machine and self._context.full(HELD_CAP) is None:
            causes.letters.append(replace(letter, held=self._kept.id) if still else letter)
            causes.hit(HELD_CAP)
        causes.events.append(NewEvent("message", causes.actor, {"kind": "note", "why": why}))
        proven = self._ruling.authority is not Authority.UNPROVEN
        return self._decision(causes, Fate.APPENDED, why, note(self._agent if proven else None))

    def _send(self) -> Decision:
        """Carried out at the time of this answer, with the words that were kept back (SPEC section 12.1)."""
        block = read_block(self._kept.new_text, self._kept.subject, (self._ticket.subject,))
        made, wrong = self._planned(block, means_of(self._kept)), Transcript()
        if isinstance(made, Refusal) and self._kept.kind is HeldKind.QUESTION:
            # Its commands are still wrong: the agent saw that, and wants the text to go.
            wrong, block = made.transcript, Block(text=block.text)
            made = self._planned(block, ReplyMeans.REPLY)
        if not isinstance(made, Plan):
            return self._too_late((made.reason if isinstance(made, Refusal) else "it cannot be sent",))
        if made.public and (cap := self._context.full(TICKET_CAP)) is not None:
            return self.told(
                f"the ticket has its {cap.limit} mails of this hour; answer this mail again later"
            )
        view = replace(self._view, block=block)
        words = self._words(made, view)
        if self._kept.kind is HeldKind.CONFIRM and (stale := self._stale(made, words)):
            return self._too_late(tuple(q.detail.partition("\n")[0].rstrip(":") for q in stale))
        return self._carried_out(made, words, replace(self._context, view=view), wrong)

    def _planned(self, block: Block, means: ReplyMeans) -> Plan | Refusal | Confirm:
        view = replace(self._view, block=block)
        who = agent_facts(self._agent, Authority.FULL, means, held=False)
        made = plan(block, self._desk(view), self._facts(view), who)
        found = barred(made, block, self._ticket, self._context) if isinstance(made, Plan) else None
        return found or made

    def _words(self, made: Plan, view: AgentView) -> Words:
        answer = canned(self._context, self._ticket, self._agent, made)
        files, there = (*self._view.held_files, *answer.files), there_of(self._kept)
        return Words(view.block, made.text, files, self._kept.message_pk, answer.text, there)

    def _stale(self, made: Plan, words: Words) -> tuple[Question, ...]:
        """What happened since the mail was written that speaks against sending it; the rest was asked at once."""
        if not made.public or made.preview:
            return ()
        bare = replace(self._mail, to=(), cc=(), attachments=())
        context = replace(self._context, view=replace(self._view, notes=()))
        found = agent_words.asked(
            bare, context, self._ticket, self._agent, words, members(self._ticket, made.effects)
        )
        return tuple(q for q in found if q.doubt in (Doubt.COLLISION, Doubt.SOLVED))

    def _carried_out(self, made: Plan, words: Words, context: Context, wrong: Transcript) -> Decision:
        ruling = Ruling(Authority.FULL, f"released by {self._agent.name}")
        act = Act(self._mail, context, self._thread, self._ticket, self._agent, ruling)
        found = act.carry_out(made, words, wrong)
        public = bool(made.public) and not made.preview
        effects: list[Effect] = [SettleHeld(self._kept.id, HeldState.SENT if public else HeldState.NOTED)]
        if public:
            effects.append(
                Publish(self._kept.message_pk, self._agent.name, context.arrived_at, sent_text(words))
            )
        found = with_commands(with_commands(found, made.transcript), wrong)
        return replace(
            found,
            fate=Fate.COMMAND,
            reasons=(*self._thread.reasons, f"releases the mail that was kept back, by {self._agent.name}"),
            message=note(self._agent),
            effects=(*found.effects, *effects),
        )

    def _too_late(self, why: tuple[str, ...]) -> Decision:
        """Settled as a note, so that whoever answers "confirm" letters is told once; the agent may write anew."""
        causes = self._causes()
        causes.effects.append(SettleHeld(self._kept.id, HeldState.NOTED))
        kept = replace(self._mail, new_text=self._kept.new_text)
        letter = agent_letters.kept_back(
            self._context, self._agent, kept, why, asks=False, newer=newer_answer(self._context)
        )
        causes.letters.append(letter)
        causes.events.append(NewEvent("noted", causes.actor, {"held": self._kept.id, "why": list(why)}))
        return self._decision(causes, Fate.COMMAND, "; ".join(why), note(self._agent))

    def _settle(self, state: HeldState) -> Decision:
        causes = self._causes()
        causes.effects.append(SettleHeld(self._kept.id, state))
        causes.events.append(NewEvent(state.value, causes.actor, {"held": self._kept.id}))
        word = {HeldState.NOTED: "It is kept as a note.", HeldState.DROPPED: "It is forgotten."}[state]
        causes.letters.append(
            agent_letters.receipt(self._context, self._agent, word, message_id=self._mail.message_id)
        )
        return self._decision(causes, Fate.COMMAND, word, note(self._agent))

    def _causes(self) -> Causes:
        return Causes(self._ticket, self._context, f"agent:{self._agent.name}")

    def _decision(self, causes: Causes, fate: Fate, why: str, message: object) -> Decision:
        reasons = (*self._thread.reasons, f"about a mail that was kept back: {why}")
        return causes.decision(fate, reasons, thread=self._thread, message=message)  # type: ignore[arg-type]

    def _desk(self, view: AgentView):  # type: ignore[no-untyped-def]
        return desk_facts(self._context, view)

    def _facts(self, view: AgentView):  # type: ignore[no-untyped-def]
        return ticket_facts(self._ticket, self._context, view)
