"""A whole conversation: neomutt, Postfix and Dovecot on both sides of the desk, and nothing internal on the customer's.

Anna logs in at the desk's own submission port; nobody but Postfix, at which he logs in, vouches for Ben.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from email.message import EmailMessage

from tests.e2e.desk import ANNA, BEN, SUPPORT
from tests.e2e.house import EXTENSIONS, KIM, LAPTOPS, House, Person
from tests.e2e.maildir import Letter

NOTE = "He paid late three times, so be careful with credit."
ANSWER_TO_NOTE = "Then I rather ask the bookkeeping first."
QUIET_NOTE = "The new cable costs less than the technician."
TAG = "slow-payer"
INTERNAL = (
    NOTE, ANSWER_TO_NOTE, QUIET_NOTE, TAG, ANNA, BEN, LAPTOPS[ANNA], LAPTOPS[BEN], EXTENSIONS[ANNA], EXTENSIONS[BEN],
    "#tag", "#send", "#note", "#prio", "#merge", "#solve",
    "Your reply to this mail", "reply above this line", "kept back", "A new ticket",
)  # fmt: skip


@dataclass
class Conversation:
    """What has been said so far."""

    house: House
    received: list[Letter] = field(default_factory=list)  # what Kim should have, and no more

    def opened(self, subject: str, words: str) -> "Opened":
        """Kim writes; she has the number, and both agents know."""
        sent = self.house.kim.program.write(SUPPORT, subject, f"{words}\n")
        assert self.fate(sent) == "ticket"
        ack = self.kim_gets("it has the number")
        told = [_told(agent, words) for agent in (self.house.anna, self.house.ben)]
        reference = told[0].header("X-Mailgate-Ticket")
        assert ack.header("Subject") == f"[{reference}] {subject}"
        return Opened(reference, ack, *told)

    def kim_gets(self, words: str) -> Letter:
        """The next mail in Kim's mailbox with these words."""
        letter = self.house.kim.inbox.take(f"a mail with {words!r}", lambda mail: words in mail.text)
        self.received.append(letter)
        return letter

    def fate(self, sent: EmailMessage) -> str:
        return self.house.desk.fate(str(sent["Message-ID"]))


@dataclass(frozen=True)
class Opened:
    """A new ticket, with what everybody got."""

    reference: str
    ack: Letter
    for_anna: Letter
    for_ben: Letter


def test_a_whole_conversation_with_real_mail_servers_and_programs(whole_house: House) -> None:
    talk = Conversation(whole_house)
    first = talk.opened("The printer on floor 3", "It prints nothing but smørrebrød.")
    answer = _an_answer_with_a_command_reaches_the_customer(talk, first)
    _a_colleague_who_answers_later_is_asked_before_it_leaves(talk, first)
    news = _an_answer_lands_on_the_ticket_by_its_references(talk, answer)
    _notes_stay_inside(talk, first, news)
    second = talk.opened("Also the scanner", "The scanner hums as well.")
    _merged(talk, second, first.reference)
    news = _what_answers_the_merged_ticket_is_told_on_the_survivor(talk, second, first.reference)
    solved = _solved_with_an_answer(talk, news)
    _an_answer_reopens(talk, solved)

    _everything_landed_where_it_belongs(whole_house, first.reference, second.reference)
    _nothing_internal_reached_the_customer(talk)
    assert whole_house.postfix.undelivered() == []


def _an_answer_with_a_command_reaches_the_customer(talk: Conversation, first: Opened) -> Letter:
    words = "Dear Kim,\n\nis the cable loose? Læg mærke til den røde."
    assert (
        talk.fate(talk.house.anna.program.reply(first.for_anna.mail, f"#tag +{TAG}\n{words}\n\n"))
        == "appended"
    )
    answer = talk.kim_gets("Læg mærke til den røde.")
    assert answer.text.startswith(f"{words}\n\n-- \nAnna Berg\n")
    return answer


def _a_colleague_who_answers_later_is_asked_before_it_leaves(talk: Conversation, first: Opened) -> None:
    ben, words = talk.house.ben, "Hello Kim, I send a technician on Friday."
    assert talk.fate(ben.program.reply(first.for_ben.mail, f"{words}\n\n")) == "held"
    question = ben.inbox.take(
        "the question", lambda mail: "Your mail was kept back" in mail.header("Subject")
    )
    assert "Anna Berg" in question.text
    assert "is the cable loose?" in question.text  # what he had not seen
    assert talk.fate(ben.program.reply(question.mail, "#send\n\n")) == "command"
    assert talk.kim_gets(words).header("From").startswith('"Ben Holm')


