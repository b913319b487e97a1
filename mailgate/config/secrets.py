"""Where does a password come from, and how is it kept from being printed?

Secrets never stand in the configuration. A secret's name is looked for as a systemd credential, as a file
under `secrets/` of the configuration directory, and in the environment as `MAILGATE_SECRET_<NAME>`, in this
order. Our unit hands a whole directory over as `LoadCredential=secret:DIRECTORY`; systemd then calls each
file `secret_<name>` (systemd.exec, LoadCredential=), so both spellings are read.
"""

import hmac
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

CREDENTIAL_PREFIX = "secret_"
LONGEST = 64 * 1024  # bytes of one secret; a larger file is something else put there by mistake


class UnreadableSecret(ValueError):  # noqa: N818 - an outcome the loader turns into a fault
    """The secret is there and cannot be used; the text says why, and never what it holds."""


@dataclass(frozen=True, repr=False, eq=False)
class Secret:
    """A value that does not print; `reveal` is the one way out."""

    _value: str

    def reveal(self) -> str:
        return self._value

    def matches(self, candidate: bytes) -> bool:
        """Compares in constant time."""
        return hmac.compare_digest(self._value.encode(), candidate)

    def __repr__(self) -> str:
        return "Secret(********)"

    __str__ = __repr__


@dataclass(frozen=True)
class SecretSource:
    """Finds secrets by name; the environment is handed in, so that tests need not touch the real one."""

    directory: Path
    environment: Mapping[str, str]

    def find(self, name: str) -> Secret | None:
        """The secret of this name without its final line break, or None where no place has it.

        Raises UnreadableSecret for one that is empty, too large, not UTF-8 or not ours to read.
        """
        path = self.path(name)
        value = _read(path) if path else self.environment.get(self.variable(name))
        if value == "":
            raise UnreadableSecret("is empty")
        return Secret(value) if value is not None else None

    def path(self, name: str) -> Path | None:
        """The file that holds it, for what is handed on as a file (a TLS key); None where there is none."""
        return next((path for path in self._files(name) if _exists(path)), None)

    def places(self, name: str) -> str:
        """Where an operator may put it, for error messages."""
        file, variable = self.directory / name, self.variable(name)
        return f"a systemd credential {name}, the file {file}, or the variable {variable}"

    @staticmethod
    def variable(name: str) -> str:
        return "MAILGATE_SECRET_" + "".join(c if c.isalnum() else "_" for c in name).upper()

    def _files(self, name: str) -> Iterator[Path]:
        safe = Path(name).name  # a name, never a path
        credentials = self.environment.get("CREDENTIALS_DIRECTORY")
        if credentials:
            yield Path(credentials) / safe
            yield Path(credentials) / f"{CREDENTIAL_PREFIX}{safe}"
        yield self.directory / safe


def _exists(path: Path) -> bool:
    try:
        return path.is_file()
    except PermissionError:  # a service with its own user may not look into a root-only secrets/
        return False


def _read(path: Path) -> str:
    try:
        with path.open("rb") as file:
            raw = file.read(LONGEST + 1)
        if len(raw) > LONGEST:
            raise UnreadableSecret(f"is larger than {LONGEST // 1024} KiB")
        return raw.decode("utf-8").rstrip("\r\n")
    except OSError as refused:
        raise UnreadableSecret(f"cannot be read: {refused.strerror}") from refused
    except UnicodeDecodeError as binary:
        raise UnreadableSecret("is not UTF-8 text") from binary
