"""A mail that only thanks is told from one that also asks, tells or complains."""

import pytest

from mailgate.threading.thanks import is_thanks
from mailgate.threading.thanks_words import ASKING, NOT_THANKS, WORDS

LANGUAGES = "en de da sv nb nl fr es it pt pl fi cs".split()

THANKS = {
    "en": [
        "Thanks!", "Thank you very much.", "Thanks a lot for your quick help!", "Perfect, thank you!", "Thanks :)",
        "Thanks Anna, it works now.", "Great! It works now. Thanks again!\n\nBest regards\nKim Holm\nCustomer Ltd",
        "Hi Anna,\n\nthank you for the quick reply.\n\nKind regards,\nKim", "Thank you. Have a nice weekend!\nKim",
        "Hi Anna,\nThanks", "Many thanks for your support!", "thx", "👍", "🙏",
    ],
    "de": [
        "Danke!", "Vielen Dank für die schnelle Hilfe!", "Herzlichen Dank, es funktioniert jetzt.", "Danke Frau Müller!",
        "Hallo Frau Berg,\nvielen Dank für Ihre Hilfe.\nMit freundlichen Grüßen\nHans Meier\nTel. 040 123456",
        "Super, danke, hat geklappt!", "Besten Dank und schönes Wochenende!", "Jetzt geht es wieder, danke",
    ],
    "da": [
        "Tak!", "Mange tak for hjælpen.", "Tusind tak, det virker nu.", "Tak skal du have", "Perfekt, tak!\nVh Mette",
        "Hej Anna\n\nMange tak for svaret\n\nVenlig hilsen\nMette Hansen",
    ],
    "sv": ["Tack så mycket!", "Tack för hjälpen, nu fungerar det.", "Hej Anna,\ntack för svaret", "Toppen, tack!"],
    "nb": ["Tusen takk for hjelpen!", "Takk, det virker nå.", "Flott, takk!\nHilsen\nOla Nordmann"],
    "nl": ["Bedankt voor de snelle reactie!", "Hartelijk dank, het werkt nu weer.", "Dank u wel!",
        "Top, bedankt!\nMet vriendelijke groet,\nJan de Vries"],
    "fr": ["Merci beaucoup !", "Merci, ça marche maintenant.",
        "Bonjour Anna,\nMerci pour votre réponse rapide.\nCordialement,\nJean Dupont"],
    "es": ["Muchas gracias por su ayuda.", "Gracias, ya funciona.", "Perfecto, muchas gracias\nSaludos\nMaría"],
    "it": ["Grazie mille!", "Grazie, ora funziona.", "Perfetto, grazie per il supporto.\nCordiali saluti\nMario Rossi"],
    "pt": ["Muito obrigado!", "Obrigada pela ajuda, já está resolvido.", "Obrigado!\nCumprimentos\nJoão"],
    "pl": ["Dziękuję bardzo za pomoc!", "Dzięki, działa.", "Dziękuję.\nPozdrawiam\nJan Kowalski"],
    "fi": ["Kiitos paljon avusta!", "Kiitos, nyt toimii.", "Kiitos!\nYstävällisin terveisin\nMatti Virtanen"],
    "cs": ["Děkuji moc!", "Díky, už funguje.", "Děkuji za rychlou odpověď.\nS pozdravem\nJan Novák"],
    "hu": ["Köszönöm szépen!"],
    "ca": ["Moltes gràcies!"],
    "tr": ["Çok teşekkür ederim"],
    "ro": ["Mulțumesc frumos!"],
    "ru": ["Большое спасибо!"],
    "sk": ["Ďakujem veľmi pekne!"],
}  # fmt: skip

LOOK_ALIKES = {
    "en": [
        "Thanks, but it still fails", "Thank you. When will it be fixed", "Thank you! Is it fixed",
        "Thanks. Have you fixed it",
        "Thank you, could you also look at the other one?", "Thanks in advance", "Thanks for nothing", "No thanks",
        "Yes, thanks", "Thanks. Please close the other one", "Thank you, I will try", "Thanks. My order is 4711",
        "Thanks! See https://x.test", "Thanks.\n\nBest regards\nKim\nPS: it fails again", "Thanks\nPrinter broken",
        "Cancel my subscription. Thanks!", "Thank you for calling me at five", "It is not good. Thanks",
        "THANKS. DOWN AGAIN",
        "Thanks, one more thing", "Thanks, again it is down", "Thanks Printer Is Down Again", "Thanks: URGENT",
        "Thanks for your reply.\nRegards\nit does not work at all here", "thank you for help me", "Thanks ¿",
        "Thanks 打印机坏了", "Help!", "It works", "Best regards\nKim", "Hello", "",
    ],
    "de": [
        "Danke, aber es geht nicht", "Vielen Dank im Voraus", "Danke, leider nein", "Danke. Wann kommt der Techniker",
        "Danke. Geht es jetzt", "Dank der Störung geht nichts", "Bitte, danke", "Danke, und die Rechnung",
    ],
    "da": ["Tak, men det virker ikke", "Tak på forhånd", "Tak. Virker det nu",
           "Tak for hjælpen, kan I også se på den anden"],
    "sv": ["Tack på förhand", "Tack, men det funkar inte", "Tack. Fungerar det nu"],
    "nb": ["Takk, det virker ikke", "På forhånd takk"],
    "nl": ["Bedankt, maar het werkt niet", "Bij voorbaat dank", "Bedankt. Werkt het nu"],
    "fr": ["Merci, mais ça ne marche pas", "Merci d'avance", "Merci de me rappeler", "Merci. Quand serez-vous là"],
    "es": ["Gracias, pero no funciona", "Gracias de antemano", "Gracias. ¿Cuándo", "Gracias, sigue igual"],
    "it": ["Grazie, ma non funziona", "Grazie in anticipo", "Grazie, resto in attesa"],
    "pt": ["Obrigado, mas ainda falha", "Obrigado desde já", "Obrigada, fico a aguardar"],
    "pl": ["Dziękuję, ale nie działa", "Z góry dziękuję", "Tak", "Tak, dziękuję"],
    "fi": ["Kiitos, mutta ei toimi", "Kiitos etukäteen", "Kiitos. Toimiiko se nyt"],
    "cs": ["Děkuji, ale nefunguje to", "Děkuji předem", "Tak jo, děkuji"],
}  # fmt: skip


