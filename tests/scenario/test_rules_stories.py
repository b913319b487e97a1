"""Rules together, as operators write them: alarms that meet and are solved, a contact form, who gets a ticket."""

from pathlib import Path

import pytest

from mailgate.model.journal import Fate
from mailgate.model.ticket import Priority, Status
from mailgate.store import agents
from tests.scenario.desk import TestDesk
from tests.scenario.post import ANNA, BO, answer, mail
from tests.scenario.stage import AGENTS_TOML

STARTER = (Path(__file__).parents[2] / "config" / "rules.toml").read_text(encoding="utf-8")
MONITOR = "Monitoring <monitoring@example.com>"
MACHINE = {"Auto-Submitted": "auto-generated"}
TEAM = """
[[team]]
name = "support"
strategy = "{strategy}"
[[team]]
name = "billing"
[[agent]]
name = "Anna Berg"
addresses = ["anna@staff.example.net"]
teams = ["support"]
{anna}
[[agent]]
name = "Bo Lund"
addresses = ["bo@staff.example.net"]
teams = ["support", "billing"]
{bo}
"""


def team(strategy: str = "least-loaded", *, anna: str = "", bo: str = "") -> str:
    return TEAM.format(strategy=strategy, anna=anna, bo=bo)


def alarm(what: str, host: str) -> bytes:
    subject = f"** {what} Service Alert: {host}/HTTP is so **"
    return mail(subject, "CRITICAL", sender=MONITOR, headers=MACHINE)


def test_an_alarm_opens_more_of_them_join_and_the_recovery_solves(desk: TestDesk) -> None:
    """
    PROBLEM web1   a ticket
    PROBLEM db     another
    PROBLEM web1   joins the first
    RECOVERY web1  solves it, and its clock has ended
    PROBLEM web1   a ticket of its own: what was solved is solved
    """
    desk.configure(rules=STARTER)
    first, other = desk.post(alarm("PROBLEM", "web1")), desk.post(alarm("PROBLEM", "db"))
    assert (desk.fate(first), desk.fate(other)) == (Fate.TICKET, Fate.TICKET)
    assert desk.ticket(1).priority is Priority.HIGH
    again = desk.post(alarm("PROBLEM", "web1"))
    assert (desk.fate(again), desk.ticket_of(again).id) == (Fate.APPENDED, 1)
    assert "by the key 'web1/HTTP'" in desk.reasons(again)
    told = len(desk.letters("notification"))
    recovery = desk.post(alarm("RECOVERY", "web1"))
    found = desk.ticket_of(recovery)
    assert (found.id, found.status, found.unanswered_since) == (1, Status.SOLVED, None)
    assert found.solved_at == desk.clock.now()
    assert desk.timers(1)["first_response"].state == "cancelled"
    assert len(desk.letters("notification")) == told, "nobody need hear that all is well"
    assert desk.ticket(2).status is Status.NEW
    assert desk.ticket_of(desk.post(alarm("PROBLEM", "web1"))).id == 3
    assert desk.letters("ack") == []


def test_a_recovery_without_an_alarm_opens_a_ticket_that_is_solved(desk: TestDesk) -> None:
    desk.configure(rules=STARTER)
    desk.post(alarm("RECOVERY", "web1"))
    assert desk.ticket(1).status is Status.SOLVED
    assert desk.letters() == []


def test_nobody_else_s_mail_joins_by_the_same_words(desk: TestDesk) -> None:
    """
    the same subject from another address, and from the same one that its domain disowns   tickets of their own
    """
    rules = STARTER.replace(
        'sender = "monitoring@example.com"', 'sender.domain = ["example.com", "customer.test"]'
    )
    desk.configure(rules=rules)
    desk.post(alarm("PROBLEM", "web1"))
    subject = "** RECOVERY Service Alert: web1/HTTP is so **"
    assert desk.ticket_of(desk.post(mail(subject))).id == 2
    disowned = {"Authentication-Results": "mx.example.com; dmarc=fail header.from=example.com", **MACHINE}
    entry = desk.post(mail(subject, sender=MONITOR, vouched=False, headers=disowned))
    assert desk.ticket(1).status is Status.NEW
    assert desk.fate(entry) is Fate.TICKET


