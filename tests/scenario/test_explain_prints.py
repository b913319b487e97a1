"""What `mailgate explain` prints is what then happens (P10): to the ticket, to other tickets, in the outbox, to agents."""

import re
from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
import sqlalchemy as sa

from mailgate.cli.consequences import plain
from mailgate.cli.explain import explained
from mailgate.cli.explanation import Explanation
from mailgate.cli.house import House
from mailgate.cli.output import rfc3339
from mailgate.model.ticket import Status, TicketKind, TicketState
from mailgate.pipeline.binding import _OUTBOX_KINDS
from mailgate.store import Tx, journal
from mailgate.store.schema import keyring, metadata
from mailgate.store.schema_agents import held, reminder
from mailgate.store.schema_work import agent_state
from tests.scenario.desk import TestDesk
from tests.scenario.post import ANNA, BILLING, BO, EVE, SUPPORT, answer, bounce, mail, reply_address
from tests.scenario.stage import KEY

Story = Callable[[TestDesk], bytes]
TEAM = """
[[team]]
name = "support"
lead = "Bo Lund"
[[team]]
name = "billing"
[[agent]]
name = "Anna Berg"
addresses = ["anna@staff.example.net"]
teams = ["support"]
signature = "Anna Berg, Example Support"
[[agent]]
name = "Bo Lund"
addresses = ["bo@staff.example.net"]
teams = ["support", "billing"]
"""
AWAY = {"Auto-Submitted": "auto-replied"}
_NUMBER = re.compile(r"EX-26-(?:NUMBER|\d{6}-\w)|BI-26-(?:NUMBER|\d{6}-\w)")


@pytest.fixture
def desk(desk: TestDesk) -> TestDesk:
    """Kim's ticket, answered by Anna, and another one of hers."""
    desk.configure(agents=TEAM, mailbox='words = ["status", "close", "reopen", "mute"]')
    row = {"kid": 1, "secret": KEY, "created_at": desk.clock.now()}
    desk.write(lambda tx: tx.execute(sa.insert(keyring), [row]))
    desk.macro("refund.en.md", "Your money comes.\n", refund_pdf=b"%PDF")
    desk.post(mail(message_id="<first@client.test>"))
    desk.post(mail("Another", message_id="<second@client.test>"))
    return desk


def told(desk: TestDesk, who: str = "anna@staff.example.net", ticket: int = 1) -> Any:
    return [x for x in desk.letters("notification", to=who) if x.ticket_id == ticket][-1].draft


def says(text: str, **more: Any) -> Story:
    return lambda desk: answer(told(desk), text, sender=ANNA, **more)


def after(*texts: str, then: Story) -> Story:
    """Anna wrote these before."""

    def made(desk: TestDesk) -> bytes:
        for text in texts:
            desk.post(answer(told(desk), text, sender=ANNA))
        return then(desk)

    return made


def question(text: str) -> Story:
    return lambda desk: answer(desk.letter("notice", to="anna@staff.example.net").draft, text, sender=ANNA)


def after_the_end(desk: TestDesk) -> bytes:
    desk.close(1)
    desk.post(answer(desk.letters("ack")[0].draft, "It smokes again."))
    return answer(desk.letters("ack")[0].draft, "And again.")


def split(desk: TestDesk) -> bytes:
    desk.post(answer(desk.letters("ack")[0].draft, "By the way: the invoice is wrong."))
    return answer(told(desk), "#split The invoice", sender=ANNA)


def by_another(desk: TestDesk) -> bytes:
    seen = told(desk)
    desk.advance(1)
    desk.post(answer(told(desk, "bo@staff.example.net"), "Is it off?", sender=BO))
    return answer(seen, "Switch it off.", sender=ANNA)


