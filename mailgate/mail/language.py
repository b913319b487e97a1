"""In which language is this text? The small words tell, for the languages the desk greets in.

Facts: a model is 1 MB to 130 MB and guesses at "ok, tak"; the commonest words of sixteen languages decide a sentence
of six words and stay silent where they cannot. A word that several languages share says less for each. Danish and
Norwegian share most of theirs: only words that one of them lacks part them, and without one there is no answer.
"""

import re
from collections.abc import Mapping
from functools import cache
from types import MappingProxyType

_CHARACTERS = 3_000
_TOKENS = 300
_LEAST = 1.2  # score: two words of its own, or several that it shares
_MARGIN = 1.25  # the second language must be this much weaker
_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")

_SMALL = {
    "da": (
        "og i at det er en til på jeg af for ikke der den med har de som vi kan et om men var hvad mig dig sig fra "
        "han så skal havde også eller efter nu meget noget nogen nogle hej tak venlig hilsen min mit mine jeres vores "
        "hvordan hvornår blevet bliver været kunne ville være hvis når kun igen siden uden få får fået gøre mangler "
        "virker sende ingen"
    ),
    "nb": (
        "og i at det er en til på jeg av for ikke der den med har de som vi kan et om men var hva meg deg seg fra han "
        "så skal hadde også eller etter nå mye noe noen hei takk vennlig hilsen min mitt mine deres vår hvordan når "
        "blitt blir vært kunne ville være hvis bare igjen siden uten få får fått gjøre mangler virker sende ingen "
        "fikk dere oss gjerne"
    ),
    "sv": (
        "och i att det är en till på jag av för inte som den med har de vi kan ett om men var vad mig dig sig från "
        "han så ska hade också eller efter nu mycket något någon några hej tack vänlig hälsning hälsningar min mitt "
        "mina er vår hur när blivit blir varit kunde skulle vara bara igen sedan utan få får fått göra fungerar "
        "skicka ingen mvh vill oss ni"
    ),
    "fi": (
        "ja on ei se että en hän oli mutta ovat minun kun niin mitä kuin myös tai jos olen olisi hei moi kiitos "
        "terveisin voiko voin voitte saisinko miten milloin koska nyt vielä meidän teidän ole olemme minulla sitä "
        "tämä tämän joka vain jälkeen ennen kanssa mukaan kuinka terveisiä tilaus toimi saanut haluaisin enää mikä "
        "missä ystävällisin"
    ),
    "de": (
        "und der die das ist nicht ich ein eine zu in mit den von für auf es sie wir auch im dem des sich bei aus an "
        "am wie noch nach hat habe haben kann können bitte danke hallo guten tag grüße grüßen freundlichen wenn aber "
        "oder wird werden wurde mir mich uns ihr ihre ihnen einen einer kein keine mehr schon seit über sehr geehrte "
        "bekomme was wann"
    ),
    "nl": (
        "en de het een is niet ik van te dat in op met voor er we wij zijn maar ook om aan die bij naar kan kunt heb "
        "heeft hebben graag bedankt dank hallo goedemorgen groet groeten vriendelijke als nog wel geen uit dit deze "
        "over hoe wanneer wat mijn ons onze jullie u uw mij moet wordt worden werkt sinds meer alvast krijg"
    ),
    "pl": (
        "i w nie na się z do jest to że o jak za po co od ale czy tak jestem są proszę dzień dobry dziękuję "
        "pozdrawiam mam mamy mogę może można nam mnie mi nasz moje mój przez dla przy już tylko jeszcze kiedy gdzie "
        "ten ta te był była było bardzo witam działa został została które który jeśli oraz bez nadal państwo"
    ),
    "cs": (
        "a v se na je že to s z do o jako ale za po co by tak jsem jsou není jsme dobrý den děkuji děkuju prosím "
        "pozdravem mám máme mohu může můžete nám mi mě můj moje pro při už jen ještě kdy kde ten ta byl byla bylo "
        "který která které nebo pokud bez stále nefunguje od ve jak či velmi jste budete"
    ),
    "en": (
        "the and to of a in is it that i you for not on with this have be are was my we can at but from your has an "
        "as will please thanks thank hello hi dear regards when how what our me us there if or been do does no could "
        "would any still working get after since they cannot which"
    ),
    "fr": (
        "le la les de des et un une est que je vous pas pour dans ce il en nous sur du au avec ne mon ma mes votre "
        "vos notre qui plus mais ou bonjour merci cordialement être avoir ai avons suis fait cette ces sont peut "
        "pouvez peux depuis comme encore quand comment aux reçu toujours n'est j'ai c'est d'une l'adresse"
    ),
    "es": (
        "el la los las de y que en un una es no por con para se lo mi su al del me le está estoy pero más como ya "
        "hola gracias saludos buenos días cordial tengo tenemos puede pueden puedo podría favor muy este esta desde "
        "cuando cómo qué nos nuestro hay ha he sin también sobre todavía recibido usted ustedes"
    ),
    "it": (
        "il la lo gli le di e che è non un una per in con mi del della al dei da sono ho ma come più ciao buongiorno "
        "grazie saluti cordiali salve questo questa abbiamo può posso potete quando nel nella alla si anche ci vostro "
        "nostro mio mia ancora stato perché cosa dove dopo ricevuto vorrei sul dal dalla essere"
    ),
    "pt": (
        "o a os as de e que em um uma é não por com para se do da no na meu minha ao dos das mais como olá obrigado "
        "obrigada cumprimentos bom dia boa tarde tenho temos pode podem posso muito este esta desde quando nos nosso "
        "já está estou mas foi também sobre ainda recebi você vocês sem são pelo pela até ele isso"
    ),
    "hu": (
        "a az és hogy nem is egy van meg csak de ha már még mint el én azt ez ezt vagy kell lehet nekem volt mert "
        "köszönöm köszönjük üdvözlettel szia jó napot kérem kérjük tisztelt nekünk mikor hogyan miért mi ön önök "
        "vagyok vagyunk lesz után óta nincs most akkor minden szeretnék szeretném tud tudok kaptam"
    ),
    "ca": (
        "el la els les de i que en un una és no per amb als del dels al es em meu meva però més com ja hola gràcies "
        "salutacions bon dia tinc tenim pot poden puc molt aquest aquesta des quan què ens nostre hi ha sense també "
        "sobre encara rebut vostè seva seu aquí fins fer heu hem podeu sóc soc moltes"
    ),
    "tr": (
        "ve bir bu için ile de da ne çok ama var yok mi mı mu mü değil olarak daha gibi kadar sonra ben biz siz bana "
        "bize benim bizim sizin merhaba teşekkürler teşekkür ederim lütfen saygılarımla iyi günler nasıl neden zaman "
        "olan oldu olduğu ancak hala henüz her şey ediyorum istiyorum sayın rica selamlar çalışmıyor"
    ),
}
# Letters that one of these languages has alone.
_LETTERS = {"tr": "ığ", "hu": "őű", "cs": "řůě", "pl": "łąęż", "pt": "ãõ", "es": "ñ¿¡", "de": "ß"}
_LETTER = 0.8
_TWINS = frozenset(("da", "nb"))


