"""The evidence ladder of SPEC section 7.2 as a table: `resolve` asks it, docs/threading.md is written from it."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Rung:
    """One kind of evidence; the first that fits wins."""

    level: int
    evidence: str
    condition: str
    effect: str
    secret: bool = False  # only who reads our mail can know it: nobody else need vouch for the sender
    agents: bool = False  # leads an agent's mail to a ticket, too; quoted text does not, for agents forward


TOKEN, OUR_ID, KNOWN_ID, REFERENCE, QUOTED, CLAIM, SAME_SUBJECT = range(1, 8)

LADDER: dict[int, Rung] = {
    rung.level: rung
    for rung in (
        Rung(
            TOKEN,
            "a reply token in the envelope recipient, Delivered-To, X-Original-To, To or Cc",
            "its MAC is right, it is not revoked, and its ticket was closed at most 180 days ago",
            "appended; from another address than the token's owner: unverified",
            secret=True, agents=True,
        ),
        Rung(
            OUR_ID,
            "In-Reply-To, References or a kept original id name a Message-ID that we made, newest first",
            "the MAC in the id is right, or the id stands in the outbox; the sender takes part",
            "appended; the id, which only its readers know, vouches for the sender",
            secret=True, agents=True,
        ),
        Rung(
            KNOWN_ID,
            "they name the id of a mail that came in, or one that was only named before",
            "the sender takes part, or stood in To or Cc of that mail, or shares the requester's organisation",
            "appended; a newcomer joins by the mailbox's `cc`",
            agents=True,
        ),
        Rung(
            REFERENCE,
            "a reference in the subject: ours, of a merged ticket, or of a former system",
            "its check character is right, and the sender takes part",
            "appended",
            agents=True,
        ),
        Rung(
            QUOTED,
            "a reference, or a Message-ID of ours, in an attached or quoted mail",
            "the check character or the MAC is right, and the sender takes part",
            "appended",
        ),
        Rung(
            CLAIM,
            "any of 2 to 5, but the sender is unknown to the ticket, or the sender's domain disowns the mail",
            "none",
            "a new ticket with an internal link \"claims to belong to\"; nothing of the old one is disclosed",
            agents=True,
        ),
        Rung(
            SAME_SUBJECT,
            "the same sender, the same subject without reply marks, an open ticket of the last 7 days",
            "the mailbox says `same_subject = \"hint\"`; off by default",
            "a new ticket, with a remark to the agents",
        ),
    )
}  # fmt: skip
