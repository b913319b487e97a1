"""Agents work by mail: commands, notes, questions about what was kept back, and what customers never see of it."""

from datetime import UTC, datetime

import pytest

from mailgate.model.journal import Fate
from mailgate.model.ticket import Priority, Status, TicketKind
from tests.scenario.desk import Letter, TestDesk
from tests.scenario.post import ANNA, ANNA_HOME, BO, EVE, KIM, SUPPORT, answer, mail

TEAM = """
[[team]]
name = "support"
lead = "Bo Lund"
[[team]]
name = "billing"
[[agent]]
name = "Anna Berg"
addresses = ["anna@staff.example.net", "anna.home@example.net"]
teams = ["support"]
[[agent]]
name = "Bo Lund"
addresses = ["bo@staff.example.net"]
teams = ["support", "billing"]
"""


@pytest.fixture
def desk(desk: TestDesk) -> TestDesk:
    """Kim's ticket, of which Anna and Bo were told."""
    desk.configure(agents=TEAM)
    desk.post(mail())
    desk.deliver()
    return desk


def told(desk: TestDesk, who: str = "anna@staff.example.net") -> Letter:
    return desk.letter("notification", to=who)


def says(desk: TestDesk, text: str, sender: str = ANNA, **more: object) -> int:
    """An agent answers the newest notification."""
    address = sender.rpartition("<")[2].rstrip(">").replace("anna.home@example.net", "anna@staff.example.net")
    return desk.post(answer(told(desk, address).draft, text, sender=sender, **more))  # type: ignore[arg-type]


def to_kim(desk: TestDesk) -> list[Letter]:
    desk.advance(31)
    desk.deliver()
    return [x for x in desk.letters("reply") if x.recipient == "kim@customer.test" and x.state == "sent"]


def newest(desk: TestDesk) -> Letter:
    return desk.letter("notice")


def test_commands_above_an_answer_are_done_and_the_customer_sees_none(desk: TestDesk) -> None:
    entry = says(desk, "#prio high\n#cat hardware\n#tag +printer +urgent\n#solve\n\nPlease switch it off.")
    assert desk.fate(entry) is Fate.APPENDED, desk.reasons(entry)
    ticket = desk.ticket(1)
    assert (ticket.priority, ticket.category, ticket.tags) == (
        Priority.HIGH,
        "hardware",
        ("printer", "urgent"),
    )
    assert ticket.status is Status.SOLVED
    (letter,) = to_kim(desk)
    assert "Please switch it off." in letter.draft.text
    assert "#" not in letter.draft.text
    receipt = newest(desk).draft.text
    assert "✓ #prio high" in receipt
    assert "leaves" in receipt


def test_one_wrong_line_stops_everything_and_says_which(desk: TestDesk) -> None:
    entry = says(desk, "#prio high\n#slove\n\nPlease switch it off.")
    assert desk.fate(entry) is Fate.HELD
    ticket = desk.ticket(1)
    assert (ticket.priority, ticket.status) == (Priority.NORMAL, Status.NEW)
    assert to_kim(desk) == []
    question = newest(desk)
    assert question.recipient == "anna@staff.example.net"
    assert "✓ #prio high" in question.draft.text
    assert "✗ #slove" in question.draft.text
    assert "did you mean #solve?" in question.draft.text
    assert "Please switch it off." in question.draft.text


def test_what_was_kept_back_leaves_by_send_with_its_attachments(desk: TestDesk) -> None:
    says(desk, "#slove\n\nPlease switch it off.", files=[("plan.bin", b"\0plan")])
    entry = desk.post(answer(newest(desk).draft, "#send", sender=ANNA))
    assert desk.fate(entry) is Fate.COMMAND, desk.reasons(entry)
    (letter,) = to_kim(desk)
    assert "Please switch it off." in letter.draft.text
    assert [a.name for a in letter.draft.attachments] == ["plan.bin"]
    assert desk.ticket(1).status is Status.WAITING
    assert [(m.kind, m.public) for m in desk.messages(1)] == [
        ("customer", True),
        ("agent", True),
        ("note", False),
    ]


