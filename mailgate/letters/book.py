"""Which words? The templates of all letters, each of which an operator may replace by a file of the same name.

A text's first line is `Subject: …`, then a blank line, then the text. Beside it may stand a page of the same letter, for
readers of HTML; the two must say the same, so that ours is left out where the text is the operator's. Output is capped,
because a sandbox does not stop a loop in a loop.
"""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from jinja2 import Template, TemplateError, TemplateNotFound, TemplateSyntaxError

from mailgate.errors import ConfigError, Fault
from mailgate.letters.templates import PAGE, environment
from mailgate.model.decision import LetterKind

MAX_TEXT = 512 * 1024
MAX_WITH_PAGE = 64 * 1024  # characters; Gmail cuts a page of more than 102 KB, and leaves a text whole
MAX_PAGE = 1024 * 1024  # escaping and links make a text ten times as long at the most
LAYOUT = f"layout{PAGE}"  # what all pages have around them
_FALLBACK = "en"
_TEXT = ".txt"
_NAME = re.compile(r"([a-z_]+)\.([a-z]{2,3})(\.txt|\.html)")
_MOST_LANGUAGES = 1000  # remembered; a ticket's language is a word from a mail's header
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
    html: str | None = None  # the same, for readers of HTML


@dataclass(frozen=True, slots=True)
class _Pair:
    """A letter's text in one language, and the page beside it."""

    text: Template
    page: Template | None


class LetterBook:
    """Finds and renders letters: the reader's language first, then English; the operator's file first, then ours."""

    def __init__(self, own: Path, overrides: Path | None = None) -> None:
        self._environment = environment([str(p) for p in (overrides, own) if p is not None])
        self._own = own
        self._pairs: dict[tuple[str, str], _Pair] = {}

    def render(
        self, kind: LetterKind, language: str, facts: Mapping[str, object], template: str = ""
    ) -> Words:
        """The words of one letter; ConfigError when an operator's template is broken. `template` names one of their own."""
        stem = template or kind.value
        name = f"{stem}.{language}{_TEXT}"
        try:
            pair = self._pair(stem, language)
            name = pair.text.name or name
            words = _split(_generate(pair.text, facts, name, MAX_TEXT), name)
            if pair.page is None or len(words.text) > MAX_WITH_PAGE:
                return words
            name = pair.page.name or name
            return replace(words, html=_generate(pair.page, facts, name, MAX_PAGE))
        except _BROKEN as error:
            if isinstance(error, TemplateSyntaxError):
                name = error.name or name  # the layout, or the page that was looked for beside the text
            remedy = "compare it with the template that is shipped"
            raise _fault(name, f"cannot be rendered: {error}", remedy) from error

    def _pair(self, stem: str, language: str) -> _Pair:
        """The files of a letter, looked up once for each language."""
        if (found := self._pairs.get((stem, language))) is not None:
            return found
        codes = dict.fromkeys((language, language.split("-", maxsplit=1)[0], _FALLBACK))
        text = self._environment.select_template([f"{stem}.{code}{_TEXT}" for code in codes])
        pair = _Pair(text, self._beside(text))
        if len(self._pairs) < _MOST_LANGUAGES:
            self._pairs[stem, language] = pair
        return pair

    def _beside(self, text: Template) -> Template | None:
        name = (text.name or "").removesuffix(_TEXT) + PAGE
        try:
            page = self._environment.get_template(name)
        except TemplateNotFound:
            return None
        return page if self._is_ours(text) or not self._is_ours(page) else None

    def _is_ours(self, template: Template) -> bool:
        return Path(template.filename or "").is_relative_to(self._own)

    def faults(
        self, samples: Mapping[LetterKind, Mapping[str, object]], own: Collection[str] = ()
    ) -> list[Fault]:
        """Renders every letter in every language once with sample facts: a broken template is found at `check`."""
        found: list[Fault] = []
        names = [n for n in self._environment.list_templates() if not _LEFTOVER.fullmatch(n) and n != LAYOUT]
        for name in names:
            matched = _NAME.fullmatch(name)
            kind = next((k for k in LetterKind if matched and k.value == matched[1]), None)
            if matched is not None and matched[1] in own:
                kind = LetterKind.OWN
            if matched is None or kind is None:
                kinds = ", ".join(k.value for k in LetterKind if k is not LetterKind.OWN)
                remedy = f"name it KIND.LANGUAGE.txt or KIND.LANGUAGE.html, or let a rule send it: {kinds}"
                found.extend(_fault(name, "is no letter of ours", remedy).faults)
            elif matched[3] == _TEXT:
                found.extend(self._fault(kind, matched[2], samples.get(kind), matched[1]))
            elif (text := name.removesuffix(PAGE) + _TEXT) not in names:
                found.extend(_fault(name, "is read by nobody", f"write {text} beside it").faults)
        return found

    def _fault(
        self, kind: LetterKind, language: str, facts: Mapping[str, object] | None, stem: str
    ) -> list[Fault]:
        try:
            if facts is not None:
                self.render(kind, language, facts, stem)
        except ConfigError as error:
            return error.faults
        return []


def _generate(template: Template, facts: Mapping[str, object], name: str, most: int) -> str:
    out, size = [], 0
    for piece in template.generate(facts):
        out.append(piece)
        size += len(piece)
        if size > most:
            raise _fault(name, f"makes more than {most // 1024} KiB", "shorten the template")
    return "".join(out)


def _split(rendered: str, name: str) -> Words:
    head, _, text = rendered.partition("\n")
    if not head.startswith("Subject:"):
        raise _fault(name, "does not begin with a Subject line", "write `Subject: …` on its first line")
    return Words(head.removeprefix("Subject:").strip(), text.strip("\n") + "\n")


def _fault(name: str, problem: str, remedy: str) -> ConfigError:
    return ConfigError([Fault(f"templates/{name}", "template", problem, remedy)])
