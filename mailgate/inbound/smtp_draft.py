"""What has the client announced with MAIL and RCPT? Pure: arguments in, a draft or the refusing reply out."""

from dataclasses import dataclass, field

from mailgate.inbound import smtp_replies as replies
from mailgate.inbound.smtp_path import parse_parameters, parse_path


@dataclass(slots=True)
class Draft:
    """A mail between MAIL and the end of its data."""

    mail_from: str  # "" for the null reverse-path
    size: int = 0  # as declared, octets; 0 where the client does not say
    smtp_utf8: bool = False
    rcpt_to: list[str] = field(default_factory=list)


def begin_mail(argument: str, *, extended: bool, login_offered: bool) -> Draft | str:
    """Reads the argument of MAIL."""
    if argument[:5].upper() != "FROM:":
        return replies.BAD_ARGUMENT
    path = parse_path("FROM:", argument)
    if path is None:
        return replies.BAD_SENDER
    given = parse_parameters(path.parameters)
    if given is None or (given and not extended):
        return replies.BAD_ARGUMENT
    draft = Draft(path.address, smtp_utf8="SMTPUTF8" in given)
    if login_offered:
        # Who wrote it first matters only to a relay; any value is taken for `<>` (RFC 4954 section 5).
        given.pop("AUTH", None)
    return _read_parameters(draft, given) or draft


def _read_parameters(draft: Draft, given: dict[str, str | None]) -> str | None:
    size = given.pop("SIZE", "0") or "missing"
    if given.pop("SMTPUTF8", None) is not None or given.pop("BODY", "7BIT") not in {"7BIT", "8BITMIME"}:
        return replies.BAD_ARGUMENT
    if not (size.isascii() and size.isdigit() and len(size) <= 20):  # RFC 1870 section 4
        return replies.BAD_ARGUMENT
    if given:  # RET and ENVID among them: DSN is not offered (RFC 3461 section 4)
        return replies.BAD_PARAMETER
    if not (draft.smtp_utf8 or draft.mail_from.isascii()):
        return replies.NEEDS_SMTPUTF8
    draft.size = int(size)
    return None


def refuse_recipient(draft: Draft, argument: str, most: int) -> str | None:
    """None if the argument of RCPT is one more well-formed address for this mail."""
    if argument[:3].upper() != "TO:":
        return replies.BAD_ARGUMENT
    path = parse_path("TO:", argument)
    if path is None or not path.address:
        return replies.BAD_RECIPIENT
    if path.parameters:  # NOTIFY and ORCPT among them
        return replies.BAD_PARAMETER if parse_parameters(path.parameters) else replies.BAD_ARGUMENT
    if not (draft.smtp_utf8 or path.address.isascii()):
        return replies.NEEDS_SMTPUTF8
    return replies.TOO_MANY_RECIPIENTS if len(draft.rcpt_to) >= most else None
