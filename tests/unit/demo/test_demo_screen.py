"""What is shown is one short printable line each, whatever a mail says."""

from email.message import EmailMessage
from email.policy import SMTPUTF8

import pytest

from mailgate.cli.demo_screen import Screen


def shown(mail: EmailMessage, width: int = 96) -> list[str]:
    lines: list[str] = []
    Screen(lines.append, width).written(mail)
    return lines


def mail(subject: str, text: str, to: str = "support@example.com") -> EmailMessage:
    made = EmailMessage(policy=SMTPUTF8)
    made["From"], made["To"], made["Subject"] = "Mette <mette@example.net>", to, subject
    made.set_content(text)
    return made


def test_no_escape_sequence_of_a_mail_reaches_the_terminal() -> None:
    lines = shown(mail("plain", "\x1b[2Jhello\x07\u202ethere"))
    assert all(line.isprintable() for line in lines)
    assert lines[-1] == "       | hello there"


@pytest.mark.parametrize("width", [60, 96])
def test_long_lines_are_cut_at_the_width(width: int) -> None:
    assert max(map(len, shown(mail("s" * 70, "word " * 100), width))) == width


def test_only_the_first_lines_that_say_something_are_shown() -> None:
    lines = shown(mail("Hello", "\n-- \none\n\n* * *\ntwo\nthree\nfour\n"))
    assert [line.strip() for line in lines[2:]] == ["| one", "| two", "| three"]


def test_a_token_is_shortened() -> None:
    lines = shown(mail("Hello", "text", to="support+tabcdefghijklmnop@example.com"))
    assert lines[0].endswith("to support+tabcde…@example.com")
