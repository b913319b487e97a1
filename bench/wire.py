"""What goes over the wire for one mail? Every octet is laid out before the clock runs."""

from dataclasses import dataclass

from bench.corpus import Specimen


@dataclass(frozen=True, slots=True)
class Wire:
    """The client's side of one SMTP transaction."""

    mail: bytes
    recipients: tuple[bytes, ...]
    data: bytes  # dots stuffed, final dot included; the only copy of the mail

    @property
    def commands(self) -> tuple[bytes, ...]:
        return (self.mail, *self.recipients, b"DATA\r\n")


def stuffed(raw: bytes) -> bytes:
    """The mail as DATA carries it, up to and including the line with the dot (RFC 5321 section 4.5.2)."""
    first = b"." if raw.startswith(b".") else b""
    end = b".\r\n" if raw.endswith(b"\r\n") else b"\r\n.\r\n"
    return first + raw.replace(b"\r\n.", b"\r\n..") + end


def wire(specimen: Specimen) -> Wire:
    """The transaction that delivers this mail."""
    size = len(specimen.raw)
    return Wire(
        f"MAIL FROM:<{specimen.mail_from}> SIZE={size} BODY=8BITMIME\r\n".encode(),
        tuple(f"RCPT TO:<{recipient}>\r\n".encode() for recipient in specimen.rcpt_to),
        stuffed(specimen.raw),
    )
