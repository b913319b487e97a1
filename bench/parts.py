"""How do text and files become octets? Encoded MIME parts and their containers, CRLF throughout."""

import random
from base64 import b64encode
from binascii import b2a_qp
from dataclasses import dataclass

BASE64_LINE = 76  # RFC 2045 section 6.8


@dataclass(frozen=True, slots=True)
class Part:
    """A MIME entity: its own header lines, and what follows the blank line."""

    headers: tuple[str, ...]
    payload: bytes

    def rendered(self) -> bytes:
        """The entity as it stands between boundaries."""
        return "\r\n".join((*self.headers, "", "")).encode() + self.payload


def base64_lines(content: bytes) -> bytes:
    """The content in base64, in full lines."""
    encoded = b64encode(content)
    return b"".join(encoded[at : at + BASE64_LINE] + b"\r\n" for at in range(0, len(encoded), BASE64_LINE))


def text(words: str, charset: str, encoding: str, subtype: str = "plain") -> Part:
    """A text part; words have LF, and what the charset lacks becomes a question mark."""
    octets = words.replace("\n", "\r\n").encode(charset, errors="replace") + b"\r\n"
    match encoding:
        case "base64":
            octets = base64_lines(octets)
        case "quoted-printable":
            octets = b2a_qp(octets)
    return Part(
        (f'Content-Type: text/{subtype}; charset="{charset}"', f"Content-Transfer-Encoding: {encoding}"),
        octets,
    )


def attached(name: str, content_type: str, content: bytes) -> Part:
    """A file as an attachment."""
    headers = (
        f'Content-Type: {content_type}; name="{name}"',
        "Content-Transfer-Encoding: base64",
        f'Content-Disposition: attachment; filename="{name}"',
    )
    return Part(headers, base64_lines(content))


def multipart(subtype: str, boundary: str, children: tuple[Part, ...]) -> Part:
    """The children in a container. The boundary must not occur in them; ours carry 96 random bits."""
    edge = f"--{boundary}".encode()
    pieces = b"".join(edge + b"\r\n" + child.rendered() + b"\r\n" for child in children)
    return Part((f'Content-Type: multipart/{subtype}; boundary="{boundary}"',), pieces + edge + b"--\r\n")


def fresh_boundary(rng: random.Random, form: str) -> str:
    """A boundary in the form a client gives it."""
    return form.format(n=f"{rng.getrandbits(96):024x}")
