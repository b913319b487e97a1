"""What do we ask the next hop to report, and under which names? DSN parameters (RFC 3461, RFC 6533 for UTF-8).

Facts
- A bounce address tells us which mail came back; ENVID, ORCPT and RET make the report itself small and whole, also where
  a relay on the way renames the recipient. ENVID is the Message-ID, so that the logs of all servers speak of one name.
- Who asks for DELAY hears of a mail that waits at the next hop, which our own retries do not see.
- Mail with the null reverse-path can cause no report. NOTIFY=NEVER says so (RFC 3834 section 3.3); some servers would
  else write to their postmaster.
"""

import re

_ENVID = re.compile(rb"(?:\A|\r\n)Message-ID:[ \r\n\t]*<([^<>\s]{1,998})>", re.IGNORECASE)
_LONGEST_ENVID = 100  # RFC 3461 section 4.4, as xtext
_LONGEST_ORCPT = 500  # RFC 3461 section 4.2, as xtext
_HEAD = 16 * 1024  # octets in which our own Message-ID stands


def mail_parameters(sender: str, message: bytes) -> list[bytes]:
    """For MAIL: headers only, and the name under which a report is to speak of it."""
    if not sender:
        return []
    found = _ENVID.search(message, 0, _HEAD)
    named = xtext(found[1]) if found else b""
    return [b"RET=HDRS", *([b"ENVID=" + named] if 0 < len(named) <= _LONGEST_ENVID else [])]


def rcpt_parameters(sender: str, address: str) -> list[bytes]:
    """For RCPT: what is to be reported, and the recipient as we know them."""
    original = _orcpt(address)
    wanted = b"NOTIFY=FAILURE,DELAY" if sender else b"NOTIFY=NEVER"
    return [wanted, *([b"ORCPT=" + original] if len(original) <= _LONGEST_ORCPT else [])]


def xtext(octets: bytes) -> bytes:
    """Printable ASCII but "+" and "=" stands for itself (RFC 3461 section 4)."""
    return b"".join(
        bytes([each]) if 0x21 <= each <= 0x7E and each not in b"+=" else b"+%02X" % each for each in octets
    )


def _orcpt(address: str) -> bytes:
    if address.isascii():
        return b"rfc822;" + xtext(address.encode())
    # utf-8-addr-unitext of RFC 6533 section 3: such a recipient is only named to servers with SMTPUTF8.
    return b"utf-8;" + "".join(c if _plain(c) else f"\\x{{{ord(c):02X}}}" for c in address).encode()


def _plain(character: str) -> bool:
    return character > "\x7f" or ("!" <= character <= "~" and character not in "\\+=")
