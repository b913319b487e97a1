"""What operators ask is answered truly, and what they order is done once."""

import json
from typing import Any

import pytest

from mailgate.cli.explain import explained
from mailgate.cli.house import House
from mailgate.store import journal, outbox
from tests.unit.cli.working_desk import WorkingDesk, mail


@pytest.mark.parametrize("form", ["[{}]", "{}", " [ {} ] "])
@pytest.mark.parametrize("case", [str.upper, str.lower])
def test_a_reference_is_understood_as_people_write_it(
    conversation: WorkingDesk, form: str, case: Any
) -> None:
    reference = conversation.json("ticket", "show", "1")["ref"]
    assert conversation.json("ticket", "show", case(form.format(reference)))["ref"] == reference


@pytest.mark.parametrize(
    "wrong", ["EX-26-000001-2", "EX-26-000077-X", "ZZ-26-000001-W", "99", "word", "", "0", "9" * 30]
)
def test_a_typo_in_a_reference_finds_no_ticket(conversation: WorkingDesk, wrong: str) -> None:
    result = conversation.run("ticket", "show", wrong)
    assert (result.exit_code, result.stdout) == (1, "")


@pytest.mark.parametrize(
    ("filters", "subjects"),
    [
        ((), ["A mail that could not be read", "Broken lamp"]),
        (("--status", "waiting"), ["Broken lamp"]),
        (("--assignee", "Anna Berg"), ["Broken lamp"]),
        (("--requester", "KIM@example.net"), ["Broken lamp"]),
        (
            ("--mailbox", "Support@example.com", "--limit", "0"),
            ["A mail that could not be read", "Broken lamp"],
        ),
        (("--team", "support", "--limit", "1"), ["A mail that could not be read"]),
        (("--team", "nobody"), []),
        (("--requester", "stranger@example.org"), []),
    ],
)
def test_tickets_are_listed_newest_first_as_asked(
    conversation: WorkingDesk, filters: tuple[str, ...], subjects: list[str]
) -> None:
    assert [t["subject"] for t in conversation.json("ticket", "list", *filters)] == subjects
    assert conversation.run("ticket", "list", *filters).exit_code == 0


def test_an_unknown_status_is_wrong_usage(conversation: WorkingDesk) -> None:
    assert conversation.run("ticket", "list", "--status", "lost").exit_code == 2


def test_a_ticket_shows_everything_that_anybody_wrote_or_got(conversation: WorkingDesk) -> None:
    messages = conversation.json("ticket", "show", "1")["messages"]
    assert [(m["direction"], m["kind"], m["public"]) for m in messages] == [
        ("in", "customer", True), ("out", "ack", True), ("out", "notice", False), ("out", "agent", True),
        ("in", "customer", True), ("out", "notice", False),
    ]  # fmt: skip
    reply = messages[3]
    assert [d["address"] for d in reply["delivery"]] == ["kim@example.net"]
    assert [a["name"] for a in messages[0]["attachments"]] == ["lamp.png"]
    assert "We send a new one." in conversation.run("ticket", "show", "1").output


@pytest.mark.parametrize(
    ("what", "entries"),
    [
        ("1", [1]),
        ("<2@example.net>", [2]),
        ("2@example.net", [2]),
        ("kim@example.net", [1, 3, 5]),
        ("KIM@EXAMPLE.NET", [1, 3, 5]),
        ("anna@example.com", [2]),
        ("odd@example.org", [4]),
    ],
)
def test_a_mail_is_found_by_number_id_and_sender(
    conversation: WorkingDesk, what: str, entries: list[int]
) -> None:
    result = conversation.run("trace", what, "--json")
    assert [json.loads(line)["journal_id"] for line in result.stdout.splitlines()] == entries


def test_a_mail_of_ours_leads_to_the_mail_that_caused_it(conversation: WorkingDesk) -> None:
    reply = next(m for m in conversation.json("outbox", "list") if m["kind"] == "reply")
    assert conversation.json("trace", reply["message_id"])["journal_id"] == reply["journal_id"] == 2


