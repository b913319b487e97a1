"""What agents' mail must never do: let a word out, lose one, send one twice, or turn a clock that it may not."""

import pytest

from mailgate.model.journal import Fate
from mailgate.model.ticket import Priority, Status, TicketKind
from tests.scenario.desk import Letter, TestDesk
from tests.scenario.post import ANNA, ANNA_HOME, BO, KIM, SUPPORT, answer, mail, reply_address

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
AT_ANNA, AT_BO, AT_KIM, AT_LEA = (
    "anna@staff.example.net", "bo@staff.example.net", "kim@customer.test", "lea@customer.test",
)  # fmt: skip
LEA = "Lea Moe <lea@customer.test>"


@pytest.fixture
def desk(desk: TestDesk) -> TestDesk:
    """Kim's ticket, of which Anna and Bo were told."""
    desk.configure(agents=TEAM)
    desk.post(mail())
    desk.deliver()
    return desk


def told(desk: TestDesk, to: str = AT_ANNA) -> Letter:
    return desk.letter("notification", to=to)


def says(desk: TestDesk, text: str, sender: str = ANNA, **more: object) -> int:
    """An agent answers the newest notification."""
    to = AT_BO if sender is BO else AT_ANNA
    return desk.post(answer(told(desk, to).draft, text, sender=sender, **more))  # type: ignore[arg-type]


def notice(desk: TestDesk, to: str = AT_ANNA) -> Letter:
    return desk.letter("notice", to=to)


def sent(desk: TestDesk, to: str = AT_KIM) -> list[str]:
    """The texts of the answers that reached somebody, after the undo window."""
    desk.advance(31)
    while desk.deliver():
        pass
    return [x.draft.text for x in desk.letters("reply", to=to) if x.state == "sent"]


# nothing internal leaves (P4)


def test_the_history_below_an_answer_holds_no_command_of_an_earlier_one(desk: TestDesk) -> None:
    says(desk, "#tag +blacklisted\n#prio low\n\nPlease switch it off.")
    assert sent(desk)
    says(desk, "And pull the plug.")
    last = sent(desk)[-1]
    assert "> Please switch it off." in last
    assert "blacklisted" not in last
    assert "#prio" not in last


def test_the_history_holds_no_introduction_with_a_token(desk: TestDesk) -> None:
    letter = told(desk).draft
    inline = (
        f"On Mon, 23 Nov 2026 at 09:05, {letter.from_.name} <{reply_address(letter)}> wrote:\n"
        "> It began this morning. What shall we do?\n\nSwitch it off.\n\n> \n\nThen wait.\n"
    )
    desk.post(answer(letter, inline, sender=ANNA, quote=False))
    assert sent(desk)
    says(desk, "And pull the plug.")
    assert reply_address(letter) not in sent(desk)[-1]


def test_what_an_agent_writes_above_a_forward_reaches_no_customer(desk: TestDesk) -> None:
    entry = desk.post(
        mail("Fwd: broken", f"#for {LEA}\n#tag +late-payer\nShe never pays, be careful.", sender=ANNA)
    )
    number = desk.ticket_of(entry).id
    desk.post(answer(told(desk, AT_BO).draft, "We look at it.", sender=BO))
    assert desk.ticket(number).first_response_at is not None
    (text,) = sent(desk, AT_LEA)
    assert "late-payer" not in text
    assert "#for" not in text
    assert "never pays" not in text


def test_a_command_in_the_subject_of_a_forward_is_not_the_tickets_subject(desk: TestDesk) -> None:
    entry = desk.post(mail("broken {#tag +latepayer}", f"#for {LEA}\nSee below.", sender=ANNA))
    assert "{#" not in desk.ticket_of(entry).subject
    desk.post(answer(told(desk, AT_BO).draft, "We look at it.", sender=BO))
    assert sent(desk, AT_LEA)
    assert "latepayer" not in desk.letter("reply", to=AT_LEA).draft.subject


