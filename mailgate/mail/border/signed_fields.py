"""Which octets of the header does a signature speak of? The fields as they came over the wire.

Facts
- A signature covers the fields that it names, counted from the bottom, and no others. What somebody puts above or
  between them leaves it valid (RFC 6376 section 8.15), so where two readers could see two different mails in the same
  octets, a signature proves nothing: that is the case for lines that are no field, for bare line ends, and for a second
  Subject or Content-Type that it does not cover.
"""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from mailgate.mail.limits import NORMAL

_FIELD = re.compile(rb"([!-9;-~]{1,200})[ \t]*:[^\r\n\0]*(?:\r\n[ \t][^\r\n\0]*)*(?:\r\n|\Z)")
# RFC 5322 section 3.6 and RFC 2045 section 3: at most one of each.
_SINGLE = frozenset(
    b"from sender reply-to to cc bcc message-id in-reply-to references subject date mime-version content-type "
    b"content-transfer-encoding content-disposition".split()
)


@dataclass(frozen=True, slots=True)
class SignedField:
    """One field: its name in lower case, and all its octets without the last line end."""

    name: bytes
    octets: bytes

    @property
    def value(self) -> bytes:
        return self.octets.partition(b":")[2]


@dataclass(frozen=True, slots=True)
class SignedMail:
    """The fields of a mail from the top and its body; neither where the header is too damaged to rely on."""

    fields: tuple[SignedField, ...]
    body: bytes
    damage: str = ""

    def every(self, name: bytes) -> tuple[SignedField, ...]:
        return tuple(f for f in self.fields if f.name == name)

    def doubled(self, names: Sequence[str]) -> str:
        """A field that may stand once, stands several times, and not all of them among the covered `names`."""
        counts = Counter(f.name.decode("ascii") for f in self.fields if f.name in _SINGLE)
        return next((name for name, count in counts.items() if count > max(1, names.count(name))), "")


def split_mail(raw: bytes) -> SignedMail:
    """The mail as it was on the wire; a file whose lines end in LF is taken as if they ended in CRLF."""
    if b"\r" not in raw:
        raw = raw.replace(b"\n", b"\r\n")
    end = raw.find(b"\r\n\r\n", 0, NORMAL.headers)
    if end < 0 and len(raw) > NORMAL.headers:
        return SignedMail((), b"", "its header is too large")
    header, body = (raw, b"") if end < 0 else (raw[: end + 2], raw[end + 4 :])
    fields, at = [], 0
    while at < len(header):
        found = _FIELD.match(header, at)
        if found is None:
            return SignedMail((), b"", "its header is damaged")
        fields.append(SignedField(found[1].lower(), found[0].removesuffix(b"\r\n")))
        at = found.end()
    return SignedMail(tuple(fields), body)
