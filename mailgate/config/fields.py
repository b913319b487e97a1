"""The forms of single values: zones, addresses, durations, times of day; each with its remedy.

A field's description completes the sentence "write ..." of the remedy when the value is missing or has the wrong form.
"""

import re
from ipaddress import ip_network
from typing import Annotated, Literal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError, available_timezones

from pydantic import AfterValidator, BeforeValidator, Field

from mailgate.config.nearest import nearest
from mailgate.config.quantities import parse_duration, parse_size, parse_target
from mailgate.model.former import former

_ARCHIVE = re.compile(
    r"https?://[A-Za-z0-9.\[\]:-]{1,255}/[\x21-\x3b\x3d\x3f-\x7e]{1,500}", re.ASCII
)  # RFC 3986, no < >


def _zone(name: str) -> str:
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as unknown:  # "Europe" is a directory of zones
        near = nearest(name, available_timezones()) or "an IANA name such as Europe/Copenhagen"
        raise ValueError(f"not a time zone; write {near}") from unknown
    return name


def _address(text: str) -> str:
    local, at, domain = text.rpartition("@")
    if not (local and at and domain) or any(
        c.isspace() or not c.isprintable() or c in '<>,;:"@' for c in local + domain
    ):
        raise ValueError("not an e-mail address; write one such as support@example.com")
    return text.lower()


def _peer(text: str) -> str:
    remedy = "write the IP address or network that your mail server connects from, such as 10.0.0.5"
    if text.startswith("imap:") and len(text) > 5:  # an account of [[imap]]
        return text
    if text.startswith("unix:/"):  # whoever may open that socket is the neighbour
        return text
    try:
        network = ip_network(text, strict=False)
    except ValueError:
        raise ValueError(f"not an IP address; {remedy}") from None
    if network.prefixlen == 0:
        raise ValueError(f"the whole internet, where anybody may write that header; {remedy}")
    return text


def _form(text: str) -> str:
    former(text)  # raises ValueError with the remedy
    return text


def _archive(text: str) -> str:
    """A web address with the ticket's number in it; it goes into a header of mail to agents (RFC 5064)."""
    remedy = "write one such as https://desk.example.com/tickets/{ref}"
    if (
        not _ARCHIVE.fullmatch(text)
        or text.count("{ref}") != 1
        or re.search(r"[{}]", text.replace("{ref}", ""))
    ):
        raise ValueError(f"not a web address with {{ref}} in it, once; {remedy}")
    return text


def _line(text: str) -> str:
    if not text or not text.isprintable():
        raise ValueError("empty, or not a single line of printable text; write a short plain name")
    return text


Archive = Annotated[str, AfterValidator(_archive)]
Duration = Annotated[int, BeforeValidator(parse_duration)]
Target = Annotated[
    int,
    BeforeValidator(parse_target),
    Field(gt=0, description="working time longer than nothing, such as 8 h"),
]
Span = Annotated[Duration, Field(gt=0, description="a duration longer than nothing, such as 8 h")]
Size = Annotated[int, BeforeValidator(parse_size)]
Zone = Annotated[str, AfterValidator(_zone)]
FormerForm = Annotated[
    str,
    AfterValidator(_form),
    Field(description="the mark as it stood in subjects, such as [Ticket#{number}]"),
]
MailAddress = Annotated[str, AfterValidator(_address)]
Peer = Annotated[str, AfterValidator(_peer)]
Name = Annotated[str, AfterValidator(_line), Field(max_length=100, description="a short plain name")]
Language = Annotated[
    str, Field(pattern=r"^[a-z]{2,3}(-[A-Za-z0-9]+)?$", description="a language tag such as en, da or pt-BR")
]
SecretName = Annotated[
    str,
    Field(
        pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$",
        description="the name of a secret: letters, digits, dot, hyphen, underscore",
    ),
]
Count = Annotated[int, Field(ge=1, description="a whole number from 1")]
ClockTime = Annotated[
    str, Field(pattern=r"^([01][0-9]|2[0-3]):[0-5][0-9]$", description="a time of day such as 07:30")
]
ClockSpan = Annotated[
    str,
    Field(
        pattern=r"^([01][0-9]|2[0-3]):[0-5][0-9]-([01][0-9]|2[0-3]):[0-5][0-9]$",
        description="two times of day such as 20:00-07:00",
    ),
]
CustomerWord = Literal["status", "close", "reopen", "mute"]
