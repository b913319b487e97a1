"""Which ticket does a mail belong to, and how sure is that? The evidence ladder of SPEC section 7.2.

Theory of operation
- Levels are tried from the strongest evidence to the weakest; the first that fits wins, and every result is kept as a
  reason.
- Evidence says which ticket; it never says who somebody is. Whether the sender takes part in that ticket is asked
  separately, and an outsider with the best of evidence still gets a ticket of their own (level 6).
- An agent takes part everywhere, with a token, with an id that only readers know, or vouched for: an agent's bare
  address in From is anybody's to write. What an agent may do is decided by the agents' room.
- An agent's forward quotes whatever it forwards: what stands in a quoted mail leads no agent's mail anywhere.
- A mail without an author comes from nobody, also where nobody opened the ticket.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from mailgate.model.authentication import Authentication, Verdict
from mailgate.model.decision import ThreadVerdict
from mailgate.model.ticket import Participant, TicketState
from mailgate.threading.found import Found, IdMatch
from mailgate.threading.freemail import same_organisation
from mailgate.threading.ladder import (
    CLAIM,
    KNOWN_ID,
    LADDER,
    OUR_ID,
    QUOTED,
    REFERENCE,
    SAME_SUBJECT,
    TOKEN,
    Rung,
)
from mailgate.threading.tokens import Token


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

    @property
    def rung(self) -> Rung:
        return LADDER[self.level]


def resolve(found: Found, sender: Sender) -> ThreadVerdict:
    """The ticket by the first level that fits, with the reasons of all that were looked at."""
    reasons: list[str] = []
    claims: int | None = None
    pointers = [p for p in _pointers(found) if p.rung.agents or not sender.is_agent]
    for place, pointer in enumerate(pointers):
        verdict = _judge(found, pointer, sender)
        if isinstance(verdict, ThreadVerdict):
            verdict = _own_evidence(found, verdict, pointers[place + 1 :], sender) or verdict
            return _with_reasons(verdict, reasons, _conflicts(pointers, pointer))
        reasons.append(verdict)
        claims = claims or pointer.ticket.id
    if claims is not None:
        return ThreadVerdict(
            CLAIM, None, (*reasons, f"level {CLAIM}: an outsider's claim opens a ticket of its own"), verified=False,
            claims=claims,
        )  # fmt: skip
    if (ticket := similar(found)) is not None:
        hint = (
            f"level {SAME_SUBJECT}: the same sender and subject as {ticket.reference}, which is only a hint"
        )
        return ThreadVerdict(SAME_SUBJECT, None, (hint,))
    return ThreadVerdict(None, None, ("nothing in the mail points to a ticket",))


def similar(found: Found) -> TicketState | None:
    """The sender's newest open ticket with the same subject, for agents to look at (level 7)."""
    return next((ticket for n in found.similar if (ticket := found.survivor(n)) is not None), None)


def _pointers(found: Found) -> Iterator[Pointer]:
    for token in found.tokens:
        number = found.token_ticket(token)
        if number is not None and (ticket := found.survivor(number)):
            yield Pointer(TOKEN, ticket, "a reply token in its recipients", token=token)
    for ours, level in ((True, OUR_ID), (False, KNOWN_ID)):
        for match in found.ids:
            if match.ours is ours and (ticket := found.survivor(match.ticket_id)):
                whose = "ours" if ours else "a known mail"
                yield Pointer(level, ticket, f"it answers {match.message_id}, {whose}", match=match)
    for number in found.numbers:
        if ticket := found.survivor(number):
            yield Pointer(REFERENCE, ticket, f"its subject names {ticket.reference}")
    for quoted in found.quoted:
        if ticket := found.survivor(quoted.ticket_id):
            yield Pointer(QUOTED, ticket, f"it quotes {quoted.what}")


