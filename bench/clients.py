"""How does each mail client write a reply: what it names itself, and how it marks what it quotes?"""

from dataclasses import dataclass
from datetime import datetime
from enum import Enum, auto


class Quoting(Enum):
    """How the quoted text stands in the plain part."""

    MARKED = auto()  # each line behind ">"
    BELOW = auto()  # as it is, below a block of header lines


@dataclass(frozen=True, slots=True)
class Client:
    """One program's habits. `intro` has a line per language; English stands in for the others."""

    name: str
    mailer: str  # the header line by which it gives itself away, or ""
    quoting: Quoting
    intro: dict[str, str]
    charset: str
    encoding: str  # Content-Transfer-Encoding of its text parts
    signature: str = ""
    boundary: str = "----=_Part_{n}"


_GMAIL = {
    "en": "On {day} at {clock} {name} <{address}> wrote:",
    "da": "Den {short} kl. {clock} skrev {name} <{address}>:",
    "de": "Am {short} um {clock} schrieb {name} <{address}>:",
    "fr": "Le {short} à {clock}, {name} <{address}> a écrit :",
}
_APPLE = {
    "en": "> On {day}, at {clock}, {name} <{address}> wrote:",
    "da": "> Den {short} kl. {clock} skrev {name} <{address}>:",
    "de": "> Am {short} um {clock} schrieb {name} <{address}>:",
    "fr": "> Le {short} à {clock}, {name} <{address}> a écrit :",
}
_THUNDERBIRD = {
    "en": "On {short} {clock}, {name} wrote:",
    "da": "Den {short} kl. {clock} skrev {name}:",
    "de": "Am {short} um {clock} schrieb {name}:",
    "fr": "Le {short} à {clock}, {name} a écrit :",
}
_OUTLOOK = {
    "en": "From: {name} <{address}>\nSent: {day} {clock}\nTo: {to}\nSubject: {subject}",
    "da": "Fra: {name} <{address}>\nSendt: {day} {clock}\nTil: {to}\nEmne: {subject}",
    "de": "Von: {name} <{address}>\nGesendet: {day} {clock}\nAn: {to}\nBetreff: {subject}",
    "fr": "De : {name} <{address}>\nEnvoyé : {day} {clock}\nÀ : {to}\nObjet : {subject}",
}
_OUTLOOK_RULED = {language: f"{'_' * 32}\n{block}" for language, block in _OUTLOOK.items()}
_ORIGINAL = {"en": f"-----Original Message-----\n{_OUTLOOK['en']}"}

_QP, _8BIT = "quoted-printable", "8bit"

CLIENTS = (
    Client("gmail", "", Quoting.MARKED, _GMAIL, "UTF-8", _QP, "", "000000000000{n}"),
    Client(
        "outlook",
        "X-Mailer: Microsoft Outlook 16.0",
        Quoting.BELOW,
        _OUTLOOK,
        "iso-8859-1",
        _QP,
        "",
        "_000_{n}_",
    ),
    Client("outlook-web", "", Quoting.BELOW, _OUTLOOK_RULED, "utf-8", "base64", "", "_000_{n}DB9PR_"),
    Client(
        "apple", "X-Mailer: Apple Mail (2.3826)", Quoting.MARKED, _APPLE, "utf-8", _QP, "", "Apple-Mail=_{n}"
    ),
    Client(
        "iphone",
        "X-Mailer: iPhone Mail (22B91)",
        Quoting.MARKED,
        _APPLE,
        "utf-8",
        _QP,
        "Sent from my iPhone",
        "Apple-Mail-{n}",
    ),
    Client(
        "thunderbird",
        "User-Agent: Thunderbird",
        Quoting.MARKED,
        _THUNDERBIRD,
        "UTF-8",
        _8BIT,
        "",
        "------{n}",
    ),
    Client("mutt", "User-Agent: Mutt/2.2.12", Quoting.MARKED, _THUNDERBIRD, "iso-8859-1", _8BIT),
    Client("k9", "User-Agent: K-9 Mail for Android", Quoting.MARKED, _GMAIL, "utf-8", _8BIT, "", "----{n}"),
    Client("legacy", "X-Mailer: Internet Mail 5.5", Quoting.BELOW, _ORIGINAL, "iso-8859-1", _QP),
)


@dataclass(frozen=True, slots=True)
class Quoted:
    """What a reply quotes: somebody's earlier words."""

    name: str
    address: str
    to: str
    subject: str
    at: datetime
    text: str  # lines separated by LF


def introduction(client: Client, language: str, quoted: Quoted) -> str:
    """The line or block that stands above quoted text."""
    intro = client.intro.get(language, client.intro["en"])
    return intro.format(
        name=quoted.name,
        address=quoted.address,
        to=quoted.to,
        subject=quoted.subject,
        day=quoted.at.strftime("%a, %d %b %Y"),
        short=quoted.at.strftime("%d.%m.%Y"),
        clock=quoted.at.strftime("%H:%M"),
    )


def quotation(client: Client, language: str, quoted: Quoted) -> str:
    """Introduction and quoted text, lines separated by LF."""
    above = introduction(client, language, quoted)
    if client.quoting is Quoting.BELOW:
        return f"{above}\n\n{quoted.text}"
    return "\n".join([above, *(f"> {line}".rstrip() for line in quoted.text.split("\n"))])
