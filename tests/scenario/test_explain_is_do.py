"""What `explain` says is what is done, by the same code (P10)."""

from collections.abc import Callable
from functools import partial

import pytest
import sqlalchemy as sa

from mailgate.mail.read import read
from mailgate.model.decision import Decision
from mailgate.pipeline.binding import _OUTBOX_KINDS
from mailgate.pipeline.decide import decide
from mailgate.store import Tx, journal
from mailgate.store.schema import metadata
from tests.scenario.desk import TestDesk
from tests.scenario.post import ANNA, BILLING, EVE, SUPPORT, answer, bounce, mail

Story = Callable[[TestDesk], bytes]


def _new(_: TestDesk) -> bytes:
    return mail("Another", to=f"{SUPPORT}, {BILLING}")


def letter(desk: TestDesk, kind: str) -> bytes:
    return answer(
        desk.letter(kind).draft, "Well.", sender=ANNA if kind == "notification" else "kim@customer.test"
    )


STORIES: dict[str, Story] = {
    "new": _new,
    "copy": lambda _: mail(message_id="<first@client.test>"),
    "customer's reply": partial(letter, kind="ack"),
    "agent's answer": partial(letter, kind="notification"),
    "command": lambda desk: answer(desk.letter("notification").draft, "#solve", sender=ANNA),
    "stranger": lambda desk: mail(f"[{desk.ticket(1).reference}]", sender=EVE),
    "bounce": lambda desk: bounce("kim@customer.test", original_id=desk.letter("ack").draft.message_id),
    "vacation": lambda _: mail("Out of office", "away", headers={"Auto-Submitted": "auto-replied"}),
    "list": lambda _: mail(headers={"List-Id": "<l.list.test>"}),
}


def explained(desk: TestDesk, entry: int) -> Decision:
    def look(tx: Tx) -> Decision:
        claimed, raw = journal.entry(tx, entry), journal.body(tx, entry)
        assert claimed is not None
        assert raw is not None
        found = read(raw, mail_from=claimed.envelope.mail_from)
        return decide(found, desk.carrier.context(tx, claimed, found, desk.current.desk))

    said: Decision = desk.read(look)
    return said


def census(desk: TestDesk) -> dict[str, int]:
    return {
        t.name: desk.rows(sa.select(sa.func.count()).select_from(t))[0][0] for t in metadata.sorted_tables
    }


@pytest.mark.parametrize("story", list(STORIES))
def test_what_is_explained_is_what_is_done(desk: TestDesk, story: str) -> None:
    desk.post(mail(message_id="<first@client.test>"))
    entry = desk.receive(STORIES[story](desk))
    before, letters, events = census(desk), len(desk.letters()), len(desk.events(1))
    said = explained(desk, entry)
    assert census(desk) == before, "explaining changes nothing"
    desk.process()
    assert desk.fate(entry) is said.fate
    assert desk.reasons(entry) == " | ".join(said.reasons)
    sent = [(x.kind, x.recipient) for x in desk.letters()[letters:]]
    assert sent == [(_OUTBOX_KINDS[x.kind], x.to.address) for x in said.letters]
    if said.new_ticket is not None:
        made = desk.ticket_of(entry)
        assert (made.subject, made.mailbox, made.watching) == (
            said.new_ticket.subject, said.new_ticket.mailbox, said.new_ticket.watching,
        )  # fmt: skip
        assert {t.kind: t.due_at for t in desk.timers(made.id).values()} == {
            t.kind: t.due_at for t in said.timers
        }
    elif said.ticket_id is not None:
        done = [e.kind for e in desk.events(said.ticket_id)[events:]]
        assert [k for k in done if k != "cancelled"] == [e.kind for e in said.events]