@pytest.mark.parametrize(
    "what", ["77", "<nothing@example.net>", "nobody@example.net", "9" * 40, "' OR 1=1 --"]
)
def test_a_mail_that_never_came_is_a_negative_finding(conversation: WorkingDesk, what: str) -> None:
    result = conversation.run("trace", what)
    assert (result.exit_code, result.stdout) == (1, "")


def test_a_trace_tells_every_step_in_order(conversation: WorkingDesk) -> None:
    found = conversation.json("trace", "4")
    assert (found["fate"], [s["step"] for s in found["steps"]]) == ("quarantined", ["accepted", "settled"])
    assert found["reasons"][0].startswith("the reader was killed")
    assert [s["step"] for s in conversation.json("trace", "5")["steps"]] == ["accepted", "waiting"]


def test_explain_shows_exactly_what_processing_then_does(conversation: WorkingDesk) -> None:
    desk = conversation
    claimed, raw = desk.store.read_now(lambda tx: (journal.entry(tx, 5), journal.body(tx, 5)))
    assert claimed is not None
    told = explained(House(desk.settings, desk.store, desk.clock), claimed, raw or b"").as_json()
    desk.process()
    trace = desk.json("trace", "5")
    ticket = desk.json("ticket", "show", trace["ticket"])
    assert (told["fate"], told["reasons"]) == (trace["fate"], trace["reasons"])
    same = ("subject", "status", "priority", "mailbox", "language", "tags")
    assert {k: ticket[k] for k in same} == {k: told["fields"][k] for k in same}
    assert [d["due_at"] for d in told["due"]] == [t["due_at"] for t in ticket["timers"]]
    sent = [desk.json("outbox", "show", str(o["outbox_id"])) for o in trace["outgoing"]]
    for said, done in zip(told["outgoing"], sent, strict=True):
        assert [said["recipient"]] == [r["address"] for r in done["recipients"]]
        assert (said["from"], said["to"]) == (done["from"], done["to"])
        for key in ("subject", "text"):
            assert said[key].replace("EX-26-NUMBER", ticket["ref"]) == done[key]
        assert (said["reply_to"] is None) == (done["reply_to"] is None)


def test_explain_of_a_settled_mail_does_not_take_its_own_ticket_for_evidence(
    conversation: WorkingDesk,
) -> None:
    told = conversation.json("explain", "2")
    assert (told["fate"], told["thread"]["level"]) == ("appended", 1)
    assert "quarantine" not in " ".join(told["reasons"])
    again = conversation.json("explain", "4")
    assert "read again after quarantine" in " ".join(again["reasons"])


def test_explain_changes_nothing(conversation: WorkingDesk) -> None:
    before = (conversation.json("ticket", "list"), conversation.json("outbox", "list", "--all"))
    conversation.run("explain", "5")
    assert (conversation.json("ticket", "list"), conversation.json("outbox", "list", "--all")) == before
    assert conversation.json("trace", "5")["fate"] is None


def test_explain_of_a_file_that_came_before_is_a_duplicate(conversation: WorkingDesk, tmp_path: Any) -> None:
    raw = conversation.store.read_now(lambda tx: journal.body(tx, 3)) or b""
    (tmp_path / "again.eml").write_bytes(raw)
    assert conversation.json("explain", tmp_path / "again.eml")["fate"] == "duplicate"


@pytest.mark.parametrize(("what", "code"), [("77", 1), ("9" * 40, 1), ("missing.eml", 65)])
def test_explain_of_nothing_says_so(conversation: WorkingDesk, what: str, code: int) -> None:
    assert conversation.run("explain", what).exit_code == code


def test_a_quarantined_mail_can_be_read_octet_for_octet(conversation: WorkingDesk) -> None:
    assert conversation.run("quarantine", "show", "4", "--raw").stdout_bytes == b"Subject: odd\r\n\r\nodd\r\n"
    assert conversation.run("quarantine", "show", "1").exit_code == 1


def test_replay_after_an_upgrade_is_idempotent_and_keeps_the_stub_ticket(conversation: WorkingDesk) -> None:
    stub = conversation.json("quarantine", "list")[0]["ticket"]
    assert conversation.json("quarantine", "replay", "--all")["replayed"] == [4]
    assert conversation.run("quarantine", "replay", "4").exit_code == 1
    conversation.clock.at = conversation.clock.at.replace(year=2027)
    conversation.process()
    found = conversation.json("trace", "4")
    assert (found["fate"] != "quarantined", found["ticket"]) == (True, stub)


