"""The words of a mail that says thank you and nothing else, by language.

Facts
- A word stands here only if no request, complaint or condition can be made of the words beside it: neither "please", "but",
  "still", "not", "in advance", nor "problem" in any language.
- "Tak" thanks in Danish and means yes in Polish and Czech; a short mail is too short to tell its language.
"""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Words:
    """One language; what is written apart in the tables is a set of words."""

    thanks: frozenset[str]
    beside: frozenset[str]  # how much, whom for, that it works, and good wishes
    noun: frozenset[str]  # what one thanks for; a request where it stands alone
    greeting: frozenset[str]  # before a name
    closing: frozenset[str]  # the first word of the line before the sender's name


def _words(thanks: str, beside: str, noun: str, greeting: str, closing: str) -> Words:
    return Words(*(frozenset(text.split()) for text in (thanks, beside, noun, greeting, closing)))


WORDS: Mapping[str, Words] = {
    "en": _words(
        "thanks thank thankyou thx thnx tnx ty cheers appreciated grateful",
        "you very much so a lot again many indeed all for your the this that it it's its is now works working worked fine "
        "great perfect perfectly excellent awesome brilliant wonderful lovely super nice well good ok okay solved fixed "
        "resolved sorted done everything quick fast kind swift prompt speedy super-quick have day weekend evening one week "
        "and to team everyone guys really truly greatly much most highly i i'm am we too same wishes",
        "help support answer reply response assistance information info service effort efforts time feedback update "
        "patience",
        "hi hello dear hey",
        "regards best kind warm sincerely yours cheers br kr",
    ),
    "de": _words(
        "danke dankeschön vielen herzlichen besten tausend dank merci bedanke bedanken",
        "dank schön sehr ihnen dir euch für die das den der ihre deine eure es jetzt nun wieder super toll prima perfekt "
        "bestens wunderbar klasse hervorragend geklappt funktioniert geht läuft hat ist alles in ordnung ok okay gelöst "
        "erledigt behoben schnelle rasche prompte freundliche tolle gute und auch einen schönen tag abend noch "
        "wochenende schönes feierabend ich mich wir uns nochmals ebenso gleichfalls",
        "hilfe antwort rückmeldung unterstützung info auskunft mühe bemühungen service bearbeitung lösung",
        "hallo liebe lieber guten moin servus sehr geehrte geehrter frau herr",
        "mit viele liebe beste freundliche freundlichen gruß grüße grüßen mfg lg vg herzliche schöne",
    ),
    "da": _words(
        "tak mange tusind takker",
        "tak skal du i have det er for hjælpen den jeres din dit jeg vi nu virker virkede fungerer fint super perfekt "
        "dejligt godt rigtig så meget hurtige gode venlige løst i orden ok okay alt og god dag weekend aften "
        "fortsat igen dem lige måde ligeledes skønt fedt",
        "hjælp hjælpen svar svaret service indsats indsatsen besvarelse tilbagemelding support",
        "hej kære goddag hejsa",
        "venlig venlige hilsen hilsner mvh vh kh med mange bedste dbh",
    ),
    "sv": _words(
        "tack tackar tusen",
        "så mycket för det den din er ert hjälpen nu funkar fungerar fungerade bra toppen perfekt super jättebra "
        "underbart utmärkt kanon snabba fina vänliga löst allt är ok okej och ha en trevlig dag helg kväll "
        "igen jag vi dig er detsamma kanonbra skönt",
        "hjälp hjälpen svar svaret service support återkoppling",
        "hej hejsan kära tjena",
        "vänlig vänliga vänligen hälsning hälsningar mvh med bästa hälsar",
    ),
    "nb": _words(
        "takk tusen takker",
        "for det den din deres hjelpen svaret nå virker fungerer fungerte fint supert perfekt bra flott topp kjempebra "
        "så mye raske gode hyggelige løst i orden ok okei alt er og ha en fin dag helg kveld "
        "igjen jeg vi deg dere skal du ha dere like måte strålende utmerket",
        "hjelp hjelpen svar svaret service support tilbakemelding",
        "hei kjære hallo heisann",
        "vennlig hilsen mvh med beste hilsner",
    ),
    "nl": _words(
        "bedankt dank dankjewel dankuwel bedanken thanks",
        "je u jullie wel zeer heel hartelijk hartelijke veel voor de het uw jouw nu werkt gewerkt goed weer prima "
        "perfect super fijn mooi geweldig top uitstekend snelle goede opgelost alles is in orde oké ok en nog een "
        "prettige fijne dag weekend avond ik wij nogmaals hetzelfde gelukt",
        "hulp antwoord reactie ondersteuning service moeite informatie info",
        "hallo hoi beste geachte dag mevrouw meneer heer",
        "met vriendelijke hartelijke groet groeten groetjes mvg vriendelijke",
    ),
    "fr": _words(
        "merci remercie remercions",
        "beaucoup infiniment bien mille fois encore à vous toi pour votre ta la le les l'aide de je nous tout est "
        "c'est ça marche fonctionne maintenant parfait super génial excellent nickel impeccable résolu réglé ok "
        "d'accord très rapide rapides bonne journée soirée fin semaine week-end bon et réactivité également",
        "aide réponse support assistance retour réactivité service informations information",
        "bonjour bonsoir salut cher chère madame monsieur",
        "cordialement bien salutations amicalement cdlt sincères respectueusement bonne",
    ),
    "es": _words(
        "gracias agradezco agradecemos agradecido agradecida",
        "muchas muchísimas mil de nuevo por la su tu el vuestra todo ya funciona funcionó está bien perfecto perfectamente "
        "genial excelente estupendo solucionado resuelto arreglado ahora ok vale rápida rápido pronta un buen "
        "día fin semana tarde tenga que pase igualmente y a usted ti ustedes muy amable amables les le te",
        "ayuda respuesta atención soporte información rapidez apoyo gestión",
        "hola estimado estimada buenos días buenas tardes querido querida señor señora",
        "saludos saludo un cordiales atentamente cordialmente abrazo",
    ),
    "it": _words(
        "grazie ringrazio ringraziamo",
        "mille tante molte ancora infinite di per il la lo tutto vostro tuo suo vostra sua ora adesso funziona va bene "
        "perfetto ottimo eccellente benissimo splendido risolto ok okay rapida veloce gentile buona buon giornata "
        "serata weekend lavoro e a voi lei te anche molto gentilissimi gentilissima gentilissimo vi ti",
        "aiuto l'aiuto risposta supporto assistenza disponibilità informazioni informazione tempestività",
        "ciao buongiorno buonasera gentile caro cara salve signor signora",
        "saluti cordiali distinti cordialmente un saluto",
    ),
    "pt": _words(
        "obrigado obrigada agradeço agradecemos brigado obrigadão",
        "muito pela pelo sua seu a o de novo tudo já agora funciona funcionou está certo perfeito ótimo óptimo excelente "
        "resolvido solucionado ok rápida rápido bom boa dia tarde fim semana e para você vocês também igualmente "
        "maravilha imenso uma um lhe vos deu",
        "ajuda resposta atenção suporte apoio retorno informação atendimento rapidez",
        "olá oi bom boa caro cara prezado prezada prezados",
        "cumprimentos atenciosamente abraço abraços cordialmente att saudações melhores com os",
    ),
    "pl": _words(
        "dziękuję dziekuje dzięki dzieki dziękujemy podziękowania wielkie",
        "bardzo serdecznie pięknie za pomoc szybką i wszystko już teraz działa zadziałało świetnie super doskonale "
        "ok okej rozwiązane załatwione miłego dnia weekendu państwu panu pani wam ci jeszcze raz dobrze wzajemnie "
        "odpowiedź informację",
        "pomoc odpowiedź wsparcie informację informacje obsługę",
        "dzień dobry witam cześć szanowni szanowna szanowny państwo pani panie",
        "pozdrawiam pozdrowienia z poważaniem serdecznie łączę wyrazami szacunku pozdr",
    ),
    "fi": _words(
        "kiitos kiitokset kiitoksia kiitti kiittäen",
        "paljon todella erittäin avusta nopeasta hyvästä nyt toimii toimi hienosti hyvin kunnossa ok okei loistavaa "
        "loistava mahtavaa hienoa hyvä täydellistä ratkesi kaikki on se asia vielä kerran hyvää päivää päivänjatkoa "
        "viikonloppua iltaa samoin ja teille sinulle suuri suuret tuhannet",
        "avusta vastauksesta tuesta palvelusta tiedosta vaivannäöstä",
        "hei moi terve arvoisa hyvä",
        "ystävällisin terveisin terveiset t yt",
    ),
    "cs": _words(
        "děkuji děkuju díky dekuji diky děkujeme dík",
        "moc mnohokrát velmi vám ti za rychlou pomoc odpověď už teď nyní funguje fungovalo všechno vše je v pořádku "
        "skvělé skvěle super výborně perfektní ok vyřešeno hezký pěkný den víkend večer ještě jednou a také nápodobně "
        "krásný",
        "pomoc odpověď podporu informaci informace ochotu",
        "dobrý den ahoj vážený vážená vážení zdravím",
        "s pozdravem pozdravem přátelským přeji",
    ),
    "sk": _words(
        "ďakujem ďakujeme vďaka dakujem",
        "veľmi pekne vám za rýchlu pomoc odpoveď už teraz funguje všetko je v poriadku super výborne ok vyriešené pekný "
        "deň víkend ešte raz a aj",
        "pomoc odpoveď podporu informáciu",
        "dobrý deň ahoj vážený vážená",
        "s pozdravom pozdravom",
    ),
    "hu": _words(
        "köszönöm köszönjük köszi kösz köszönet hálás",
        "szépen nagyon a az gyors segítséget választ most már működik minden rendben szuper tökéletes kiváló ok oké "
        "megoldva szép napot hétvégét jó és mindent",
        "segítséget választ segítség támogatást",
        "szia kedves tisztelt üdv jó napot",
        "üdvözlettel tisztelettel üdv",
    ),
    "ca": _words(
        "gràcies agraeixo mercès",
        "moltes per la seva teva vostra ja ara funciona tot perfecte genial excel·lent resolt solucionat bé ok bon dia "
        "cap de setmana igualment i a vostè",
        "ajuda resposta atenció suport",
        "hola benvolgut benvolguda bon dia bona tarda",
        "salutacions atentament cordialment",
    ),
    "tr": _words(
        "teşekkürler teşekkür sağolun sağol teşekkürlerimi",
        "çok ederim ederiz ediyorum için yardımınız hızlı şimdi çalışıyor oldu tamam harika süper mükemmel iyi günler "
        "her şey size sana tekrar hafta sonları çalışmalar",
        "yardımınız desteğiniz cevabınız yanıtınız",
        "merhaba sayın selam",
        "saygılarımla saygılar selamlar iyi",
    ),
    "ro": _words(
        "mulțumesc mulțumim multumesc mersi",
        "mult frumos foarte pentru acum funcționează merge totul este bine perfect super excelent rezolvat ok o zi bună "
        "din nou și dumneavoastră",
        "ajutor ajutorul răspuns răspunsul sprijin",
        "bună ziua salut stimată stimate",
        "cu stimă respect salutări",
    ),
    "ru": _words(
        "спасибо благодарю благодарим",
        "большое огромное вам тебе за быструю помощь ответ теперь сейчас всё все работает заработало отлично супер "
        "хорошо прекрасно решено ок хорошего дня вечера выходных ещё раз и также",
        "помощь ответ поддержку информацию оперативность",
        "здравствуйте привет добрый день уважаемый уважаемая",
        "с уважением",
    ),
}  # fmt: skip

# How a question begins that somebody forgot to mark as one, in languages that put the verb first.
ASKING = frozenset(
    (
        "is it|is this|is that|is everything|is all|have you|have we|am i|has it|"
        "ist es|ist das|ist die|ist der|ist alles|hat es|hat das|geht es|geht das|geht die|funktioniert es|"
        "funktioniert das|funktioniert die|funktioniert der|läuft es|läuft das|"
        "virker det|virker den|er det|er alt|er den|fungerer det|fungerer den|har i|har du|"
        "fungerar det|fungerar den|funkar det|är det|är allt|har ni|har du|har dere|"
        "is het|is alles|is de|werkt het|werkt de|werkt alles"
    ).split("|")
)

SIGNS = frozenset("👍🙏❤💙💚👌🙌")  # say thanks, or all is well, by themselves
# Languages in which a word of another one's thanks says something else.
NOT_THANKS: Mapping[str, frozenset[str]] = {
    "pl": frozenset({"tak"}), "cs": frozenset({"tak"}), "sk": frozenset({"tak"}), "fi": frozenset({"ty"}),
}  # fmt: skip