def test_a_note_that_was_confirmed_is_still_a_note(desk: TestDesk) -> None:
    """
    Bo -> note                          Anna is told; her reply to that stays inside
    "Anna" -> that token, #prio high    nobody vouches: she is asked whether it is hers
    Anna -> yes                         a note and a priority, and nothing for Kim
    """
    says(desk, "#take")
    says(desk, "#note\nWhat do you think of him?", BO)
    says(desk, "#prio high\n\nHe is a nuisance.", ANNA_HOME, vouched=False)
    desk.post(answer(notice(desk).draft, "", sender=ANNA_HOME, vouched=False))
    assert sent(desk) == []
    assert desk.ticket(1).priority is Priority.HIGH


def test_a_note_with_a_wrong_command_is_not_offered_to_the_customer(desk: TestDesk) -> None:
    says(desk, "#take")
    says(desk, "#note\nWhat do you think of him?", BO)
    says(desk, "#prio hihg\n\nHe is a nuisance.")
    question = notice(desk)
    assert "#send" not in question.draft.text
    desk.post(answer(question.draft, "#send", sender=ANNA))
    assert sent(desk) == []


def test_a_confirmed_mail_is_asked_about_like_any_other(desk: TestDesk) -> None:
    says(desk, "#note\nThe contract says that we owe him nothing at all.", BO)
    says(desk, "Kim,\nThe contract says that we owe him nothing at all.", ANNA_HOME, vouched=False)
    desk.post(answer(notice(desk).draft, "", sender=ANNA_HOME, vouched=False))
    assert sent(desk) == []


def test_a_colleagues_answer_between_a_mail_and_its_confirmation_keeps_it_back(desk: TestDesk) -> None:
    desk.advance(60)
    says(desk, "Please switch it off.", ANNA_HOME, vouched=False)
    question = notice(desk)
    desk.advance(60)
    says(desk, "Leave it on.", BO)
    desk.advance(60)
    desk.post(answer(question.draft, "", sender=ANNA_HOME, vouched=False))
    texts = sent(desk)
    assert [t.partition("\n")[0] for t in texts] == ["Leave it on."]
    assert "Leave it on." in notice(desk).draft.text


def test_a_confirmed_preview_shows_and_publishes_nothing(desk: TestDesk) -> None:
    says(desk, "#preview\n\nPlease switch it off.", ANNA_HOME, vouched=False)
    desk.post(answer(notice(desk).draft, "", sender=ANNA_HOME, vouched=False))
    assert sent(desk) == []
    assert [m.public for m in desk.messages(1)] == [True, False, False]
    assert desk.ticket(1).first_response_at is None


def test_an_agents_key_stays_inside_when_a_kept_back_mail_is_released(desk: TestDesk) -> None:
    raw = answer(
        told(desk).draft, "#slove\n\nPlease switch it off.", sender=ANNA, files=[("key.asc", b"anna@staff")]
    )
    raw = raw.replace(b"application/octet-stream", b"application/pgp-keys")
    desk.post(raw)
    desk.post(answer(notice(desk).draft, "#send", sender=ANNA))
    assert len(sent(desk)) == 1
    assert desk.letter("reply", to=AT_KIM).draft.attachments == ()


def test_an_internal_ticket_takes_no_customer(desk: TestDesk) -> None:
    desk.post(mail("Parking", "#ask billing\nWho pays for it?", sender=ANNA))
    inside = desk.tickets()[-1]
    assert inside.kind is TicketKind.INTERNAL
    desk.post(answer(told(desk, AT_BO).draft, "#cc kim@customer.test", sender=BO))
    assert desk.ticket(inside.id).participants == ()
    entry = desk.post(mail(f"[{inside.reference}]", "status"))
    assert desk.ticket_of(entry).id != inside.id


@pytest.mark.parametrize("into", ["internal", "customer"])
def test_customers_and_internal_tickets_are_not_merged(desk: TestDesk, into: str) -> None:
    desk.post(mail("Parking", "#ask support\nWho pays for it?", sender=ANNA))
    inside, outside = desk.tickets()[-1], desk.ticket(1)
    letters = desk.letters("notification", to=AT_BO)
    first, second = letters[0], letters[-1]
    if into == "internal":
        desk.post(answer(first.draft, f"#merge {inside.reference}", sender=BO))
    else:
        desk.post(answer(second.draft, f"#merge {outside.reference}", sender=BO))
    assert Status.MERGED not in [t.status for t in desk.tickets()]