def test_a_machine_s_mail_opens_nothing_by_a_rule_that_is_not_about_machines(desk: TestDesk) -> None:
    """
    a customer's vacation notice, and a rule on all mail of theirs   recorded
    """
    desk.configure(
        rules='[[rule]]\nname = "VIP"\nwhen = { sender.domain = "customer.test" }\nthen = { tags = ["+vip"] }\n'
    )
    entry = desk.post(mail("Out of office", headers={"Auto-Submitted": "auto-replied"}))
    assert desk.fate(entry) is Fate.RECORDED
    assert desk.tickets() == []
    named = '[[rule]]\nname = "Shop"\nwhen = { automatic = ["auto_reply", "vacation"] }\nthen = { tags = ["+shop"] }\n'
    desk.configure(rules=named)
    entry = desk.post(mail("Order 7", headers={"Auto-Submitted": "auto-generated"}))
    assert desk.fate(entry) is Fate.TICKET
    assert desk.letters("ack") == []


FORM = "Name: Kim Holm\nE-mail: Kim@Customer.test\n\nThe printer smokes."


def test_a_contact_form_s_ticket_is_the_customer_s(desk: TestDesk) -> None:
    """
    www -> support, "E-mail: Kim@..."   Kim's ticket, a minimal acknowledgement to Kim; Kim's answer belongs to it
    """
    desk.configure(rules=STARTER)
    entry = desk.post(mail("Message from the site", FORM, sender="www@example.com"))
    found = desk.ticket_of(entry)
    assert ([p.address for p in found.participants], found.tags) == (["kim@customer.test"], ("web",))
    ack = desk.letter("ack")
    assert ack.recipient == "kim@customer.test"
    assert "Message from the site" not in ack.draft.subject
    notice = desk.letter("notification").draft
    assert "Your reply to this mail goes to kim@customer.test" in notice.text.replace(
        "(kim@customer.test)", "kim@customer.test"
    )
    answered = desk.post(answer(ack.draft, "It still smokes."))
    assert desk.ticket_of(answered).id == found.id
    desk.post(answer(notice, "Off with it.", sender=ANNA))
    assert desk.letter("reply").recipient == "kim@customer.test"


def test_a_form_floods_nobody(desk: TestDesk) -> None:
    """
    ten forms in Kim's name   no more acknowledgements to Kim than the cap on one address
    """
    desk.configure(rules=STARTER)
    for number in range(10):
        desk.post(mail(f"Form {number}", FORM, sender="www@example.com"))
        desk.advance(65)
    assert len(desk.letters("ack", to="kim@customer.test")) == 3


def test_a_vip_is_urgent_by_policy(desk: TestDesk) -> None:
    rules = '[[rule]]\nname = "VIP"\nwhen = { sender.group = "vip" }\nthen = { priority = "high", policy = "gold" }\n'
    gold = '[[policy]]\nname = "gold"\npriority = "urgent"\nfirst_response = "30 min"\n'
    usual = '[[policy]]\nname = "standard"\nfirst_response = "4 h"\n'
    vip = '[[organisation]]\nname = "Customer"\ndomains = ["customer.test"]\ngroup = "vip"\n'
    desk.configure(rules=rules, sla=gold + usual, agents=AGENTS_TOML + vip)
    desk.post(mail())
    assert (desk.ticket(1).policy, desk.timers(1)["first_response"].target_s) == ("gold", 1800)
    desk.post(mail(sender="other@elsewhere.test"))
    assert desk.ticket(2).policy == "standard"


# who gets it


