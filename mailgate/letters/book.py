"""Which words? The templates of all letters, each of which an operator may replace by a file of the same name.

A template's first line is `Subject: …`, then a blank line, then the text. Values are data: a customer's text that looks
like a template stays text. The sandbox keeps a template from reaching anything but its facts; its output is capped, because
a sandbox does not stop `'a' * 10**9`.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from jinja2 import ChoiceLoader, FileSystemLoader, StrictUndefined, TemplateError
from jinja2.sandbox import ImmutableSandboxedEnvironment

from mailgate.errors import ConfigError, Fault
from mailgate.model.decision import LetterKind

MAX_TEXT = 512 * 1024
_FALLBACK = "en"


@dataclass(frozen=True, slots=True)
class Words:
    """A rendered letter."""

    subject: str
    text: str


class LetterBook:
    """Finds and renders letters: the operator's file first, then ours; the reader's language first, then English."""

    def __init__(self, own: Path, overrides: Path | None = None) -> None:
        places = [str(p) for p in (overrides, own) if p is not None]
        self._environment = ImmutableSandboxedEnvironment(
            loader=ChoiceLoader([FileSystemLoader(p) for p in places]),
            undefined=StrictUndefined,
            autoescape=False,  # plain text; HTML letters get an environment of their own
            trim_blocks=True,
            lstrip_blocks=True,
            keep_trailing_newline=False,
        )
        self._environment.globals.clear()

    def render(self, kind: LetterKind, language: str, facts: Mapping[str, object]) -> Words:
        """The words of one letter; ConfigError when an operator's template is broken."""
        names = [
            f"{kind.value}.{code}.txt"
            for code in dict.fromkeys((language, language.split("-", maxsplit=1)[0], _FALLBACK))
        ]
        try:
            template = self._environment.select_template(names)
            out = []
            size = 0
            for piece in template.generate(facts):
                out.append(piece)
                size += len(piece)
                if size > MAX_TEXT:
                    raise _fault(names[0], f"makes more than {MAX_TEXT // 1024} KiB", "shorten the template")
        except TemplateError as error:
            raise _fault(
                names[0], f"cannot be rendered: {error}", "compare it with the template that is shipped"
            ) from error
        return _split("".join(out), names[0])

    def faults(self, samples: Mapping[LetterKind, Mapping[str, object]]) -> list[Fault]:
        """Renders every letter once with sample facts, so that a broken template is found at `check`."""
        found: list[Fault] = []
        for kind, facts in samples.items():
            try:
                self.render(kind, _FALLBACK, facts)
            except ConfigError as error:
                found.extend(error.faults)
        return found


def _split(rendered: str, name: str) -> Words:
    head, _, text = rendered.partition("\n")
    if not head.startswith("Subject:"):
        raise _fault(name, "does not begin with a Subject line", "write `Subject: …` on its first line")
    subject = " ".join(head.removeprefix("Subject:").split())
    return Words(subject, text.strip("\n") + "\n")


def _fault(name: str, problem: str, remedy: str) -> ConfigError:
    return ConfigError([Fault(f"templates/{name}", "template", problem, remedy)])