def test_purge_asks_removes_the_bytes_and_keeps_the_ledger(conversation: WorkingDesk) -> None:
    assert conversation.run("quarantine", "purge", "4", stdin=b"n\n").exit_code == 1
    assert conversation.store.read_now(lambda tx: journal.body(tx, 4)) is not None
    assert conversation.run("quarantine", "purge", "4", stdin=b"y\n").exit_code == 0
    assert conversation.store.read_now(lambda tx: journal.body(tx, 4)) is None
    assert conversation.json("quarantine", "list") == []
    trace = conversation.json("trace", "4")
    assert (trace["fate"], "purged" in [s["step"] for s in trace["steps"]]) == ("quarantined", True)


def test_only_quarantined_mail_is_purged(conversation: WorkingDesk) -> None:
    result = conversation.run("quarantine", "purge", "1", "5", "--yes")
    assert result.exit_code == 1
    assert conversation.store.read_now(lambda tx: len(journal.bodies(tx, [1, 5]))) == 2


def test_purge_by_age_leaves_what_is_younger(conversation: WorkingDesk) -> None:
    assert conversation.json("quarantine", "purge", "--older-than", "36500", "--yes")["purged"] == []
    assert conversation.json("quarantine", "purge", "--older-than", "1", "--yes")["purged"] == [4]


@pytest.mark.parametrize(
    "args",
    [
        ("quarantine", "replay"),
        ("quarantine", "purge"),
        ("quarantine", "replay", "4", "--all"),
        ("outbox", "retry"),
        ("outbox", "retry", "1", "--all"),
    ],
)
def test_what_changes_things_wants_to_be_told_which(conversation: WorkingDesk, args: tuple[str, ...]) -> None:
    assert conversation.run(*args).exit_code == 2


@pytest.mark.parametrize(
    "args", [("outbox", "show"), ("outbox", "cancel"), ("quarantine", "show"), ("quarantine", "replay")]
)
def test_a_number_that_no_store_can_hold_is_wrong_usage(
    conversation: WorkingDesk, args: tuple[str, str]
) -> None:
    assert conversation.run(*args, "9" * 30).exit_code == 2


def test_a_cancelled_mail_never_leaves(conversation: WorkingDesk) -> None:
    assert conversation.json("outbox", "cancel", "3", "--why", "sent by hand") == {"cancelled": 1}
    [recipient] = conversation.json("outbox", "show", "3")["recipients"]
    assert (recipient["state"], recipient["detail"]) == ("cancelled", "sent by hand")
    for order in ("cancel", "release", "retry"):
        assert conversation.run("outbox", order, "3").exit_code == 1


def test_sending_is_paused_until_it_is_resumed(conversation: WorkingDesk) -> None:
    assert conversation.run("outbox", "pause", "moving house").exit_code == 0
    assert conversation.store.read_now(outbox.paused) == "moving house"
    assert "moving house" in conversation.run("outbox", "list").output
    assert conversation.run("outbox", "resume").exit_code == 0
    assert conversation.store.read_now(outbox.paused) is None


def test_the_outbox_shows_what_waits_or_all_or_one_ticket(conversation: WorkingDesk) -> None:
    def kinds(*args: str) -> list[str]:
        return [m["kind"] for m in conversation.json("outbox", "list", *args)]

    assert kinds() == ["notification", "reply", "notification", "ack", "notification"]
    assert kinds("--all") == ["ack", "notification", "reply", "notification", "ack", "notification"]
    assert kinds("--ticket", "2") == ["ack", "notification"]
    assert kinds("--all", "--limit", "1") == ["notification"]
    assert conversation.run("outbox", "show", "77").exit_code == 1


def test_a_mail_with_markup_in_its_subject_is_shown_as_it_is(desk: WorkingDesk) -> None:
    desk.take(mail("[bold]x[/bold]"))
    desk.process()
    assert "[bold]x[/bold]" in desk.run("ticket", "list").output
