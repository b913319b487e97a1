"""Does the sender say that answers stand in the history? "See my answers below in red", as users of Outlook write.

Facts: Outlook puts no ">" before history, so answers inside it look like the rest of it, and only colour sets them apart.
Where the new text points there, nothing may be cut: a desk that hides the answers asks the same questions again.
"""

import re

_READ = 4_000  # characters of new text
_WORDS = {  # begins of words for "answer", and where they are said to stand
    "en": (
        "answer|comment|replies|response|remark",
        "below|inline|in-line|in (?:red|blue|green|bold|the text)",
    ),
    "de": ("antwort|anmerkung|kommentar|beantwort", "unten|unterhalb|im text|inline|in (?:rot|blau|grün)"),
    "da": ("svar|kommentar", "nedenfor|herunder|i teksten|inline|(?:med|i) (?:rødt|blåt|grønt)"),
    "nb": ("svar|kommentar", "nedenfor|i teksten|inline|(?:med|i) (?:rødt|blått|grønt)"),
    "sv": ("svar|kommentar", "nedan|i texten|inline|(?:med|i) (?:rött|blått|grönt)"),
    "fi": ("vastau|vastas|kommen", "alla|alapuolella|tekstissä|punaisella|sinisellä"),
    "nl": ("antwoord|opmerking|reactie|beantwoord", "hieronder|in de tekst|in (?:het )?(?:rood|blauw|groen)"),
    "pl": ("odpowied|komentarz|uwagi", "poniżej|w tekście|na (?:czerwono|niebiesko|zielono)"),
    "cs": ("odpově|komentář|poznámk", "níže|v textu|červeně|modře|zeleně"),
    "fr": ("réponse|commentaire|remarque|répond", "ci-dessous|plus bas|dans le texte|en (?:rouge|bleu|vert)"),
    "es": ("respuesta|comentario|respond", "abajo|a continuación|en el texto|en (?:rojo|azul|verde)"),
    "it": ("rispost|comment", "sotto|di seguito|nel testo|in (?:rosso|blu|verde)"),
    "pt": ("resposta|comentário|respond", "abaixo|no texto|(?:em|a) (?:vermelho|azul|verde)"),
    "hu": ("válasz|megjegyzés", "alább|lent|a szövegben|pirossal|kékkel|zölddel"),
    "ca": ("respost|comentari", "a baix|més avall|a continuació|al text|en (?:vermell|blau|verd)"),
    "tr": ("cevap|yanıt|yorum", "aşağıda|metinde|kırmızı|mavi"),
}
_STEMS = {language: tuple(stems.split("|")) for language, (stems, _) in _WORDS.items()}
_SAID = {
    language: re.compile(rf"(?<!\w)(?:{stems})\w{{0,12}}[^.!?\n]{{0,40}}(?<!\w)(?:{places})(?!\w)")
    for language, (stems, places) in _WORDS.items()
}
_SEE_INLINE = re.compile(r"(?<!\w)see (?:below )?(?:inline|in-line|in (?:red|blue|green|bold))(?!\w)")


def answers_below(new: str) -> str | None:
    """The language in which the new text says so; None if it does not."""
    said = new[:_READ].lower()
    if _SEE_INLINE.search(said):
        return "en"
    for language, stems in _STEMS.items():
        # Most texts hold no such word; looking for pieces is forty times faster than the patterns.
        if any(stem in said for stem in stems) and _SAID[language].search(said):
            return language
    return None
