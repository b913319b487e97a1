"""Which ticket does a mail belong to, and how sure is that? The evidence ladder of SPEC section 7.2.

Theory of operation
- Levels are tried from the strongest evidence to the weakest; the first that fits wins, and every result is kept as a
  reason.
- Evidence says which ticket; it never says who somebody is. Whether the sender takes part in that ticket is asked
  separately, and an outsider with the best of evidence still gets a ticket of their own (level 6).
- An agent takes part everywhere, with a token, with an id that only readers know, or vouched for: an agent's bare
  address in From is anybody's to write. What an agent may do is decided by the agents' room.
- A mail without an author comes from nobody, also where nobody opened the ticket.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from mailgate.model.authentication import Authentication, Verdict
from mailgate.model.decision import ThreadVerdict
from mailgate.model.ticket import Participant, TicketState
from mailgate.threading.found import Found, IdMatch
from mailgate.threading.freemail import same_organisation
from mailgate.threading.tokens import Purpose, Token


@dataclass(frozen=True, slots=True)
class Sender:
    """Who seems to have written: the From address, and what vouches for it."""

    address: str  # lower case; "" when the mail has none
    authentication: Authentication
    is_agent: bool = False
    addressed: frozenset[str] = frozenset()  # To and Cc of the mail, lower case


@dataclass(frozen=True, slots=True)
class Pointer:
    """One piece of evidence that leads to a ticket that exists."""

    level: int
    ticket: TicketState
    what: str
    match: IdMatch | None = None
    token: Token | None = None


def resolve(found: Found, sender: Sender) -> ThreadVerdict:
    """The ticket by the first level that fits, with the reasons of all that were looked at."""
    reasons: list[str] = []
    claims: int | None = None
    for pointer in _pointers(found):
        verdict = _judge(pointer, sender)
        if isinstance(verdict, ThreadVerdict):
            return _with_reasons(verdict, reasons, _conflicts(found, pointer))
        reasons.append(verdict)
        claims = claims or pointer.ticket.id
    if claims is not None:
        return ThreadVerdict(
            6, None, (*reasons, "level 6: an outsider's claim opens a ticket of its own"), verified=False,
            claims=claims,
        )  # fmt: skip
    return ThreadVerdict(None, None, ("nothing in the mail points to a ticket",))


def _pointers(found: Found) -> Iterator[Pointer]:
    for token in found.tokens:
        if token.purpose is not Purpose.BOUNCE and (ticket := found.survivor(token.ticket_id)):
            yield Pointer(1, ticket, "a reply token in its recipients", token=token)
    for ours, level in ((True, 2), (False, 3)):
        for match in found.ids:
            if match.ours is ours and (ticket := found.survivor(match.ticket_id)):
                whose = "ours" if ours else "a known mail"
                yield Pointer(level, ticket, f"it answers {match.message_id}, {whose}", match=match)
    for number in found.numbers:
        if ticket := found.survivor(number):
            yield Pointer(4, ticket, f"its subject names {ticket.reference}")


def _judge(pointer: Pointer, sender: Sender) -> ThreadVerdict | str:
    """A verdict where the pointer holds for this sender, else the reason why not."""
    said = f"level {pointer.level}: {pointer.what}"
    if pointer.token is not None:
        return _by_token(pointer, pointer.token, sender, said)
    if sender.authentication.verdict is Verdict.FAIL:
        return f"{said}, but its sender's domain disowns the mail"
    person = pointer.ticket.participant(sender.address) if sender.address else None
    if person is None and not _known_agent(pointer, sender) and not _familiar(pointer, sender):
        return f"{said}, but its sender takes no part in {pointer.ticket.reference}"
    verified = pointer.level == 2 or (
        _vouched(sender.authentication, person) and (person is not None or _in_company(pointer, sender))
    )
    note = "" if verified else "; nobody vouches for the sender: unverified"
    return ThreadVerdict(
        pointer.level, pointer.ticket.id, (said + note,), verified=verified,
        participant=person.address if person else None,
    )  # fmt: skip


def _by_token(pointer: Pointer, token: Token, sender: Sender, said: str) -> ThreadVerdict:
    """A genuine token is enough for its own person; from anybody else it only files the mail.

    So it does when the owner's domain disowns the mail: the token may have leaked, or a list broke the signature.
    """
    if token.for_agent:
        return ThreadVerdict(1, pointer.ticket.id, (said,), verified=sender.is_agent)
    owner = next((p for p in pointer.ticket.participants if p.id == token.person), None)
    if owner is not None and sender.address and owner.address == sender.address:
        disowned = sender.authentication.verdict is Verdict.FAIL
        note = f"{said}, but its sender's domain disowns the mail: unverified" if disowned else said
        return ThreadVerdict(1, pointer.ticket.id, (note,), verified=not disowned, participant=owner.address)
    note = f"{said}, from another address than the token's owner: unverified"
    return ThreadVerdict(1, pointer.ticket.id, (note,), verified=False)


def _known_agent(pointer: Pointer, sender: Sender) -> bool:
    """An agent's address counts where the evidence is secret or somebody vouches for it (P5)."""
    return sender.is_agent and (pointer.level <= 2 or sender.authentication.verdict is Verdict.PASS)


def _familiar(pointer: Pointer, sender: Sender) -> bool:
    """Level 3 also knows who stood on the mail that is answered, and the requester's colleagues."""
    if pointer.level != 3 or pointer.match is None or not sender.address:
        return False
    requester = next((p for p in pointer.ticket.participants if p.role == "requester"), None)
    colleague = requester is not None and same_organisation(sender.address, requester.address)
    return sender.address in pointer.match.addresses or colleague


def _in_company(pointer: Pointer, sender: Sender) -> bool:
    """Whether somebody new writes to the people of the ticket, too: a copied id alone pulls nobody's mail to it."""
    return sender.is_agent or any(p.address in sender.addressed for p in pointer.ticket.participants)


def _vouched(authentication: Authentication, person: Participant | None) -> bool:
    """Passing, or the same signing domain or sending network as this participant's earlier mail."""
    if authentication.verdict is Verdict.PASS:
        return True
    if person is None:
        return False
    same_domain = bool(person.dkim_domain) and person.dkim_domain == authentication.dkim_domain
    same_network = bool(person.network) and person.network == authentication.network
    return same_domain or same_network


def _conflicts(found: Found, chosen: Pointer) -> list[str]:
    others = {p.ticket.reference for p in _pointers(found) if p.ticket.id != chosen.ticket.id}
    return [f"other evidence in it points to {reference}" for reference in sorted(others)]


def _with_reasons(verdict: ThreadVerdict, before: list[str], after: list[str]) -> ThreadVerdict:
    return ThreadVerdict(
        verdict.level, verdict.ticket_id, (*before, *verdict.reasons, *after), verified=verdict.verified,
        participant=verdict.participant,
    )  # fmt: skip
