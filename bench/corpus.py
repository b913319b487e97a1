"""What mail does a support desk get? The same realistic mails for the same seed, as many as wanted.

The mix: 60 % short plain replies with quotes, 25 % HTML alternatives, 10 % with a file, 5 % odd; of all of
them 60 % follow up an earlier mail of the same sender. Shares are dealt like cards from shuffled decks, so
that they hold for every stretch of the run and not only on average over it.
"""

import random
from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TypeVar

from bench.clients import Quoted
from bench.headers import Draft, authored, header_block, transit
from bench.odd import MAKERS, Oddity
from bench.people import Sender, crowd
from bench.phrases import LANGUAGES, paragraph, subject, wrapped
from bench.shapes import ORDINARY, Kind

MIX = {Kind.PLAIN: 12, Kind.HTML: 5, Kind.ATTACHMENT: 2, Kind.ODD: 1}
FOLLOWING = {True: 3, False: 2}
TAGGED = 0.3  # share of follow-ups that carry the ticket's reference in the subject, where it is known
OPEN_CONVERSATIONS = 500  # follow-ups go to one of the newest; people do not answer what is long past
ANCESTORS = 10  # of References that a client keeps
SPAN = timedelta(hours=1)  # all mails are dated within it, before `now`
EPOCH = datetime(2026, 11, 22, 12, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Specimen:
    """One mail of the corpus, ready to be sent; lines end with CRLF, dots are not stuffed."""

    raw: bytes
    mail_from: str
    rcpt_to: tuple[str, ...]
    message_id: str  # with angle brackets; "" where the mail has none
    kind: Kind
    oddity: Oddity | None
    follows: int | None  # index of the mail it answers, None for a new conversation


@dataclass(slots=True)
class Conversation:
    """What one sender has written about one thing so far."""

    sender: Sender
    subject: str
    first: int  # index of its first mail
    last: int  # index of its last mail that has an id
    ids: list[str]


Card = TypeVar("Card")


def _deal(rng: random.Random, deck: dict[Card, int], first: Card) -> Iterator[Card]:
    """Cards for ever, in shuffled decks of the given composition; the very first one is `first`."""
    cards = [card for card, copies in deck.items() for _ in range(copies)]
    rng.shuffle(cards)
    cards.remove(first)
    cards.append(first)
    while True:
        while cards:
            yield cards.pop()
        cards = [card for card, copies in deck.items() for _ in range(copies)]
        rng.shuffle(cards)


def no_reference(_first: int) -> str | None:
    """For a run whose tickets nobody has looked up."""
    return None


class Desk:
    """The state of a run: who wrote what so far, and so what can be answered."""

    def __init__(self, rng: random.Random, mailbox: str, reference_of: Callable[[int], str | None]) -> None:
        self._rng = rng
        self._mailbox = mailbox
        self._reference_of = reference_of
        self._crowd = crowd(rng)
        self._opened = 0
        self._conversations: deque[Conversation] = deque(maxlen=OPEN_CONVERSATIONS)

    def open(self, index: int) -> Conversation:
        """A new conversation with the sender who has been silent for longest."""
        sender = self._crowd[self._opened % len(self._crowd)]
        self._opened += 1
        topic = subject(self._rng, LANGUAGES[sender.language])
        return Conversation(sender, topic, first=index, last=index, ids=[])

    def pick(self) -> Conversation:
        return self._rng.choice(self._conversations)

    def draft(self, talk: Conversation, at: datetime) -> Draft:
        """What the next mail of a conversation says in its header."""
        rng, sender = self._rng, talk.sender
        reference = self._reference_of(talk.first) if talk.ids and rng.random() < TAGGED else None
        tag = f"[{reference}] " if reference else ""
        return Draft(
            sender=sender,
            mailbox=self._mailbox,
            subject=f"Re: {tag}{talk.subject}",
            at=at,
            message_id=f"<{rng.getrandbits(96):024x}@{sender.client.name}.{sender.domain}>",
            ancestors=tuple(talk.ids[-ANCESTORS:]),
        )

    def quoted(self, talk: Conversation, at: datetime) -> Quoted:
        """What the mail answers: our last letter, or the confirmation of an order."""
        rng = self._rng
        words = paragraph(rng, LANGUAGES[talk.sender.language], rng.randint(3, 7))
        then = at - timedelta(minutes=rng.randint(5, 4_000))
        return Quoted(
            "Example Support", self._mailbox, talk.sender.address, talk.subject, then, wrapped(words)
        )

    def remember(self, talk: Conversation, index: int, message_id: str) -> None:
        """Makes the mail answerable; one without an id is not, but its conversation stays."""
        if not message_id:
            return
        if not talk.ids:
            self._conversations.append(talk)
        talk.ids.append(message_id)
        talk.last = index


def _written(rng: random.Random, kind: Kind, oddity: Oddity | None, draft: Draft, quoted: Quoted) -> bytes:
    if oddity is not None:
        odd = MAKERS[oddity](rng, draft, quoted)
        header, body = odd.header, odd.body
    else:
        header, body = header_block(authored(draft)), ORDINARY[kind](rng, draft, quoted)
    return header_block(transit(rng, draft)) + header + body.rendered()


def corpus(
    seed: int,
    count: int,
    *,
    mailbox: str = "support@example.com",
    now: datetime = EPOCH,
    reference_of: Callable[[int], str | None] = no_reference,
) -> Iterator[Specimen]:
    """Mails in the order in which they are sent, made as they are asked for.

    `reference_of` gives the reference, without brackets, of the ticket that the mail with this index opened,
    once somebody knows it; with the default, and all else the same, the octets are always the same. `now`
    (aware) should be the present in a real run, for old mail is not acknowledged (SPEC 4.3).
    """
    rng = random.Random(seed)
    desk = Desk(rng, mailbox, reference_of)
    kinds, following = _deal(rng, MIX, Kind.PLAIN), _deal(rng, FOLLOWING, first=False)
    oddities = _deal(rng, dict.fromkeys(Oddity, 1), Oddity.NESTED)
    for index, kind, follow_up in zip(range(count), kinds, following, strict=False):
        at = (now - SPAN + SPAN * index / count).replace(microsecond=0)
        talk = desk.pick() if follow_up else desk.open(index)
        draft, quoted, follows = desk.draft(talk, at), desk.quoted(talk, at), talk.last if follow_up else None
        oddity = next(oddities) if kind is Kind.ODD else None
        message_id = "" if oddity is Oddity.NO_MESSAGE_ID else draft.message_id
        raw = _written(rng, kind, oddity, draft, quoted)
        desk.remember(talk, index, message_id)
        yield Specimen(raw, draft.sender.address, (mailbox,), message_id, kind, oddity, follows)