@pytest.mark.parametrize("word", ["#note", "#drop"])
def test_what_was_kept_back_can_stay_inside(desk: TestDesk, word: str) -> None:
    says(desk, "#slove\n\nPlease switch it off.")
    desk.post(answer(newest(desk).draft, word, sender=ANNA))
    again = desk.post(answer(desk.letters("notice")[-2].draft, "#send", sender=ANNA))
    assert "already" in desk.reasons(again), "a question is settled once"
    assert to_kim(desk) == []


def test_a_note_stays_inside_and_reaches_whoever_has_the_ticket(desk: TestDesk) -> None:
    says(desk, "#take")
    says(desk, "#note\nHe is angry, be kind.", BO)
    assert to_kim(desk) == []
    assert [(m.kind, m.public, m.author) for m in desk.messages(1)][-1] == ("note", False, "Bo Lund")
    assert "He is angry" in told(desk).draft.text


def test_an_answer_that_repeats_a_note_is_kept_back(desk: TestDesk) -> None:
    says(desk, "#note\nThe contract says that we owe him nothing at all.", BO)
    says(desk, "Dear Kim,\nThe contract says that we owe him nothing at all.\nRegards")
    assert to_kim(desk) == []
    assert "internal note" in newest(desk).draft.text


def test_a_second_agents_answer_is_kept_back_with_the_first_shown(desk: TestDesk) -> None:
    """
    Anna and Bo read the same notification; Anna answers, then Bo: his is kept back, hers is shown, and #send releases it.
    """
    desk.advance(60)
    says(desk, "Please switch it off.")
    desk.advance(60)
    entry = says(desk, "Have you tried turning it on?", BO)
    assert desk.fate(entry) is Fate.HELD
    assert "Please switch it off." in newest(desk).draft.text
    desk.post(answer(newest(desk).draft, "#send", sender=BO))
    assert [x.draft.text.partition("\n")[0] for x in to_kim(desk)] == [
        "Please switch it off.", "Have you tried turning it on?",
    ]  # fmt: skip


def test_a_newer_customer_message_is_shown_and_stops_nothing(desk: TestDesk) -> None:
    desk.advance(60)
    first = told(desk)
    desk.post(answer(desk.letter("ack").draft, "It burns now!"))
    desk.advance(60)
    desk.post(answer(first.draft, "Please switch it off.", sender=ANNA))
    assert len(to_kim(desk)) == 1
    assert "It burns now!" in newest(desk).draft.text


def test_undo_within_the_window_takes_the_answer_back(desk: TestDesk) -> None:
    says(desk, "#solve\n\nPlease switch it off.")
    assert desk.timers(1)["first_response"].state == "satisfied"
    desk.advance(10)
    entry = desk.post(answer(newest(desk).draft, "#undo", sender=ANNA))
    assert desk.fate(entry) is Fate.COMMAND, desk.reasons(entry)
    assert to_kim(desk) == []
    ticket = desk.ticket(1)
    assert (ticket.status, ticket.assignee, ticket.first_response_at) == (Status.NEW, None, None)
    assert ticket.unanswered_since is not None
    assert desk.timers(1)["first_response"].state == "running"


def test_what_was_taken_back_can_be_sent_again(desk: TestDesk) -> None:
    says(desk, "#solve\n\nPlease switch the whole printer off at once.")
    desk.post(answer(newest(desk).draft, "#undo", sender=ANNA))
    says(desk, "Please switch the whole printer off at once.")
    assert len(to_kim(desk)) == 1


def test_a_later_letter_quotes_the_answer_and_never_the_commands_above_it(desk: TestDesk) -> None:
    says(desk, "#tag +slow-payer\n#prio low\nIs the cable loose?")
    assert len(to_kim(desk)) == 1
    desk.post(answer(desk.letter("reply").draft, "No."))
    says(desk, "Then send it in.", BO)
    last = to_kim(desk)[-1].draft.text
    assert "> Is the cable loose?" in last
    assert "slow-payer" not in last
    assert "#" not in last


