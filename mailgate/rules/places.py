"""On which line does a value stand? The places of keys in a TOML text that is known to be right.

Python's tomllib gives values without places. This scanner knows as much of TOML 1.0 as it takes to walk past values: what
it would misread, tomllib has refused before.
"""

import re
from collections.abc import Mapping

Path = tuple[str | int, ...]

_BLANK = re.compile(r"(?:[ \t\r\n]|#[^\n]*)*")
_KEY = re.compile(r"""[ \t]*(?:"((?:[^"\\\n]|\\.)*)"|'([^'\n]*)'|([A-Za-z0-9_-]+))[ \t]*""")
_STRING = re.compile(
    r"""
    \"{3} (?: [^"\\] | \\. | "(?!"") )* "{3,5}
    | '{3} (?: [^'] | '(?!'') )* '{3,5}
    | " (?: [^"\\\n] | \\. )* "
    | ' [^'\n]* '
    """,
    re.DOTALL | re.VERBOSE,
)
_SCALAR = re.compile(r"[^,\]}\n#]*")


def places(text: str) -> Mapping[Path, int]:
    """The line, counted from 1, of every key and element by its path; the text must be right TOML."""
    return _Scanner(text).found


def line_of(found: Mapping[Path, int], path: Path) -> int | None:
    """The line of this path, or of the nearest table around it; None for what does not stand in the text."""
    return next((found[path[:end]] for end in range(len(path), 0, -1) if path[:end] in found), None)


class _Scanner:
    """Walks over the text once."""

    def __init__(self, text: str) -> None:
        self.found: dict[Path, int] = {}
        self._text = text
        self._at = 0
        self._line, self._counted = 1, 0
        self._tables: dict[Path, int] = {}  # arrays of tables, with their last index
        table: Path = ()
        while self._skip_blank() < len(text):
            table = self._header() if text[self._at] == "[" else self._pair(table)

    def _skip_blank(self) -> int:
        found = _BLANK.match(self._text, self._at)
        self._at = found.end() if found else self._at
        return self._at

    def _note(self, *paths: Path) -> None:
        """Keeps the line on which the scanner stands."""
        self._line += self._text.count("\n", self._counted, self._at)
        self._counted = self._at
        for path in paths:
            self.found.setdefault(path, self._line)

    def _header(self) -> Path:
        """A `[table]` or `[[table]]`; gives its path, with the index of each array of tables on the way."""
        many = self._text.startswith("[[", self._at)
        self._at += 2 if many else 1
        names = self._key()
        path: Path = ()
        for number, name in enumerate(names, start=1):
            path += (name,)
            if many and number == len(names):
                self._tables[path] = self._tables.get(path, -1) + 1
            inner = (*path, self._tables[path]) if path in self._tables else path
            self._note(path, inner)
            path = inner
        self._at += 2 if many else 1
        return path

    def _key(self) -> list[str]:
        names: list[str] = []
        while (found := _KEY.match(self._text, self._at)) is not None:
            self._at = found.end()
            names.append(next(group for group in found.groups() if group is not None))
            if not self._text.startswith(".", self._at):
                break
            self._at += 1
        return names

    def _pair(self, table: Path) -> Path:
        """One `key = value`; gives the table back, for the loop."""
        path = table
        start = self._at
        names = self._key()
        end, self._at = self._at, start
        for name in names:
            path += (name,)
            self._note(path)
        self._at = end + 1  # past the equals sign
        self._skip_blank()
        self._value(path)
        return table

    def _value(self, path: Path) -> None:
        sign = self._text[self._at : self._at + 1]
        if sign == "[":
            self._array(path)
        elif sign == "{":
            self._inline(path)
        else:
            found = _STRING.match(self._text, self._at) or _SCALAR.match(self._text, self._at)
            self._at = found.end() if found else len(self._text)

    def _array(self, path: Path) -> None:
        self._at += 1
        index = 0
        while self._skip_blank() < len(self._text) and self._text[self._at] != "]":
            if self._text[self._at] == ",":
                self._at += 1
                continue
            self._note((*path, index))
            self._value((*path, index))
            index += 1
        self._at += 1

    def _inline(self, path: Path) -> None:
        self._at += 1
        while self._skip_blank() < len(self._text) and self._text[self._at] != "}":
            if self._text[self._at] == ",":
                self._at += 1
            else:
                self._pair(path)
        self._at += 1