def _judge(found: Found, pointer: Pointer, sender: Sender) -> ThreadVerdict | str:
    """A verdict where the pointer holds for this sender, else the reason why not."""
    said = f"level {pointer.level}: {pointer.what}"
    if pointer.token is not None:
        owner = _owner(found, pointer.ticket, pointer.token)
        return _by_token(pointer, pointer.token, owner, sender, said)
    if sender.authentication.verdict is Verdict.FAIL:
        return f"{said}, but its sender's domain disowns the mail"
    person = pointer.ticket.participant(sender.address) if sender.address else None
    if person is None and not _known_agent(pointer, sender) and not _familiar(pointer, sender):
        return f"{said}, but its sender takes no part in {pointer.ticket.reference}"
    verified = pointer.rung.secret or (
        _vouched(sender.authentication, person) and (person is not None or _in_company(pointer, sender))
    )
    note = "" if verified else "; nobody vouches for the sender: unverified"
    return ThreadVerdict(
        pointer.level, pointer.ticket.id, (said + note,), verified=verified,
        participant=person.address if person else None,
    )  # fmt: skip


def _own_evidence(
    found: Found, verdict: ThreadVerdict, weaker: Sequence[Pointer], sender: Sender
) -> ThreadVerdict | None:
    """What proves a participant who answers everybody, and so writes to another participant's token, too.

    Without that token the same evidence would be enough; with it, nobody gets further than without.
    """
    if verdict.verified:
        return None
    same = (p for p in weaker if p.ticket.id == verdict.ticket_id and p.token is None)
    judged = (_judge(found, p, sender) for p in same)
    proven = (v for v in judged if isinstance(v, ThreadVerdict) and v.verified and v.participant)
    return next((replace(v, reasons=(*verdict.reasons, *v.reasons)) for v in proven), None)


def _by_token(
    pointer: Pointer, token: Token, owner: Participant | None, sender: Sender, said: str
) -> ThreadVerdict:
    """A genuine token is enough for its own person; from anybody else it only files the mail.

    So it does when the owner's domain disowns the mail: the token may have leaked, or a list broke the signature.
    """
    if token.for_agent:
        return ThreadVerdict(TOKEN, pointer.ticket.id, (said,), verified=sender.is_agent)
    if owner is not None and sender.address and owner.address == sender.address:
        disowned = sender.authentication.verdict is Verdict.FAIL
        note = f"{said}, but its sender's domain disowns the mail: unverified" if disowned else said
        return ThreadVerdict(
            TOKEN, pointer.ticket.id, (note,), verified=not disowned, participant=owner.address
        )
    note = f"{said}, from another address than the token's owner: unverified"
    return ThreadVerdict(TOKEN, pointer.ticket.id, (note,), verified=False)


def _owner(found: Found, ticket: TicketState, token: Token) -> Participant | None:
    """Whose token it is: somebody of the ticket that it was made for, who takes part in the survivor, too."""
    if token.for_agent:
        return None
    made_for = found.tickets.get(token.ticket_id, ticket)
    owner = next((p for p in (*made_for.participants, *ticket.participants) if p.id == token.person), None)
    return ticket.participant(owner.address) if owner is not None else None


def _known_agent(pointer: Pointer, sender: Sender) -> bool:
    """An agent's address counts where the evidence is secret or somebody vouches for it (P5)."""
    return sender.is_agent and (pointer.rung.secret or sender.authentication.verdict is Verdict.PASS)


def _familiar(pointer: Pointer, sender: Sender) -> bool:
    """Level 3 also knows who stood on the mail that is answered, and the requester's colleagues."""
    if pointer.level != KNOWN_ID or pointer.match is None or not sender.address:
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


def _conflicts(pointers: Sequence[Pointer], chosen: Pointer) -> list[str]:
    others = {p.ticket.reference for p in pointers if p.ticket.id != chosen.ticket.id}
    return [f"other evidence in it points to {reference}" for reference in sorted(others)]


def _with_reasons(verdict: ThreadVerdict, before: list[str], after: list[str]) -> ThreadVerdict:
    return replace(verdict, reasons=(*before, *verdict.reasons, *after))