def _an_answer_lands_on_the_ticket_by_its_references(talk: Conversation, answer: Letter) -> Letter:
    words = "It was the cable, but can the technician come all the same?"
    sent = talk.house.kim.program.reply(answer.mail, f"{words}\n\n", to_author=True)
    assert SUPPORT in str(sent["To"])  # no token: nothing but References leads to the ticket
    assert talk.fate(sent) == "appended"
    return _told(talk.house.anna, words)


def _notes_stay_inside(talk: Conversation, first: Opened, news: Letter) -> None:
    anna, ben = talk.house.anna, talk.house.ben
    assert talk.fate(ben.program.reply(first.for_ben.mail, f"#note\n{NOTE}\n\n")) == "appended"
    told = _told(anna, NOTE)
    assert talk.fate(anna.program.reply(told.mail, f"{ANSWER_TO_NOTE}\n\n")) == "appended"  # a note, too
    assert talk.fate(anna.program.reply(news.mail, f"#prio high\n#note\n{QUIET_NOTE}\n\n")) == "appended"


def _merged(talk: Conversation, second: Opened, into: str) -> None:
    assert talk.fate(talk.house.anna.program.reply(second.for_anna.mail, f"#merge {into}\n\n")) == "command"


def _what_answers_the_merged_ticket_is_told_on_the_survivor(
    talk: Conversation, second: Opened, survivor: str
) -> Letter:
    words = "By the way, the scanner has number 7 on its back."
    assert talk.fate(talk.house.kim.program.reply(second.ack.mail, f"{words}\n\n")) == "appended"
    told = _told(talk.house.anna, words)
    assert told.header("X-Mailgate-Ticket") == survivor
    return told


def _solved_with_an_answer(talk: Conversation, news: Letter) -> Letter:
    words = "Both are repaired now."
    assert talk.fate(talk.house.anna.program.reply(news.mail, f"#solve\n{words}\n\n")) == "appended"
    return talk.kim_gets(words)


def _an_answer_reopens(talk: Conversation, solved: Letter) -> None:
    words = "Sadly the printer has stopped again since noon."
    assert talk.fate(talk.house.kim.program.reply(solved.mail, f"{words}\n\n")) == "appended"
    _told(talk.house.anna, words)


def _everything_landed_where_it_belongs(house: House, first: str, second: str) -> None:
    kims = house.desk.ask("trace", KIM)
    assert [(mail["ticket"], mail["reasons"][0].partition(":")[0]) for mail in kims] == [
        (first, "nothing in the mail points to a ticket"),
        (first, "level 2"),
        (second, "nothing in the mail points to a ticket"),
        (first, "level 1"),
        (first, "level 1"),
    ]
    kept_back, *_ = house.desk.ask("trace", BEN)
    assert [mail["kind"] for mail in kept_back["outgoing"]] == ["notice"]  # the question, and nothing to Kim
    assert house.desk.ticket(second)["status"] == "merged"
    ticket = house.desk.ticket(first)
    assert [event["detail"]["to"] for event in ticket["events"] if event["kind"] == "status"] == [
        "waiting", "open", "waiting", "solved", "open",
    ]  # fmt: skip
    assert (ticket["tags"], ticket["priority"], ticket["assignee"]) == ([TAG], "high", "Anna Berg")
    inside = "\n".join(message["new_text"] for message in ticket["messages"] if not message["public"])
    assert all(note in inside for note in (NOTE, ANSWER_TO_NOTE, QUIET_NOTE))


def _nothing_internal_reached_the_customer(talk: Conversation) -> None:
    letters = talk.house.kim.inbox.letters()
    assert {letter.name for letter in letters} == {letter.name for letter in talk.received}
    lines = [line for letter in letters for line in letter.whole().splitlines()]
    assert [line for line in lines if any(word in line for word in INTERNAL)] == []
    for agent in (talk.house.anna, talk.house.ben):
        assert _headers_with(KIM, agent.inbox.letters()) == []


def _told(agent: Person, words: str) -> Letter:
    """The notification with these words."""
    return agent.inbox.take(
        f"a notification of {words!r}", lambda mail: words in mail.text and "X-Mailgate-Ticket" in mail.mail
    )


def _headers_with(word: str, letters: Sequence[Letter]) -> list[str]:
    return [f"{n}: {v}" for letter in letters for n, v in letter.mail.items() if word in str(v).lower()]
