"""The canned answers of a configuration: `macros/NAME.LANG.md`, read once at each load."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from mailgate.agents.macros import MacroFile, faults, names, read_name
from mailgate.errors import ConfigError, Fault

DIRECTORY = "macros"
_LONGEST = 64 * 1024


@dataclass(frozen=True)
class Macros:
    """All texts, by their files."""

    files: tuple[MacroFile, ...] = ()

    def __iter__(self) -> Iterator[str]:
        return iter(names(self.files))


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
    if wrong:
        raise ConfigError(wrong)
    return Macros(tuple(found))


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
