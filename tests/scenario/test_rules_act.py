"""Each action of a rule through the real desk: what a customer, an agent or the ledger sees of it."""

from datetime import timedelta
from email import message_from_bytes
from pathlib import Path

import pytest

from mailgate.model.journal import Fate
from mailgate.model.ticket import Priority, Status
from mailgate.rules.actions import ACTIONS
from mailgate.store import journal
from tests.scenario.desk import TestDesk
from tests.scenario.post import ANNA, EVE, answer, mail
from tests.scenario.stage import AGENTS_TOML, SLA_TOML

POLICIES = '[[policy]]\nname = "gold"\nteam = "billing"\nfirst_response = "1 h"\n' + SLA_TOML
ANYTHING = "when = {}"


def rule(then: str, *, when: str = ANYTHING, more: str = "", name: str = "It") -> str:
    return f'[[rule]]\nname = "{name}"\n{more}\n{when}\nthen = {{ {then} }}\n'


def opened(desk: TestDesk, then: str, raw: bytes | None = None, **config: str) -> int:
    """A desk with this one rule, and a first mail."""
    desk.configure(rules=rule(then, when=config.pop("when", ANYTHING)), **config)
    return desk.post(raw or mail())


def test_category_priority_team_and_tags_are_the_ticket_s_own(desk: TestDesk) -> None:
    opened(desk, 'category = "billing", priority = "high", team = "billing", tags = ["+invoice", "-web"]')
    found = desk.ticket(1)
    assert (found.category, found.priority, found.team, found.tags) == (
        "billing", Priority.HIGH, "billing", ("invoice",)
    )  # fmt: skip
    assert {x.recipient for x in desk.letters("notification")} == {"bo@staff.example.net"}


def test_each_applied_rule_is_named_in_the_timeline(desk: TestDesk) -> None:
    """
    two rules apply, a third does not   two lines, with what each did
    """
    rules = rule('tags = ["+a"]', name="First") + rule('tags = ["+b"]', name="Second")
    desk.configure(rules=rules + rule('tags = ["+c"]', when='when = { subject = "x" }', name="Third"))
    entry = desk.post(mail())
    lines = desk.events(1, "rule")
    assert [e.detail for e in lines] == [
        {"rule": "First", "did": ["tags +a"]},
        {"rule": "Second", "did": ["tags +b"]},
    ]
    assert [e.actor for e in lines] == ["rule:First", "rule:Second"]
    assert "rule 'First'" in desk.reasons(entry)


def test_a_policy_of_a_rule_makes_the_deadline(desk: TestDesk) -> None:
    opened(desk, 'policy = "gold"', sla=POLICIES)
    assert desk.ticket(1).policy == "gold"
    due = desk.timers(1)["first_response"].due_at
    assert due is not None
    assert due - desk.clock.now() == timedelta(hours=1)


def test_deadlines_follow_what_rules_have_made_of_the_ticket(desk: TestDesk) -> None:
    """
    a rule gives it to billing, whose policy is another one   due in an hour
    """
    desk.configure(rules=rule('team = "billing"'), sla=POLICIES)
    desk.post(mail())
    assert desk.timers(1)["first_response"].target_s == 3600


def test_a_named_agent_gets_the_ticket_and_the_notification(desk: TestDesk) -> None:
    opened(desk, 'assign = "Bo Lund"')
    assert desk.ticket(1).assignee == "Bo Lund"
    assert [x.recipient for x in desk.letters("notification")] == ["bo@staff.example.net"]
    assert desk.events(1, "assigned")[0].detail == {"agent": "Bo Lund", "why": "named by a rule"}


def test_the_language_of_a_rule_is_the_ticket_s(desk: TestDesk) -> None:
    opened(desk, 'language = "da"')
    assert desk.ticket(1).language == "da"
    assert desk.letter("ack").draft.language == "da"


def test_fields_and_an_external_number_are_taken_out_of_the_mail(desk: TestDesk) -> None:
    when = "when = { subject = { matches = 'order (?P<order>[0-9]+)' } }"
    then = 'fields = { shop = "no. {order}" }, external_number = "{order}"'
    opened(desk, then, mail("My order 4711"), when=when)
    assert desk.ticket(1).fields == {"order": "4711", "shop": "no. 4711", "external_number": "4711"}
    assert "order: 4711" in desk.letter("notification").draft.text