# who takes part


def test_somebody_taken_out_does_not_get_the_answer_of_the_same_mail(desk: TestDesk) -> None:
    says(desk, "#cc lea@customer.test\n\nPlease switch it off.")
    assert sent(desk, AT_LEA)
    says(desk, "#uncc lea@customer.test\n\nBetween us: it is her fault.")
    assert len(sent(desk)) == 2
    assert len(sent(desk, AT_LEA)) == 1
    assert AT_LEA not in [a.address for a in desk.letter("reply", to=AT_KIM).draft.to]


def test_an_answer_that_already_went_to_one_customer_still_goes_to_the_others(desk: TestDesk) -> None:
    says(desk, "#cc lea@customer.test\n\nPlease switch it off.")
    sent(desk)
    desk.post(
        answer(told(desk).draft, "It is off now.", sender=ANNA, cc=LEA),
        rcpt_to=reply_address(told(desk).draft),
    )
    assert [t.partition("\n")[0] for t in sent(desk)][-1] == "It is off now."
    assert len(sent(desk, AT_LEA)) == 1, "she has it already"


def test_an_answer_that_reaches_nobody_is_told(desk: TestDesk) -> None:
    desk.configure(mailbox='words = ["mute"]', agents=TEAM)
    desk.post(answer(desk.letter("ack").draft, "mute"))
    before = len(desk.letters("notice", to=AT_ANNA))
    says(desk, "Please switch it off.")
    assert sent(desk) == []
    assert len(desk.letters("notice", to=AT_ANNA)) == before + 1
    assert desk.ticket(1).first_response_at is None


def test_an_agents_direct_mail_on_a_ticket_is_recorded_as_an_answer(desk: TestDesk) -> None:
    """
    Anna -> Lea, Cc support     a proactive ticket
    Lea -> Anna, Cc support     appended
    Anna -> Lea, Cc support     an answer that was sent already; nobody waits any longer, nobody is told otherwise
    """
    desk.post(
        mail(
            "Delivery",
            "It leaves today.",
            sender=ANNA,
            to=LEA,
            cc=SUPPORT,
            message_id="<1@staff.example.net>",
        ),
        rcpt_to=SUPPORT,
    )
    desk.post(
        mail("Re: Delivery", "When?", sender=LEA, to=ANNA, cc=SUPPORT, message_id="<2@customer.test>",
             headers={"In-Reply-To": "<1@staff.example.net>"}),
        rcpt_to=SUPPORT,
    )  # fmt: skip
    assert desk.ticket(2).unanswered_since is not None
    before = len(desk.letters())
    entry = desk.post(
        mail("Re: Delivery", "At noon.", sender=ANNA, to=LEA, cc=SUPPORT, message_id="<3@staff.example.net>",
             headers={"In-Reply-To": "<2@customer.test>", "References": "<1@staff.example.net> <2@customer.test>"}),
        rcpt_to=SUPPORT,
    )  # fmt: skip
    assert desk.ticket_of(entry).id == 2
    assert desk.fate(entry) is Fate.APPENDED, desk.reasons(entry)
    assert desk.ticket(2).unanswered_since is None
    assert len(desk.letters()) == before


# nothing is sent twice, nothing is lost


def test_a_released_mail_does_not_go_again_to_whom_it_went_directly(desk: TestDesk) -> None:
    desk.post(
        answer(told(desk).draft, "#slove\n\nPlease switch it off.", sender=ANNA, cc=KIM),
        rcpt_to=reply_address(told(desk).draft),
    )
    desk.post(answer(notice(desk).draft, "#send", sender=ANNA))
    assert sent(desk) == []
    assert desk.ticket(1).first_response_at is not None


