"""Raw mails as clients write them: new ones, replies to what we sent, and what machines send back."""

import itertools
from collections.abc import Mapping, Sequence
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import parseaddr

from mailgate.model.outgoing import Draft

KIM = "Kim Holm <kim@customer.test>"
EVE = "Eve <eve@stranger.test>"
ANNA = "Anna Berg <anna@staff.example.net>"
ANNA_HOME = "Anna <anna.home@example.net>"
BO = "Bo Lund <bo@staff.example.net>"
SUPPORT = "support@example.com"
BILLING = "billing@example.com"

_ids = itertools.count(1)
File = tuple[str, bytes]


def mail(
    subject: str = "The printer smokes",
    text: str = "It began this morning. What shall we do?",
    *,
    sender: str = KIM,
    to: str = SUPPORT,
    cc: str = "",
    message_id: str | None = "",
    headers: Mapping[str, str] | None = None,
    files: Sequence[File] = (),
    vouched: bool = True,
    date: str = "Mon, 23 Nov 2026 08:59:00 +0100",
) -> bytes:
    """A mail as it comes from our mail server; `vouched` adds what that server says of a DMARC pass."""
    made = EmailMessage(policy=SMTP)
    if vouched:
        domain = parseaddr(sender)[1].rpartition("@")[2]
        made["Authentication-Results"] = f"mx.example.com; dmarc=pass header.from={domain}"
    made["From"], made["To"], made["Subject"], made["Date"] = sender, to, subject, date
    if cc:
        made["Cc"] = cc
    if message_id is not None:
        made["Message-ID"] = message_id or f"<{next(_ids)}@client.test>"
    for name, value in (headers or {}).items():
        made[name] = value
    made.set_content(text)
    for name, content in files:
        made.add_attachment(content, maintype="application", subtype="octet-stream", filename=name)
    return made.as_bytes()


def quoted(letter: Draft) -> str:
    """The letter as a client quotes it below an answer."""
    lines = "\n".join(f"> {line}" for line in letter.text.splitlines())
    return f"On Mon, 23 Nov 2026 at 09:05, {letter.from_.name} <{letter.from_.address}> wrote:\n{lines}\n"


def answer(
    letter: Draft,
    text: str,
    *,
    sender: str = KIM,
    token: bool = True,
    ids: bool = True,
    subject: str | None = None,
    quote: bool = True,
    cc: str = "",
    headers: Mapping[str, str] | None = None,
    files: Sequence[File] = (),
    vouched: bool = True,
) -> bytes:
    """What a client makes when somebody presses "reply"; without `token` or `ids` those were lost on the way."""
    thread = {
        "In-Reply-To": letter.message_id,
        "References": " ".join((*letter.references, letter.message_id)),
    }
    return mail(
        subject if subject is not None else f"Re: {letter.subject.removeprefix('Re: ')}",
        f"{text}\n\n{quoted(letter)}" if quote else text,
        sender=sender,
        to=reply_address(letter) if token else letter.from_.address,
        cc=cc,
        headers={**(thread if ids else {}), **(headers or {})},
        files=files,
        vouched=vouched,
    )


def reply_address(letter: Draft) -> str:
    return (letter.reply_to or letter.from_).address


def bounce(failed: str, *, original_id: str = "", to: str = SUPPORT) -> bytes:
    """A delivery report as RFC 3464 has it."""
    returned = f"Message-ID: {original_id}\r\n" if original_id else ""
    return (
        f"From: Mail Delivery System <mailer-daemon@mx.customer.test>\r\nTo: {to}\r\n"
        "Subject: Undelivered Mail Returned to Sender\r\nAuto-Submitted: auto-replied\r\n"
        f"Date: Mon, 23 Nov 2026 09:01:00 +0100\r\nMessage-ID: <dsn{next(_ids)}@mx.customer.test>\r\nMIME-Version: 1.0\r\n"
        'Content-Type: multipart/report; report-type=delivery-status; boundary="b"\r\n\r\n'
        "--b\r\nContent-Type: text/plain\r\n\r\nThis mail could not be delivered.\r\n"
        "--b\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; mx.customer.test\r\n\r\n"
        f"Final-Recipient: rfc822; {failed}\r\nAction: failed\r\nStatus: 5.1.1\r\n"
        "Diagnostic-Code: smtp; 550 5.1.1 no such user\r\n\r\n"
        f"--b\r\nContent-Type: text/rfc822-headers\r\n\r\n{returned}Subject: what was sent\r\n\r\n--b--\r\n"
    ).encode()


def with_trace(raw: bytes) -> bytes:
    """The same mail after another way here: more Received lines, nothing else."""
    return b"Received: from relay.test by mx.example.com; Mon, 23 Nov 2026 09:02:00 +0100\r\n" + raw