def test_new_tickets_go_to_whom_has_the_most_room(desk: TestDesk) -> None:
    """
    Anna may have twice as much as Bo   of six tickets she gets four
    """
    desk.configure(agents=team(anna="capacity = 8", bo="capacity = 4"))
    for number in range(6):
        desk.post(mail(f"Number {number}", sender=f"c{number}@customer.test"))
    given = [t.assignee for t in desk.tickets()]
    assert (given.count("Anna Berg"), given.count("Bo Lund")) == (4, 2)
    assert (
        "A new ticket, given to you."
        in desk.letters("notification", to="anna@staff.example.net")[0].draft.text
    )
    assert len(desk.letters("notification")) == 6, "each ticket is told to whom it was given"


def test_in_turn_means_in_turn(desk: TestDesk) -> None:
    desk.configure(agents=team("round-robin"))
    for number in range(4):
        desk.post(mail(f"Number {number}"))
    given = [t.assignee for t in desk.tickets()]
    assert given == ["Anna Berg", "Bo Lund", "Anna Berg", "Bo Lund"]


def test_the_last_free_place_is_given_once_and_then_the_queue_waits(desk: TestDesk) -> None:
    """
    one place each, three mails at once   the third stays in the team's queue, and the timeline says why
    """
    desk.configure(agents=team(anna="capacity = 1", bo="capacity = 1"))
    for number in range(3):
        desk.receive(mail(f"Number {number}"))
    desk.process()
    assert sorted(t.assignee or "" for t in desk.tickets()) == ["", "Anna Berg", "Bo Lund"]
    (why,) = [
        e.detail["why"] for t in desk.tickets() if t.assignee is None for e in desk.events(t.id, "assigned")
    ]
    assert why == "nobody can take it now: Anna Berg is at capacity, Bo Lund is at capacity"
    desk.solve(next(t.id for t in desk.tickets() if t.assignee == "Bo Lund"))
    assert desk.ticket_of(desk.post(mail("Number 4"))).assignee == "Bo Lund"


def test_nobody_gets_a_ticket_out_of_hours_or_away(desk: TestDesk) -> None:
    desk.configure(agents=team())
    told = desk.ticket_of(desk.post(mail("One"))).assignee
    assert told == "Anna Berg"
    desk.post(mail("#away tomorrow", "#away tomorrow", sender=ANNA))
    assert desk.ticket_of(desk.post(mail("Two"))).assignee == "Bo Lund"
    desk.clock.set("2026-11-28T12:00:00+01:00")  # a Saturday
    found = desk.ticket_of(desk.post(mail("Three")))
    assert found.assignee is None
    assert desk.events(found.id, "assigned")[0].detail["why"].endswith("Bo Lund is out of hours")


def away(desk: TestDesk, name: str) -> None:
    now = desk.clock.now()
    desk.write(lambda tx: agents.go_away(tx, name, now.replace(year=2027), now))


def test_an_answer_to_somebody_who_is_away_goes_to_the_stand_in(desk: TestDesk) -> None:
    desk.configure(agents=team(anna='standin = "Bo Lund"'))
    desk.post(mail())
    assert desk.ticket(1).assignee == "Anna Berg"
    away(desk, "Anna Berg")
    desk.post(answer(desk.letter("ack").draft, "Are you there?"))
    assert desk.ticket(1).assignee == "Bo Lund"
    assert desk.events(1, "assigned")[-1].detail["why"] == "stands in for Anna Berg, who is away"
    assert desk.letter("notification").recipient == "bo@staff.example.net"


def test_without_a_stand_in_it_goes_back_to_the_team(desk: TestDesk) -> None:
    desk.configure(agents=team())
    desk.post(mail())
    away(desk, "Anna Berg")
    desk.post(answer(desk.letter("ack").draft, "Are you there?"))
    assert desk.ticket(1).assignee is None
    assert desk.letter("notification").recipient == "bo@staff.example.net"