def test_a_merge_into_a_solved_ticket_opens_it_for_what_nobody_answered(desk: TestDesk) -> None:
    says(desk, "#solve\n\nPlease switch it off.")
    desk.post(mail("Another printer", "It smokes, too."))
    desk.post(answer(told(desk).draft, f"#merge {desk.ticket(1).reference}", sender=ANNA))
    assert desk.ticket(1).status is Status.OPEN
    assert desk.ticket(1).unanswered_since is not None


def test_the_notification_shows_the_status_that_the_customers_mail_led_to(desk: TestDesk) -> None:
    says(desk, "#solve\n\nPlease switch it off.")
    (letter,) = to_kim(desk)
    desk.post(answer(letter.draft, "It still burns. What now?"))
    assert ", open," in told(desk).draft.text


def test_undo_after_the_window_restores_fields_and_says_so(desk: TestDesk) -> None:
    says(desk, "#prio urgent")
    desk.post(answer(newest(desk).draft, "#undo", sender=ANNA))
    assert desk.ticket(1).priority is Priority.NORMAL
    assert [e.kind for e in desk.events(1)][-2:].count("undone") == 1


def test_a_merged_tickets_mail_goes_to_the_survivor(desk: TestDesk) -> None:
    desk.advance(65)  # past a burst
    desk.post(mail("Another printer", "It smokes, too."))
    other = desk.ticket(2).reference
    first = desk.ticket(1).reference
    entry = desk.post(answer(told(desk).draft, f"#merge {first}", sender=ANNA))
    assert desk.fate(entry) is Fate.COMMAND, desk.reasons(entry)
    assert desk.ticket(2).status is Status.MERGED
    assert {m.new_text.strip() for m in desk.messages(1)} >= {"It smokes, too."}
    assert desk.timers(2)["first_response"].state == "cancelled"
    ack = next(x for x in desk.letters("ack") if other in x.draft.subject)
    later = desk.post(answer(ack.draft, "Any news?"))
    assert desk.ticket_of(later).id == 1
    assert [m.verified for m in desk.messages(1)][-1], desk.reasons(later)
    by_number = desk.post(mail(f"Re: [{other}] printer", "And now?"))
    assert desk.ticket_of(by_number).id == 1


def test_a_split_off_message_opens_a_ticket_whose_time_runs_from_when_it_came(desk: TestDesk) -> None:
    desk.advance(hours=1)
    desk.post(answer(desk.letter("ack").draft, "By the way, where is my invoice?"))
    came = desk.clock.now()
    desk.advance(hours=1)
    says(desk, "#split Invoice missing")
    new = desk.ticket(2)
    assert (new.subject, new.created_at, new.unanswered_since) == ("Invoice missing", came, came)
    assert [p.address for p in new.participants] == ["kim@customer.test"]
    assert "invoice" in desk.messages(2)[0].new_text
    assert desk.timers(2)["first_response"].started_at == came
    assert ("split", 1) in desk.links(2)


def test_a_customer_for_whom_an_agent_forwards_gets_the_ticket(desk: TestDesk) -> None:
    raw = mail("Fwd: broken", "#for Lea Moe <lea@customer.test>\nSee below.", sender=ANNA)
    entry = desk.post(raw)
    assert desk.fate(entry) is Fate.TICKET, desk.reasons(entry)
    ticket = desk.ticket_of(entry)
    assert [p.address for p in ticket.participants] == ["lea@customer.test"]
    assert desk.letters(to="lea@customer.test") == []


def test_an_agents_question_to_us_alone_is_an_internal_ticket(desk: TestDesk) -> None:
    entry = desk.post(mail("Parking", "#ask billing\nWho pays for it?", sender=ANNA))
    ticket = desk.ticket_of(entry)
    assert (ticket.kind, ticket.team) == (TicketKind.INTERNAL, "billing")
    assert desk.timers(ticket.id) == {}
    assert "Who pays for it?" in told(desk, "bo@staff.example.net").draft.text


