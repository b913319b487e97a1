"""What does the configuration directory say, and is all of it right?

Theory of operation: every file is read, every table validated, every check asked, and only then is anything
reported. A section with faults is taken as empty, so that the checks which do not need it can still speak.
"""

import re
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import quote

from pydantic import ValidationError

from mailgate.config.consistency import CONSISTENCY, Check
from mailgate.config.endpoints import secret_in
from mailgate.config.faults import faults_of
from mailgate.config.layout import ELSEWHERE, FILES, HOME, MAIN, WHOLE_FILE
from mailgate.config.nearest import suggest
from mailgate.config.schema import Settings
from mailgate.config.secrets import SecretSource
from mailgate.config.surroundings import surroundings
from mailgate.errors import ConfigError, Fault

SECRETS = "secrets"
_POSITION = re.compile(r"(.*) \(at (line \d+, column \d+|end of document)\)", re.DOTALL)


@dataclass(frozen=True)
class Inspection:
    """All that was found; `settings` is what may be used if there are no faults."""

    settings: Settings
    faults: tuple[Fault, ...]


@dataclass
class _Draft:
    """The files' tables put together, with what was wrong on the way."""

    tables: dict[str, Any] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)
    broken: set[str] = field(default_factory=set)  # sections with faults of their own


def load(directory: Path, environment: Mapping[str, str], checks: Sequence[Check] = ()) -> Settings:
    """The settings of this directory; raises ConfigError with every fault at once."""
    found = inspect(directory, environment, checks)
    if found.faults:
        raise ConfigError(list(found.faults))
    return found.settings


def inspect(directory: Path, environment: Mapping[str, str], checks: Sequence[Check] = ()) -> Inspection:
    """Reads and checks the directory without raising; `checks` are those of other rooms."""
    directory = directory.absolute()
    source = secret_source(directory, environment)
    draft = _read_all(directory)
    settings = _resolve(_validate(draft, directory), source)
    for check in (*CONSISTENCY, *surroundings(source), *checks):
        if draft.broken.isdisjoint(check.reads):
            draft.faults.extend(check.ask(settings))
    return Inspection(settings, tuple(_ordered(draft.faults)))


def secret_source(directory: Path, environment: Mapping[str, str]) -> SecretSource:
    """Where this configuration's secrets are looked for."""
    return SecretSource(directory / SECRETS, environment)


def _read_all(directory: Path) -> _Draft:
    draft = _Draft()
    for name in FILES:
        for section, table in _read(directory / name, draft).items():
            _take(draft, name, section, table)
    return draft


def _read(path: Path, draft: _Draft) -> dict[str, Any]:
    """The tables of one file; a file that cannot be read breaks every section that belongs in it."""
    try:
        return tomllib.loads(path.read_bytes().decode("utf-8-sig"))  # some editors still begin with a BOM
    except FileNotFoundError:
        if path.name != MAIN:
            return {}
        problem, where, remedy = (
            f"there is no {path}",
            WHOLE_FILE,
            "run `mailgate init`, or name the directory with --config",
        )
    except OSError as refused:
        problem, where, remedy = (
            f"cannot be read: {refused.strerror}",
            WHOLE_FILE,
            "make it a file this user may read",
        )
    except UnicodeDecodeError as binary:
        problem, where, remedy = (
            f"is not UTF-8 at byte {binary.start + 1}",
            WHOLE_FILE,
            "save the file as UTF-8",
        )
    except tomllib.TOMLDecodeError as broken:
        problem, where = _position(str(broken))
        remedy = "mend the TOML there; nothing else in this file was looked at"
    draft.faults.append(Fault(path.name, where, problem, remedy))
    draft.broken.update(section for section, home in HOME.items() if home == path.name)
    return {}


def _position(message: str) -> tuple[str, str]:
    """tomllib of Python before 3.14 tells the place only in its words."""
    found = _POSITION.fullmatch(message)
    return (f"not TOML: {found[1]}", found[2]) if found else (f"not TOML: {message}", WHOLE_FILE)


def _take(draft: _Draft, file: str, section: str, table: object) -> None:
    home = HOME.get(section) or ELSEWHERE.get(section)
    if home == file:
        draft.tables[section] = table
        return
    if home is None:
        here = (name for name, place in HOME.items() if place == file)
        remedy = suggest(section, here, "remove it")
        draft.faults.append(Fault(file, section, "is not a known table", remedy))
        return
    draft.faults.append(Fault(file, section, f"belongs in {home}", f"move it to {home}"))
    draft.broken.add(section)


def _validate(draft: _Draft, directory: Path) -> Settings:
    try:
        return Settings.model_validate({**draft.tables, "directory": directory})
    except ValidationError as error:
        draft.faults.extend(faults_of(error))
        draft.broken.update(str(detail["loc"][0]) for detail in error.errors(include_input=False))
    sound = {section: table for section, table in draft.tables.items() if section not in draft.broken}
    return Settings.model_validate({**sound, "directory": directory})


def _resolve(settings: Settings, source: SecretSource) -> Settings:
    """Relative paths start at the configuration directory; one under secrets/ may be a credential instead."""
    smtp, outbound = settings.smtp, settings.outbound
    files = {"certificate": smtp.certificate, "key": smtp.key}
    return settings.model_copy(
        update={
            "smtp": smtp.model_copy(update={k: _place(p, settings, source) for k, p in files.items()}),
            "outbound": outbound.model_copy(update={"ca_file": _place(outbound.ca_file, settings, source)}),
        }
    )


def _place(path: Path | None, settings: Settings, source: SecretSource) -> Path | None:
    if path is None:
        return None
    full = settings.directory / path
    return (source.path(full.name) or full) if full.parent == source.directory else full


def _ordered(faults: Iterable[Fault]) -> list[Fault]:
    """By file in the order in which people read them; within a file, as found."""
    return sorted(dict.fromkeys(faults), key=lambda f: FILES.index(f.file) if f.file in FILES else len(FILES))


def store_url(settings: Settings, environment: Mapping[str, str]) -> str:
    """The URL of the database, with the password in the place of its secret's name; not to be printed."""
    url = settings.store.url
    name = secret_in(url)
    secret = secret_source(settings.directory, environment).find(name) if name else None
    return url.replace(f"{{{name}}}", quote(secret.reveal(), safe="")) if secret is not None else url
