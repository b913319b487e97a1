"""A customer is shown as the store knows them."""

from datetime import timedelta

from mailgate.clock import SystemClock
from mailgate.failpoints import Unit
from mailgate.model.decision import CapHit
from mailgate.store import counters, views_people
from tests.unit.cli.test_cli_shapes import ANY, FLAG, INSTANT, NUMBER, TEXT, Each, Maybe, fits
from tests.unit.cli.working_desk import WorkingDesk, mail

CONTACT = {
    "address": TEXT, "name": TEXT, "organisation": Maybe(TEXT), "group": Maybe(TEXT), "phone": Maybe(TEXT),
    "language": Maybe(TEXT), "zone": Maybe(TEXT), "fields": ANY, "first_seen_at": INSTANT, "two_way_at": Maybe(INSTANT),
    "tickets": Each({"ref": TEXT, "subject": TEXT, "status": TEXT, "role": TEXT, "created_at": INSTANT}),
    "caps": Each({
        "cap": TEXT, "subject": TEXT, "window_s": NUMBER, "used": NUMBER, "limit": NUMBER, "reached": FLAG,
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