def test_who_watches_is_told_of_the_ticket_and_of_answers(desk: TestDesk) -> None:
    opened(desk, 'watch = ["Bo Lund"]')
    assert [x.recipient for x in desk.letters("notification")] == [
        "anna@staff.example.net", "bo@staff.example.net"
    ]  # fmt: skip
    desk.post(answer(desk.letter("ack").draft, "One more thing"))
    assert len(desk.letters("notification", to="bo@staff.example.net")) == 2


def test_a_watching_mailbox_lets_its_team_know(desk: TestDesk) -> None:
    opened(desk, 'watch = "billing@example.com"')
    assert desk.letters("notification", to="bo@staff.example.net")


def test_a_note_is_for_agents_alone(desk: TestDesk) -> None:
    opened(desk, 'note = "Call them back first."')
    note = desk.messages(1)[-1]
    assert (note.kind, note.public, note.new_text) == ("note", False, "Call them back first.")
    desk.post(answer(desk.letter("ack").draft, "One more thing"))
    assert "Call them back first." in desk.letter("notification").draft.text
    desk.post(answer(desk.letter("notification").draft, "It is done.", sender=ANNA))
    reply = desk.letter("reply").draft
    assert "Call them back" not in reply.text + (reply.html or "")


@pytest.fixture
def own_letter(tmp_path: Path, desk: TestDesk) -> TestDesk:
    templates = desk._directory / "templates"
    templates.mkdir()
    (templates / "how.en.txt").write_text(
        "Subject: [{{ reference }}] How to return\n\nDear {{ customer or 'customer' }}, pack it well. {{ subject }}\n",
        encoding="utf-8",
    )
    return desk


def test_a_letter_of_the_operator_s_own_goes_to_the_requester(own_letter: TestDesk) -> None:
    opened(own_letter, 'letter = "how"')
    (letter,) = own_letter.letters("notice")
    assert (letter.recipient, letter.sender) == ("kim@customer.test", "")
    assert "Dear Kim Holm, pack it well. The printer smokes" in letter.draft.text
    assert letter.draft.automatic == "auto-replied"


def test_a_stranger_s_letter_holds_no_word_of_theirs(own_letter: TestDesk) -> None:
    opened(own_letter, 'letter = "how"', mail("Cheap pills", sender=EVE, vouched=False))
    assert "Dear customer, pack it well." in own_letter.letter("notice").draft.text
    assert "pills" not in own_letter.letter("notice").draft.text


def test_letters_of_rules_count_towards_the_caps(own_letter: TestDesk) -> None:
    """
    Kim -> support, three times   two acknowledgements with letters, one of them alone; then nothing more
    """
    opened(own_letter, 'letter = "how"')
    for subject in ("Two", "Three", "Four"):
        own_letter.post(mail(subject))
    sent = [*own_letter.letters("ack"), *own_letter.letters("notice")]
    assert len(sent) <= 4


def test_nothing_is_sent_to_a_machine(own_letter: TestDesk) -> None:
    opened(own_letter, 'letter = "how"', mail(headers={"Precedence": "bulk"}))
    assert own_letter.letters("notice") == []


def test_help_links_stand_in_the_acknowledgement(desk: TestDesk) -> None:
    opened(desk, 'links = ["https://help.example.com/printers"]')
    ack = desk.letter("ack").draft
    assert "https://help.example.com/printers" in ack.text
    assert 'href="https://help.example.com/printers"' in (ack.html or "")


def test_no_acknowledgement_is_no_acknowledgement_and_says_which_rule(desk: TestDesk) -> None:
    opened(desk, "acknowledge = false")
    assert desk.letters("ack") == []
    assert desk.events(1, "acknowledgement")[0].detail["reason"] == "the rule 'It' says so"


def test_a_copy_goes_out_through_the_outbox_under_our_own_headers(desk: TestDesk) -> None:
    """
    Kim -> support with a file   a copy to accounts, from us, with the file; Kim's ids and address in no header
    """
    raw = mail("Invoice 4711", "Please pay.", files=[("bill.pdf", b"%PDF bill")], headers={"X-Their": "own"})
    opened(desk, 'forward = "accounts@example.net"', raw)
    (copy,) = desk.letters("notice")
    assert (copy.recipient, copy.sender) == ("accounts@example.net", "")
    (sent,) = [c for c in desk.deliver() if c.recipient == "accounts@example.net"]
    found = message_from_bytes(sent.message)
    assert found["From"] == "Example Support <support@example.com>"
    assert (found["Auto-Submitted"], found["X-Mailgate-Loop"]) == ("auto-generated", "1")
    assert "kim@customer.test" not in "".join(f"{n}: {v}" for n, v in found.items())
    assert found["X-Their"] is None
    assert [p.get_filename() for p in found.walk() if p.get_filename()] == ["bill.pdf"]
    assert "Please pay." in copy.draft.text
    assert "kim@customer.test" in copy.draft.text


