"""A customer is shown as the store knows them."""

from datetime import timedelta

from mailgate.clock import SystemClock
from mailgate.config.bounces import BouncesTable
from mailgate.failpoints import Unit
from mailgate.model.address_score import Hit
from mailgate.model.decision import CapHit
from mailgate.store import counters, scores, views_people
from tests.unit.cli.test_cli_shapes import ANY, FLAG, INSTANT, NUMBER, REAL, TEXT, Each, Maybe, fits
from tests.unit.cli.working_desk import WorkingDesk, mail

CONTACT = {
    "address": TEXT, "name": TEXT, "organisation": Maybe(TEXT), "group": Maybe(TEXT), "phone": Maybe(TEXT),
    "language": Maybe(TEXT), "zone": Maybe(TEXT), "fields": ANY, "first_seen_at": INSTANT, "two_way_at": Maybe(INSTANT),
    "tickets": Each({"ref": TEXT, "subject": TEXT, "status": TEXT, "role": TEXT, "created_at": INSTANT}),
    "caps": Each({
        "cap": TEXT, "subject": TEXT, "window_s": NUMBER, "used": NUMBER, "limit": NUMBER, "reached": FLAG,
    }),
    "bounces": Maybe({
        "score": REAL, "dead_at": REAL, "hard": NUMBER, "soft": NUMBER, "last_at": INSTANT, "reason": TEXT,
        "muted_until": Maybe(INSTANT),
    }),
}  # fmt: skip
VIP = '\n[[organisation]]\nname = "Holm Lamps"\ndomains = ["example.net"]\ngroup = "vip"\n'


def test_a_contact_has_the_documented_shape(conversation: WorkingDesk) -> None:
    found = conversation.json("contact", "show", "KIM@example.net")
    fits(found, CONTACT)
    assert (found["address"], found["name"]) == ("kim@example.net", "Kim Holm")


def test_tickets_are_newest_first_those_where_they_take_part_too(conversation: WorkingDesk) -> None:
    conversation.process()
    conversation.take(mail("A third matter", number=8, From="Lee <lee@example.org>"))
    conversation.process()
    run = conversation.run("ticket", "set", "4", "--as", "Anna Berg", "cc", "kim@example.net")
    assert run.exit_code == 0
    tickets = conversation.json("contact", "show", "kim@example.net")["tickets"]
    assert [(t["subject"], t["role"]) for t in tickets] == [
        ("A third matter", "cc"), ("A new matter", "requester"), ("Broken lamp", "requester"),
    ]  # fmt: skip
    newest = conversation.json("contact", "show", "kim@example.net", "--limit", "1")["tickets"]
    assert [t["subject"] for t in newest] == ["A third matter"]


def test_the_organisation_is_that_of_the_domain(conversation: WorkingDesk) -> None:
    with (conversation.directory / "agents.toml").open("a") as file:
        file.write(VIP)
    found = conversation.json("contact", "show", "kim@example.net")
    assert (found["organisation"], found["group"]) == ("Holm Lamps", "vip")
    assert "Holm Lamps (vip)" in conversation.run("contact", "show", "kim@example.net").output


def test_a_cap_that_is_reached_says_so(conversation: WorkingDesk) -> None:
    now = SystemClock().now()  # which the command asks
    hits = [(CapHit("per_address_day", "kim@example.net"), now - timedelta(minutes=n)) for n in range(3)]
    conversation.store.write_now(Unit.OPERATOR, lambda tx: counters.count(tx, hits))
    caps = {c["cap"]: c for c in conversation.json("contact", "show", "kim@example.net")["caps"]}
    assert (caps["per_address_day"]["used"], caps["per_address_day"]["reached"]) == (3, True)
    assert (caps["per_domain_hour"]["used"], caps["per_domain_hour"]["reached"]) == (0, False)
    assert "3 of 3" in conversation.run("contact", "show", "kim@example.net").output


def test_somebody_unknown_is_a_negative_finding_and_an_agent_is_named(conversation: WorkingDesk) -> None:
    result = conversation.run("contact", "show", "nobody@example.org")
    assert (result.exit_code, result.stdout) == (1, "")
    assert "mailgate agent list" in conversation.run("contact", "show", "anna@example.com").stderr


def test_a_strangers_name_cannot_command_the_terminal(desk: WorkingDesk) -> None:
    desk.take(mail("\x1b[31mred", From='"\x1b[2J\u202e" <kim@example.net>'))
    desk.process()
    assert not {"\x1b", "\u202e"} & set(desk.run("contact", "show", "kim@example.net").output)
    assert desk.store.read_now(lambda tx: views_people.contact_of(tx, "kim@example.net")) is not None


def bounced(desk: WorkingDesk, hits: int) -> None:
    now, policy = SystemClock().now(), BouncesTable().policy
    for _ in range(hits):
        desk.store.write_now(
            Unit.OPERATOR, lambda tx: scores.hit(tx, "kim@example.net", Hit.HARD, "unknown-user", now, policy)
        )


def test_what_came_back_is_shown_and_can_be_forgiven(conversation: WorkingDesk) -> None:
    """
    one bounce      a score, and nothing is held back
    two             no automatic mail until the day that is shown
    unmute          as if nothing had been; a second time there is nothing to forget
    """
    bounced(conversation, 1)
    shown = conversation.json("contact", "show", "kim@example.net")
    fits(shown, CONTACT)
    assert (shown["bounces"]["hard"], shown["bounces"]["muted_until"]) == (1, None)
    bounced(conversation, 1)
    until = conversation.json("contact", "show", "kim@example.net")["bounces"]["muted_until"]
    said = conversation.run("contact", "show", "kim@example.net").output
    assert f"no automatic mail until {until[:10]}" in " ".join(said.split())
    assert conversation.json("contact", "unmute", "KIM@example.net") == {
        "address": "kim@example.net", "forgiven": True,
    }  # fmt: skip
    assert conversation.json("contact", "show", "kim@example.net")["bounces"] is None
    assert conversation.run("contact", "unmute", "kim@example.net").exit_code == 1