def test_a_sticky_team_gives_a_customer_to_whom_they_know(desk: TestDesk) -> None:
    desk.configure(agents=team("sticky", anna="capacity = 2"))
    desk.post(mail("One"))
    desk.post(mail("Two", sender="other@elsewhere.test"))
    desk.post(mail("Three", sender="third@elsewhere.test"))
    served = desk.ticket(2).assignee
    assert desk.ticket_of(desk.post(mail("Again", sender="other@elsewhere.test"))).assignee == served


@pytest.mark.parametrize(
    ("strategy", "wanted"),
    [("{ skill = 'network' }", "Bo Lund"), ("'language'", "Bo Lund"), ("'Bo Lund'", "Bo Lund"), ("'none'", None),
     ("'manual'", None), ("'skill'", "Bo Lund")],
)  # fmt: skip
def test_a_rule_finds_the_agent_in_the_team_s_place(
    desk: TestDesk, strategy: str, wanted: str | None
) -> None:
    then = f'assign = {strategy}, language = "pl", category = "Network"'
    desk.configure(
        rules=f'[[rule]]\nname = "It"\nwhen = {{}}\nthen = {{ {then} }}\n',
        agents=team(bo='skills = ["network"]\nlanguages = ["pl"]'),
    )
    desk.post(mail())
    assert desk.ticket(1).assignee == wanted


def test_a_ticket_that_a_rule_gives_to_another_team_finds_its_agent_there(desk: TestDesk) -> None:
    when = 'when = { new_text = { contains = "invoice" } }'
    rules = f'[[rule]]\nname = "It"\non = "followup"\n{when}\nthen = {{ team = "billing" }}\n'
    agents = team().replace('name = "billing"', 'name = "billing"\nstrategy = "round-robin"', 1)
    desk.configure(rules=rules, agents=agents)
    desk.post(mail())
    assert desk.ticket(1).assignee == "Anna Berg"
    desk.post(answer(desk.letter("ack").draft, "It is about the invoice"))
    assert (desk.ticket(1).team, desk.ticket(1).assignee) == ("billing", "Bo Lund")


def test_taking_by_hand_stands_above_every_strategy(desk: TestDesk) -> None:
    desk.configure(agents=team(anna="capacity = 1"))
    desk.post(mail())
    desk.post(answer(desk.letter("notification").draft, "#assign Bo Lund", sender=ANNA))
    assert desk.ticket(1).assignee == "Bo Lund"
    desk.post(answer(desk.letter("notification", to="bo@staff.example.net").draft, "#take", sender=BO))
    desk.post(answer(desk.letter("ack").draft, "Hello?"))
    assert desk.ticket(1).assignee == "Bo Lund"


def test_who_the_requester_is_changes_nothing_of_what_rules_saw(desk: TestDesk) -> None:
    """
    the form's address is new to us, Kim is not   the rule for unknown senders still applies
    """
    desk.post(mail("Before"))
    form = 'sender.address = "www@example.org", sender.known = false, new_text = { matches = "(?P<email>[^ ]+@[^ ]+)" }'
    desk.configure(
        rules=f'[[rule]]\nname = "F"\nwhen = {{ {form} }}\nthen = {{ requester = "{{email}}", tags = ["+web"] }}\n'
    )
    entry = desk.post(mail("Form", "it is kim@customer.test now", sender="www@example.org"))
    found = desk.ticket_of(entry)
    assert ([p.address for p in found.participants], found.tags) == (["kim@customer.test"], ("web",))


def test_a_strategy_leaves_a_ticket_with_whom_has_it(desk: TestDesk) -> None:
    """
    the rule looks at every mail   the first finds Anna; Kim's second mail does not pass the ticket on
    """
    rules = '[[rule]]\nname = "It"\non = "both"\nwhen = {}\nthen = { assign = "round-robin" }\n'
    desk.configure(rules=rules, agents=team("manual"))
    desk.post(mail())
    desk.post(answer(desk.letter("ack").draft, "One more thing"))
    assert desk.ticket(1).assignee == "Anna Berg"
