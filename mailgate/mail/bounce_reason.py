"""What does a status code or a server's sentence mean in one word? RFC 3463, and the words of common servers."""

import re

_BY_STATUS = {
    "unknown-user": "1.1",
    "unknown-domain": "1.2",
    "bad-address": "1.0 1.3 1.4",
    "moved": "1.6",
    "no-mail-host": "1.10",
    "mailbox-problem": "2.0",
    "disabled": "2.1",
    "mailbox-full": "2.2",
    "too-large": "2.3 3.4",
    "system-full": "3.1",
    "no-answer": "4.1",
    "bad-connection": "4.2",
    "dns": "4.3 4.4",
    "loop": "4.6",
    "expired": "4.7",
    "too-many-recipients": "5.3",
    "content": "6.0",
    "refused": "7.0 7.1 7.606",
    "authentication": "7.20 7.23 7.25 7.26 7.509",
}
_REASON_OF = {code: reason for reason, codes in _BY_STATUS.items() for code in codes.split()}
_VAGUE = ("refused", "mailbox-problem", "bad-address", "content")  # the sentence beside the code says more
_BY_WORDS = {
    "mailbox-full": r"quota|mailbox (?:is )?full|insufficient (?:system )?storage|out of storage",
    "unknown-user": (
        r"user (?:is )?unknown|unknown user|no such (?:user|recipient|mailbox|address|person)|does not exist|doesn't exist|"
        r"mailbox (?:not found|unavailable)|invalid (?:recipient|mailbox)|recipient (?:address )?rejected|no mailbox|"
        r"not found in|unrouteable address|not listed in|unknown (?:recipient|or illegal alias)|address not found"
    ),
    "unknown-domain": (
        r"host (?:or domain name )?not found|domain (?:not found|does not exist)|name service error|"
        r"no mx|unknown host|nullmx"
    ),
    "disabled": r"disabled|inactive|suspended|deactivated|no longer (?:valid|in use|active)",
    "spam": r"spam|junk|blocked using|blacklist|blocklist|block list|spamhaus|reputation|unsolicited",
    "authentication": r"dmarc|spf|dkim|unauthenticated",
    "too-large": r"too (?:large|big)|size (?:limit|exceed)|exceeds? (?:the )?(?:maximum|size)",
    "expired": r"expired|retry time(?:out)? (?:not reached|exceeded)|could not be delivered for|has been queued too long",
    "no-answer": r"timed? ?out|connection (?:refused|reset|lost)|no route|unreachable|greylist|try again",
    "refused": r"refused|denied|rejected|not (?:allowed|permitted|authorized)|relay",
}
_WORDS = {reason: re.compile(pattern, re.IGNORECASE) for reason, pattern in _BY_WORDS.items()}
_ACTIONS = ("failed", "delayed", "delivered", "relayed", "expanded")


def reason_of(status: str, diagnostic: str) -> str:
    """A stable name for the reason; the words win over a code that only says "other" or "refused"."""
    coded = _REASON_OF.get(status.partition(".")[2], "")
    if coded and coded not in _VAGUE:
        return coded
    text = diagnostic[:1_000]
    worded = next((reason for reason, pattern in _WORDS.items() if pattern.search(text)), "")
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