@pytest.mark.parametrize(("language", "text"), [(k, t) for k, texts in THANKS.items() for t in texts])
def test_thanks_are_known_with_and_without_the_language(language: str, text: str) -> None:
    assert is_thanks(text, language)
    assert is_thanks(text, None)


@pytest.mark.parametrize(("language", "text"), [(k, t) for k, texts in LOOK_ALIKES.items() for t in texts])
def test_whatever_says_more_than_thanks_is_a_mail_like_any_other(language: str, text: str) -> None:
    assert not is_thanks(text, language)


@pytest.mark.parametrize(
    "text", [t for k, texts in LOOK_ALIKES.items() for t in texts if k not in ("pl", "cs")]
)
def test_it_stays_so_where_the_language_is_unknown_or_mistaken(text: str) -> None:
    assert not any(is_thanks(text, language) for language in (None, "xx", *LANGUAGES))


def test_a_danish_thank_you_is_a_polish_yes() -> None:
    assert is_thanks("Tak.", "da")
    assert not is_thanks("Tak.", "pl")
    assert not is_thanks("Tak.", "cs")


def test_every_language_that_is_promised_has_its_words_and_its_look_alikes() -> None:
    assert set(LANGUAGES) <= set(WORDS)
    assert set(LANGUAGES) == set(LOOK_ALIKES)
    assert set(WORDS) == set(THANKS)
    assert set(NOT_THANKS) <= set(WORDS)


@pytest.mark.parametrize("language", WORDS)
def test_no_table_holds_a_word_with_which_one_asks_or_complains(language: str) -> None:
    table = WORDS[language]
    every = table.thanks | table.beside | table.noun | table.greeting | table.closing
    harmful = (
        "but not no still please when why how who what where can could would aber nicht kein bitte noch wann warum men "
        "ikke inte inget inte når når hvornår niet maar geen mais pas ne non plus quand pero no cuándo aún ma non quando "
        "ancora mas não ainda ale nie kiedy mutta ei milloin ne kdy nem mikor però değil ama dar nu но не нет когда".split()
    )
    shared = {
        ("de", "noch"),
        ("da", "nu"),
        ("sv", "nu"),
        ("nl", "nu"),
        ("it", "ancora"),
    }  # fmt: skip - "noch einen schönen Tag", "now", "grazie ancora"
    assert {w for w in every & set(harmful) if (language, w) not in shared} == set()


def test_all_words_are_in_small_letters_as_they_are_compared() -> None:
    for table in WORDS.values():
        for words in (table.thanks, table.beside, table.noun, table.greeting, table.closing):
            assert all(w == w.lower() for w in words)
    assert all(len(pair.split()) == 2 for pair in ASKING)


@pytest.mark.parametrize("text", ["thanks " * 200, "Thanks! " * 60, "a" * 100_000, "Thanks\n" * 1000])
def test_a_long_text_is_never_mere_thanks(text: str) -> None:
    assert not is_thanks(text, "en")


@pytest.mark.parametrize("signed", ["Kim Holm", "Kim", "kim holm", "Holm, Kim", "/Kim Holm"])
def test_a_sender_may_sign_with_the_name_of_the_mail(signed: str) -> None:
    assert is_thanks(f"Thank you very much!\n\n{signed}", "en", "Kim Holm")


@pytest.mark.parametrize(
    ("text", "sender"),
    [
        ("Thanks\nPrinter broken", "Kim Holm"),
        ("Thanks\nKim Holm 4711", "Kim Holm"),
        ("Kim Holm", "Kim Holm"),
        ("Thanks\nKim Holm?", "Kim Holm"),
        ("Thanks\nPrinter broken", ""),
    ],
)
def test_a_name_is_no_pretext(text: str, sender: str) -> None:
    assert not is_thanks(text, "en", sender)
