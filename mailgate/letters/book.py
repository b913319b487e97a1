"""Which words? The templates of all letters, each of which an operator may replace by a file of the same name.

A text's first line is `Subject: …`, then a blank line, then the text. Beside it may stand a page of the same letter, for
readers of HTML; the two must say the same, so that ours is left out where the text is the operator's: then, and wherever no
page was written, the page is made of the text. Output is capped, because a sandbox does not stop a loop in a loop.
"""

import re
from collections.abc import Collection, Container, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from jinja2 import Template, TemplateError, TemplateNotFound, TemplateSyntaxError

from mailgate.errors import ConfigError, Fault
from mailgate.letters.catalogue import Catalogue
from mailgate.letters.templates import PAGE, environment, sentences
from mailgate.letters.times import Moment
from mailgate.model.decision import LetterKind

MAX_TEXT = 512 * 1024
MAX_WITH_PAGE = 64 * 1024  # characters; Gmail cuts a page of more than 102 KB, and leaves a text whole
MAX_PAGE = 1024 * 1024  # escaping and links make a text ten times as long at the most
LAYOUT = f"layout{PAGE}"  # what all pages have around them
PLAIN = f"letter{PAGE}"  # the page of a text that has none of its own
_FALLBACK = "en"
_TEXT = ".txt"
# What a template may name though nobody told it: facts that came later than the templates that operators wrote.
_ABSENT: Mapping[str, object] = {"firm": True, "urgent": "", "links": (), "closed": "", "holiday": ""}
_PHRASES = re.compile(r"phrases\.[a-z]{2,3}\.toml")
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
    language: str = _FALLBACK  # what it is written in, which may not be what was asked for


@dataclass(frozen=True, slots=True)
class _Pair:
    """A letter's text in one language, and the page beside it."""

    text: Template
    page: Template
    language: str  # of the words, once sentences of the catalogue are in their places


