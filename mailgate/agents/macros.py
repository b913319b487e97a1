"""Which canned answer is meant, and what may it say? `macros/NAME.LANG.md`, and files of the same name beside it.

The text is a template of the letters' sandbox: this room says which variables it may name and gives their values, and
never reads what a value says. A customer's name with braces in it stays a name.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from mailgate.agents.plain import fold
from mailgate.agents.unclear import Unclear, pick

_SUFFIX = ".md"
_NAME = re.compile(r"([^\W_][\w-]{0,59})\.([a-z]{2,3})\.md")
_VARIABLE = re.compile(r"\{\{-?\s*([a-z_]{1,40})\s*-?\}\}")
_SYNTAX = re.compile(r"\{\{|\}\}|\{%|%\}|\{#|#\}")

VARIABLES: Mapping[str, str] = {
    "customer": "the requester's name, or the address where there is none",
    "agent": "who sends it",
    "reference": "the number of the ticket",
    "subject": "of the ticket",
    "desk": "the name of the mailbox",
    "team": "of the ticket",
    "today": "the date, in the customer's zone",
}


@dataclass(frozen=True, slots=True)
class MacroFile:
    """One text of one macro."""

    name: str
    language: str
    text: str


@dataclass(frozen=True, slots=True)
class Rendering:
    """What the sandbox renders: a template, its values, and the files that go with it."""

    template: str
    values: Mapping[str, str]
    language: str
    attachments: tuple[str, ...] = ()


def read_name(file_name: str) -> tuple[str, str] | None:
    """Name and language of a macro's file; None for any other file."""
    match = _NAME.fullmatch(file_name)
    return (match[1], match[2]) if match else None


def names(files: Iterable[MacroFile]) -> tuple[str, ...]:
    """The macros that there are."""
    return tuple(sorted({file.name for file in files}))


def faults(text: str) -> tuple[str, ...]:
    """What the sandbox would stumble over, or must not do: unknown variables, and any other syntax than a variable."""
    unknown = [f"there is no variable {name}" for name in _VARIABLE.findall(text) if name not in VARIABLES]
    rest = _SYNTAX.findall(_VARIABLE.sub("", text))
    return (*dict.fromkeys(unknown), *(f"{sign} is no variable" for sign in dict.fromkeys(rest)))


def choose(
    files: Iterable[MacroFile], name: str, language: str, fallbacks: tuple[str, ...] = ("en",)
) -> MacroFile | Unclear:
    """The text in the customer's language, else in the first of the fall-backs that there is, else in any."""
    every = tuple(files)
    found = pick(name, names(every), "macro")
    if isinstance(found, Unclear):
        return found
    order = (language, *fallbacks)
    texts = sorted((f for f in every if f.name == found), key=lambda f: f.language)
    return min(texts, key=lambda f: order.index(f.language) if f.language in order else len(order))


def beside(macro: MacroFile, file_names: Iterable[str]) -> tuple[str, ...]:
    """The files that go with it: `NAME.LANG.pdf` for its language, `NAME.pdf` for all; sorted."""
    found = []
    for file_name in file_names:
        stem, _, rest = file_name.partition(".")
        if fold(stem) != fold(macro.name) or not rest or file_name.endswith(_SUFFIX):
            continue
        language, dot, _ = rest.partition(".")
        if not dot or language == macro.language or len(language) not in (2, 3):
            found.append(file_name)
    return tuple(sorted(found))


def rendering(macro: MacroFile, facts: Mapping[str, str], attachments: tuple[str, ...] = ()) -> Rendering:
    """The macro with the values of all variables; a fact that is missing is empty, one without a variable is left out."""
    values = {name: facts.get(name, "") for name in VARIABLES}
    return Rendering(macro.text, values, macro.language, attachments)


def filled(found: Rendering) -> str:
    """The text with its variables in place; what a value says is never read as a template."""
    return _VARIABLE.sub(lambda match: found.values.get(match[1], ""), found.template)