STORIES: dict[str, Story] = {
    "new": lambda _: mail("A third", to=f"{SUPPORT}, {BILLING}", cc="lars@customer.test"),
    "reply": lambda desk: answer(desk.letters("ack")[0].draft, "It still smokes.", cc="lars@customer.test"),
    "guessed number": lambda desk: mail(f"[{desk.ticket(1).reference}]", sender=EVE),
    "word": lambda desk: answer(desk.letters("ack")[0].draft, "close"),
    "mute": lambda desk: answer(desk.letters("ack")[0].draft, "mute"),
    "copy": lambda _: mail(message_id="<first@client.test>"),
    "bounce": lambda desk: bounce("kim@customer.test", original_id=desk.letter("ack").draft.message_id),
    "to a closed ticket, again": after_the_end,
    "answer": says("Please switch it off."),
    "answer with commands": says("#prio high\n#tag +fire\n#cc lars@customer.test\n#solve\n\nPlease switch it off."),
    "note": says("#note\n\nHe has not paid."),
    "commands": says("#assign Bo Lund\n#remind 2 d\n#link {other}\n#escalate"),
    "reminder and away": lambda desk: answer(told(desk), "I am back on 30 November 2026.", sender=ANNA, headers=AWAY),
    "merge": says("#merge {other}"),
    "split": split,
    "ask": says("#ask billing\n\nDid he pay?"),
    "set": says("#set {other} prio high"),
    "macro": says("#macro refund\n\nSorry."),
    "preview": says("#macro refund\n#preview\n\nSorry."),
    "misspelt": says("#slove\n\nPlease switch it off."),
    "collision": by_another,
    "send": after("#slove\n\nPlease switch it off.", then=question("#send")),
    "drop": after("#slove\n\nPlease switch it off.", then=question("#drop")),
    "undo": after("#prio high\n\nPlease switch it off.", then=says("#undo")),
    "unproven": says("#solve\n\nPlease switch it off.", vouched=False),
    "leaked token": lambda desk: mail("Hi", sender=EVE, to=reply_address(told(desk))),
    "disowned": says("Please.", headers={"Reply-To": "eve@stranger.test"}),
    "forward": lambda _: mail("Fwd: help", "#for lars@customer.test\n\nLars called.", sender=ANNA),
    "internal": lambda _: mail("Lunch", "#ask billing\n\nWho is coming?", sender=ANNA),
    "list": lambda _: mail("x", "#list mine\n#status {ref}", sender=ANNA),
    "proactive": lambda _: mail("Your order", "It is on its way.", sender=ANNA, to=f"lars@customer.test, {SUPPORT}"),
}  # fmt: skip


def explained_entry(desk: TestDesk, entry: int) -> Explanation:
    def look(tx: Tx) -> tuple[Any, bytes]:
        return journal.entry(tx, entry), journal.body(tx, entry) or b""

    claimed, raw = desk.read(look)
    return explained(House(desk.settings, desk.store, desk.clock), claimed, raw, dns=False)


def census(desk: TestDesk) -> dict[str, int]:
    tables = metadata.sorted_tables
    return {t.name: desk.rows(sa.select(sa.func.count()).select_from(t))[0][0] for t in tables}


def general(text: str) -> str:
    return _NUMBER.sub("REF", text)


def fields_are(ticket: TicketState, fields: dict[str, Any]) -> None:
    for name, value in fields.items():
        if name == "requester" and ticket.kind is TicketKind.INTERNAL:
            assert ticket.participants == (), "among agents nobody takes part"
        elif name == "requester":
            assert value in [p.address for p in ticket.participants if p.role == "requester"]
        elif hasattr(ticket, name):
            assert plain(_plainly(getattr(ticket, name))) == value, name


def _plainly(value: object) -> object:
    return rfc3339(value) if isinstance(value, datetime) else value


