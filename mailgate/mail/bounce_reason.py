"""What does a status code or a server's sentence mean in one word? RFC 3463, and the words of common servers."""

import re

_BY_STATUS = {
    "1.1": "unknown-user", "1.2": "unknown-domain", "1.3": "bad-address", "1.4": "bad-address", "1.6": "moved", "1.10": "no-mail-host",
    "2.0": "mailbox-problem", "2.1": "disabled", "2.2": "mailbox-full", "2.3": "too-large", "3.1": "system-full", "3.4": "too-large",
    "4.1": "no-answer", "4.2": "bad-connection", "4.3": "dns", "4.4": "dns", "4.6": "loop", "4.7": "expired", "5.3": "too-many-recipients",
    "6.0": "content", "7.0": "refused", "7.1": "refused", "7.20": "authentication", "7.23": "authentication", "7.25": "authentication",
    "7.26": "authentication", "7.509": "authentication", "7.606": "refused", "1.0": "bad-address",
}  # fmt: skip
_BY_WORDS = (
    ("mailbox-full", r"quota|mailbox (?:is )?full|over ?quota|insufficient (?:system )?storage|out of storage"),
    ("unknown-user", r"user (?:is )?unknown|unknown user|no such (?:user|recipient|mailbox|address|person)|does not exist|doesn't exist|"
     r"mailbox (?:not found|unavailable)|invalid (?:recipient|mailbox)|recipient (?:address )?rejected|no mailbox|not found in|unrouteable address|"
     r"not listed in|unknown (?:recipient|or illegal alias)|address not found"),
    ("unknown-domain", r"host (?:or domain name )?not found|domain (?:not found|does not exist)|name service error|no mx|unknown host|nullmx"),
    ("disabled", r"disabled|inactive|suspended|deactivated|no longer (?:valid|in use|active)"),
    ("spam", r"spam|junk|blocked using|blacklist|blocklist|block list|spamhaus|reputation|unsolicited"),
    ("authentication", r"dmarc|spf|dkim|unauthenticated"),
    ("too-large", r"too (?:large|big)|size (?:limit|exceed)|exceeds? (?:the )?(?:maximum|size)"),
    ("expired", r"expired|retry time(?:out)? (?:not reached|exceeded)|could not be delivered for|has been queued too long"),
    ("no-answer", r"timed? ?out|connection (?:refused|reset|lost)|no route|unreachable|greylist|try again"),
    ("refused", r"refused|denied|rejected|not (?:allowed|permitted|authorized)|relay"),
)  # fmt: skip
_WORDS = tuple((reason, re.compile(pattern, re.IGNORECASE)) for reason, pattern in _BY_WORDS)
_ACTIONS = ("failed", "delayed", "delivered", "relayed", "expanded")


def reason_of(status: str, diagnostic: str) -> str:
    """A stable name for the reason; the words win over a code that only says "other" or "refused"."""
    coded = _BY_STATUS.get(status.partition(".")[2], "")
    if coded and coded not in ("refused", "mailbox-problem", "bad-address", "content"):
        return coded
    text = diagnostic[:1_000]
    worded = next((reason for reason, pattern in _WORDS if pattern.search(text)), "")
    return worded or coded or ("unknown" if status or text else "")


def action_of(given: str, status: str) -> str:
    """The action of RFC 3464 section 2.3.3; misspelt or missing ones follow from the status."""
    word = given.strip().partition(" ")[0].strip("();,.").lower()
    if word in _ACTIONS:
        return word
    if word.startswith("fail") or status.startswith("5."):
        return "failed"
    if word.startswith(("delay", "defer")) or status.startswith("4."):
        return "delayed"
    return "delivered" if status.startswith("2.") else "failed"