def test_a_copy_that_answers_itself_comes_to_rest(desk: TestDesk) -> None:
    """
    accounts has a responder   its answer is recorded, and not copied back to it
    """
    opened(desk, 'forward = "accounts@example.net"')
    copy = desk.letter("notice").draft
    away = {"Auto-Submitted": "auto-replied", "In-Reply-To": copy.message_id}
    entry = desk.post(mail("Out of office", sender="accounts@example.net", headers=away))
    assert desk.fate(entry) is Fate.RECORDED
    assert len(desk.letters("notice")) == 1
    desk.post(mail("Who is this?", sender="accounts@example.net"))
    assert len(desk.letters("notice")) == 1, "its own mail is never copied to it"


def test_spam_is_filed_as_spam_and_nobody_hears_of_it(desk: TestDesk) -> None:
    entry = opened(desk, "spam = true", mail(headers={"X-Spam-Flag": "YES"}))
    assert desk.fate(entry) is Fate.SPAM
    assert desk.ticket(1).status is Status.SPAM
    assert (desk.letters(), desk.timers(1)) == ([], {})
    assert desk.events(1, "rule")[0].detail["rule"] == "It"


def test_what_was_taken_for_spam_can_be_opened_by_an_agent(desk: TestDesk) -> None:
    opened(desk, "spam = true")
    desk.configure()
    entry = desk.post(mail("Re: it", "More of it", headers={"References": "<1@x>"}))
    assert desk.fate(entry) is Fate.TICKET
    assert desk.ticket(1).before_spam is Status.NEW


def test_a_discarded_mail_is_recorded_with_its_rule_and_reason(desk: TestDesk) -> None:
    entry = opened(desk, 'discard = "the nightly report"')
    assert desk.fate(entry) is Fate.DISCARDED
    assert "rule 'It'" in desk.reasons(entry)
    assert "the nightly report" in desk.reasons(entry)
    assert (desk.tickets(), desk.letters()) == ([], [])


def test_a_quarantined_mail_waits_for_an_operator_who_can_let_it_out(desk: TestDesk) -> None:
    """
    a rule keeps it; the operator replays it   it opens its ticket, though the rule still stands
    """
    entry = opened(desk, 'quarantine = "a program is attached"')
    assert desk.fate(entry) is Fate.QUARANTINED
    assert (desk.tickets(), desk.letters()) == ([], [])
    now = desk.clock.now()
    assert desk.write(lambda tx: journal.reopen(tx, entry, now))
    desk.process()
    assert desk.fate(entry) is Fate.TICKET


def test_a_follow_up_that_is_spam_is_kept_on_its_ticket_unseen(desk: TestDesk) -> None:
    desk.post(mail())
    ack = desk.letter("ack").draft
    before = len(desk.letters())
    desk.configure(rules=rule("spam = true", more='on = "both"'))
    entry = desk.post(answer(ack, "Buy pills"))
    assert desk.fate(entry) is Fate.SPAM
    assert desk.messages(1)[-1].public is False
    assert len(desk.letters()) == before
    assert desk.ticket(1).status is Status.NEW


def test_a_postponed_ticket_sleeps_and_wakes(desk: TestDesk) -> None:
    opened(desk, 'postpone = "2 d"')
    found = desk.ticket(1)
    assert found.status is Status.POSTPONED
    assert found.postponed_until == desk.clock.now() + timedelta(days=2)
    desk.advance(days=2, seconds=1)
    desk.tick()
    assert desk.ticket(1).status is Status.OPEN


@pytest.mark.parametrize("status", ["open", "waiting", "solved", "closed"])
def test_a_ticket_may_open_in_another_status(desk: TestDesk, status: str) -> None:
    opened(desk, f'status = "{status}"')
    found = desk.ticket(1)
    assert found.status == status
    ended = status in ("solved", "closed")
    assert (found.unanswered_since is None) is ended
    assert (desk.timers(1) == {}) is ended
    assert bool(desk.letters("notification")) is not ended


