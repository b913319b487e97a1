"""The words around history, and those that people write: a phone's own line, answers in the history, who wrote."""

import pytest

from mailgate.mail.answers_below import answers_below
from mailgate.mail.device_lines import is_device_line
from mailgate.mail.forward_marks import announces_forward, forwards
from mailgate.mail.introductions import introduces_unmarked
from mailgate.mail.quote_marks import is_between_rules


@pytest.mark.parametrize(
    "line",
    [
        "Sent from my iPhone", "Sent from my Galaxy", "Sent from Outlook for iOS", "Get Outlook for Android",
        "Get Outlook for iOS<https://aka.ms/o0ukef>", "Sent from Yahoo Mail on Android", "Sent from my phone",
        "Sent from Mail for Windows", "Sent with Proton Mail secure email.", "Sent via the Samsung Galaxy S24",
        "Von meinem iPhone gesendet", "Von meinem Samsung Galaxy Smartphone gesendet.", "Gesendet mit der GMX Mail App",
        "Gesendet von Outlook für Android", "Holen Sie sich Outlook für iOS", "Outlook für iOS beziehen",
        "Diese Nachricht wurde von meinem Android-Gerät mit K-9 Mail gesendet.", "Envoyé de mon iPhone",
        "Envoyé à partir de Outlook pour iOS", "Obtenir Outlook pour Android", "Enviado desde mi iPad",
        "Obtener Outlook para iOS", "Enviado do meu telemóvel Samsung", "Obter o Outlook para Android", "Inviato da iPhone",
        "Inviato da Outlook per Android", "Verstuurd vanaf mijn iPad", "Outlook voor iOS downloaden", "Sendt fra min iPad",
        "Sendt fra Outlook til iOS", "Hent Outlook til Android", "Last ned Outlook for iOS", "Skickat från min Huawei-mobil",
        "Hämta Outlook för iOS", "Lähetetty iPadista", "Hanki Outlook for iOS", "Wysłane z mojego iPhone’a",
        "Pobierz program Outlook dla systemu iOS", "Odesláno z iPadu", "Získat Outlook pro Android", "iPhone-ról küldve",
        "Az Outlook beszerzése: iOS", "Enviat des del meu iPad", "iPhone'umdan gönderildi", "iOS için Outlook'u edinin<https://aka.ms/x>",
    ],
)  # fmt: skip
def test_a_line_that_a_phone_or_program_adds_is_known(line: str) -> None:
    assert is_device_line(line)


@pytest.mark.parametrize(
    "line",
    [
        "Sent from my heart", "Sent from our warehouse in Kiel on Monday", "Sent via DHL yesterday, says the phone",
        "Sent with love", "Get well soon", "Gesendet mit DHL", "Von meinem Konto wurde zweimal abgebucht",
        "Von meinem Nachbarn gesendet", "Envoyé de Paris hier", "Envoyé de notre dépôt", "Enviado desde Madrid ayer",
        "Inviato da Milano", "Verzonden vanaf Schiphol", "Sendt fra Aarhus i går", "Hent pakken", "Skickat från Lund",
        "Lähetetty eilen postissa", "Wysłane z Gdańska", "Odesláno z Brna", "Elküldve tegnap", "Enviat des de Girona",
        "Dün gönderildi", "My Outlook on Android is broken", "Outlook shows an error", "",
    ],
)  # fmt: skip
def test_a_line_that_a_person_writes_is_no_phones(line: str) -> None:
    assert not is_device_line(line)


@pytest.mark.parametrize(
    ("said", "language"),
    [
        ("Please see my answers below.", "en"), ("My comments are inline", "en"), ("see inline", "en"),
        ("Our replies stand in red", "en"), ("Meine Antworten finden Sie unten in Rot", "de"),
        ("Se mine svar nedenfor", "da"), ("Jeg har skrevet svarene i teksten", "da"), ("Se svarene med blått", "nb"),
        ("Mina svar står nedan", "sv"), ("Vastaukseni ovat alla", "fi"), ("Mijn antwoorden staan hieronder", "nl"),
        ("Moje odpowiedzi są poniżej", "pl"), ("Odpovědi píšu níže", "cs"), ("Mes réponses sont en rouge", "fr"),
        ("Mis respuestas están abajo", "es"), ("Le mie risposte sono in rosso", "it"),
        ("As minhas respostas estão abaixo", "pt"),
        ("A válaszaimat alább találja", "hu"), ("Les meves respostes són a baix", "ca"), ("Cevaplarım aşağıda", "tr"),
    ],
)  # fmt: skip
def test_who_points_to_answers_below_is_understood(said: str, language: str) -> None:
    assert answers_below(said) == language


@pytest.mark.parametrize(
    "said",
    [
        "Thank you, that was the answer.",
        "The answer came. It stands below the lamp.",
        "Nobody answers the phone.",
        "The lamp hangs below the ceiling.",
        "Danke für die Antwort!",
        "Tak for svaret",
        "",
    ],
)
def test_other_talk_of_answers_points_nowhere(said: str) -> None:
    assert answers_below(said) is None


@pytest.mark.parametrize(
    ("subject", "languages", "forward"),
    [
        ("Fwd: x", (), True), ("FW: x", ("en",), True), ("WG: x", ("de",), True), ("TR: x", ("fr",), True),
        ("VS: x", ("da", "nb"), True), ("VS: x", ("fi",), False), ("VL: x", ("fi",), True), ("VB: x", ("sv",), True),
        ("Re: Fwd: x", (), False), ("AW: WG: x", ("de",), False), ("Forward to the office", (), False), ("", (), False),
    ],
)  # fmt: skip
def test_the_subject_tells_a_forward(subject: str, languages: tuple[str, ...], forward: bool) -> None:
    assert forwards(subject, languages) is forward


@pytest.mark.parametrize(
    ("line", "announces"),
    [
        ("---------- Forwarded message ---------", True), ("Begin forwarded message:", True),
        ("> Vidarebefordrat brev:", True),
        ("----- Weitergeleitet von Anna Berg am 24.11.2026 09:00 -----", True), ("Forwarded by mistake", False),
        ("-----Original Message-----", False), ("", False), ("-" * 300, False),
    ],
)  # fmt: skip
def test_a_line_above_a_forwarded_mail_is_known(line: str, announces: bool) -> None:
    assert announces_forward(line) is announces


@pytest.mark.parametrize(
    ("sentence", "introduces"),
    [
        ("On 24 Nov 2026, at 08:00, Support wrote:", True),
        ("On 24 Nov 2026, Support <support@example.net> wrote:", True),
        ("On Monday 23 November 2026 Support wrote:", False),
        ("On Monday 23 November 2026 at 10:00 your colleague wrote:", False),
        ("Am Montag, 23.11.2026 um 10:00 hat Ihr Techniker geschrieben:", False),
        ("On 23 November 2026 at 10:00 I wrote to support@example.net:", False),
        ("At 10:00 on 23.11.2026 the display said:", False),
    ],
)
def test_a_sentence_needs_an_hour_or_address_and_a_stranger_who_wrote(
    sentence: str, introduces: bool
) -> None:
    assert introduces_unmarked(sentence) is introduces


@pytest.mark.parametrize(
    ("line", "between"),
    [
        ("----- Words -----", True), ("--Words--", True), ("‐‐‐ Words ‐‐‐", True), ("- Words -", False),
        ("-----", False), ("--", False), ("-", False), ("", False), ("--verbose", False), ("-- " + "x" * 400 + " --", False),
    ],
)  # fmt: skip
def test_words_between_rules_are_told_from_rules_and_options(line: str, between: bool) -> None:
    assert is_between_rules(line) is between