def test_an_agents_mail_to_a_customer_with_us_in_copy_is_recorded_and_not_sent_again(desk: TestDesk) -> None:
    raw = mail("Your delivery", "It leaves today.", sender=ANNA, to="lea@customer.test", cc=SUPPORT)
    entry = desk.post(raw, rcpt_to=SUPPORT)
    ticket = desk.ticket_of(entry)
    assert (ticket.kind, ticket.status, ticket.assignee) == (
        TicketKind.PROACTIVE,
        Status.WAITING,
        "Anna Berg",
    )
    assert [p.address for p in ticket.participants] == ["lea@customer.test"]
    assert desk.letters(to="lea@customer.test") == []


def test_an_unproven_agent_confirms_by_answering_and_only_once(desk: TestDesk) -> None:
    """
    "Anna" -> token, nobody vouches   a note and a "confirm" mail to her configured address
    Anna -> that mail, empty          carried out as it stood
    """
    entry = says(desk, "Please switch it off.", ANNA_HOME, vouched=False)
    assert desk.fate(entry) is Fate.HELD
    assert to_kim(desk) == []
    confirm = newest(desk)
    assert confirm.recipient == "anna@staff.example.net"
    desk.post(answer(confirm.draft, "", sender=ANNA_HOME, vouched=False))
    assert [x.draft.text.startswith("Please switch it off.") for x in to_kim(desk)] == [True]
    desk.post(answer(confirm.draft, "", sender=ANNA_HOME, vouched=False))
    assert len(to_kim(desk)) == 1


def test_a_confirmation_is_good_for_a_day(desk: TestDesk) -> None:
    says(desk, "Please switch it off.", ANNA_HOME, vouched=False)
    confirm = newest(desk)
    desk.advance(days=1, seconds=1)
    desk.tick()
    desk.post(answer(confirm.draft, "", sender=ANNA_HOME, vouched=False))
    assert to_kim(desk) == []


def test_a_token_in_a_strangers_hands_is_void_afterwards_and_its_owner_hears_of_it(desk: TestDesk) -> None:
    letter = told(desk)
    entry = desk.post(answer(letter.draft, "#close", sender=EVE))
    assert desk.fate(entry) is Fate.APPENDED
    assert desk.ticket(1).status is Status.NEW
    assert newest(desk).recipient == "anna@staff.example.net"
    assert "eve@stranger.test" in newest(desk).draft.text
    desk.post(answer(letter.draft, "#close", sender=EVE, ids=False))
    assert desk.ticket(1).status is Status.NEW
    assert len(desk.letters("notice")) == 1, "a void token tells nobody anything"


def test_a_list_comes_back_by_mail_and_opens_no_ticket(desk: TestDesk) -> None:
    entry = desk.post(mail("list", "#list queue\n#help prio", sender=ANNA))
    assert desk.fate(entry) is Fate.COMMAND, desk.reasons(entry)
    assert len(desk.tickets()) == 1
    text = newest(desk).draft.text
    assert desk.ticket(1).reference in text
    assert "prio" in text


def test_other_tickets_are_changed_from_anywhere(desk: TestDesk) -> None:
    desk.post(mail("Another printer", "It smokes, too."))
    refs = " ".join(t.reference for t in desk.tickets())
    bare = desk.post(mail("both", f"#set {refs} prio urgent", sender=ANNA))
    assert desk.fate(bare) is Fate.HELD, "it takes an answer to a mail of ours"
    assert "not carried out" in newest(desk).draft.text
    desk.clock.set("2026-11-24T06:31:00+00:00")
    desk.digests()
    digest = desk.letter("notice", to="anna@staff.example.net")
    entry = desk.post(answer(digest.draft, f"#set {refs} prio urgent", sender=ANNA))
    assert desk.fate(entry) is Fate.COMMAND, desk.reasons(entry)
    assert [t.priority for t in desk.tickets()] == [Priority.URGENT, Priority.URGENT]


