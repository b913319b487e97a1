"""Facts to ask rules about: one mail with everything ordinary, and whatever a test wants to be otherwise."""

from datetime import UTC, datetime
from typing import Any

from mailgate.model.journal import Envelope
from mailgate.model.mail import Address, Attachment, Mail
from mailgate.rules.examples import SAMPLE
from mailgate.rules.facts import Facts, Known
from mailgate.rules.read import load, read
from mailgate.rules.rule import Rules

NOW = datetime(2026, 11, 24, 10, 0, tzinfo=UTC)
KIM = Address("Kim@Example.net", "Kim Holm")


def mail(**said: Any) -> Mail:
    """A person's mail; `text` is also the new text unless that is given."""
    said.setdefault("senders", (KIM,))
    said.setdefault("to", (Address("support@example.com"),))
    said.setdefault("new_text", said.get("text", ""))
    return Mail("0" * 64, "<1@example.net>", message_id_given=True, **said)


def facts(found: Mail | None = None, **known: Any) -> Facts:
    """That mail in ordinary circumstances."""
    known.setdefault("envelope", Envelope("smtp:test", "kim@example.net", ("support@example.com",)))
    known.setdefault("mailbox", "support@example.com")
    known.setdefault("now", NOW)
    known.setdefault("size", 2_000)
    return Facts(found or mail(), **known)


def file(name: str, size: int = 1_000, content_type: str = "application/octet-stream") -> Attachment:
    return Attachment(name, content_type, size, "0" * 64, "2")


def rules(text: str, known: Known = SAMPLE) -> Rules:
    """The rules of this text, which must be right."""
    return load(text, known)


def one(when: str, then: str = 'category = "billing"', more: str = "") -> str:
    """A file with one rule."""
    return f'[[rule]]\nname = "It"\n{more}\n[rule.when]\n{when}\n[rule.then]\n{then}\n'


def faults(text: str, known: Known = SAMPLE) -> list[str]:
    """What is wrong with this text, as printed."""
    return [str(fault) for fault in read(text, known).faults]