def test_a_release_says_what_was_sent_and_what_was_not_done(desk: TestDesk) -> None:
    says(desk, "#prio high\n#slove\n\nPlease switch it off.")
    desk.post(answer(notice(desk).draft, "#send", sender=ANNA))
    receipt = notice(desk).draft.text
    assert "#undo" in receipt, "the answer can still be taken back"
    assert "#prio high" in receipt
    assert desk.ticket(1).priority is Priority.NORMAL
    assert len(sent(desk)) == 1


def test_a_release_beyond_the_tickets_cap_stays_open(desk: TestDesk) -> None:
    says(desk, "#slove\n\nPlease switch it off.")
    question = notice(desk)
    for number in range(40):
        desk.post(answer(desk.letter("ack").draft, f"Once more, {number}"))
    entry = desk.post(answer(question.draft, "#send", sender=ANNA))
    assert sent(desk) == []
    assert desk.ticket(1).first_response_at is None, desk.reasons(entry)
    desk.advance(hours=2)
    later = desk.post(answer(question.draft, "#send", sender=ANNA))
    assert len(sent(desk)) == 1, desk.reasons(later)


def test_words_beside_a_list_are_not_lost(desk: TestDesk) -> None:
    entry = desk.post(mail("Hm", "#list mine\n\nAnd who has the keys to the cellar?", sender=ANNA))
    words = [m.new_text for t in desk.tickets() for m in desk.messages(t.id)]
    kept = any("cellar" in w for w in words) or "cellar" in notice(desk).draft.text
    assert kept, desk.reasons(entry)


def test_words_below_a_customers_word_reach_an_agent(desk: TestDesk) -> None:
    before = len(desk.letters("notification"))
    desk.post(answer(desk.letter("ack").draft, "status\n\nAnd it burns again, please call me at once!"))
    assert any("burns again" in x.draft.text for x in desk.letters("notification")[before:])


def test_words_below_a_customers_word_wait_for_an_answer(desk: TestDesk) -> None:
    says(desk, "Please switch it off.")
    sent(desk)
    desk.post(answer(desk.letter("ack").draft, "status\n\nThank you!"))
    assert desk.ticket(1).status is Status.WAITING
    desk.post(answer(desk.letter("ack").draft, "status\n\nIt burns again, please call me at once!"))
    assert (desk.ticket(1).status, desk.ticket(1).unanswered_since) == (Status.OPEN, desk.clock.now())
    assert "It burns again" in told(desk).draft.text


def test_nothing_waits_for_a_digest_that_never_comes(desk: TestDesk) -> None:
    """Digests are a team's; Anna is in none any more."""
    desk.configure(agents=TEAM.replace('teams = ["support"]', 'teams = []\nquiet = "20:00-07:00"', 1))
    desk.clock.set("2026-11-23T20:00:00+00:00")
    says(desk, "#assign Anna", BO)
    assert "gave this ticket to you" in told(desk).draft.text


def test_a_released_answer_is_taken_back_as_a_whole(desk: TestDesk) -> None:
    says(desk, "#slove\n\nPlease switch it off.")
    desk.post(answer(notice(desk).draft, "#send", sender=ANNA))
    assert desk.promise_row(1).state == "kept"
    desk.advance(5)
    desk.post(answer(notice(desk).draft, "#undo", sender=ANNA))
    assert sent(desk) == []
    assert [m.public for m in desk.messages(1)] == [True, False, False, False]
    assert desk.ticket(1).first_response_at is None
    assert desk.timers(1)["first_response"].state == "running"
    assert desk.promise_row(1).state == "open"


def test_a_new_tickets_target_is_that_of_the_priority_it_was_given(desk: TestDesk) -> None:
    fast = '[[policy]]\nname = "fast"\npriority = "urgent"\nfirst_response = "1 h"\n'
    desk.configure(agents=TEAM, sla=f'{fast}[[policy]]\nname = "standard"\nfirst_response = "4 h"\n')
    entry = desk.post(mail("Broken", f"#for {LEA}\n#prio urgent\nSee below.", sender=ANNA))
    assert desk.timers(desk.ticket_of(entry).id)["first_response"].target_s == 3600


