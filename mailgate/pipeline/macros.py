"""The canned answers of a configuration: `macros/NAME.LANG.md` and the files beside them, read once at each load.

Facts
- Of a file beside a text its size and digest are kept, and not its octets: an answer names the file, and the octets are
  taken from the disk when the mail is composed. Octets in the outbox would store a price list once for each customer.
- So that nothing else is sent than what the agent was shown, a file that has changed or gone since holds its mails back
  until it is there again (`outbound/stored_parts.py`).
"""

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from mimetypes import MimeTypes
from pathlib import Path

from mailgate.agents import macros
from mailgate.agents.macros import MacroFile, faults, names, read_name
from mailgate.errors import ConfigError, Fault
from mailgate.model.outgoing import BESIDE_MACRO, DraftAttachment

DIRECTORY = "macros"
_LONGEST = 64 * 1024
_LARGEST = (
    10 * 1024 * 1024
)  # as much as a notification carries: beyond it mail servers refuse the whole answer
_TYPES = MimeTypes()  # Python's own table: the machine's would make a mail depend on it


@dataclass(frozen=True)
class Macros:
    """All texts, and the files beside them by their names."""

    files: tuple[MacroFile, ...] = ()
    enclosures: Mapping[str, DraftAttachment] = field(default_factory=dict)

    def __iter__(self) -> Iterator[str]:
        return iter(names(self.files))

    def beside(self, macro: MacroFile) -> tuple[DraftAttachment, ...]:
        """The files that go out with this text."""
        return tuple(self.enclosures[name] for name in macros.beside(macro, self.enclosures))


def load(directory: Path) -> Macros:
    """The macros of a configuration directory; ConfigError names every file that is none, and what is wrong in it."""
    place = directory / DIRECTORY
    if not place.is_dir():
        return Macros()
    found: list[MacroFile] = []
    wrong: list[Fault] = []
    for path in sorted(place.glob("*.md")):
        try:
            found.append(_read(path))
        except ConfigError as error:
            wrong.extend(error.faults)
    enclosures = _enclosures(place, found, wrong)
    if wrong:
        raise ConfigError(wrong)
    return Macros(tuple(found), enclosures)


def _enclosures(place: Path, texts: list[MacroFile], wrong: list[Fault]) -> dict[str, DraftAttachment]:
    """What stands beside a text; a file that belongs to none is the operator's own business, and is not read."""
    there = [path.name for path in sorted(place.iterdir()) if path.is_file()]
    found = {}
    for name in dict.fromkeys(n for text in texts for n in macros.beside(text, there)):
        try:
            found[name] = _enclosure(place / name)
        except ConfigError as error:
            wrong.extend(error.faults)
    for text in texts:
        size = sum(found[name].size for name in macros.beside(text, found))
        if size > _LARGEST:
            problem = f"has files of {size / 1024 / 1024:.1f} MiB together beside it"
            where = f"{DIRECTORY}/{text.name}.{text.language}.md"
            remedy = f"make them smaller than {_LARGEST // 1024 // 1024} MiB"
            wrong.append(Fault(where, "files", problem, remedy))
    return found


def _enclosure(path: Path) -> DraftAttachment:
    where = f"{DIRECTORY}/{path.name}"
    try:
        with path.open("rb") as file:
            octets = file.read(_LARGEST + 1)
    except OSError as error:
        raise ConfigError(
            [Fault(where, "file", f"cannot be read: {error.strerror}", "let mailgate read it")]
        ) from error
    if len(octets) > _LARGEST:
        remedy = f"make it smaller than {_LARGEST // 1024 // 1024} MiB"
        raise ConfigError([Fault(where, "file", "is too large to go out with every answer", remedy)])
    kind = _TYPES.guess_type(path.name)[0] or "application/octet-stream"
    digest = hashlib.sha256(octets).hexdigest()
    return DraftAttachment(path.name, kind, BESIDE_MACRO, path.name, digest, len(octets))


def _read(path: Path) -> MacroFile:
    where = f"{DIRECTORY}/{path.name}"
    named = read_name(path.name)
    if named is None:
        raise ConfigError(
            [Fault(where, "name", "is no macro's name", "name it NAME.LANGUAGE.md, such as refund.en.md")]
        )
    try:
        text = path.read_bytes()[: _LONGEST + 1].decode("utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError([Fault(where, "text", f"cannot be read: {error}", "save it as UTF-8")]) from error
    if len(text) > _LONGEST:
        raise ConfigError([Fault(where, "text", f"is longer than {_LONGEST // 1024} KiB", "shorten it")])
    if problems := faults(text):
        remedy = "macros know variables such as {{ customer }} and nothing else"
        raise ConfigError([Fault(where, "text", problem, remedy) for problem in problems])
    return MacroFile(named[0], named[1], text)
