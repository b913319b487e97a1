"""How is the name of a folder, a user or a password written in an IMAP command? Pure.

The library quotes nothing but passwords, and knows no modified UTF-7 (LIBRARIES section 3.7).
"""

import base64
import re

_PLAIN = re.compile(r"[\x20-\x25\x27-\x7e]+")  # printable ASCII without the ampersand


def folder_name(name: str) -> str:
    """A folder as an argument of a command: modified UTF-7 (RFC 3501 section 5.1.3), in quotes."""
    return quoted(modified_utf7(name))


def modified_utf7(name: str) -> str:
    """`Entwürfe & mehr` as `Entw&APw-rfe &- mehr`."""
    made: list[str] = []
    other = ""
    for piece in _pieces(name):
        if _PLAIN.fullmatch(piece):
            made.append(piece)
        elif piece == "&":
            made.append("&-")
        else:
            other = base64.b64encode(piece.encode("utf-16-be", "surrogatepass")).decode("ascii")
            made.append(f"&{other.rstrip('=').replace('/', ',')}-")
    return "".join(made)


def quoted(text: str) -> str:
    """A quoted string (RFC 3501 section 9); ValueError for what no quoted string can hold."""
    if not text.isascii() or any(ord(c) < 32 or ord(c) == 127 for c in text):
        raise ValueError("a quoted string holds printable ASCII only")
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _pieces(name: str) -> list[str]:
    """Runs of plain characters, single ampersands, runs of all others."""
    return re.findall(r"[\x20-\x25\x27-\x7e]+|&|[^\x20-\x7e]+", name)