def test_for_on_a_ticket_that_exists_is_refused(desk: TestDesk) -> None:
    entry = says(desk, "#for lea@customer.test\n\nPlease look.")
    assert desk.fate(entry) is Fate.HELD
    assert "✗ #for lea@customer.test" in notice(desk).draft.text


def test_an_answer_to_an_internal_question_reaches_who_asked(desk: TestDesk) -> None:
    desk.post(mail("Parking", "#ask billing\nWho pays for it?", sender=ANNA))
    before = len(desk.letters(to=AT_ANNA))
    desk.post(answer(told(desk, AT_BO).draft, "The boss pays.", sender=BO))
    texts = [x.draft.text for x in desk.letters(to=AT_ANNA)[before:]]
    assert any("The boss pays." in t for t in texts)


def test_an_old_mail_of_an_agent_answers_nobody(desk: TestDesk) -> None:
    letter = told(desk)
    desk.post(
        answer(letter.draft, "#close\n\nPlease switch it off.", sender=ANNA),
        quiet=True,
        auth_user="Anna Berg",
    )
    assert sent(desk) == []
    ticket = desk.ticket(1)
    assert (ticket.status, ticket.first_response_at) == (Status.NEW, None)


def test_a_question_that_cannot_be_answered_is_not_asked_every_morning(desk: TestDesk) -> None:
    says(desk, "")
    assert "#send" not in notice(desk).draft.text
    desk.clock.set("2026-11-24T06:31:00+00:00")
    desk.tick()
    desk.digests()
    assert "Kept back until you answer" not in notice(desk).draft.text


# aliases and survivors


def test_a_merged_tickets_number_works_in_every_command(desk: TestDesk) -> None:
    desk.post(mail("Second", "It smokes, too."))
    desk.post(mail("Third", "And this one."))
    one, two, _ = desk.tickets()
    letters = desk.letters("notification", to=AT_ANNA)
    desk.post(answer(letters[1].draft, f"#merge {one.reference}", sender=ANNA))
    assert desk.ticket(2).merged_into == 1
    desk.post(answer(letters[2].draft, f"#set {two.reference} prio urgent", sender=ANNA))
    assert desk.ticket(1).priority is Priority.URGENT
    desk.post(answer(letters[2].draft, f"#status {two.reference}", sender=ANNA))
    assert "The printer smokes" in notice(desk).draft.text
    desk.post(answer(letters[2].draft, f"#merge {two.reference}", sender=ANNA))
    assert (desk.ticket(3).status, desk.ticket(3).merged_into) == (Status.MERGED, 1)


def test_a_question_merged_into_a_solved_ticket_does_not_sleep_there(desk: TestDesk) -> None:
    says(desk, "#solve\n\nPlease switch it off.")
    desk.post(mail("Second", "It smokes again!"))
    desk.post(answer(told(desk).draft, f"#merge {desk.ticket(1).reference}", sender=ANNA))
    survivor = desk.ticket(1)
    assert survivor.status is Status.OPEN
    assert survivor.unanswered_since is not None


def test_an_answer_above_a_merge_answers_the_customer(desk: TestDesk) -> None:
    desk.post(mail("Second", "It smokes, too."))
    desk.post(answer(told(desk).draft, f"#merge {desk.ticket(1).reference}\n\nSwitch them off.", sender=ANNA))
    assert len(sent(desk)) == 1
    assert desk.ticket(2).status is Status.MERGED
    assert desk.ticket(1).unanswered_since is not None, "Kim's first mail is still unanswered"


def test_a_message_that_was_split_off_waits_there_and_no_longer_here(desk: TestDesk) -> None:
    says(desk, "Please switch it off.")
    sent(desk)
    desk.post(answer(desk.letter("ack").draft, "By the way, where is my invoice?"))
    assert desk.ticket(1).unanswered_since is not None
    says(desk, "#split Invoice")
    assert desk.ticket(1).unanswered_since is None
    assert desk.ticket(2).unanswered_since is not None


