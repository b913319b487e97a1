"""Every --json output has exactly the documented keys, with values of the documented types."""

import json
from pathlib import Path
from typing import Any

import pytest

from tests.unit.cli.working_desk import WorkingDesk, mail, run

INSTANT = "2026-03-02T09:00:00Z"  # stands for any instant in RFC 3339
TEXT, NUMBER, FLAG, REAL, ANY = str, int, bool, float, object


class Maybe:
    """The shape, or null."""

    def __init__(self, shape: Any) -> None:
        self.shape = shape


class Each:
    """A list whose elements all have the shape; at least one where `some`."""

    def __init__(self, shape: Any, *, some: bool = True) -> None:
        self.shape, self.some = shape, some


ADDRESS = {"name": TEXT, "address": TEXT}
VERDICT = {"kind": TEXT, "by_words": FLAG, "evidence": Each(TEXT, some=False)}
SILENCE = {"value": FLAG, "evidence": Each(TEXT, some=False)}
DELIVERY = {"address": TEXT, "state": TEXT, "at": INSTANT, "detail": TEXT}
MESSAGE = {
    "id": TEXT, "direction": TEXT, "kind": TEXT, "public": FLAG, "verified": FLAG, "message_id": TEXT,
    "from": Maybe(ADDRESS), "to": Each(ADDRESS, some=False), "cc": Each(ADDRESS, some=False), "subject": TEXT, "text": TEXT,
    "new_text": TEXT, "html": Maybe(TEXT),
    "attachments": Each({"name": TEXT, "content_type": TEXT, "size": NUMBER, "sha256": TEXT, "inline": FLAG}, some=False),
    "automatic": {"kind": TEXT, "evidence": Each(TEXT, some=False)}, "arrived_at": INSTANT,
    "delivery": Each(DELIVERY, some=False),
}  # fmt: skip
TICKET = {
    "ref": TEXT, "subject": TEXT, "status": TEXT, "priority": TEXT, "category": Maybe(TEXT),
    "tags": Each(TEXT, some=False), "team": Maybe(TEXT), "assignee": Maybe(TEXT), "requester": ADDRESS,
    "mailbox": TEXT, "language": TEXT, "created_at": INSTANT, "first_response_at": Maybe(INSTANT),
    "solved_at": Maybe(INSTANT), "policy": Maybe(TEXT), "participants": Each(ADDRESS | {"role": TEXT}),
    "timers": Each({
        "kind": TEXT, "state": TEXT, "started_at": INSTANT, "due_at": Maybe(INSTANT), "used_s": NUMBER,
        "target_s": NUMBER, "breached_at": Maybe(INSTANT),
    }, some=False),
    "links": Each({"kind": TEXT, "ref": TEXT}, some=False), "messages": Each(MESSAGE),
    "events": Each({"at": INSTANT, "actor": TEXT, "kind": TEXT, "cause": TEXT, "detail": ANY}),
}  # fmt: skip
STEPS = Each({"at": INSTANT, "step": TEXT, "detail": TEXT})
TRACE = {
    "journal_id": NUMBER, "source": TEXT, "arrived_at": INSTANT, "message_id": Maybe(TEXT), "size": NUMBER,
    "fate": Maybe(TEXT), "ticket": Maybe(TEXT), "reasons": Each(TEXT, some=False), "steps": STEPS,
    "outgoing": Each({"outbox_id": NUMBER, "kind": TEXT, "message_id": TEXT, "subject": TEXT, "recipients": Each(DELIVERY)}),
}  # fmt: skip
OUTGOING = {
    "id": NUMBER, "kind": TEXT, "ticket": Maybe(TEXT), "journal_id": Maybe(NUMBER), "message_id": TEXT, "from": ADDRESS,
    "to": Each(ADDRESS), "subject": TEXT, "created_at": INSTANT, "expires_at": Maybe(INSTANT),
    "recipients": Each({
        "address": TEXT, "state": TEXT, "attempts": NUMBER, "next_attempt_at": Maybe(INSTANT),
        "settled_at": Maybe(INSTANT), "code": Maybe(NUMBER), "detail": Maybe(TEXT), "released_at": Maybe(INSTANT),
        "reports": Each({
            "at": INSTANT, "journal_id": NUMBER, "action": TEXT, "status": TEXT, "permanent": FLAG, "reason": TEXT,
            "diagnostic": TEXT,
        }, some=False),
    }),
}  # fmt: skip
QUARANTINED = {
    "journal_id": NUMBER, "source": TEXT, "arrived_at": INSTANT, "quarantined_at": INSTANT, "mail_from": TEXT,
    "rcpt_to": Each(TEXT), "message_id": Maybe(TEXT), "size": NUMBER, "ticket": Maybe(TEXT), "attempts": NUMBER,
    "reasons": Each(TEXT),
}  # fmt: skip
PARSE = {
    "message_id": TEXT, "in_reply_to": Maybe(TEXT), "references": Each(TEXT, some=False), "from": Maybe(ADDRESS),
    "reply_to": Each(ADDRESS, some=False), "to": Each(ADDRESS), "cc": Each(ADDRESS, some=False), "subject": TEXT,
    "date": Maybe(INSTANT), "text": TEXT, "new_text": TEXT, "quoted_text": TEXT, "signature": TEXT, "html": Maybe(TEXT),
    "attachments": Each({
        "name": TEXT, "content_type": TEXT, "size": NUMBER, "sha256": TEXT, "disposition": TEXT,
        "content_id": Maybe(TEXT),
    }, some=False),
    "language": Maybe(TEXT), "automatic": VERDICT, "silence": SILENCE,
    "bounce": Maybe({
        "recipients": Each({
            "address": TEXT, "action": TEXT, "status": TEXT, "permanent": FLAG, "reason": TEXT, "diagnostic": TEXT,
        }),
        "original_message_id": Maybe(TEXT),
    }),
    "forward": Maybe({"from": ADDRESS, "to": TEXT, "subject": TEXT, "date": TEXT}),
    "defects": Each(TEXT, some=False), "limits": Each(TEXT, some=False),
}  # fmt: skip
DRAFT = {
    "kind": TEXT, "recipient": TEXT, "from": ADDRESS, "to": Each(ADDRESS), "reply_to": Maybe(TEXT), "null_sender": FLAG,
    "subject": TEXT, "text": TEXT, "in_reply_to": Maybe(TEXT), "automatic": Maybe(TEXT),
    "attachments": Each(TEXT, some=False), "not_before": Maybe(INSTANT), "expires_at": Maybe(INSTANT),
}  # fmt: skip
EXPLAIN = {
    "message_id": TEXT, "mailbox": TEXT, "fate": TEXT, "reasons": Each(TEXT, some=False),
    "thread": {
        "level": Maybe(NUMBER), "ticket": Maybe(TEXT), "verified": FLAG, "claims": Maybe(TEXT),
        "reasons": Each(TEXT, some=False),
    },
    "automatic": VERDICT, "silence": SILENCE,
    "authentication": {"verdict": TEXT, "method": TEXT, "evidence": Each(TEXT, some=False)},
    "rules": Each({"rule": TEXT, "did": Each(TEXT)}, some=False), "fields": ANY,
    "assignment": {"team": Maybe(TEXT), "assignee": Maybe(TEXT), "why": Maybe(TEXT)},
    "policy": Maybe(TEXT),
    "due": Each({
        "kind": TEXT, "state": TEXT, "policy": TEXT, "calendar": TEXT, "target_s": NUMBER, "due_at": Maybe(INSTANT),
    }),
    "acknowledgement": {"decision": TEXT, "reason": TEXT, "promise": Maybe(INSTANT)},
    "events": Each({"kind": TEXT, "actor": TEXT, "detail": ANY}), "outgoing": Each(DRAFT),
    "message": Maybe({"kind": TEXT, "public": FLAG, "verified": FLAG, "author": Maybe(TEXT)}),
    "participants": Each({"address": TEXT, "role": TEXT, "why": TEXT}, some=False),
    "links": Each({"kind": TEXT, "ref": TEXT}, some=False),
    "commands": Each({"line": TEXT, "ok": FLAG, "reason": TEXT, "nearest": Maybe(TEXT)}, some=False),
    "effects": Each(ANY, some=False),
    "held": Maybe({
        "kind": TEXT, "agent": TEXT, "until": Maybe(INSTANT), "questions": Each({"doubt": TEXT, "detail": TEXT}),
    }),
    "withdraws": Each(TEXT, some=False), "told_later": Each({"agent": TEXT, "what": TEXT}, some=False),
    "counted": Each({"cap": TEXT, "subject": TEXT}, some=False), "further": Each(ANY, some=False),
}  # fmt: skip
STATUS = {
    "ready": FLAG, "version": TEXT, "store": TEXT,
    "journal": {"received": NUMBER, "processed": NUMBER, "waiting": NUMBER, "oldest_s": REAL},
    "outbox": {"waiting": NUMBER, "oldest_s": REAL, "paused": FLAG}, "quarantine": NUMBER,
    "timers": {"armed": NUMBER, "due": NUMBER, "lag_s": REAL},
    "sources": Each(
        {
            "name": TEXT, "state": TEXT, "last_ok_at": Maybe(INSTANT), "detail": TEXT,
            "failing_since": Maybe(INSTANT),
        },
        some=False,
    ),
    "problems": Each(TEXT),
}  # fmt: skip


