"""What applied rules cause together, and how it is explained."""

import pytest

from mailgate.model.authentication import Verdict
from mailgate.model.journal import Fate
from mailgate.model.mail import Address
from mailgate.model.ticket import Priority, Status
from mailgate.rules.evaluate import evaluate, explain
from mailgate.rules.facts import TicketFacts
from mailgate.rules.orders import Assign, Orders, Strategy
from mailgate.rules.wording import SEARCHED
from tests.unit.rules.mails import facts, mail, rules


def rule(name: str, when: str, then: str, more: str = "") -> str:
    return f'[[rule]]\nname = "{name}"\nwhen = {{ {when} }}\nthen = {{ {then} }}\n{more}\n'


EVERY = rules(
    "[[rule]]\nname = 'All of it'\nwhen = { subject.matches = 'order (?P<order>[0-9]+)' }\n[rule.then]\n"
    'category = "billing"\ntags = ["+a", "-b"]\npriority = "high"\nteam = "billing"\nassign = "sticky"\n'
    'policy = "urgent"\nlanguage = "da"\nfields = { source = "shop {order}" }\nwatch = ["kim holm"]\n'
    'note = "From the {source}."\nletter = "how_to_return"\nlinks = ["https://help.example.com/a"]\n'
    'acknowledge = false\nforward = "x@example.net"\nexternal_number = "S-{order}"\npostpone = "2 d"\n'
    'join = "order {order}"\nrequester = "reply_to"\n'
)


def test_every_action_arrives_in_the_effects() -> None:
    outcome = evaluate(EVERY, facts(mail(subject="Order 42", reply_to=(Address("Bo@example.org"),))))
    assert outcome.orders == Orders(
        category="billing",
        tags_added=("a",),
        tags_removed=("b",),
        priority=Priority.HIGH,
        team="billing",
        assign=Assign(strategy=Strategy.STICKY),
        policy="urgent",
        language="da",
        fields={"order": "42", "source": "shop 42"},
        watch=("Kim Holm",),
        notes=("From the shop 42.",),
        letters=("how_to_return",),
        links=("https://help.example.com/a",),
        acknowledge=False,
        forward=("x@example.net",),
        external_number="S-42",
        postpone_s=2 * 86400,
        join="order 42",
        requester="bo@example.org",
    )
    assert outcome.captures == {"order": "42"}
    (applied,) = outcome.applied
    assert (applied.rule, applied.skipped) == ("All of it", ())
    assert "team billing" in applied.actions
    assert {"join order 42", "external_number S-42", "requester bo@example.org"} <= set(applied.actions)


def test_a_mail_that_no_rule_speaks_of_is_left_as_it_is() -> None:
    outcome = evaluate(EVERY, facts(mail(subject="Hello")))
    assert outcome.applied == ()
    assert outcome.orders == Orders()


CHAIN = rules(
    rule("First", 'subject.contains = "a"', 'category = "billing", team = "billing", tags = ["+one"]')
    + rule(
        "Second", 'ticket.category = "billing", hours = "out"', 'priority = "urgent", tags = ["+two", "-one"]'
    )
    + rule(
        "Third",
        'ticket.priority = "urgent", not.ticket.tags = "one"',
        'status = "open", assign = "Anna Berg"',
    )
    + rule("Fourth", 'ticket.assignee = "Anna Berg", ticket.status = "open"', 'category = "alert"')
)


def test_a_rule_sees_what_the_ones_before_it_have_changed() -> None:
    hours = {"calendar": "office", "calendars": {"billing": "night"}, "open_calendars": frozenset({"office"})}
    outcome = evaluate(CHAIN, facts(mail(subject="a"), **hours))
    assert outcome.names == ("First", "Second", "Third", "Fourth")
    assert outcome.orders.category == "alert"
    assert (outcome.orders.tags_added, outcome.orders.tags_removed) == (("two",), ("one",))
    assert outcome.orders.status is Status.OPEN


def test_a_rule_sees_the_fields_that_were_captured_before() -> None:
    book = rules(
        rule("Find", "text.matches = 'case (?P<number>[0-9]+)'", 'tags = "+found"')
        + rule("Use", 'field.number = "7"', 'note = "It is {number}."')
    )
    assert evaluate(book, facts(mail(text="case 7"))).orders.notes == ("It is 7.",)
    assert evaluate(book, facts(mail(text="case 8"))).orders.notes == ()


def test_rules_look_at_the_mail_that_they_are_for() -> None:
    book = rules(
        rule("New", "", 'tags = "+n"')
        + rule("Later", "", 'tags = "+f"', 'on = "followup"')
        + rule("Any", "", 'tags = "+b"', 'on = "both"')
    )
    assert evaluate(book, facts(new=True)).names == ("New", "Any")
    assert evaluate(book, facts(new=False)).names == ("Later", "Any")


def test_a_rule_that_stops_is_the_last() -> None:
    book = rules(
        rule("One", 'subject.contains = "a"', 'category = "billing"', "stop = true")
        + rule("Two", 'subject.contains = "b"', 'category = "alert"')
    )
    assert evaluate(book, facts(mail(subject="a b"))).names == ("One",)
    assert evaluate(book, facts(mail(subject="b"))).orders.category == "alert"