# undo takes back one thing, and only what can be taken back


def test_undo_of_a_second_answer_leaves_the_first_as_it_was(desk: TestDesk) -> None:
    says(desk, "Please switch it off.")
    sent(desk)
    was = desk.ticket(1)
    says(desk, "And pull the plug.")
    desk.advance(5)
    says(desk, "#undo")
    assert len(sent(desk)) == 1
    now = desk.ticket(1)
    assert (now.status, now.assignee, now.first_response_at) == (
        was.status,
        was.assignee,
        was.first_response_at,
    )
    assert desk.timers(1)["first_response"].state == "satisfied"


def test_undo_of_a_command_after_an_answer_lets_the_answer_leave(desk: TestDesk) -> None:
    says(desk, "Please switch it off.")
    desk.advance(2)
    says(desk, "#prio urgent")
    desk.advance(2)
    says(desk, "#undo")
    assert desk.ticket(1).priority is Priority.NORMAL
    assert len(sent(desk)) == 1
    assert desk.ticket(1).first_response_at is not None


def test_undo_after_an_answer_has_left_does_not_say_that_it_had_not(desk: TestDesk) -> None:
    says(desk, "Please switch it off.")
    assert len(sent(desk)) == 1
    says(desk, "#undo")
    assert desk.ticket(1).first_response_at is not None
    assert desk.ticket(1).unanswered_since is None


def test_a_merge_is_not_undone_by_half(desk: TestDesk) -> None:
    desk.post(mail("Second", "It smokes, too."))
    letter = told(desk)
    desk.post(answer(letter.draft, f"#merge {desk.ticket(1).reference}", sender=ANNA))
    before = desk.ticket(1)
    desk.post(answer(letter.draft, "#undo", sender=ANNA))
    assert desk.ticket(1) == before
    assert "nothing of yours to take back" in notice(desk).draft.text


# reminders and claims


def test_a_deadline_of_a_solved_ticket_reminds_nobody(desk: TestDesk) -> None:
    says(desk, "#take\n#due 2 h")
    says(desk, "#solve\n\nPlease switch it off.")
    before = len(desk.letters("notification", to=AT_ANNA))
    desk.advance(hours=3)
    desk.tick()
    assert len(desk.letters("notification", to=AT_ANNA)) == before


def test_an_agent_who_left_leaves_no_open_question_behind(desk: TestDesk) -> None:
    says(desk, "#slove\n\nPlease switch it off.")
    question = notice(desk)
    desk.configure(agents=TEAM.replace("Anna Berg", "Cara Dahl").replace("anna", "cara"))
    entry = desk.post(answer(question.draft, "#send", sender=ANNA))
    assert sent(desk) == []
    assert desk.fate(entry) is not Fate.QUARANTINED


@pytest.mark.parametrize("below", ["Sent from my iPhone", "-- \nAnna Berg\nSupport", "Sendt fra min iPhone"])
def test_send_with_a_signature_below_it_sends(desk: TestDesk, below: str) -> None:
    says(desk, "#slove\n\nPlease switch it off.")
    desk.post(answer(notice(desk).draft, f"#send\n\n{below}", sender=ANNA))
    assert len(sent(desk)) == 1


def test_another_agent_cannot_release_what_was_kept_back(desk: TestDesk) -> None:
    says(desk, "#slove\n\nPlease switch it off.")
    desk.post(answer(notice(desk).draft, "#send", sender=BO))
    assert sent(desk) == []


def test_the_same_release_twice_sends_once(desk: TestDesk) -> None:
    says(desk, "#slove\n\nPlease switch it off.")
    raw = answer(notice(desk).draft, "#send", sender=ANNA)
    assert desk.fate(desk.post(raw)) is Fate.COMMAND
    assert desk.fate(desk.post(raw)) is Fate.DUPLICATE
    desk.post(answer(desk.letters("notice", to=AT_ANNA)[0].draft, "#send", sender=ANNA))
    assert len(sent(desk)) == 1
