"""How is a sentence of ours said in another language? English is the key, as with gettext; names in braces are filled in.

Facts
- Agents' letters are one template for all languages: `{{ "Team" | say }}`. What customers read has a template of its own
  for each language, for there more than the words may differ.
- Some words come out of rooms that know of no languages ("did you mean #solve?"). They are recognised by their form,
  whatever stands in place of the braces, and said with the same names. What nobody translated stays English.
- A sentence of the catalogue is filled in by name only. A stranger's words are never a pattern, nor a template.
"""

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from mailgate.errors import ConfigError, Fault

_PLACE = re.compile(r"\{(\w+)\}")
_FILE = re.compile(r"phrases\.([a-z]{2,3})\.toml")
_MOST_RECOGNISED = 400  # characters; ours are sentences, and what is longer is somebody's text


@dataclass(frozen=True)
class Tongue:
    """One language: its sentences, and those of them that have names in them, as patterns."""

    sentences: Mapping[str, str] = field(default_factory=dict)
    patterns: tuple[tuple[re.Pattern[str], str], ...] = ()

    def say(self, text: str, parts: Mapping[str, object]) -> str:
        """The sentence in this language, with its names filled in."""
        known = self.sentences.get(text)
        if known is None and not parts:
            return self._recognised(text)
        return fill(known if known is not None else text, parts)

    def _recognised(self, text: str) -> str:
        if len(text) > _MOST_RECOGNISED:
            return text
        for pattern, sentence in self.patterns:
            if found := pattern.fullmatch(text):
                parts = {name: self.sentences.get(part, part) for name, part in found.groupdict().items()}
                return fill(sentence, parts)
        return text


class Catalogue:
    """The languages that there are sentences in; an operator's file adds to ours, sentence by sentence."""

    def __init__(self, places: Iterable[Path]) -> None:
        found: dict[str, dict[str, str]] = {}
        for place in places:
            for path in sorted(place.glob("phrases.*.toml")):
                if matched := _FILE.fullmatch(path.name):
                    found.setdefault(matched[1], {}).update(_read(path))
        self._tongues = {code: _tongue(sentences) for code, sentences in found.items()}

    @property
    def languages(self) -> tuple[str, ...]:
        return tuple(sorted(self._tongues))

    def say(self, text: str, language: str, parts: Mapping[str, object]) -> str:
        """The sentence in this language; in English where there is no other."""
        return self._tongues.get(language, _ENGLISH).say(text, parts)

    def lacks(self, language: str, sentences: Iterable[str]) -> list[str]:
        """Which of these sentences the language does not know."""
        known = self._tongues.get(language, _ENGLISH).sentences
        return [one for one in sentences if one not in known]


def fill(sentence: str, parts: Mapping[str, object]) -> str:
    """The sentence with its names filled in; nothing of a part is read as a place for another."""
    return _PLACE.sub(lambda place: str(parts.get(place[1], place[0])), sentence)


_ENGLISH = Tongue()


def _tongue(sentences: Mapping[str, str]) -> Tongue:
    # Those with the most words of their own first: "{who}: changed since" must not be taken for "{text}".
    shaped = sorted((s for s in sentences if _PLACE.search(s)), key=lambda s: -len(_PLACE.sub("", s)))
    return Tongue(sentences, tuple((_pattern(s), sentences[s]) for s in shaped))


def _pattern(sentence: str) -> re.Pattern[str]:
    pieces = _PLACE.split(sentence)
    return re.compile(
        "".join(f"(?P<{piece}>.+?)" if odd % 2 else re.escape(piece) for odd, piece in enumerate(pieces)),
        re.DOTALL,
    )


def _read(path: Path) -> dict[str, str]:
    name = f"templates/{path.name}"
    try:
        found = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise _fault(
            name, "whole file", f"cannot be read: {error}", 'write "English" = "its words"'
        ) from error
    for english, words in found.items():
        if not isinstance(words, str):
            raise _fault(name, english, "is no sentence", 'write "English" = "its words"')
        if extra := set(_PLACE.findall(words)) - set(_PLACE.findall(english)):
            raise _fault(
                name, english, f"names {', '.join(sorted(extra))}", "use the names of the English sentence"
            )
    return found


def _fault(file: str, key: str, problem: str, remedy: str) -> ConfigError:
    return ConfigError([Fault(file, key, problem, remedy)])
