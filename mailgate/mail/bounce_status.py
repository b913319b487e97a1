"""Which recipients do the fields of a delivery report name? RFC 3464 and RFC 6533, with their deviations.

Facts: several servers write the address without its type, put the status into Diagnostic-Code, leave out the blank
line between two recipients or the Action, write "Final Recipient" or "X-Status", or name only the original
recipient. Whatever names a recipient counts. So the blocks are read line by line, and not as header blocks, which
end at a name with a space.
"""

import re
from collections.abc import Iterator

from mailgate.mail.bounce_reason import action_of, reason_of, reply_code, status_of
from mailgate.mail.headers import clean_line
from mailgate.model.mail import BounceRecipient

STATUS_OCTETS = 256 * 1024
_LINES = 5_000
_VALUE = 2_000
_FIELD = re.compile(r"^[ \t>]{0,8}([A-Za-z][A-Za-z0-9 _-]{1,40}?)[ \t]*:[ \t]*(.*)$")
_ADDRESS = re.compile(r"(?:[^\s<>;,()\"]{1,100}|\"[^\"\s]{1,100}\")@[^\s<>;,()\"\[\]]{1,255}")
_RECIPIENT_LINE = re.compile(
    rb"^[ \t>]{0,8}(?:x-)?(?:final|original)[ _-]?recipient[ \t]*:", re.MULTILINE | re.IGNORECASE
)
# Names as they come, without "X-", spaces and underscores, and the field that is meant.
_MEANT = {
    "final-recipient": "final",
    "final-recipients": "final",
    "finalrecipient": "final",
    "recipient": "final",
    "failed-recipient": "final",
    "actual-recipient": "actual",
    "original-recipient": "original",
    "originalrecipient": "original",
    "orig-recipient": "original",
    "action": "action",
    "status": "status",
    "status-code": "status",
    "delivery-status": "status",
    "diagnostic-code": "diagnostic",
    "diagnosticcode": "diagnostic",
    "diagnostic": "diagnostic",
    "diagnostics": "diagnostic",
    "smtp-diagnostic": "diagnostic",
    "original-message-id": "message-id",
}
_OPENS = ("final", "original", "actual")
_ESCAPED = re.compile(r"\\x\{([0-9A-Fa-f]{1,6})\}")
_XTEXT = {"+2B": "+", "+3D": "="}  # what RFC 3461 section 4 must encode in an address, and some never decode


class StatusBlock(dict[str, str]):
    """The fields of one recipient by what they mean; empty for those that are not there."""

    def __missing__(self, key: str) -> str:
        return ""


def names_recipients(octets: bytes) -> bool:
    """A text that holds the fields of a report, whatever its type says."""
    return _RECIPIENT_LINE.search(octets[:STATUS_OCTETS]) is not None


def read_blocks(octets: bytes) -> Iterator[StatusBlock]:
    """The blocks of fields in order; the one about the whole mail is among them, without a recipient."""
    block = StatusBlock()
    last = ""
    for line in octets[:STATUS_OCTETS].decode("utf-8", "replace").splitlines()[:_LINES]:
        if line[:1] in (" ", "\t") and last and ":" not in line[:60].partition(" ")[0]:
            block[last] = f"{block[last]} {line.strip()}"[:_VALUE]
            continue
        found = _FIELD.match(line[:_VALUE])
        meant = _meant(found[1]) if found else ""
        if (not line.strip() and block) or (meant in _OPENS and _complete(block, meant)):
            yield block
            block = StatusBlock()
        if found and meant:
            block.setdefault(meant, found[2].strip())
        last = meant
    if block:
        yield block


def _meant(name: str) -> str:
    plain = re.sub(r"[ _-]+", "-", name.strip().lower()).removeprefix("x-")
    return _MEANT.get(plain, "")


def _complete(block: StatusBlock, opens: str) -> bool:
    """The next recipient begins although no blank line says so; PMDF names the recipients last, so order decides."""
    names = list(block)
    first = next((at for at, name in enumerate(names) if name in _OPENS), len(names))
    return opens in block or bool({"action", "status"} & set(names[first:]))


def recipient_of(block: StatusBlock) -> BounceRecipient | None:
    """One recipient's block (RFC 3464 section 2.3); None for the block about the mail."""
    diagnostic = clean_line(block["diagnostic"])
    places = [block["original"], block["final"], block["actual"]]
    if block["action"] or block["status"]:
        places.append(diagnostic)
    address = next((found for place in places if (found := _address(place))), "")
    if not address:
        return None
    status = status_of(block["status"])
    worded = status_of(diagnostic)
    if not status or (status.endswith(".0.0") and worded[:1] == status[:1]):
        status = worded or status
    code = reply_code(diagnostic)
    action = action_of(block["action"], status, code)
    return BounceRecipient(
        address=address,
        action=action,
        status=status,
        permanent=action == "failed" and (status or code)[:1] != "4",
        reason=reason_of(status, diagnostic or clean_line(block["status"].removeprefix(status))),
        diagnostic=diagnostic.partition(";")[2].strip() or diagnostic,
    )


def _address(value: str) -> str:
    """The address in "rfc822; ole@example.org" and all that is written instead; empty where there is none."""
    text = _ESCAPED.sub(_character, value[:_VALUE])  # RFC 6533 section 3
    found = _ADDRESS.search(text.replace("SMTP:", "").replace("smtp:", ""))
    if found is None:
        return ""
    address = clean_line(found[0]).rstrip(".:'`")
    for encoded, plain in _XTEXT.items():
        address = address.replace(encoded, plain)
    return address


def _character(escape: re.Match[str]) -> str:
    point = int(escape[1], 16)
    return chr(point) if 0x20 <= point < 0xD800 or 0xE000 <= point < 0x110000 else ""
