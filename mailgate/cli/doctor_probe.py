"""Does a mail that leaves come back? A probe goes the whole way: outbox, daemon, smarthost, the world, and in again.

It is sent as any mail of ours, by the daemon, so that nothing is tried that is not used. What comes back is mail of our own
to the pipeline, which opens no ticket and answers nobody.
"""

import asyncio
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from mailgate.cli.house import House
from mailgate.failpoints import Unit
from mailgate.mail.border.signature import Malformed, parse_signature
from mailgate.mail.border.signed_fields import split_mail
from mailgate.model.mail import Address
from mailgate.model.outgoing import Draft, draft_to_json
from mailgate.operations.doctor import Finding, Whose, fault, ok, skipped
from mailgate.pipeline.mint import Mint
from mailgate.store import Store, Tx, journal, messages, nodes, outbox, views, views_outbox
from mailgate.store.outbox import Outgoing
from mailgate.store.views import EntryView
from mailgate.threading.sealed import KeyRing

_LOOK_S = 0.5
_UNIQUE_BITS = 47
_TEXT = """\
This mail was sent by `mailgate doctor` to see whether mail leaves and comes back.
Nobody need do anything about it.
"""


@dataclass(frozen=True, slots=True)
class Sent:
    """A probe on its way."""

    outbox_id: int
    message_id: str
    address: str


@dataclass(frozen=True, slots=True)
class Returned:
    """What became of it: the finding, and who signed it on its way, as (domain, selector)."""

    finding: Finding
    signatures: tuple[tuple[str, str], ...] = ()


async def probe(place: House, address: str, wait_s: float, tell: Callable[[str], None]) -> Returned:
    """Sends a probe and waits for it; `tell` hears of each stage."""
    if not place.settings.mailbox:
        return Returned(skipped("probe", address, "there is no mailbox that it could come from"))
    sent = await asyncio.to_thread(_send, place, address, wait_s)
    tell("waiting for the daemon to send it")
    loop = asyncio.get_running_loop()
    until, left = loop.time() + wait_s, False
    while loop.time() < until:
        entry = await asyncio.to_thread(place.store.read_now, lambda tx: _back(tx, sent))
        if entry is not None and entry.fate is not None:
            return await asyncio.to_thread(_came, place, sent, entry)
        state = await asyncio.to_thread(_state, place.store, sent)
        if state.state == "refused":
            break
        if state.state == "sent" and not left:
            left = True
            tell("it left; waiting for it to come back")
        await asyncio.sleep(_LOOK_S)
    return Returned(await asyncio.to_thread(_lost, place.store, sent, wait_s))


def _send(place: House, address: str, wait_s: float) -> Sent:
    mailbox, now = place.settings.mailbox[0], place.clock.now()

    def put(tx: Tx) -> Sent:
        keys = nodes.ensure_key(tx, secrets.token_bytes, now)  # on a new store there is none yet
        mint = Mint(KeyRing(keys), lambda: secrets.randbits(_UNIQUE_BITS))
        message_id = mint.message_id(0, mailbox.address.rpartition("@")[2])
        draft = Draft(
            message_id=message_id,
            from_=Address(mailbox.address, mailbox.name),
            to=(Address(address, ""),),
            subject="mailgate doctor: a probe",
            text=_TEXT,
            date=now,
            automatic="auto-generated",
            hops=1,
        )
        expires = now + timedelta(seconds=wait_s)
        mail = Outgoing("notice", message_id, "", draft_to_json(draft), (address,), now, expires)
        messages.remember_ids(
            tx, [{"message_id": message_id, "digest": "out", "outbox_kind": "note", "made_at": now}]
        )
        (number,) = outbox.put(tx, [mail], ticket_id=None, message_pk=None, journal_id=None, now=now)
        return Sent(number, message_id, address)

    return place.store.write_now(Unit.OPERATOR, put)


def _back(tx: Tx, sent: Sent) -> EntryView | None:
    return next(iter(views.entries_with_message_id(tx, sent.message_id, 1)), None)


def _state(store: Store, sent: Sent) -> views_outbox.RecipientView:
    found = store.read_now(lambda tx: views_outbox.outgoing(tx, sent.outbox_id))
    assert found is not None  # it was just put there
    return found.recipients[0]


def _came(place: House, sent: Sent, entry: EntryView) -> Returned:
    raw = place.store.read_now(lambda tx: journal.body(tx, entry.id)) or b""
    left = _state(place.store, sent)
    way = ""
    if left.settled_at is not None:
        way = f" {max(0.0, (entry.arrived_at - left.settled_at).total_seconds()):.1f} s after it left"
    detail = f"it came back by {entry.source}{way}, as entry {entry.id}"
    return Returned(ok("probe", sent.address, detail), _signatures(raw))


def _signatures(raw: bytes) -> tuple[tuple[str, str], ...]:
    """Who signed it on its way; what cannot be read proves nothing and asks for nothing."""
    read = [parse_signature(field) for field in split_mail(raw).every(b"dkim-signature")[:3]]
    return tuple((one.domain, one.selector) for one in read if not isinstance(one, Malformed))


def _lost(store: Store, sent: Sent, wait_s: float) -> Finding:
    """How far it came in the time given."""
    state = _state(store, sent)
    if state.state == "refused":
        detail, remedy = f"it was refused: {state.detail}", "the words are those of the smarthost or beyond"
        return fault("probe", sent.address, detail, Whose.SMARTHOST, remedy)
    if state.state == "sent":
        detail = f"it left, and was not back within {wait_s:g} s"
        remedy = "does mail to that address reach us: MX, forwarding, or the mailbox that is fetched?"
        return fault("probe", sent.address, detail, Whose.NETWORK, remedy)
    if state.attempts:
        detail, remedy = f"it could not leave: {state.detail}", "see what is said of the smarthost"
        return fault("probe", sent.address, detail, Whose.SMARTHOST, remedy)
    paused = store.read_now(outbox.paused)
    if paused is not None:
        return fault(
            "probe", sent.address, f"sending is paused: {paused}", Whose.CONFIG, "mailgate outbox resume"
        )
    remedy = "start the daemon: systemctl start mailgate; `mailgate status` says how it stands"
    return fault("probe", sent.address, f"nobody tried to send it within {wait_s:g} s", Whose.MACHINE, remedy)
