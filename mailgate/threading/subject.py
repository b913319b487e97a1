"""What is a subject without the marks that clients put before it?"""

import re

# Reply and forward marks of the field's clients. Left out on purpose: "Ref" and "Réf", which people write themselves.
_MARKS = (
    "re|fw|fwd|r|i|"  # en; it, where the marks are single letters
    "sv|vs|vb|vid|svar|videresendt|vidarebefordrat|vl|"  # da, nb, sv, fi
    "aw|wg|antwort|weitergeleitet|antw|betr|doorst|"  # de, nl
    "odp|pd|vá|va|továbbítás|továbbítva|tov|atb|fs|"  # pl, cs, sk, hu, lv, is
    "rép|rép auto|tr|rif|inoltra|res|enc|rv|rp|enq|"  # fr, it, pt, es, ca
    "ynt|ilt|απ|σχετ|πρθ|на|отв|ответ|пер|"  # tr, el, bg, ru, uk
    "回复|回覆|答复|转发|轉寄|返信|転送|회신|전달|השב|הועבר|رد|إعادة توجيه"  # zh, ja, ko, he, ar
)
_COUNT = r"(?:\s?\[\d+\]|\s?\(\d+\)|\^\d+|\*\d+)"
_PREFIX = re.compile(rf"\s*(?:{_MARKS}){_COUNT}?\s*[:：]", re.IGNORECASE)
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
