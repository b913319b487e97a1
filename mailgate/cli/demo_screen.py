"""What does somebody who watches see? Who writes to whom, the first words, and what it caused."""

from collections.abc import Callable, Mapping
from email.message import EmailMessage
from email.utils import parseaddr

from mailgate.cli.demo_smarthost import Delivered
from mailgate.operations.printable import printable
from mailgate.store.views import EntryView

_WIDTH = 96
_LINES = 3


class Screen:
    """Writes short lines as things happen; never a control character of a mail's."""

    def __init__(self, write: Callable[[str], None]) -> None:
        self._write = write

    def say(self, text: str = "") -> None:
        self._write(text)

    def scene(self, number: int, title: str) -> None:
        self._write("")
        self._write(f"{number}. {title}")

    def written(self, mail: EmailMessage, how: str = "") -> None:
        """A mail to the desk."""
        body = mail.get_body(("plain",))
        text = str(body.get_content()) if body is not None else ""
        self._mail("->", str(mail["From"]), parseaddr(str(mail["To"]))[1], str(mail["Subject"]), text)
        if how:
            self._line(f"       ({how})")

    def left(self, mail: Delivered) -> None:
        """A mail from the desk."""
        self._mail("<-", str(mail.message["From"]), ", ".join(mail.recipients), mail.subject, mail.text)

    def fate(self, entry: EntryView) -> None:
        """What the desk made of a mail, with its own reason."""
        where = f" {entry.ticket}" if entry.ticket else ""
        why = f": {entry.reasons[-1]}" if entry.reasons else ""
        self._line(f"    =  {entry.fate}{where}{why}")

    def checklist(self, sentences: Mapping[str, str | None]) -> None:
        """Each promise with ✓ or ✗; a value is what went wrong."""
        for sentence, fault in sentences.items():
            self._write(f"  {'✓' if fault is None else '✗'} {sentence}")
            if fault is not None:
                self._line(f"      {fault}")

    def _mail(self, arrow: str, sender: str, to: str, subject: str, text: str) -> None:
        self._line(f"    {arrow} {sender} to {_short(to)}")
        self._line(f"       Subject: {subject}")
        for line in [line for line in text.splitlines() if line.strip()][:_LINES]:
            self._line(f"       | {line}")

    def _line(self, text: str) -> None:
        indent = text[: len(text) - len(text.lstrip())]
        self._write(f"{indent}{printable(text, _WIDTH)}")


def _short(address: str) -> str:
    """A token is 40 characters that say nothing to people."""
    local, at, domain = address.partition("@")
    bare, plus, token = local.partition("+")
    return f"{bare}{plus}{token[:6]}…{at}{domain}" if len(token) > 12 else address
