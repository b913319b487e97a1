"""Which mails lie in a Maildir? Read from the files, beside the programs that own them."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from email import message_from_bytes, policy
from email.message import EmailMessage
from functools import cached_property
from pathlib import Path

from tests.e2e.patience import until


@dataclass(frozen=True)
class Letter:
    """One mail as it was delivered."""

    name: str  # of its file, without the flags that a mail program adds
    raw: bytes

    @cached_property
    def mail(self) -> EmailMessage:
        return message_from_bytes(self.raw, policy=policy.default)

    @cached_property
    def text(self) -> str:
        """The text part."""
        part = self.mail.get_body(("plain",))
        return part.get_content() if part is not None else ""

    def header(self, name: str) -> str:
        return str(self.mail[name] or "")

    def whole(self) -> str:
        """Headers, and every text part decoded: what a search for a word must look through."""
        parts = (p for p in self.mail.walk() if p.get_content_maintype() == "text")
        return "\n".join([self.raw.decode("utf-8", "replace"), *(p.get_content() for p in parts)])


class Maildir:
    """A folder of mails; `take` gives each of them once."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._taken: set[str] = set()

    def names(self) -> frozenset[str]:
        return frozenset(file.name.partition(":")[0] for file in self._files())

    def letters(self) -> list[Letter]:
        """All, in the order of their arrival: names begin with seconds and microseconds, without leading zeros."""
        found = []
        for file in self._files():
            try:
                found.append(Letter(file.name.partition(":")[0], file.read_bytes()))
            except FileNotFoundError:  # its owner has just moved it from new to cur
                return self.letters()
        return sorted(found, key=lambda letter: [int(number) for number in re.findall(r"\d+", letter.name)])

    def take(self, what: str, wanted: Callable[[Letter], bool]) -> Letter:
        """The first mail of this kind that was not taken before, waited for."""

        def look() -> Letter | None:
            return next((x for x in self.letters() if x.name not in self._taken and wanted(x)), None)

        letter = until(
            look, f"{what} in {self._path}; there are {[x.header('Subject') for x in self.letters()]}"
        )
        self._taken.add(letter.name)
        return letter

    def _files(self) -> Iterator[Path]:
        for folder in ("new", "cur"):
            yield from (self._path / folder).glob("*")
