"""Composed mails of every kind that the desk sends, drawn from a seed."""

import hashlib
import random
from datetime import UTC, datetime, timedelta

from mailgate.model.mail import Address
from mailgate.model.outgoing import Draft, DraftAttachment

_WORDS = (
    "printer", "smoke", "Grüße", "søndag", "żółć", "請", "🙂", "a" * 70, "=?utf-8?q?x?=", "  two", "tab\there", "-- ", ".",
    "From here", "trailing ", "\n", "\n\n", "\r\n", "x" * 400,
)  # fmt: skip
_PEOPLE = ("mette@example.org", "bo@kunde.example", "o'hara@example.net", "a.b+c@example.org")


class Files:
    """Bytes that follow from the attachment's name."""

    def bytes_of(self, attachment: DraftAttachment) -> bytes:
        return random.Random(attachment.name).randbytes(attachment.size)


def draft(seed: int, sender: str = "support@example.com") -> Draft:
    """The mail of this number."""
    chance = random.Random(seed)
    words = [chance.choice(_WORDS) for _ in range(chance.randrange(1, 60))]
    text = "".join(w if w.isspace() else f"{w} " for w in words)
    ids = tuple(f"<{chance.randrange(10**12)}@elsewhere.example>" for _ in range(chance.randrange(8)))
    files = tuple(_file(chance) for _ in range(chance.choice((0, 0, 0, 1, 2))))
    return Draft(
        message_id=f"<m{seed}.{chance.randrange(10**9)}@example.com>",
        from_=Address(sender, chance.choice(("Example Support", "Støtte", 'A "quoted" desk'))),
        to=tuple(Address(a, chance.choice(("", "Mette Hansen", "Łukasz"))) for a in _some(chance)),
        cc=tuple(Address(a) for a in _some(chance)) if chance.random() < 0.3 else (),
        subject=" ".join(words[:12]),
        text=text,
        html=f"<p>{text}</p>" if chance.random() < 0.6 else None,
        date=datetime(2026, 11, 23, 8, tzinfo=UTC) + timedelta(seconds=seed),
        reply_to=Address("support+tabc@example.com") if chance.random() < 0.7 else None,
        in_reply_to=ids[0] if ids else None,
        references=ids,
        automatic=chance.choice((None, "auto-replied", "auto-generated")),
        list_id="support.example.com" if chance.random() < 0.3 else None,
        language=chance.choice((None, "da", "en")),
        attachments=files,
    )


def _some(chance: random.Random) -> list[str]:
    return chance.sample(_PEOPLE, chance.randrange(1, 4))


def _file(chance: random.Random) -> DraftAttachment:
    name, size = f"{chance.randrange(1000)} årsregnskab.pdf", chance.randrange(5000)
    content = random.Random(name).randbytes(size)
    return DraftAttachment(name, "application/pdf", 1, "2", hashlib.sha256(content).hexdigest(), size)
