import json
from datetime import datetime, timedelta, timezone

import pytest

from mailgate.errors import Bug
from mailgate.model.mail import Address
from mailgate.model.outgoing import Draft, DraftAttachment, Marker, draft_from_json, draft_to_json

FULL = Draft(
    message_id="<1@example.com>",
    from_=Address("support@example.com", "Støtte \ud800"),
    to=(Address("a@example.org", "A"), Address("b@example.org")),
    subject="日本",
    text="text\n",
    date=datetime(2026, 3, 29, 2, 30, 0, 123456, tzinfo=timezone(timedelta(hours=5, minutes=45))),
    cc=(Address("c@example.org"),),
    reply_to=Address("r@example.com"),
    html="<p>x</p>",
    in_reply_to="<0@example.org>",
    references=("<r@example.com>", "<0@example.org>"),
    automatic="auto-replied",
    list_id="support.example.com",
    language="ja",
    hops=2,
    markers=((Marker.TICKET, "EX-26-000001-K"),),
    attachments=(DraftAttachment("a.pdf", "application/pdf", 7, "1.2", "ab" * 32, 99),),
)
LEAST = Draft("<1@example.com>", Address("a@example.com"), (), "", "", FULL.date)


@pytest.mark.parametrize("draft", [FULL, LEAST])
def test_a_stored_draft_comes_back_equal(draft: Draft) -> None:
    assert draft_from_json(draft_to_json(draft)) == draft


def stored(**changes: object) -> str:
    return json.dumps(json.loads(draft_to_json(FULL)) | changes)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        "{}",
        "null",
        stored(markers=[["Bcc", "x@example.net"]]),
        stored(precedence="bulk"),
        stored(date="yesterday"),
        stored(from_=None),
        stored(to=["a@example.org"]),
        stored(attachments=[{"name": "a"}]),
    ],
)
def test_what_is_no_draft_is_a_bug_and_never_a_half_made_mail(text: str) -> None:
    with pytest.raises(Bug):
        draft_from_json(text)