@pytest.mark.parametrize(
    ("then", "fate", "reason"),
    [
        ("spam = true", Fate.SPAM, "a rule says so"),
        ('quarantine = "a program"', Fate.QUARANTINED, "a program"),
        ('discard = "nightly"', Fate.DISCARDED, "nightly"),
    ],
)
def test_a_fate_is_the_end_and_takes_back_what_was_wanted_before(then: str, fate: Fate, reason: str) -> None:
    book = rules(
        rule("Before", "", 'category = "billing", forward = "x@example.net"')
        + rule("End", 'subject.contains = "a"', then)
        + rule("After", "", 'priority = "low"')
    )
    outcome = evaluate(book, facts(mail(subject="a")))
    assert outcome.names == ("Before", "End")
    assert outcome.orders == Orders(fate=fate, fate_reason=reason)


CAPTURES = (
    rule("It", "any = [{ subject.matches = 'from (?P<email>\\S+)' }, { subject.contains = \"form\" }]",
         'requester = "{email}", join = "{email}", external_number = "{email}", note = "by {email}"')
)  # fmt: skip


def test_what_cannot_be_done_for_this_mail_is_told_and_not_guessed_at() -> None:
    outcome = evaluate(rules(CAPTURES), facts(mail(subject="a form")))
    assert outcome.orders == Orders(notes=("by ",))
    assert len(outcome.applied[0].skipped) == 3
    assert all("email was not found in the mail" in said for said in outcome.applied[0].skipped)


@pytest.mark.parametrize("address", ["kim", "@x", "a@b@c", "<a@b>", "a@b,c@d", "a@b(c"])
def test_nobody_is_answered_at_what_is_no_address(address: str) -> None:
    outcome = evaluate(rules(CAPTURES), facts(mail(subject=f"from {address}")))
    assert outcome.orders.requester is None
    assert any(said.startswith("requester") for said in outcome.applied[0].skipped)


def test_a_requester_by_reply_to_needs_one() -> None:
    book = rules(rule("It", "", 'requester = "reply_to"'))
    assert evaluate(book, facts()).applied[0].skipped == ("requester reply_to: there is no Reply-To",)


def test_a_disowned_mail_joins_no_ticket() -> None:
    outcome = evaluate(rules(CAPTURES), facts(mail(subject="from a@b.example"), authentication=Verdict.FAIL))
    assert outcome.orders.join is None
    assert outcome.orders.external_number == "a@b.example"
    assert any("disowns" in said for said in outcome.applied[0].skipped)


def test_at_most_three_links_are_kept_the_first_ones() -> None:
    links = [
        'links = ["https://a.example/1", "https://a.example/2"]',
        'links = ["https://a.example/3", "https://a.example/4"]',
    ]
    book = rules(rule("One", "", links[0]) + rule("Two", "", links[1]))
    assert evaluate(book, facts()).orders.links == tuple(f"https://a.example/{n}" for n in (1, 2, 3))


def test_an_explanation_names_the_condition_that_failed() -> None:
    book = rules(
        rule("Words", 'subject.contains = ["invoice", "faktura"], sender.known = true', 'tags = "+a"')
        + rule("None", "header.x-mailer.exists = true", 'tags = "+b"')
        + rule("Choice", 'any = [{ language = "de" }, { attachments = { above = 1 } }]', 'tags = "+c"')
        + rule("Denied", 'not = { sender.domain = "example.net" }', 'tags = "+d"')
        + rule("File", 'attachment = { name.ends = ".exe", size.above = "1 MB" }', 'tags = "+e"')
        + rule("Answers", "", 'tags = "+f"', 'on = "followup"')
        + rule("Yes", 'sender.domain = "example.net"', 'tags = "+g"', "stop = true")
        + rule("Late", 'subject.contains = "x"', 'tags = "+h"')
    )
    outcome = explain(book, facts(mail(subject="Hello there")))
    assert [trace.applied for trace in outcome.traces] == [False] * 6 + [True, False]
    assert [trace.why for trace in outcome.traces] == [
        'subject contains "faktura" or "invoice": it is "Hello there"',
        "header.x-mailer exists: there is none",
        'none of these: language is "de": there is none; attachments above 1: it is 0',
        'not (sender.domain is "example.net"): but so it is',
        'one file of which attachment ends ".exe" and attachment.size above 1 MB: none of 0',
        "looks at on = 'followup' only, and this mail opens a ticket",
        'sender.domain is "example.net"',
        "not asked: the rule 'Yes' was the last",
    ]
    assert outcome.traces[1].line == 6


def test_an_applied_rule_is_explained_by_the_part_that_made_it_so() -> None:
    book = rules(
        rule("It", 'size.above = "1 kB", any = [{ subject = "a" }, { language = "da" }]', 'tags = "+x"')
    )
    assert explain(book, facts(mail(language="da"))).traces[0].why == 'size above 1 kB and language is "da"'


def test_a_text_of_which_only_the_beginning_was_searched_is_named() -> None:
    book = rules(rule("It", 'text.contains = "late"', 'tags = "+a"'))
    long = mail(text="x " * SEARCHED + "late", new_text="")
    assert explain(book, facts(long)).cut == ("text",)
    assert evaluate(book, facts(long)).cut == ("text",)
    assert evaluate(book, facts(long)).applied == ()


def test_the_ticket_of_the_facts_is_what_the_first_rule_sees() -> None:
    book = rules(rule("It", 'ticket.tags = "old"', 'tags = "-old"', 'on = "followup"'))
    outcome = evaluate(book, facts(new=False, ticket=TicketFacts(tags=("old", "kept"))))
    assert outcome.orders.tags_removed == ("old",)