class LetterBook:
    """Finds and renders letters: the reader's language first, then English; the operator's file first, then ours."""

    def __init__(self, own: Path, overrides: Path | None = None) -> None:
        self._catalogue = Catalogue([p for p in (own, overrides) if p is not None])
        self._environment = environment([str(p) for p in (overrides, own) if p is not None], self._catalogue)
        self._own = own
        self._pairs: dict[tuple[str, str, str], _Pair] = {}

    def render(
        self,
        kind: LetterKind,
        language: str,
        facts: Mapping[str, object],
        template: str = "",
        mailbox: str = "",
    ) -> Words:
        """The words of one letter; ConfigError when an operator's template is broken.

        `template` names a letter of the operator's own, which a rule sends; `mailbox` is its address, for the templates in
        the folder of that name, which come before all others.
        """
        stem = template or kind.value
        name = f"{stem}.{language}{_TEXT}"
        try:
            pair = self._pair(stem, language, mailbox)
            name = pair.text.name or name
            told = _spoken({**_ABSENT, **facts, "language": pair.language}, pair.language)
            words = _split(_generate(pair.text, told, name, MAX_TEXT), name)
            words = replace(words, language=pair.language)
            if len(words.text) > MAX_WITH_PAGE:
                return words
            name = pair.page.name or name
            return replace(words, html=_generate(pair.page, {**told, "letter": words.text}, name, MAX_PAGE))
        except _BROKEN as error:
            if isinstance(error, TemplateSyntaxError):
                name = error.name or name  # the layout, or the page that was looked for beside the text
            remedy = "compare it with the template that is shipped"
            raise _fault(name, f"cannot be rendered: {error}", remedy) from error

    def _pair(self, stem: str, language: str, mailbox: str) -> _Pair:
        """The files of a letter, looked up once for each language and mailbox."""
        if (found := self._pairs.get((stem, language, mailbox))) is not None:
            return found
        codes = tuple(dict.fromkeys((language, base(language), _FALLBACK)))
        places = (f"{mailbox}/", "") if mailbox else ("",)
        names = [f"{place}{stem}.{code}{_TEXT}" for code in codes for place in places]
        text = self._environment.select_template(names)
        spoken = self._language(text, base(language))
        pair = _Pair(text, self._beside(text, spoken), spoken)
        if len(self._pairs) < _MOST_LANGUAGES:
            self._pairs[stem, language, mailbox] = pair
        return pair

    def _beside(self, text: Template, language: str) -> Template:
        """The page of this text: the file beside it, else one that is made of the text."""
        name = (text.name or "").removesuffix(_TEXT) + PAGE
        try:
            page = self._environment.get_template(name)
        except TemplateNotFound:
            return self._environment.get_template(PLAIN)
        theirs = self._is_ours(text) or not self._is_ours(page)
        return (
            page
            if theirs and self._language(page, language) == language
            else self._environment.get_template(PLAIN)
        )

    def _language(self, template: Template, wanted: str) -> str:
        """What a template speaks: its own language, or the wanted one where the catalogue has all its sentences."""
        own = (template.name or "").rpartition("/")[2].split(".")[1]
        sentences = self.sentences(template.name or "")
        return wanted if sentences and not self._catalogue.lacks(wanted, sentences) else base(own)

    def sentences(self, name: str) -> list[str]:
        """The sentences of the catalogue that a template says."""
        assert self._environment.loader is not None
        source, _, _ = self._environment.loader.get_source(self._environment, name)
        return sentences(self._environment.parse(source))

    def lacking(self, language: str) -> dict[str, list[str]]:
        """Which of our letters are not there in a language, and which sentences of them lack."""
        found: dict[str, list[str]] = {}
        for kind in LetterKind:
            text = self._pair(kind.value, language, "").text
            for name in (text.name or "", self._pair(kind.value, _FALLBACK, "").page.name or ""):
                if name.split(".")[1] == language or name in (PLAIN, *found):
                    continue
                said = self.sentences(name)
                if not said or self._catalogue.lacks(language, said):
                    found[name] = self._catalogue.lacks(language, said)
        return found

    def _is_ours(self, template: Template) -> bool:
        return Path(template.filename or "").is_relative_to(self._own)

    def faults(
        self,
        samples: Mapping[LetterKind, Mapping[str, object]],
        own: Collection[str] = (),
        mailboxes: Container[str] | None = None,
    ) -> list[Fault]:
        """Renders every letter in every language once with sample facts: a broken template is found at `check`.

        `own`: the operator's own letters, which rules send. `mailboxes`: the folders that may hold letters of one mailbox;
        None where nobody knows them.
        """
        found: list[Fault] = []
        names = [n for n in self._environment.list_templates() if not _LEFTOVER.fullmatch(n)]
        names = [n for n in names if n not in (LAYOUT, PLAIN) and not _PHRASES.fullmatch(n)]
        for name in names:
            folder, _, file = name.rpartition("/")
            matched = _NAME.fullmatch(file)
            kind = next((k for k in LetterKind if matched and k.value == matched[1]), None)
            if matched is not None and matched[1] in own:
                kind = LetterKind.OWN
            if matched is None or kind is None or "/" in folder:
                kinds = ", ".join(k.value for k in LetterKind if k is not LetterKind.OWN)
                remedy = f"name it KIND.LANGUAGE.txt or KIND.LANGUAGE.html, or let a rule send it: {kinds}"
                found.extend(_fault(name, "is no letter of ours", remedy).faults)
            elif folder and mailboxes is not None and folder not in mailboxes:
                remedy = "name the folder as the mailbox's address, in small letters"
                found.extend(_fault(name, f"is read by nobody: no mailbox is {folder}", remedy).faults)
            elif matched[3] == _TEXT:
                found.extend(self._fault(kind, matched[2], samples.get(kind), matched[1], folder))
            elif (text := name.removesuffix(PAGE) + _TEXT) not in names:
                found.extend(_fault(name, "is read by nobody", f"write {text} beside it").faults)
        return found

    def _fault(
        self,
        kind: LetterKind,
        language: str,
        facts: Mapping[str, object] | None,
        stem: str,
        mailbox: str,
    ) -> list[Fault]:
        try:
            if facts is not None:
                self.render(kind, language, facts, stem, mailbox)
        except ConfigError as error:
            return error.faults
        return []


def base(language: str) -> str:
    """`da` for `da-DK`; `nb` for Norwegian of any kind, since every reader of it reads Bokmål."""
    code = language.split("-", maxsplit=1)[0]
    return "nb" if code in ("no", "nn") else code


def _spoken(value: Mapping[str, object], language: str) -> dict[str, object]:
    return {name: _said(one, language) for name, one in value.items()}


def _said(value: object, language: str) -> object:
    """The fact with its times in this language, however deep they lie."""
    if isinstance(value, Moment):
        return value.in_language(language)
    if isinstance(value, Mapping):
        return _spoken(value, language)
    return [_said(one, language) for one in value] if isinstance(value, list | tuple) else value


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
