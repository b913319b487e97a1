"""Which recipients does a report without fields speak of? The sentences of servers that write for people only.

Both a daemon's hand (sender or subject) and a sentence that belongs to a known dialect are needed; an address
near it is the recipient. People who write "delivery failed again!" have neither.
"""

import re
from collections.abc import Iterator

from mailgate.mail.automatic_words import BOUNCE_SUBJECT, DAEMON
from mailgate.mail.bounce_reason import reason_of
from mailgate.model.mail import Address, BounceRecipient

_CHARACTERS = 20_000
_LINES = 400
_NEAR = 4  # lines below an address that may hold its reason
_ADDRESS_LINE = re.compile(
    r"^[ \t>*-]{0,8}(?:recipient(?: address)?:|to:|"
    r"address:)?\s{0,4}<?([^\s<>;,()\":]{1,100}@[A-Za-z0-9.-]{1,200}[A-Za-z0-9])>?\s{0,3}(?::|\.{3}|"
    r"\(|$|-)(.*)$",
    re.IGNORECASE,
)
_OPENING = re.compile(
    r"could not be delivered|couldn't be delivered|wasn't able to deliver|was not able to deliver|"
    r"unable to deliver|has not been delivered|"
    r"permanent fatal errors|permanent error|delivery (?:has )?failed|undeliverable|not delivered|"
    r"did not reach|could not deliver|"
    r"transient non-fatal errors|delivery to the following|the following address(?:es)? (?:failed|"
    r"had)|returned to sender|delayed|"
    r"konnte nicht zugestellt|n'a pas pu être|no se pudo entregar|non è stato possibile|"
    r"kunne ikke leveres|kunde inte levereras",
    re.IGNORECASE,
)
_DELAYED = re.compile(
    r"has been delayed|not yet been delivered|still trying|will (?:be )?retried|will keep trying|"
    r"do(?: not|n't) need to resend|warning message only|"
    r"transient non-fatal|delivery attempts will continue|delay",
    re.IGNORECASE,
)
_COPY = re.compile(
    r"^[\s-]*(?:below this line is a copy|this is a copy of the message|original message|"
    r"unsent message follows|included is a copy|copy of the message)",
    re.IGNORECASE,
)
_STATUS = re.compile(r"(?<![\d.])([45]\.\d{1,3}\.\d{1,3})(?![\d.])")
_CODE = re.compile(r"(?<!\d)([45])\d\d[ -]")


def free_form(sender: Address | None, subject: str, text: str) -> Iterator[BounceRecipient]:
    """Recipients named in a daemon's letter, in order; nothing for a person's mail."""
    local = sender.key.rpartition("@")[0] if sender else ""
    daemon, titled = DAEMON.match(local) is not None, BOUNCE_SUBJECT.match(subject) is not None
    head = text[:_CHARACTERS]
    if not (daemon and (titled or _OPENING.search(head))):
        return
    if not _OPENING.search(head) and not titled:
        return
    delayed = _DELAYED.search(f"{subject}\n{head[:2_000]}") is not None
    lines = head.split("\n")[:_LINES]
    for number, line in enumerate(lines):
        if _COPY.match(line):
            return
        match = _ADDRESS_LINE.match(line[:500])
        if match and not (sender and match[1].lower() == sender.key):
            detail = " ".join(
                part.strip() for part in (match[2], *_reason_lines(lines, number)) if part.strip()
            )
            yield _recipient(match[1], detail[:1_000], delayed=delayed)


def _reason_lines(lines: list[str], number: int) -> Iterator[str]:
    """The lines below an address, as far as the next address or blank line."""
    for line in lines[number + 1 : number + 1 + _NEAR]:
        if not line.strip() or _ADDRESS_LINE.match(line[:500]):
            return
        yield line[:500]


def _recipient(address: str, detail: str, *, delayed: bool) -> BounceRecipient:
    status = _STATUS.search(detail)
    code = _CODE.search(detail)
    passing = status[1].startswith("4") if status else bool(code and code[1] == "4")
    return BounceRecipient(
        address=address,
        action="delayed" if delayed else "failed",
        status=status[1] if status else "",
        permanent=not delayed and not passing,
        reason=reason_of(status[1] if status else "", detail),
        diagnostic=detail,
    )