def test_rules_for_follow_ups_see_and_change_the_ticket(desk: TestDesk) -> None:
    """
    Kim answers on a ticket that is high, out of which a rule makes urgent; one more rule sees that
    """
    first = rule('priority = "high"', name="New")
    second = rule(
        'priority = "urgent", tags = ["+hurry"], note = "They wait."', when='when = { ticket.priority = "high" }',
        more='on = "followup"', name="Again",
    )  # fmt: skip
    third = rule(
        'status = "waiting"', when='when = { ticket.tags = "hurry" }', more='on = "both"', name="Third"
    )
    desk.configure(rules=first + second + third)
    desk.post(mail())
    assert desk.ticket(1).priority is Priority.HIGH
    desk.post(answer(desk.letter("ack").draft, "Please!"))
    found = desk.ticket(1)
    assert (found.priority, found.tags, found.status) == (Priority.URGENT, ("hurry",), Status.WAITING)
    assert [e.detail["rule"] for e in desk.events(1, "rule")] == ["New", "Again", "Third"]
    (changed,) = desk.events(1, "changed")
    assert changed.detail["fields"]["priority"] == ["high", "urgent"]
    assert desk.letter("notification").draft.text.count("priority urgent") == 1


def test_whom_nobody_vouches_for_changes_nothing_by_a_rule(desk: TestDesk) -> None:
    """
    somebody who knows the number and writes as Kim   the rule may tag the ticket, but not solve it
    """
    desk.configure(rules=rule('status = "solved", tags = ["+done"]', more='on = "followup"'))
    desk.post(mail())
    ack = desk.letter("ack").draft
    desk.post(answer(ack, "All done", token=False, ids=False, vouched=False), peer="192.0.2.66")
    found = desk.ticket(1)
    assert (found.status, found.tags) == (Status.NEW, ("done",))
    assert desk.events(1, "rule")[0].detail["held_back"].startswith("nobody vouches")


def test_the_requester_may_be_in_reply_to(desk: TestDesk) -> None:
    raw = mail("From the site", sender="www@example.org", headers={"Reply-To": "Kim <kim@customer.test>"})
    opened(desk, 'requester = "reply_to"', raw)
    (who,) = desk.ticket(1).participants
    assert (who.address, who.dkim_domain, who.network) == ("kim@customer.test", "", "")
    ack = desk.letter("ack")
    assert ack.recipient == "kim@customer.test"
    assert "From the site" not in ack.draft.subject, "nobody vouches for the address: minimal"
    assert "kim@customer.test, not verified" in desk.letter("notification").draft.text.replace(")", "")


def test_an_agent_s_own_words_stand_above_rules(desk: TestDesk) -> None:
    """
    the rule says billing, for every mail; Anna writes #cat sales   sales, and no later mail changes that
    """
    rules = rule('category = "billing", assign = "Anna Berg", priority = "low"', more='on = "both"')
    desk.configure(rules=rules)
    desk.post(mail())
    told = desk.letter("notification").draft
    desk.post(answer(told, "#cat sales\n#prio high\n#assign Bo Lund", sender=ANNA))
    assert (desk.ticket(1).category, desk.ticket(1).assignee) == ("sales", "Bo Lund")
    assert desk.ticket(1).priority is Priority.HIGH
    desk.post(answer(desk.letter("ack").draft, "One more thing"))
    assert (desk.ticket(1).category, desk.ticket(1).assignee) == ("sales", "Bo Lund")
    assert desk.ticket(1).priority is Priority.HIGH


def test_old_mail_is_filed_by_rules_and_given_to_nobody(desk: TestDesk) -> None:
    desk.configure(
        rules=rule('category = "billing", forward = "accounts@example.net"'),
        agents=AGENTS_TOML.replace('name = "support"\n', 'name = "support"\nstrategy = "least-loaded"\n', 1),
    )
    desk.post(mail(), quiet=True)
    assert (desk.ticket(1).category, desk.ticket(1).assignee) == ("billing", None)
    assert desk.letters() == []


def test_every_action_has_its_story() -> None:
    """The stories above and beside (`test_rules_stories`) name every action there is."""
    here = Path(__file__)
    files = (here, here.with_name("test_rules_stories.py"), here.parents[2] / "config" / "rules.toml")
    told = "".join(file.read_text(encoding="utf-8") for file in files)
    assert [action.name for action in ACTIONS if f"{action.name} =" not in told] == []
