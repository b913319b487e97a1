"""What is a subject without the marks that clients put before it?"""

import re

# Reply and forward marks of the field's clients: en, da, nb, sv, fi, de, nl, pl, cs, fr, es, it, pt, hu, tr and more.
_MARKS = (
    "re|fw|fwd|aw|wg|sv|vs|vb|vl|vr|antw|betr|doorst|odp|pd|rif|inoltra|i|r|res|enc|rv|tr|réf|ref|rép|"
    "vá|továbbítás|ynt|ilt|továbbítva|rp|enq|antwort|weitergeleitet|svar|vidarebefordrat|videresendt|vid"
)
_PREFIX = re.compile(rf"\s*(?:(?:{_MARKS})(?:\[\d+\]|\(\d+\)|\^\d+)?\s*[:：])", re.IGNORECASE)
_MAX_PREFIXES = 50


def bare(subject: str) -> str:
    """The subject without leading reply and forward marks and with single spaces."""
    for _ in range(_MAX_PREFIXES):
        found = _PREFIX.match(subject)
        if not found:
            break
        subject = subject[found.end() :]
    return " ".join(subject.split())


def is_reply(subject: str) -> bool:
    """Whether a client's mark stands before the subject."""
    return _PREFIX.match(subject) is not None