@pytest.mark.parametrize("story", list(STORIES))
def test_what_is_printed_is_what_happens(
    desk: TestDesk, story: str, capsys: pytest.CaptureFixture[str]
) -> None:
    raw = STORIES[story](desk)
    for name, number in (("{other}", 2), ("{ref}", 1)):
        raw = raw.replace(name.encode(), desk.ticket(number).reference.encode())
    entry = desk.receive(raw)
    before, sent = census(desk), len(desk.letters())
    events = {t.id: len(desk.events(t.id)) for t in desk.tickets()}
    found = explained_entry(desk, entry)
    said = found.as_json()
    assert census(desk) == before, "explaining changes nothing"
    found.lines()
    printed = capsys.readouterr().out
    desk.process()
    new = [t for t in desk.tickets() if t.id not in events]

    assert (said["fate"], " | ".join(said["reasons"])) == (str(desk.fate(entry)), desk.reasons(entry))
    opened = list(new)
    for other in said["further"]:
        ticket = opened.pop(0) if other["opens"] else desk.ticket(other["ticket"])
        happened(desk, other, ticket, events.get(ticket.id, 0))
    if (main := opened.pop(0) if opened else _main(desk, said)) is not None:
        happened(desk, said, main, events.get(main.id, 0))
    assert not opened

    letters = [o for part in (*said["further"], said) for o in part["outgoing"]]
    left = desk.letters()[sent:]
    assert [(_OUTBOX_KINDS_OF[o["kind"]], o["recipient"]) for o in letters] == [
        (x.kind, x.recipient) for x in left
    ]
    for told_of, letter in zip(letters, left, strict=True):
        assert general(told_of["subject"]) == general(letter.draft.subject)
        assert general(told_of["text"]) == general(letter.draft.text)
        assert told_of["attachments"] == [a.name for a in letter.draft.attachments]
        assert (told_of["reply_to"] is None) == (letter.draft.reply_to is None)
    kept_back(desk, said, before)
    to_agents(desk, said, before)
    for command in said["commands"]:
        assert f"{'✓' if command['ok'] else '✗'} {command['line']}" in printed


_OUTBOX_KINDS_OF = {kind.value: stored for kind, stored in _OUTBOX_KINDS.items()}


def _main(desk: TestDesk, said: dict[str, Any]) -> TicketState | None:
    return desk.ticket(said["thread"]["ticket"]) if said["thread"]["ticket"] else None


def happened(desk: TestDesk, said: dict[str, Any], ticket: TicketState, events: int) -> None:
    """The fields, timeline, people, links and the message of one ticket are those that were said."""
    fields_are(ticket, said["fields"])
    done = [(e.kind, e.actor) for e in desk.events(ticket.id)[events:] if e.kind != "cancelled"]
    assert done == [(e["kind"], e["actor"]) for e in said["events"]]
    people = {p.address for p in ticket.participants}
    assert {p["address"] for p in said["participants"]} <= people
    links = [link["ref"] for link in said["links"]]
    assert [
        desk.ticket(other).reference for _, other in desk.links(ticket.id)[-len(links) :] if links
    ] == links
    if said["message"] is not None and ticket.status is not Status.MERGED:  # its messages went to the other
        newest = desk.messages(ticket.id)[-1]
        found = {
            "kind": newest.kind,
            "public": newest.public,
            "verified": newest.verified,
            "author": newest.author,
        }
        assert found == said["message"]


def kept_back(desk: TestDesk, said: dict[str, Any], before: dict[str, int]) -> None:
    rows = desk.rows(sa.select(held).order_by(held.c.id))
    assert len(rows) - before["held"] == (said["held"] is not None)
    if said["held"] is not None:
        assert (rows[-1].kind, rows[-1].agent) == (said["held"]["kind"], said["held"]["agent"])
        asked = [(q["doubt"], q["detail"]) for q in rows[-1].questions]
        assert asked == [(q["doubt"], q["detail"]) for q in said["held"]["questions"]]
    for effect in said["effects"]:
        if effect["effect"] == "settle held":
            assert next(r.state for r in rows if r.id == effect["held"]) == effect["state"]


def to_agents(desk: TestDesk, said: dict[str, Any], before: dict[str, int]) -> None:
    kinds = [e["effect"] for part in (said, *said["further"]) for e in part["effects"]]
    assert census(desk)[reminder.name] - before[reminder.name] == kinds.count("remind agent")
    states = {r.name: r for r in desk.rows(sa.select(agent_state))}
    for effect in said["effects"]:
        if effect["effect"] == "go away":
            assert rfc3339(states[effect["agent"]].away_until) == effect["until"]
        if effect["effect"] == "revoke":
            assert states[effect["agent"]].token_epoch == 1
