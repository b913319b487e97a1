"""Which files of a customer's mail do agents get with their notification, and how are they listed?

Facts
- Signatures repeat logos and signs of social networks in every mail: small images that the page itself shows (SPEC 5.5).
- A notification goes to each agent of a team: what is larger than most mail servers take would reach none of them.
"""

from collections.abc import Iterable

from mailgate.model.mail import Attachment

MOST = 20  # files in one notification
MOST_OCTETS = 10 * 1024 * 1024  # in one notification, before base64
# They hold the sender's own address, and say nothing of a mail that we compose anew.
OF_THE_SENDER = frozenset(
    {
        "application/pkcs7-signature", "application/x-pkcs7-signature", "application/pgp-signature",
        "application/pgp-keys",
    }
)  # fmt: skip
_CARDS = ("text/vcard", "text/x-vcard", "text/directory")
_SMALL = 20 * 1024  # octets of an image that is rather a logo than a screenshot


def folded(attachment: Attachment) -> bool:
    """Whether it is a small image of the page, as logos are."""
    shown = attachment.content_id is not None and attachment.content_type.startswith("image/")
    return shown and attachment.inline and attachment.size < _SMALL


def of_a_signature(attachment: Attachment) -> bool:
    """Whether it came with the sender's signature, of whatever kind, and is nothing to look at."""
    return folded(attachment) or attachment.content_type in (*OF_THE_SENDER, *_CARDS)


def enclosed(attachments: Iterable[Attachment]) -> tuple[Attachment, ...]:
    """The files that go along: in their order, as long as there is room."""
    found: list[Attachment] = []
    room = MOST_OCTETS
    for one in attachments:
        if len(found) < MOST and one.size <= room and not folded(one):
            found.append(one)
            room -= one.size
    return tuple(found)


def listed(attachments: tuple[Attachment, ...]) -> dict[str, object]:
    """The facts of a notification: each file with its size, and how many are only counted."""
    files = [a for a in attachments if not folded(a)]
    along = {a.path for a in enclosed(attachments)}
    return {
        "attachments": [_line(a, along=a.path in along) for a in files[:MOST]],
        "unlisted": len(files[MOST:]),
        "folded": len(attachments) - len(files),
    }


def _line(one: Attachment, *, along: bool) -> str:
    return sized(one.name, one.size, "" if along else ", too large to send along")


def sized(name: str, octets: int, remark: str = "") -> str:
    """A file as letters name it, such as `plan.pdf (12 KiB)`."""
    return f"{name} ({_size(octets)}{remark})"


def _size(octets: int) -> str:
    if octets < 1024 * 1024:
        return f"{max(octets / 1024, 1):.0f} KiB"
    return f"{octets / 1024 / 1024:.1f} MiB"
