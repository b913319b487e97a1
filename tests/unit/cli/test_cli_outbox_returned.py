"""What came back stands beside what was sent, in the outbox and on the ticket; a paused outbox lets one mail go."""

from mailgate.clock import SystemClock
from mailgate.failpoints import Unit
from mailgate.store import Tx, outbox, reports
from mailgate.store.outbox import Settled
from mailgate.store.reports import Reported
from tests.unit.cli.working_desk import WorkingDesk

KIMS = "kim@example.net"


def returned(desk: WorkingDesk, action: str) -> int:
    """The answer to Kim left, and her server reports on it; the number of the mail."""
    number = next(m["id"] for m in desk.json("outbox", "list", "--all") if m["kind"] == "reply")
    now = SystemClock().now()

    def settle(tx: Tx) -> None:
        mail = next(m for m in desk_mails(tx) if m.outbox_id == number)
        if mail.state != "sent":
            outbox.settle(tx, mail.recipient_id, Settled("sent", 250, "taken", "fake"), now)
        said = Reported(action, "5.1.1", action == "failed", "unknown-user", "550 no such user")
        reports.attach(tx, mail.recipient_id, said, 2 if action == "failed" else 1, now)

    def desk_mails(tx: Tx) -> list[reports.ReportedMail]:
        found = (reports.by_recipient(tx, number, one) for one in range(1, 20))
        return [mail for mail in found if mail is not None]

    desk.store.write_now(Unit.OPERATOR, settle)
    return int(number)


def test_a_bounce_stands_beside_the_mail_that_it_is_about(conversation: WorkingDesk) -> None:
    number = returned(conversation, "failed")
    [recipient] = conversation.json("outbox", "show", str(number))["recipients"]
    assert [(r["action"], r["journal_id"]) for r in recipient["reports"]] == [("failed", 2)]
    said = " ".join(conversation.run("outbox", "show", str(number)).output.split())
    assert "bounced" in said
    assert "550 no such user" in said
    messages = conversation.json("ticket", "show", "1")["messages"]
    [delivery] = next(m["delivery"] for m in messages if m["kind"] == "agent")
    assert (delivery["address"], delivery["state"], delivery["detail"]) == (
        KIMS, "bounced", "5.1.1 550 no such user",
    )  # fmt: skip
    assert f"-> {KIMS}: bounced" in conversation.run("ticket", "show", "1").output


def test_a_failure_says_more_than_the_delay_before_and_after_it(conversation: WorkingDesk) -> None:
    number = returned(conversation, "delayed")
    listed = {m["id"]: m for m in conversation.json("outbox", "list", "--all")}
    assert listed[number]["recipients"][0]["state"] == "sent"
    assert "delayed" in conversation.run("outbox", "list", "--all").output
    returned(conversation, "failed")
    assert "bounced" in conversation.run("outbox", "list", "--all").output


def test_a_paused_outbox_says_so_and_lets_one_mail_go(conversation: WorkingDesk) -> None:
    assert conversation.json("outbox", "pause", "moving house") == {"paused": "moving house"}
    number = conversation.json("outbox", "list")[0]["id"]
    assert conversation.json("outbox", "release", str(number)) == {"due_now": 1}
    [recipient] = conversation.json("outbox", "show", str(number))["recipients"]
    assert recipient["released_at"] is not None
    assert conversation.json("outbox", "resume") == {"paused": None}
