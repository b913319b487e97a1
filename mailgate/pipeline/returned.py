"""What does a delivery report on a mail of ours cause? It is kept with that mail, told once, and may mute an address.

Facts
- Anybody can write a delivery report. So it counts only where it proves that its writer had our mail: by the bounce
  address under which that mail left, or by that mail's own Message-ID, both of which hold a MAC.
- It counts against the address to which that mail went, whatever address it names itself: somebody who has a mail of
  ours could else mute anybody. And once for a mail, for as long as mail is under way (RFC 5321 section 4.5.4.1: some
  days), so that a report that was seen somewhere cannot be used again and again.
- Agents' own addresses are never counted: a desk that stops telling its agents is no desk.
"""

from dataclasses import dataclass
from datetime import timedelta

from mailgate.config.schema import AgentTable, Settings
from mailgate.model.address_score import hit_of
from mailgate.model.decision import Letter, LetterKind, ReplyMeans
from mailgate.model.effects import AttachReport, Effect, ScoreAddress
from mailgate.model.mail import Address, BounceRecipient, Mail
from mailgate.pipeline.context import Context
from mailgate.store.reports import ReportedMail

BELIEVED = timedelta(days=14)  # after a mail left; servers give up after five days, some after a week
_FAILED, _DELAYED = "failed", "delayed"
_LONGEST = 300  # characters of a server's sentence in a letter


@dataclass(frozen=True, slots=True)
class Returned:
    """The consequences, and what the timeline says of the proof and the score."""

    effects: tuple[Effect, ...] = ()
    letters: tuple[Letter, ...] = ()
    counted: str = ""  # hard, soft, or why it does not count


def consequences(mail: Mail, context: Context) -> Returned:
    """All that a report causes beyond its line in the timeline; nothing without a proof."""
    report = context.report
    said = _said_of(report, mail) if report is not None else None
    if report is None or said is None:
        return Returned(counted="nothing proves that its writer had our mail")
    kept = AttachReport(
        report.recipient_id, said.action, said.status, said.permanent, said.reason, said.diagnostic[:_LONGEST]
    )
    score = _score(report, said, context)
    effects = (kept,) if isinstance(score, str) else (kept, score)
    counted = score if isinstance(score, str) else score.hit.value
    return Returned(effects, _letters(report, said, context), counted)


def _said_of(report: ReportedMail, mail: Mail) -> BounceRecipient | None:
    """What it says of our recipient; a forwarded mail fails under another address, and fails all the same."""
    said = mail.bounce.recipients if mail.bounce is not None else ()
    own = [one for one in said if one.address.lower() == report.address.lower()]
    worst = [one for action in (_FAILED, _DELAYED) for one in said if one.action == action]
    return next(iter(own or worst), None)


def _score(report: ReportedMail, said: BounceRecipient, context: Context) -> ScoreAddress | str:
    """How it counts, or why it does not."""
    late = report.left_at is None or context.arrived_at > report.left_at + BELIEVED
    hit = hit_of(said.reason, permanent=said.permanent)
    reasons = (
        (said.action != _FAILED, f"it is {said.action}, not failed"),
        (late, "the mail has not left, or left too long ago"),
        (_FAILED in report.told, "a failure of this mail was reported before"),
        (context.envelope.quiet, "it is old or imported mail"),
        (ours(report.address, context.desk.settings), "the address is one of our own people"),
    )
    why_not = next((reason for applies, reason in reasons if applies), None)
    if why_not is not None:
        return why_not
    if hit is None:
        return f"the reason ({said.reason}) does not speak against the address"
    return ScoreAddress(report.address, hit, said.reason or "unknown", context.desk.settings.bounces.policy)


def ours(address: str, settings: Settings) -> bool:
    """Whether the address belongs to somebody at the desk, who must be told of things in any case."""
    key = address.lower()
    teams = {team.address for team in settings.team}
    return settings.agent_of(key) is not None or settings.mailbox_of(key) is not None or (
        key in teams or key == settings.operator.address
    )  # fmt: skip


def _letters(report: ReportedMail, said: BounceRecipient, context: Context) -> tuple[Letter, ...]:
    """The word to the assignee: once of a delay, once of a failure."""
    ticket = context.found.survivor(context.reported) if context.reported is not None else None
    agent = context.desk.settings.agent_named(ticket.assignee) if ticket and ticket.assignee else None
    news = said.action in (_FAILED, _DELAYED) and report.told.isdisjoint({said.action, _FAILED})
    if agent is None or not news or report.kind != "reply":
        return ()
    detail = " ".join(filter(None, (said.status, said.diagnostic or said.reason)))[:_LONGEST]
    return (undelivered(agent, report.address, detail, final=said.action == _FAILED),)


def undelivered(agent: AgentTable, who: str, detail: str, *, final: bool) -> Letter:
    """The word to an agent that an answer did not arrive, or is late."""
    return Letter(
        kind=LetterKind.UNDELIVERED,
        to=Address(agent.addresses[0], agent.name),
        language=agent.language,
        facts={"agent": agent.name, "who": who, "detail": detail or "no reason was given", "final": final},
        means=ReplyMeans.NOTE,
        agent=agent.name,
        automatic="auto-generated",
        null_sender=True,
    )
