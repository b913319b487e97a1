"""Agents' mails by the thousand: six clients, six languages, and every mistake that agents make, with canaries.

A mail is a pure value of its number and of what the agent was told (`Told`): the same number is the same mail on any
machine. `OUTCOMES` says for each mistake what must become of the mail; `must_arrive` are the lines of it that the customer
gets where it is sent; no canary may reach a customer, whatever becomes of it.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from random import Random

from mailgate.agents.aliases import words_of
from mailgate.agents.commands import Command
from mailgate.model.decision import ReplyMeans


class Shape(StrEnum):
    """How a client puts the answer and what it answers together."""

    GMAIL = "gmail"
    OUTLOOK = "outlook"
    APPLE = "apple mail"
    THUNDERBIRD = "thunderbird"
    MUTT = "mutt"
    PHONE = "phone"


class Mistake(StrEnum):
    """What the agent did; the first ones are none."""

    CLEAN = "a plain answer"
    COMMANDS = "commands above the answer"
    DRESSED = "commands with signs of phones and word processors"
    ESCAPED = "a line that begins with an escaped sign"
    NUMBERED = "lines that begin with #1"
    BOTTOM = "the answer below the quoted notification"
    INLINE = "answers between lines of the customer's message"
    NOTE = "a note by command"
    NOTE_IN_SUBJECT = "a note by the subject"
    REPLY_TO_NOTE = "an answer to a note"
    COMMAND_ONLY = "a command without text"
    MISSPELT = "a misspelt command at the top"
    LATE = "a command below the text"
    LATE_MISSPELT = "a misspelt command below the text"
    PASTED_NOTE = "a line of a note in the text"
    INLINE_WHOLE = "answers between lines of the whole notification"
    FORWARDED = "the notification forwarded as it is"
    EMPTY = "no text at all"
    OUTSIDER = "a stranger in Cc"
    ADDRESS = "a colleague's address in the text"


class Outcome(StrEnum):
    """What must become of it."""

    SENT = "sent"
    NOTE = "note"
    DONE = "done"  # the commands ran, there is no text
    HELD = "held"


_M, _O = Mistake, Outcome
CLEAN = (_M.CLEAN, _M.COMMANDS, _M.DRESSED, _M.ESCAPED, _M.NUMBERED, _M.BOTTOM, _M.INLINE)
OUTCOMES: dict[Mistake, Outcome] = {
    **dict.fromkeys(CLEAN, _O.SENT),
    **dict.fromkeys((_M.NOTE, _M.NOTE_IN_SUBJECT, _M.REPLY_TO_NOTE), _O.NOTE),
    _M.COMMAND_ONLY: _O.DONE,
    **dict.fromkeys(
        (_M.MISSPELT, _M.LATE, _M.LATE_MISSPELT, _M.PASTED_NOTE, _M.INLINE_WHOLE, _M.FORWARDED, _M.EMPTY, _M.OUTSIDER,
         _M.ADDRESS), _O.HELD),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Told:
    """What the agent answers: our notification as the client shows it."""

    notification: str
    subject: str
    sender: str  # "Kim via Support"
    address: str  # of the reply token
    customer_lines: tuple[str, ...]  # lines of the customer's message, as they stand in the notification
    note_lines: tuple[str, ...]  # lines of notes in it, each with a canary
    colleague: str  # a colleague's address
    stranger: str = "eve@example.net"


@dataclass(frozen=True, slots=True)
class AgentMail:
    """One mail by an agent."""

    number: int
    shape: Shape
    language: str
    mistake: Mistake
    subject: str
    body: str
    means: ReplyMeans  # what it answers: the customer's message or a note
    cc: tuple[str, ...]
    must_arrive: tuple[str, ...]
    canaries: tuple[str, ...]
    attachment: tuple[str, bytes] | None

    @property
    def outcome(self) -> Outcome:
        return OUTCOMES[self.mistake]


LANGUAGES = ("en", "da", "nb", "sv", "de", "pl")
_ANSWERS = {
    "en": (
        "Please switch it off and on again.",
        "The cable was loose.",
        "We will send you a new one tomorrow.",
    ),
    "da": ("Prøv at slukke og tænde igen.", "Kablet sad løst.", "Vi sender en ny i morgen."),
    "nb": ("Prøv å slå av og på igjen.", "Kabelen satt løst.", "Vi sender en ny i morgen."),
    "sv": ("Prova att stänga av och slå på igen.", "Kabeln satt löst.", "Vi skickar en ny i morgon."),
    "de": (
        "Bitte schalten Sie es aus und wieder ein.",
        "Das Kabel war lose.",
        "Wir schicken morgen ein neues.",
    ),
    "pl": ("Proszę wyłączyć i włączyć ponownie.", "Kabel był poluzowany.", "Jutro wyślemy nowy."),
}
_GREETINGS = {
    "en": "Dear Kim,", "da": "Kære Kim", "nb": "Hei Kim", "sv": "Hej Kim,", "de": "Guten Tag,", "pl": "Dzień dobry,",
}  # fmt: skip
_WROTE = {
    "en": "On Tue, 24 Nov 2026 at 10:30, {} wrote:",
    "da": "Den tirs. 24. nov. 2026 kl. 10.30 skrev {}:",
    "nb": "tir. 24. nov. 2026 kl. 10:30 skrev {}:",
    "sv": "Den tis 24 nov. 2026 kl 10:30 skrev {}:",
    "de": "Am Di., 24. Nov. 2026 um 10:30 Uhr schrieb {}:",
    "pl": "wt., 24 lis 2026 o 10:30 {} napisał(a):",
}
_LABELS = {
    "en": ("From", "Sent", "To", "Subject"), "da": ("Fra", "Sendt", "Til", "Emne"), "nb": ("Fra", "Sendt", "Til", "Emne"),
    "sv": ("Från", "Skickat", "Till", "Ämne"), "de": ("Von", "Gesendet", "An", "Betreff"),
    "pl": ("Od", "Wysłano", "Do", "Temat"),
}  # fmt: skip
_PHONES = {
    "en": "Sent from my iPhone", "da": "Sendt fra min iPhone", "nb": "Sendt fra min iPhone", "sv": "Skickat från min iPhone",
    "de": "Von meinem iPhone gesendet", "pl": "Wysłane z iPhone'a",
}  # fmt: skip
_FORWARDED = {
    "en": "---------- Forwarded message ---------", "da": "---------- Videresendt besked ---------",
    "nb": "---------- Videresendt melding ---------", "sv": "---------- Vidarebefordrat meddelande ---------",
    "de": "---------- Weitergeleitete Nachricht ---------", "pl": "---------- Przekazana wiadomość ---------",
}  # fmt: skip
# Those that any ticket allows, with an argument where they take one.
_ALLOWED = (
    (Command.SOLVE, ""),
    (Command.TAKE, ""),
    (Command.PRIO, "high"),
    (Command.TAG, "+{}"),
    (Command.OPEN, ""),
)
_DRESSES = ("＃{}", "\u00a0#{}", "\u200b#{}\u200b", "#\u2060{}", "\ufeff#{}\u00a0", "#{}\r")
_ORDER = tuple(Mistake)


def agent_mails(count: int, told: Callable[[int], Told]) -> Iterator[AgentMail]:
    """The first so many mails; every mistake in every shape and language comes round."""
    return (agent_mail(number, told(number)) for number in range(count))


def agent_mail(number: int, told: Told) -> AgentMail:
    """The mail of this number."""
    mistake = _ORDER[number % len(_ORDER)]
    shape = list(Shape)[number // len(_ORDER) % len(Shape)]
    language = LANGUAGES[number // (len(_ORDER) * len(Shape)) % len(LANGUAGES)]
    return _Writer(number, told, shape, language, mistake).mail()


class _Writer:
    """One agent at one client."""

    def __init__(self, number: int, told: Told, shape: Shape, language: str, mistake: Mistake) -> None:
        self.number, self.told, self.shape, self.language, self.mistake = (
            number,
            told,
            shape,
            language,
            mistake,
        )
        self.random = Random(number)
        self.canary = f"canary{number}command"
        self.subject = f"Re: {told.subject}"
        self.arrives: list[str] = []

    def mail(self) -> AgentMail:
        body = self._body()
        attached = self.mistake in CLEAN and self.number % 7 == 0
        return AgentMail(
            number=self.number,
            shape=self.shape,
            language=self.language,
            mistake=self.mistake,
            subject=self.subject,
            body=body,
            means=ReplyMeans.NOTE if self.mistake is Mistake.REPLY_TO_NOTE else ReplyMeans.REPLY,
            cc=(self.told.stranger,) if self.mistake is Mistake.OUTSIDER else (),
            must_arrive=tuple(self.arrives) if self.mistake in CLEAN else (),
            canaries=(self.canary, self.told.colleague, *self.told.note_lines),
            attachment=(f"plan-{self.number}.txt", f"plan {self.number}".encode()) if attached else None,
        )

    def _body(self) -> str:
        match self.mistake:
            case Mistake.BOTTOM if self._quotes():
                return f"{self._introduction()}\n{_marked(self.told.notification)}\n\n{self._answer()}\n"
            case Mistake.INLINE if self._quotes():
                return self._inline(self.told.customer_lines)
            case Mistake.INLINE_WHOLE:
                return self._inline(tuple(self.told.notification.splitlines()), answers_at=6)
            case Mistake.FORWARDED:
                self.subject = f"Fwd: {self.told.subject}"
                return f"{_FORWARDED[self.language]}\n{self._header()}\n\n{self.told.notification}\n"
            case Mistake.EMPTY:
                return self._under("")
            case _:
                return self._under(self._words())

    def _words(self) -> str:
        """What the agent types above the quoted notification."""
        answer = "" if self.mistake is Mistake.COMMAND_ONLY else self._answer()
        parts = (self._above(), answer, self._below())
        return "\n".join(part for part in parts if part)

    def _above(self) -> str:
        """Commands, as they should be or not."""
        if self.mistake in (Mistake.COMMANDS, Mistake.COMMAND_ONLY):
            return self._block()
        if self.mistake is Mistake.DRESSED:
            return self.random.choice(_DRESSES).format(self._word(Command.SOLVE).upper())
        if self.mistake is Mistake.NOTE_IN_SUBJECT:
            self.subject += f" {{#{self._word(Command.NOTE)}}}"
        written = {
            Mistake.NOTE: f"#{self._word(Command.NOTE)}",
            Mistake.MISSPELT: f"#{self._misspelt()} {self.canary}",
        }
        return written.get(self.mistake, "")

    def _below(self) -> str:
        """What stands under the answer: text of the agent's, or what must not leave."""
        text = {Mistake.ESCAPED: ["#close is a command"], Mistake.NUMBERED: ["#1 the cable", "#2 the plug"]}
        self.arrives += text.get(self.mistake, [])
        written = {
            Mistake.ESCAPED: "\\#close is a command",
            Mistake.NUMBERED: "\n#1 the cable\n#2 the plug",
            Mistake.NOTE: self.canary,
            Mistake.NOTE_IN_SUBJECT: self.canary,
            Mistake.REPLY_TO_NOTE: self.canary,
            Mistake.LATE: f"\n#{self._word(Command.NOTE)} {self.canary}",
            Mistake.LATE_MISSPELT: f"\n#{self._misspelt()} {self.canary}",
            Mistake.PASTED_NOTE: self.random.choice(self.told.note_lines),
            Mistake.ADDRESS: self.told.colleague,
        }
        return written.get(self.mistake, "")

    def _answer(self) -> str:
        sentences = self.random.sample(_ANSWERS[self.language], self.random.randint(1, 3))
        lines = [_GREETINGS[self.language], *(f"{sentence} ({self.number})" for sentence in sentences)]
        self.arrives += lines
        return "\n\n".join((lines[0], "\n".join(lines[1:])))

    def _block(self) -> str:
        chosen = self.random.sample(_ALLOWED, self.random.randint(1, 2))
        if {command for command, _ in chosen} == {Command.SOLVE, Command.OPEN}:
            chosen = chosen[:1]  # two statuses in one mail are refused
        return "\n".join(f"#{self._word(c)} {argument.format(self.canary)}".strip() for c, argument in chosen)

    def _word(self, command: Command) -> str:
        return self.random.choice(words_of(command))

    def _misspelt(self) -> str:
        """A word for a note with two letters swapped, so that no command has its name."""
        word = self.random.choice(("note", "intern", "notatka", "anteckning", "notiz"))
        at = self.random.randrange(1, len(word) - 2)
        return (
            word[:at] + word[at + 1] + word[at] + word[at + 2 :] if word[at] != word[at + 1] else f"{word}x"
        )

    def _quotes(self) -> bool:
        return self.shape in (Shape.GMAIL, Shape.APPLE, Shape.THUNDERBIRD, Shape.MUTT)

    def _under(self, words: str) -> str:
        """The words, and below them the notification as this client quotes it."""
        if self._quotes():
            return f"{words}\n\n{self._introduction()}\n{_marked(self.told.notification)}\n"
        phone = f"\n\n{_PHONES[self.language]}" if self.shape is Shape.PHONE else ""
        return f"{words}{phone}\n\n________________________________\n{self._header()}\n\n{self.told.notification}\n"

    def _inline(self, lines: tuple[str, ...], answers_at: int = 1) -> str:
        """An answer after so many quoted lines, and one at the end."""
        first, last = _ANSWERS[self.language][:2]
        first, last = f"{first} ({self.number})", f"{last} ({self.number})"
        self.arrives += [first, last]
        above, below = lines[:answers_at], lines[answers_at:]
        quoted = [f"> {line}".rstrip() for line in above], [f"> {line}".rstrip() for line in below]
        return "\n".join((self._introduction(), *quoted[0], "", first, "", *quoted[1], "", last, ""))

    def _introduction(self) -> str:
        return _WROTE[self.language].format(f"{self.told.sender} <{self.told.address}>")

    def _header(self) -> str:
        sender, sent, to, subject = _LABELS[self.language]
        return (
            f"{sender}: {self.told.sender} <{self.told.address}>\n{sent}: 24. 11. 2026 10:30\n"
            f"{to}: Anna Berg <anna@example.com>\n{subject}: {self.told.subject}"
        )


def _marked(text: str) -> str:
    return "\n".join(f"> {line}".rstrip() for line in text.splitlines())