def test_a_postponed_ticket_sleeps_and_wakes_its_agent(desk: TestDesk) -> None:
    says(desk, "#take\n#postpone 2026-11-25 10:00")
    assert desk.ticket(1).status is Status.POSTPONED
    desk.advance(days=1)
    assert desk.tick().woken == 0
    desk.clock.set("2026-11-25T09:00:00+00:00")
    assert desk.tick().woken == 1
    assert desk.tick().woken == 0
    assert desk.ticket(1).status is Status.OPEN
    assert "open again" in told(desk).draft.text


def test_a_reminder_comes_once_and_only_to_who_asked(desk: TestDesk) -> None:
    says(desk, "#remind 2 h")
    before = len(desk.letters("notification"))
    desk.advance(hours=3)
    desk.tick()
    desk.tick()
    assert [x.recipient for x in desk.letters("notification")[before:]] == ["anna@staff.example.net"]


def test_escalation_tells_the_lead_and_raises_the_priority(desk: TestDesk) -> None:
    says(desk, "#escalate\n#note\nHe threatens to leave.")
    assert desk.ticket(1).priority is Priority.HIGH
    assert "asks you to look" in told(desk, "bo@staff.example.net").draft.text


def test_an_assigned_agent_is_told_and_the_team_is_no_longer(desk: TestDesk) -> None:
    says(desk, "#assign Bo")
    assert desk.ticket(1).assignee == "Bo Lund"
    assert "gave this ticket to you" in told(desk, "bo@staff.example.net").draft.text
    before = len(desk.letters("notification"))
    desk.post(answer(desk.letter("ack").draft, "And now?"))
    assert [x.recipient for x in desk.letters("notification")[before:]] == ["bo@staff.example.net"]


def test_somebody_added_takes_part_from_now_on_and_gets_no_history(desk: TestDesk) -> None:
    says(desk, "#cc Lea <lea@customer.test>\n\nPlease switch it off.")
    desk.advance(31)
    desk.deliver()
    letter = desk.letter("reply", to="lea@customer.test")
    assert "It began this morning" not in letter.draft.text
    later = desk.post(answer(letter.draft, "Done.", sender="Lea <lea@customer.test>"))
    assert desk.ticket_of(later).id == 1
    says(desk, "#uncc lea@customer.test")
    assert [p.address for p in desk.ticket(1).participants] == ["kim@customer.test"]


def test_spam_is_silent_and_can_be_taken_back(desk: TestDesk) -> None:
    says(desk, "#spam")
    assert desk.ticket(1).status is Status.SPAM
    assert desk.timers(1)["first_response"].state == "cancelled"
    before = len(desk.letters())
    desk.post(answer(desk.letter("ack").draft, "Buy!"))
    assert len(desk.letters()) == before
    says(desk, "#spam off")
    assert desk.ticket(1).status is Status.NEW
    assert desk.timers(1)["first_response"].state == "running"


def test_a_preview_shows_the_mail_and_does_nothing(desk: TestDesk) -> None:
    entry = says(desk, "#preview\n#solve\n\nPlease switch it off.")
    assert desk.fate(entry) is Fate.COMMAND
    assert desk.ticket(1).status is Status.NEW
    assert to_kim(desk) == []
    assert "Please switch it off." in newest(desk).draft.text
    assert "Re: [EX-26" in newest(desk).draft.text


def test_a_macro_is_the_answer_with_its_variables_filled_in(desk: TestDesk) -> None:
    desk.macro("refund.en.md", "Dear {{ customer }}, your money for {{ reference }} is on its way.\n")
    says(desk, "#macro refund\n\nSorry again.")
    (letter,) = to_kim(desk)
    assert letter.draft.text.startswith(
        f"Dear Kim Holm, your money for {desk.ticket(1).reference} is on its way."
    )
    assert "Sorry again." in letter.draft.text


def test_a_deadline_of_ones_own_reminds_and_is_listed(desk: TestDesk) -> None:
    says(desk, "#take\n#due 2 h")
    assert desk.ticket(1).due_at == datetime(2026, 11, 23, 10, 0, tzinfo=UTC)
    desk.advance(hours=2)
    desk.tick()
    assert "deadline that you set" in told(desk).draft.text


