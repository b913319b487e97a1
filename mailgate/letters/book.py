"""Which words? The templates of all letters, each of which an operator may replace by a file of the same name.

A template's first line is `Subject: …`, then a blank line, then the text. Its output is capped, because a sandbox does not
stop a loop in a loop.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from jinja2 import Template, TemplateError

from mailgate.errors import ConfigError, Fault
from mailgate.letters.templates import environment
from mailgate.model.decision import LetterKind

MAX_TEXT = 512 * 1024
_FALLBACK = "en"
_NAME = re.compile(r"([a-z_]+)\.([a-z]{2,3})\.txt")
# What an expression of a template can raise besides Jinja's own errors, and what a file that may not be read does.
_BROKEN = (TemplateError, ArithmeticError, LookupError, OSError, RecursionError, TypeError, ValueError)
_LEFTOVER = re.compile(
    r"(?:.*/)?\..*|.*(?:~|\.bak|\.orig|\.rej)", re.DOTALL
)  # of editors and version control


@dataclass(frozen=True, slots=True)
class Words:
    """A rendered letter."""

    subject: str
    text: str


class LetterBook:
    """Finds and renders letters: the reader's language first, then English; the operator's file first, then ours."""

    def __init__(self, own: Path, overrides: Path | None = None) -> None:
        self._environment = environment([str(p) for p in (overrides, own) if p is not None])

    def render(self, kind: LetterKind, language: str, facts: Mapping[str, object]) -> Words:
        """The words of one letter; ConfigError when an operator's template is broken."""
        codes = dict.fromkeys((language, language.split("-", maxsplit=1)[0], _FALLBACK))
        names = [f"{kind.value}.{code}.txt" for code in codes]
        name = names[0]
        try:
            template = self._environment.select_template(names)
            name = template.name or name
            rendered = _generate(template, facts, name)
        except _BROKEN as error:
            remedy = "compare it with the template that is shipped"
            raise _fault(name, f"cannot be rendered: {error}", remedy) from error
        return _split(rendered, name)

    def faults(self, samples: Mapping[LetterKind, Mapping[str, object]]) -> list[Fault]:
        """Renders every letter in every language once with sample facts: a broken template is found at `check`."""
        found: list[Fault] = []
        for name in self._environment.list_templates():
            if _LEFTOVER.fullmatch(name):
                continue
            matched = _NAME.fullmatch(name)
            kind = next((k for k in LetterKind if matched and k.value == matched[1]), None)
            if matched is None or kind is None:
                kinds = ", ".join(k.value for k in LetterKind)
                found.extend(
                    _fault(name, "is no letter of ours", f"name it KIND.LANGUAGE.txt: {kinds}").faults
                )
            elif kind in samples:
                found.extend(self._fault(kind, matched[2], samples[kind]))
        return found

    def _fault(self, kind: LetterKind, language: str, facts: Mapping[str, object]) -> list[Fault]:
        try:
            self.render(kind, language, facts)
        except ConfigError as error:
            return error.faults
        return []


def _generate(template: Template, facts: Mapping[str, object], name: str) -> str:
    out, size = [], 0
    for piece in template.generate(facts):
        out.append(piece)
        size += len(piece)
        if size > MAX_TEXT:
            raise _fault(name, f"makes more than {MAX_TEXT // 1024} KiB", "shorten the template")
    return "".join(out)


def _split(rendered: str, name: str) -> Words:
    head, _, text = rendered.partition("\n")
    if not head.startswith("Subject:"):
        raise _fault(name, "does not begin with a Subject line", "write `Subject: …` on its first line")
    return Words(head.removeprefix("Subject:").strip(), text.strip("\n") + "\n")


def _fault(name: str, problem: str, remedy: str) -> ConfigError:
    return ConfigError([Fault(f"templates/{name}", "template", problem, remedy)])
