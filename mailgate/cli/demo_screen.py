"""What does somebody who watches see? Who writes to whom, the first words, and what it caused."""

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from email.message import EmailMessage
from email.utils import parseaddr
from itertools import islice

from mailgate.cli.demo_smarthost import Delivered
from mailgate.mail.quote_marks import SEPARATOR_MARK
from mailgate.model.event_words import for_people, said
from mailgate.model.ticket import MessageKind
from mailgate.operations.printable import printable
from mailgate.store.views import EntryView
from mailgate.store.views_tickets import Row, TicketView

_LINES = 3  # of a mail's text
_SHORT = 60  # characters of a message on the ticket
_UNTOLD = ("sent", "policy")  # events that the mails shown have told already


class Screen:
    """Writes short lines as things happen; never a control character of a mail's."""

    def __init__(self, write: Callable[[str], None], width: int = 96) -> None:
        self._write, self._width = write, width

    def say(self, text: str = "") -> None:
        """Words of our own, as they are."""
        self._write(text)

    def scene(self, number: int, title: str) -> None:
        self._write(f"\n{number}. {title}")

    def written(self, mail: EmailMessage, remark: str = "") -> None:
        """A mail to the desk."""
        body = mail.get_body(("plain",))
        text = str(body.get_content()) if body is not None else ""
        self._mail("->", str(mail["From"]), parseaddr(str(mail["To"]))[1], str(mail["Subject"]), text)
        if remark:
            self._line(7, f"({remark})")

    def left(self, mail: Delivered) -> None:
        """A mail from the desk."""
        self._mail("<-", str(mail.message["From"]), ", ".join(mail.recipients), mail.subject, mail.text)

    def fate(self, entry: EntryView) -> None:
        """What the desk made of a mail, with its own reasons."""
        self._line(4, f"=  {entry.fate}{f', {entry.ticket}' if entry.ticket else ''}")
        for reason in entry.reasons:
            self._line(7, reason)

    def ticket(self, ticket: TicketView) -> None:
        """The ticket in a few lines."""
        row = ticket.row
        self._line(2, f"{ticket.reference}  {row['subject']}")
        self._line(2, f"{row['status']}, {row['priority']}, {row['assignee']} of {row['team']}")
        self._write("")
        for message in ticket.messages:
            sender = message["sender"][0]  # one From in all mails of the demonstration
            who = f"{message['kind']}, {sender['name'] or sender['address']}"
            self._line(
                2, f"{_time(message['arrived_at'])}  {who:<24} {printable(message['new_text'], _SHORT)}"
            )
        self._write("")
        for event in ticket.events:
            if event["kind"] not in _UNTOLD and for_people(event["kind"], event["detail"]):
                self._line(2, f"{_time(event['at'])}  {event['kind']:<16} {_told(event)}")

    def checklist(self, sentences: Mapping[str, str | None]) -> None:
        """Each promise with ✓ or ✗; a value is what went wrong."""
        for sentence, fault in sentences.items():
            self._write(f"  {'✓' if fault is None else '✗'} {sentence}")
            if fault is not None:
                self._line(6, fault)

    def _mail(self, arrow: str, sender: str, to: str, subject: str, text: str) -> None:
        self._line(4, f"{arrow} {sender} to {_short(to)}")
        self._line(7, f"Subject: {subject}")
        for line in islice(_words(text), _LINES):
            self._line(7, f"| {line}")

    def _line(self, indent: int, text: str) -> None:
        self._write(f"{' ' * indent}{printable(text, self._width - indent)}")


def _words(text: str) -> Iterator[str]:
    """The lines that say something."""
    return (line for line in text.splitlines() if any(map(str.isalpha, line)) and line != SEPARATOR_MARK)


def _short(address: str) -> str:
    """A token is 40 characters that say nothing to people."""
    local, at, domain = address.partition("@")
    bare, plus, token = local.partition("+")
    return f"{bare}{plus}{token[:6]}…{at}{domain}" if token[6:] else address


def _time(at: datetime) -> str:
    return at.strftime("%H:%M:%S")


def _told(event: Row) -> str:
    detail = event["detail"]
    if event["kind"] == "status":
        return f"{detail['from']} to {detail['to']}, by {event['actor']}"
    if event["kind"] == "timers":
        return said(detail)
    if event["kind"] == MessageKind.AUTO:
        return str(detail["why"])
    shown = (
        f"{name} {value}"
        for name, value in detail.items()
        if name in ("form", "level", "kind", "state", "why")
    )
    return ", ".join([*shown, f"by {event['actor']}"])
