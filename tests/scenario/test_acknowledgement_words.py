"""What an acknowledgement says, and in which language: of the customer, of the desk's hours, of what to do."""

import pytest

from tests.scenario.desk import TestDesk
from tests.scenario.post import KIM, mail

GERMAN = "Guten Tag, unser Drucker raucht seit heute Morgen sehr stark. Was sollen wir tun? Vielen Dank für Ihre Hilfe."
POLISH = (
    "Dzień dobry, nasza drukarka od rana bardzo dymi i nie wiemy, co mamy teraz zrobić. Dziękuję za pomoc."
)
ALIASES = 'aliases = ["hjaelp@example.com"]\nlanguages = { "hjaelp@example.com" = "da" }\n'


def header(language: str) -> bytes:
    return f"Content-Language: {language}\r\n".encode()


def bare(language: str, sender: str = KIM) -> bytes:
    """A mail whose words are of no language, from a client that names one."""
    return header(language) + mail("4711", "4711", sender=sender)


def ack(desk: TestDesk) -> str:
    return desk.letter("ack").draft.text


def test_the_words_of_the_mail_decide_and_not_the_menus_of_its_client(desk: TestDesk) -> None:
    desk.post(header("en-US") + mail("Drucker", GERMAN))
    assert ack(desk).startswith("Guten Tag Kim Holm,")
    assert desk.letter("ack").draft.language == "de"
    assert desk.ticket(1).language == "de"


def test_the_header_decides_where_the_words_say_nothing(desk: TestDesk) -> None:
    desk.post(bare("sv"))
    assert ack(desk).startswith("Hej Kim Holm!")


def test_the_alias_that_was_written_to_comes_before_the_words(desk: TestDesk) -> None:
    desk.configure(mailbox=ALIASES)
    desk.post(mail("Drucker", GERMAN, to="hjaelp@example.com"), rcpt_to="hjaelp@example.com")
    assert ack(desk).startswith("Hej Kim Holm\n")


def test_the_last_ticket_comes_before_the_alias(desk: TestDesk) -> None:
    desk.configure(mailbox=ALIASES)
    desk.post(mail("Drukarka", POLISH))
    desk.advance(65)
    desk.post(mail("4711", "4711", to="hjaelp@example.com"), rcpt_to="hjaelp@example.com")
    assert "dziękujemy za wiadomość" in ack(desk)


def test_a_language_without_letters_is_none(desk: TestDesk) -> None:
    desk.post(bare("fr"))
    assert ack(desk).startswith("Hello Kim Holm,")


@pytest.mark.parametrize(
    ("moment", "language", "says"),
    [
        ("2026-11-23T20:00:00+01:00", "en", "We are closed now and open again tomorrow at 08:00 CET."),
        ("2026-11-27T20:00:00+01:00", "de", "Wir haben zurzeit geschlossen und sind am Montag, dem 30. November"),
        ("2027-03-24T20:00:00+01:00", "en", "We are closed 25–29 March for Easter, and open again Tuesday 30 March at"),
        ("2027-03-27T12:00:00+01:00", "da", "Vi holder lukket fra den 25. til den 29. marts (påske) og åbner igen tirsdag"),
        ("2027-05-06T10:00:00+02:00", "pl", "Nie pracujemy 6 maja (Wniebowstąpienie); wracamy jutro o godz. 8:00."),
        ("2027-12-24T20:00:00+01:00", "sv", "Vi har stängt den 25–26 december (jul) och öppnar igen måndagen den 27"),
        ("2027-05-15T10:00:00+02:00", "nb", "Vi holder stengt fra 16. til 17. mai (pinse) og åpner igjen tirsdag 18. mai"),
    ],
)  # fmt: skip
def test_a_desk_that_is_closed_says_for_how_long_and_why(
    desk: TestDesk, moment: str, language: str, says: str
) -> None:
    """The calendar is Danish; the reader is anybody."""
    desk.clock.set(moment)
    desk.post(bare(language))
    assert says in " ".join(ack(desk).split())


def test_an_open_desk_says_nothing_of_its_hours(desk: TestDesk) -> None:
    desk.post(mail())
    assert "closed" not in ack(desk)
    assert "You will have an answer by today at 13:00 CET." in ack(desk)


def test_what_to_do_if_it_is_urgent_is_said_in_the_readers_language_or_not_at_all(desk: TestDesk) -> None:
    desk.configure(mailbox='urgent = { en = "call +45 12 34 56 78", de = "rufen Sie an: +45 12 34 56 78" }')
    for number, (language, says) in enumerate(
        [("en", "If it is urgent: call +45"), ("de", "Falls es eilt: rufen Sie an")]
    ):
        desk.post(bare(language, sender=f"K <k{number}@customer.test>"))
        assert says in ack(desk)
    desk.post(bare("pl", sender="K <k9@customer.test>"))
    assert "12 34 56 78" not in ack(desk)
    desk.configure(mailbox='urgent = "+45 12 34 56 78"')
    desk.post(bare("pl", sender="K <k8@customer.test>"))
    assert "Jeśli sprawa jest pilna: +45 12 34 56 78" in ack(desk)


def test_a_minimal_acknowledgement_is_in_the_readers_language_too(desk: TestDesk) -> None:
    desk.post(mail("Drucker", GERMAN, sender=KIM, vouched=False))
    assert "wir haben eine Nachricht von Ihrer Adresse erhalten." in ack(desk)
    assert "Kim" not in ack(desk)


def test_an_agent_reads_in_the_agents_language_whatever_the_customers(desk: TestDesk) -> None:
    agents = (desk._directory / "agents.toml").read_text(encoding="utf-8")
    danish = agents.replace('signature = "Anna', 'language = "da"\nsignature = "Anna')
    desk.configure(agents=danish)
    desk.post(mail("Drucker", GERMAN))
    told = desk.letter("notification").draft
    assert told.text.startswith("Dit svar på denne mail går til Kim Holm (kim@customer.test).")
    assert "Frist     i dag kl. 13.00: første svar" in told.text
    assert told.language == "da"
