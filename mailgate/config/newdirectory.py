"""How does a configuration directory come into being without harm to one that is there?

Answers are tried in a temporary directory first, so that a wrong one leaves nothing behind. Files are made
exclusively: whatever exists stays, unless the caller was told to replace it; secrets stay in any case.
"""

import os
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory

from mailgate.config.load import SECRETS, inspect
from mailgate.config.starter import Answers, render
from mailgate.errors import Fault


@dataclass(frozen=True)
class Written:
    """What `write` has done, in the order in which it was done."""

    made: tuple[Path, ...]
    kept: tuple[Path, ...]


def try_out(starter: Mapping[str, str], answers: Answers, secrets: frozenset[str]) -> tuple[Fault, ...]:
    """What would be wrong with the directory that these answers make; nothing of it remains."""
    with TemporaryDirectory(prefix="mailgate-init-") as name:
        directory = Path(name)
        store = answers.store
        if store.startswith("sqlite:"):  # its directory is made only once everything else is right
            store = f"sqlite:///{directory / 'trial.db'}"
        trial = replace(answers, store=store)
        for file, text in render(starter, trial).items():
            (directory / file).write_text(text, encoding="utf-8")
        (directory / SECRETS).mkdir(mode=0o700)
        for secret in secrets:
            (directory / SECRETS / secret).write_text("trial", encoding="utf-8")
        for own in (answers.certificate, answers.key):
            if own and not Path(own).is_absolute():
                (directory / own).touch()
        return inspect(directory, {}).faults


def taken(directory: Path, names: Mapping[str, str]) -> list[Path]:
    """The files of these names that exist already."""
    return [directory / name for name in names if (directory / name).exists()]


def write(directory: Path, files: Mapping[str, str], secrets: Mapping[str, str], *, force: bool) -> Written:
    """Makes the directory with its files, and `secrets/` open to its owner only.

    Raises FileExistsError for a file that exists, unless `force`; OSError for what the system refuses.
    """
    if not directory.exists():
        directory.mkdir(parents=True)
        directory.chmod(
            0o755
        )  # a service with a user of its own must get in, whatever the umask of the shell
    (directory / SECRETS).mkdir(mode=0o700, exist_ok=True)
    made: list[Path] = []
    kept: list[Path] = []
    for name, text in files.items():
        create(directory / name, text, mode=0o644, force=force)
        made.append(directory / name)
    for name, text in secrets.items():
        path = directory / SECRETS / name
        if path.exists():
            kept.append(path)
            continue
        create(path, text + "\n", mode=0o600, force=False)
        made.append(path)
    return Written(tuple(made), tuple(kept))


def create(path: Path, text: str, *, mode: int, force: bool) -> None:
    """Writes a new file of exactly this mode; a replaced one changes in one step (rename(2))."""
    target = path.with_name(f".{path.name}.new") if force else path
    descriptor = os.open(target, os.O_WRONLY | os.O_CREAT | (os.O_TRUNC if force else os.O_EXCL), mode)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        os.fchmod(descriptor, mode)
        file.write(text)
        file.flush()
        os.fsync(descriptor)
    if force:
        target.replace(path)
