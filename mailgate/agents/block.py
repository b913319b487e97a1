"""Which lines of an agent's text are commands? The block at its top; every other line stays text.

Facts
- A block is whole lines of `#word [argument]`; blank lines between them do not matter, the first other line ends it.
- `\\#` is text, and so is a sign before a digit: "#1 reason".
- Who answers below the quoted mail has the block there: our notification above it is left out.
- A command further down is no command, and no text for a customer either: it is pointed out, never sent, never run.
- A phone hides the text while it is typed, but shows the subject: `{#note}` in it counts, unless the subject came with
  it from elsewhere. Subjects of customers come back in agents' answers.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from mailgate.agents.aliases import LONGEST_WORD, command_named, command_near, nearest_word
from mailgate.agents.commands import Command
from mailgate.agents.plain import fold, plain
from mailgate.agents.quotation import below_notification
from mailgate.model.reference import Reference, find

MAX_COMMANDS = 50  # in one mail; more are a mistake, and each unknown one costs a search
MAX_LINE = 1_000  # characters of a command line; a longer one is no command that a person wrote
_SHOWN = 200  # characters of a line in a transcript
_REFERENCES = 20
_LINE = re.compile(r"\s*#([^\W\d_][\w-]*)(?:[:.,;!]?(?:\s+(.*))?)", re.DOTALL)
_DRESSED = re.compile(
    r"\s*\{?\s*#+\s*([^\W\d_][\w-]*)"
)  # also as people mistype it: "# note", "##note", "{#note}"
_IN_SUBJECT = re.compile(r"\{\s*#\s*([^\W\d_][\w-]*)([^{}]{0,200})\}")
_ANY_SIGN = re.compile(r"#[^\w#]{0,8}([^\W\d_][\w-]*)")
_ANSWERS = re.compile(r"\s*[^\W\d_]{1,12}(?:\[\d+\])?\s*:")
_ESCAPED = re.compile(r"^(\s*)\\(?=[#＃﹟])", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Line:
    """One line with a command, or with what looks like one."""

    shown: str  # as it was written
    word: str  # without the sign
    argument: str = ""  # in its plain form
    command: Command | None = None  # None: no command has this name
    nearest: str | None = None  # the known word that was probably meant


@dataclass(frozen=True, slots=True)
class Block:
    """An agent's new text, taken apart."""

    lines: tuple[Line, ...] = ()  # those of the subject first
    text: str = ""  # all below the block, as written
    late: tuple[Line, ...] = ()  # commands, or nearly, below the block
    overflow: bool = False  # there are more lines than are read

    @property
    def unknown(self) -> tuple[Line, ...]:
        return tuple(line for line in self.lines if line.command is None)

    def has(self, *commands: Command) -> bool:
        """Whether any of these stands in the block."""
        return any(line.command in commands for line in self.lines)


def read_block(new_text: str, subject: str = "", echoed: Iterable[str] = ()) -> Block:
    """Takes an agent's new text apart; total, in time linear in its length.

    `echoed` are the subjects that the agent's client may have repeated: that of our mail which is answered, that of
    the ticket. Without any, commands in a subject that begins like an answer ("Re:") are not the agent's own.
    """
    found = list(_in_subject(subject, tuple(echoed)))
    lines = below_notification(new_text).splitlines(keepends=True)
    at = 0
    while at < len(lines):
        line = plain(lines[at][: MAX_LINE + 1]).strip()
        match = _LINE.fullmatch(line) if len(lines[at]) <= MAX_LINE else None
        if line and match is None:
            break
        if match is not None and len(found) <= MAX_COMMANDS:
            found.append(_named(line, match[1], match[2] or ""))
        at += 1
    text = below_notification("".join(lines[at:]))
    return Block(
        lines=tuple(found[:MAX_COMMANDS]),
        text=text.strip("\r\n"),
        late=_late(text.splitlines()),
        overflow=len(found) > MAX_COMMANDS,
    )


def literal(text: str) -> str:
    """A text as its reader gets it: `\\#` at the beginning of a line is `#`."""
    return _ESCAPED.sub(r"\1", text)


def read_line(text: str) -> Line | None:
    """One line in its plain form as a command; None where it is text."""
    match = _LINE.fullmatch(text)
    return _named(text.strip(), match[1], match[2] or "") if match else None


def named_references(block: Block) -> tuple[Reference, ...]:
    """The tickets that the commands name, at most twenty: what has to be looked up before they are judged."""
    found = dict.fromkeys(r for line in block.lines for r in find(line.argument, _REFERENCES, plain=True))
    return tuple(found)[:_REFERENCES]


def _named(shown: str, word: str, argument: str) -> Line:
    command = command_named(word) if len(word) <= LONGEST_WORD else None
    near = None if command else nearest_word(word)
    return Line(shown[:_SHOWN], word[:LONGEST_WORD], argument.strip(), command, near)


def _late(lines: list[str]) -> tuple[Line, ...]:
    """Lines that are a known word or one edit from it; the first ones are enough to keep the mail back."""
    found: list[Line] = []
    for raw in lines:
        line = plain(raw[:MAX_LINE]).strip()
        match = _DRESSED.match(line)
        if match is None:
            continue
        near = command_near(match[1])
        if near is not None:
            found.append(Line(line[:_SHOWN], match[1], nearest=near.value))
        if len(found) == MAX_COMMANDS:
            break
    return tuple(found)


def _in_subject(subject: str, echoed: tuple[str, ...]) -> Iterator[Line]:
    written = plain(subject[:MAX_LINE]).replace("\n", " ")
    if not echoed and _ANSWERS.match(written):
        return
    foreign = {fold(m[1]) for text in echoed for m in _ANY_SIGN.finditer(plain(text[: 4 * MAX_LINE]))}
    for match in _IN_SUBJECT.finditer(written):
        if fold(match[1]) not in foreign:
            yield _named(match[0], match[1], match[2])