def language_of(text: str) -> str | None:
    """The language of a person's text as ISO 639-1; None where the words do not decide."""
    words = _WORD.findall(text[:_CHARACTERS].lower())[:_TOKENS]
    weights = _weights()
    scores: dict[str, float] = {}
    for word in dict.fromkeys(words):
        for language, weight in weights.get(word.replace("’", "'"), {}).items():
            scores[language] = scores.get(language, 0.0) + weight
    lowered = text[:_CHARACTERS].lower()
    for language, letters in _LETTERS.items():
        scores[language] = scores.get(language, 0.0) + _LETTER * sum(letter in lowered for letter in letters)
    ranked = sorted(scores, key=lambda language: -scores[language])
    best = ranked[0]
    others = [language for language in ranked[1:] if {best, language} != _TWINS]
    sure = scores[best] >= _LEAST and (not others or scores[best] >= _MARGIN * scores[others[0]])
    if not sure:
        return None
    return _twin(scores) if best in _TWINS else best


def _twin(scores: Mapping[str, float]) -> str | None:
    """Danish or Norwegian, where a word of one of them stands in the text."""
    da, nb = scores.get("da", 0.0), scores.get("nb", 0.0)
    if da == nb:
        return None
    return "da" if da > nb else "nb"


@cache
def _weights() -> Mapping[str, Mapping[str, float]]:
    """Word -> language -> weight; a word of one language alone weighs 1, one of n languages less; twins count once."""
    owners: dict[str, list[str]] = {}
    for language, words in _SMALL.items():
        for word in dict.fromkeys(words.split()):
            owners.setdefault(word, []).append(language)
    return MappingProxyType(
        {
            word: dict.fromkeys(languages, 1.0 / (len(languages) - (set(languages) >= _TWINS)) ** 1.5)
            for word, languages in owners.items()
        }
    )
