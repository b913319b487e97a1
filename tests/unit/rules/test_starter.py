"""The rules that a new desk begins with: what people would keep."""

from pathlib import Path
from typing import Any

import pytest

from mailgate.model.journal import Fate
from mailgate.model.mail import Address, Automatic, Made, Mail
from mailgate.model.ticket import Priority, Status
from mailgate.rules.evaluate import evaluate
from mailgate.rules.facts import Known
from mailgate.rules.lint import Sort, lint
from mailgate.rules.read import load
from tests.unit.rules.mails import facts, mail

# A desk as `mailgate init` leaves it: one team, one agent, one mailbox, one calendar, one policy.
FRESH = Known(
    teams=frozenset({"helpdesk"}),
    agents=frozenset({"Bo"}),
    mailboxes=frozenset({"help@example.org"}),
    own=frozenset({"help@example.org"}),
    calendars=frozenset({"office"}),
    policies=frozenset({"standard"}),
)
ROOT = Path(__file__).parents[3]
STARTER = load((ROOT / "config" / "rules.toml").read_text(encoding="utf-8"), FRESH)
MONITORING = (Address("monitoring@example.com"),)


def orders(**said: Any) -> Any:
    return evaluate(STARTER, facts(mail(**said))).orders


def test_it_fits_any_new_desk_and_nothing_in_it_is_dead_or_slow() -> None:
    assert {finding.sort for finding in lint(STARTER)} == {Sort.UNGUARDED}  # said in its comment


CATEGORIES = [
    ("Invoice 4711 is wrong", "billing"),
    ("Spørgsmål til fakturaen", "billing"),
    ("Betalning av fakturan", "billing"),
    ("Mahnung vom 3. März", "billing"),
    ("Pytanie o płatność", "billing"),
    ("Could you send us a quote?", "sales"),
    ("Jeg vil gerne have et tilbud", "sales"),
    ("Bitte um ein Angebot", "sales"),
    ("Prośba o ofertę", "sales"),
    ("I cannot log in", "account"),
    ("Glemt adgangskode", "account"),
    ("Ich habe mein Passwort vergessen", "account"),
    ("Nie mogę się zalogować", "account"),
    ("The printer smokes", None),
    ("Fejl i beregning", None),
    ("We demonstrate tomorrow", None),
]


@pytest.mark.parametrize(("subject", "category"), CATEGORIES)
def test_the_subject_tells_the_category(subject: str, category: str | None) -> None:
    assert orders(subject=subject).category == category


def test_what_was_said_first_stays() -> None:
    assert orders(subject="Invoice for the quote").category == "billing"


@pytest.mark.parametrize(
    "headers", [{"x-spam-flag": ("YES",)}, {"x-spam-status": ("Yes, score=12.1 required=5",)}]
)
def test_spam_is_what_the_filter_calls_so(headers: dict[str, tuple[str, ...]]) -> None:
    assert orders(subject="Invoice", headers=headers).fate is Fate.SPAM


@pytest.mark.parametrize("headers", [{}, {"x-spam-flag": ("NO",)}, {"x-spam-status": ("No, score=3.0",)}])
def test_the_filter_s_doubts_are_no_verdict(headers: dict[str, tuple[str, ...]]) -> None:
    assert orders(subject="Invoice", headers=headers).fate is None


def test_spam_in_an_answer_to_a_ticket_is_left_to_people() -> None:
    found = facts(mail(headers={"x-spam-flag": ("YES",)}), new=False)
    assert evaluate(STARTER, found).orders.fate is None


def newsletter(**circumstances: Any) -> Any:
    said = mail(
        subject="Our best quote",
        automatic=Automatic(Made.BULK),
        headers={"list-unsubscribe-post": ("List-Unsubscribe=One-Click",)},
    )
    return evaluate(STARTER, facts(said, **circumstances)).orders


def test_a_newsletter_is_put_aside_and_not_answered() -> None:
    found = newsletter()
    assert (found.category, found.priority, found.acknowledge) == ("newsletter", Priority.LOW, False)


def test_a_customer_s_mail_through_a_list_is_a_customer_s_mail() -> None:
    assert newsletter(sender_known=True).category == "sales"
    assert (
        orders(subject="Quote", automatic=Automatic(Made.LIST), headers={"list-id": ("<x>",)}).category
        == "sales"
    )


ALARMS = [
    (
        "** PROBLEM Service Alert: web1/HTTP is CRITICAL **",
        "** RECOVERY Service Alert: web1/HTTP is OK **",
        "web1/HTTP",
    ),
    ("** PROBLEM Host Alert: db 2 is DOWN **", "** RECOVERY Host Alert: db 2 is UP **", "db 2"),
    ("[FIRING:1] HighLoad (web1)", "[RESOLVED] HighLoad (web1)", "HighLoad (web1)"),
]


@pytest.mark.parametrize(("alarm", "recovery", "key"), ALARMS)
def test_alarm_and_recovery_meet_on_one_ticket(alarm: str, recovery: str, key: str) -> None:
    for new in (True, False):
        first = evaluate(STARTER, facts(mail(subject=alarm, senders=MONITORING), new=new)).orders
        last = evaluate(STARTER, facts(mail(subject=recovery, senders=MONITORING), new=new)).orders
        assert (first.join, first.priority, first.status) == (key, Priority.HIGH, None)
        assert (last.join, last.status, last.acknowledge) == (key, Status.SOLVED, False)


def test_nobody_else_can_join_an_alarm() -> None:
    assert orders(subject=ALARMS[0][0]).join is None


def form(text: str) -> Mail:
    return mail(senders=(Address("www@example.com"),), subject="Message from the site", text=text)


def test_the_contact_form_s_customer_is_the_one_in_the_text() -> None:
    found = evaluate(STARTER, facts(form("Name: Bo\nE-mail:  Bo@Example.org\n\nHello"))).orders
    assert (found.requester, found.tags_added) == ("bo@example.org", ("web",))
    assert evaluate(STARTER, facts(form("Name: Bo\n\nmy e-mail: bo@example.org"))).orders.requester is None


def test_a_vip_is_more_urgent_and_still_has_a_category() -> None:
    found = orders(subject="Rechnung", senders=(Address("ceo@vip.example.com"),))
    assert (found.priority, found.tags_added, found.category) == (Priority.HIGH, ("vip",), "billing")


@pytest.mark.parametrize(
    "text",
    [
        "my order 471100",
        "Ordre nr. 471100 mangler",
        "Bestellung Nr.: 471100",
        "zamówienie 471100",
        "ORDER #471100",
    ],
)
def test_an_order_number_is_found_in_several_languages(text: str) -> None:
    found = orders(text=text)
    assert (found.external_number, found.fields) == ("471100", {"order": "471100"})


def test_a_number_that_is_no_order_is_left_alone() -> None:
    assert orders(text="in order 12 to 471100000000").external_number is None
