"""Must this agent be asked before the text goes to the customer? All reasons at once, so that one answer settles them.

A newer message by the customer is none of them: the answer goes out, and the agent is shown what came.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from mailgate.agents.authority import Authority
from mailgate.agents.facts import AgentFacts
from mailgate.agents.notes import line_of_a_note
from mailgate.agents.plan import Refusal
from mailgate.agents.questions import Doubt, Question
from mailgate.agents.quotation import internal_address
from mailgate.agents.reply import doubts

_SHOWN = 4_000  # characters of a colleague's answer


@dataclass(frozen=True, slots=True)
class Newer:
    """An answer that left after the mail which is answered here."""

    author: str
    at: datetime
    text: str


@dataclass(frozen=True, slots=True)
class Draft:
    """A text that would go to customers, and what the ticket knows about it."""

    author: str
    text: str
    internal: Callable[[str], bool]  # an agent's address, one of our mailboxes, or one with a token
    notes: tuple[str, ...] = ()
    published: tuple[str, ...] = ()  # what customers have already: quoting it is no leak
    newer: tuple[Newer, ...] = ()
    solved_by: str | None = None  # who solved the ticket since
    outsiders: tuple[str, ...] = ()  # in To and Cc of the agent's mail
    mail_attached: bool = False  # a whole mail among the attachments
    macro: bool = False  # a canned answer comes before the text, which may be empty


def questions(draft: Draft) -> tuple[Question, ...]:
    """What the agent is asked; nothing where the text may leave."""
    found = [q for q in doubts(draft.text) if not (draft.macro and q.doubt is Doubt.EMPTY)]
    if any(q.doubt in (Doubt.EMPTY, Doubt.TOO_LONG) for q in found):
        return tuple(found)
    line = line_of_a_note(draft.text, draft.notes, draft.published)
    if line is not None:
        found.append(Question(Doubt.NOTE_LINE, f'it contains a line of an internal note: "{line}"'))
    address = internal_address(draft.text, draft.internal)
    if address is not None:
        found.append(Question(Doubt.ADDRESS, f"it contains {address}, which customers do not know"))
    if draft.mail_attached:
        found.append(Question(Doubt.ATTACHED, "a mail is attached to it, which may be for agents alone"))
    return (*found, *_circumstances(draft))


def refused(refusal: Refusal, agent: AgentFacts) -> Question:
    """The question about a mail whose commands were refused."""
    proven = agent.authority in (Authority.FULL, Authority.NOTE)
    detail = "\n".join(part for part in (refusal.reason, str(refusal.transcript)) if part)
    return Question(Doubt.COMMAND if proven else Doubt.AUTHORITY, detail)


def outsiders(
    addresses: Iterable[str], participants: frozenset[str], internal: Callable[[str], bool]
) -> tuple[str, ...]:
    """Those of To and Cc who neither take part nor belong to us, in lower case, each once."""
    keys = dict.fromkeys(address.lower() for address in addresses)
    return tuple(key for key in keys if key not in participants and not internal(key))


def _circumstances(draft: Draft) -> Iterator[Question]:
    others = [n for n in draft.newer if n.author != draft.author]
    if others:
        last = max(others, key=lambda n: n.at)
        detail = f"{last.author} has answered since:\n\n{last.text[:_SHOWN]}"
        yield Question(Doubt.COLLISION, detail)
    if draft.solved_by is not None and draft.solved_by != draft.author:
        yield Question(Doubt.SOLVED, f"{draft.solved_by} has solved the ticket since")
    if draft.outsiders:
        names = ", ".join(draft.outsiders[:5])
        yield Question(Doubt.OUTSIDER, f"it also names people who take no part in the ticket: {names}")