def fits(value: Any, shape: Any, at: str = "$") -> None:
    """Fails naming the place where the value has another shape."""
    if isinstance(shape, Maybe):
        if value is not None:
            fits(value, shape.shape, at)
    elif isinstance(shape, Each):
        assert isinstance(value, list), at
        assert value or not shape.some, f"{at} is empty"
        for i, one in enumerate(value):
            fits(one, shape.shape, f"{at}[{i}]")
    elif isinstance(shape, dict):
        assert isinstance(value, dict), at
        assert sorted(value) == sorted(shape), at
        for key, inner in shape.items():
            fits(value[key], inner, f"{at}.{key}")
    elif shape == INSTANT:
        assert isinstance(value, str), at
        assert value.endswith("Z"), at
        assert "T" in value, at
    else:
        exact = type(value) is shape or shape is ANY or (shape is REAL and type(value) is int)
        assert exact, f"{at} is {type(value).__name__}"


@pytest.mark.parametrize(
    ("args", "shape"),
    [
        (("ticket", "list"), Each(TICKET)),
        (("ticket", "show", "1"), TICKET),
        (("trace", "1"), TRACE),
        (("outbox", "list"), Each(OUTGOING)),
        (("outbox", "show", "1"), OUTGOING | {"text": TEXT, "reply_to": Maybe(TEXT)}),
        (("quarantine", "list"), Each(QUARANTINED)),
        (("quarantine", "show", "4"), QUARANTINED | {"steps": STEPS}),
        (("explain", "5"), EXPLAIN),
        (("outbox", "retry", "--all"), {"due_now": NUMBER}),
        (("outbox", "release", "2"), {"due_now": NUMBER}),
        (("outbox", "cancel", "2"), {"cancelled": NUMBER}),
        (("quarantine", "replay", "4"), {"replayed": Each(NUMBER), "not_in_quarantine": Each(NUMBER, some=False)}),
        (("quarantine", "purge", "4", "--yes"), {"purged": Each(NUMBER), "not_in_quarantine": Each(NUMBER, some=False)}),
        (("migrate",), {"revision": TEXT}),
    ],
    ids=lambda value: " ".join(value[:2]) if isinstance(value, tuple) else "",
)  # fmt: skip
def test_json_has_the_documented_shape(conversation: WorkingDesk, args: tuple[str, ...], shape: Any) -> None:
    fits(conversation.json(*args), shape)


def test_status_has_the_documented_shape_without_a_daemon(conversation: WorkingDesk) -> None:
    result = conversation.run("status", "--json")
    fits(json.loads(result.stdout), STATUS)
    assert result.exit_code == 69


def test_parse_has_the_documented_shape(tmp_path: Path) -> None:
    file = tmp_path / "a.eml"
    forwarded = "From: a@example.org\nTo: b@example.org\nSubject: x\n\nhello"
    file.write_bytes(mail("VS: lamp", f"See below.\n\n---- Forwarded message ----\n{forwarded}"))
    fits(json.loads(run("parse", file, "--json").stdout), PARSE)


def test_inject_has_the_documented_shape(desk: WorkingDesk, tmp_path: Path) -> None:
    (tmp_path / "a.eml").write_bytes(mail())
    found = desk.run("inject", tmp_path / "a.eml", tmp_path / "none.eml", "--json")
    refused = Each({"file": TEXT, "problem": TEXT})
    fits(json.loads(found.stdout), {"injected": NUMBER, "journal_ids": Each(NUMBER), "refused": refused})
    assert found.exit_code == 65