def test_a_digest_comes_once_each_working_morning(desk: TestDesk) -> None:
    says(desk, "#take")
    desk.clock.set("2026-11-24T06:31:00+00:00")
    assert desk.digests() >= 1
    assert desk.digests() == 0
    text = desk.letter("notice", to="anna@staff.example.net").draft.text
    assert desk.ticket(1).reference in text
    desk.clock.set("2026-11-28T06:31:00+00:00")
    assert desk.digests() == 0, "Saturday"


def test_notices_wait_for_the_digest_in_quiet_hours(desk: TestDesk) -> None:
    desk.configure(
        agents=TEAM.replace('teams = ["support"]', 'teams = ["support"]\nquiet = "20:00-07:00"', 1)
    )
    desk.clock.set("2026-11-23T20:00:00+00:00")
    before = len(desk.letters("notification", to="anna@staff.example.net"))
    desk.post(mail("At night", "Help!"))
    assert len(desk.letters("notification", to="anna@staff.example.net")) == before
    desk.clock.set("2026-11-24T06:31:00+00:00")
    desk.digests()
    assert "A new ticket." in desk.letter("notice", to="anna@staff.example.net").draft.text


def test_a_vacation_notice_marks_its_agent_away_and_goes_nowhere(desk: TestDesk) -> None:
    away = {"Auto-Submitted": "auto-replied"}
    letter = told(desk)
    entry = desk.post(answer(letter.draft, "I am back on 30 November 2026.", sender=ANNA, headers=away))
    assert desk.fate(entry) is Fate.RECORDED
    assert to_kim(desk) == []
    before = len(desk.letters("notification"))
    desk.post(mail("Another", "Help!"))
    assert [x.recipient for x in desk.letters("notification")[before:]] == ["bo@staff.example.net"]


def test_thanks_do_not_reopen_and_one_word_does(desk: TestDesk) -> None:
    says(desk, "#solve\n\nPlease switch it off.")
    (letter,) = to_kim(desk)
    desk.post(answer(letter.draft, "Thank you very much!"))
    assert desk.ticket(1).status is Status.SOLVED
    assert "says thank you" in told(desk).draft.text
    says(desk, "#open")
    assert desk.ticket(1).status is Status.OPEN


def test_thanks_with_a_question_reopen(desk: TestDesk) -> None:
    says(desk, "#solve\n\nPlease switch it off.")
    (letter,) = to_kim(desk)
    desk.post(answer(letter.draft, "Thank you, but when may I switch it on?"))
    assert desk.ticket(1).status is Status.OPEN


def test_a_customer_asks_for_the_status_with_one_word(desk: TestDesk) -> None:
    desk.post(answer(desk.letter("ack").draft, "status"))
    letter = desk.letter("notice", to="kim@customer.test")
    assert "is new" in letter.draft.text
    assert desk.ticket(1).status is Status.NEW


def test_words_that_a_mailbox_does_not_allow_are_text(desk: TestDesk) -> None:
    desk.post(answer(desk.letter("ack").draft, "close"))
    assert desk.ticket(1).status is Status.NEW
    assert desk.letters("notice", to="kim@customer.test") == []


def test_a_customer_closes_reopens_and_mutes_where_allowed(desk: TestDesk) -> None:
    desk.configure(mailbox='words = ["status", "close", "reopen", "mute"]', agents=TEAM)
    desk.post(answer(desk.letter("ack").draft, "close"))
    assert desk.ticket(1).status is Status.SOLVED
    desk.post(answer(desk.letter("ack").draft, "reopen"))
    assert desk.ticket(1).status is Status.OPEN
    desk.post(answer(desk.letter("ack").draft, "mute"))
    says(desk, "Please switch it off.")
    assert to_kim(desk) == []


def test_commands_of_customers_are_text(desk: TestDesk) -> None:
    desk.post(answer(desk.letter("ack").draft, "#close\n#prio urgent", sender=KIM))
    ticket = desk.ticket(1)
    assert (ticket.status, ticket.priority) == (Status.NEW, Priority.NORMAL)
