"""Does a pattern match, in time linear in the text? Regular expressions by RE2, which never backtracks.

Facts
- A pattern that RE2 cannot run in linear time (look-around, back-references) is refused by it.
- Case does not matter unless the pattern says `(?-i)`; `^` and `$` are the ends of the text unless it says `(?m)`.
- `Sieve` asks for many patterns at once which of them can match at all, by the literal text that each needs. Its automaton
  has bounded memory and answers "none" when that is used up; a mark that always matches tells the two apart.
"""

import re
from collections.abc import Mapping, Sequence

import re2

_MEMORY = (
    1024 * 1024
)  # octets one pattern may use for its automaton; more than that and RE2 goes without, slower
MOST_INSTRUCTIONS = 10_000  # of RE2; `\p{L}{1,50}` has six times as many
_CAPTURED = 200  # characters of one captured value
_NAME = re.compile(r"\(\?P?<([^>]*)>")
FIELD_NAME = re.compile(r"[a-z][a-z0-9_]{0,31}", re.ASCII)
_MARK = "\x01sieve\x01"


class PatternError(ValueError):
    """A pattern cannot be used; says why, and what to write."""

    def __init__(self, problem: str, remedy: str) -> None:
        super().__init__(problem)
        self.problem = problem
        self.remedy = remedy


class Pattern:
    """A checked pattern; equal to another with the same text."""

    def __init__(self, written: str) -> None:
        """Raises `PatternError` for what RE2 refuses, a group without a usable name, or a pattern too large."""
        self.written = written
        try:
            self._regexp = re2.compile(written.encode("utf-8"), _options())
        except (re2.error, UnicodeEncodeError) as refused:
            raise PatternError(f"RE2 refuses it: {_reason(refused)}", _remedy(str(refused))) from None
        self.instructions: int = self._regexp.programsize
        self.names = _names(written, self._regexp.groupindex)
        if self.instructions > MOST_INSTRUCTIONS:
            problem = f"it is too large: {self.instructions} instructions"
            raise PatternError(problem, "repeat with * or + in the place of large counts such as {1,500}")

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Pattern) and other.written == self.written

    def __hash__(self) -> int:
        return hash(self.written)

    def search(self, octets: bytes) -> dict[str, str] | None:
        """The named groups of the first match, empty ones left out; None where nothing matches."""
        found = self._regexp.search(octets)
        if found is None:
            return None
        return {name: value for name in self.names if (value := _plain(found.group(name.encode())))}

    @property
    def needs_literal(self) -> bool:
        """Whether some literal text must stand in a mail for this pattern to match, so that most mails cost nothing."""
        return not Sieve([self.written]).possible([b""])


class Sieve:
    """Many patterns, asked at once."""

    def __init__(self, patterns: Sequence[str]) -> None:
        self._count = len(patterns)
        self._filter = re2.Filter()
        for pattern in (_MARK, *patterns):
            self._filter.Add(pattern, _options())
        self._filter.Compile()

    def possible(self, texts: Sequence[bytes]) -> frozenset[int]:
        """The places of the patterns that may match one of the texts; never leaves out one that does."""
        if not texts:
            return frozenset()
        found = self._filter.Match(b"\n".join((*texts, _MARK.encode())), potential=True) or ()
        if 0 not in found:
            return frozenset(range(self._count))
        return frozenset(place - 1 for place in found if place)


def literal(text: str) -> str:
    """A pattern that matches exactly this text."""
    return str(re2.escape(text))


def _options() -> re2.Options:
    options = re2.Options()
    options.log_errors = False
    options.case_sensitive = False
    options.max_mem = _MEMORY
    return options


def _names(written: str, groups: Mapping[bytes, int]) -> tuple[str, ...]:
    names = _NAME.findall(written)
    for name in names:
        if not FIELD_NAME.fullmatch(name):
            problem = f"a group is named {name!r}, which no field can be"
            raise PatternError(
                problem, "name it with small letters, digits and _, a letter first: (?P<order>...)"
            )
        if names.count(name) > 1 and name.encode() in groups:
            raise PatternError(f"two groups are named {name!r}", "give each group a name of its own")
    return tuple(name.decode() for name in groups)


def _reason(refused: Exception) -> str:
    text = refused.args[0] if refused.args else refused
    return text.decode("utf-8", "replace") if isinstance(text, bytes) else str(text)


def _remedy(reason: str) -> str:
    if "perl operator" in reason or "escape sequence" in reason:
        return "write it without look-around and back-references, which take time without bound"
    return "write it in RE2's syntax; in TOML, patterns stand best in single quotes: 'order (\\d+)'"


def _plain(value: bytes | None) -> str:
    """A captured value on one line, without control characters."""
    text = (value or b"").decode("utf-8", "replace")[:_CAPTURED]
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())
