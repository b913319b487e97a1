"""Agents' mails as six mail clients put them on the wire: plain, flowed, HTML alone or both, each with its own quoting."""

from collections.abc import Iterator, Mapping
from email.message import EmailMessage
from email.policy import SMTP
from html import escape
from itertools import groupby

from mailgate.model.outgoing import Draft
from tests.property.agent_mails import AgentMail, Shape
from tests.scenario.post import reply_address

_RULE = "________________________________"
_PAGES = {
    Shape.GMAIL: (
        '<div dir="ltr">{}</div>',
        '<blockquote class="gmail_quote" style="margin:0">{}</blockquote>',
    ),
    Shape.APPLE: ("<div>{}</div>", '<blockquote type="cite">{}</blockquote>'),
    Shape.OUTLOOK: ('<p class="MsoNormal">{}</p>', "<blockquote>{}</blockquote>"),
}
_ENCODINGS = {Shape.OUTLOOK: "quoted-printable", Shape.PHONE: "quoted-printable", Shape.GMAIL: "base64"}
_OUTLOOK_RULE = '<div style="border:none;border-top:solid #E1E1E1 1.0pt;padding:3.0pt 0cm 0cm 0cm"></div>'
File = tuple[str, bytes]


def raw(mail: AgentMail, letter: Draft, sender: str, files: tuple[File, ...]) -> bytes:
    """The mail in answer to a letter that was really sent; our mail server vouches for its sender."""
    made = EmailMessage(policy=SMTP)
    for name, value in _headers(mail, letter, sender).items():
        made[name] = value
    encoding = _ENCODINGS.get(mail.shape, "8bit")
    if mail.shape is Shape.OUTLOOK:
        made.set_content(page(mail), subtype="html", cte=encoding)
    else:
        flowed = mail.shape is Shape.THUNDERBIRD
        made.set_content(_stuffed(mail.body) if flowed else mail.body, cte=encoding)
        if flowed:
            made.set_param("format", "flowed")
        if mail.shape in _PAGES:
            made.add_alternative(page(mail), subtype="html", cte=encoding)
    for name, content in files:
        made.add_attachment(content, maintype="application", subtype="octet-stream", filename=name)
    return made.as_bytes()


def page(mail: AgentMail) -> str:
    """The body as this client's HTML: a line each, runs of quoted lines in its own kind of quotation."""
    return f"<html><body>{''.join(_blocks(mail))}</body></html>"


def _blocks(mail: AgentMail) -> Iterator[str]:
    line, quotation = _PAGES[mail.shape]
    for quoted, lines in groupby(mail.body.replace("\r", "").split("\n"), lambda x: x.startswith(">")):
        if quoted:
            yield quotation.format("<br>".join(escape(x[1:].strip()) for x in lines))
            continue
        for one in lines:
            yield _OUTLOOK_RULE if one == _RULE else line.format(escape(one) or "<br>")


def _headers(mail: AgentMail, letter: Draft, sender: str) -> Mapping[str, str]:
    domain = sender.rpartition("@")[2].rstrip(">")
    cc = {"Cc": ", ".join(mail.cc)} if mail.cc else {}
    return {
        "Authentication-Results": f"mx.example.com; dmarc=pass header.from={domain}",
        "From": sender, "To": f"Support <{reply_address(letter)}>", **cc,
        "Subject": mail.subject, "Date": "Mon, 23 Nov 2026 10:00:00 +0100",
        "Message-ID": f"<{mail.number}.{mail.shape.name.lower()}@staff.example.net>",
        "In-Reply-To": letter.message_id, "References": " ".join((*letter.references, letter.message_id)),
    }  # fmt: skip


def _stuffed(text: str) -> str:
    """RFC 3676 section 4.4: a space before lines that begin with one, or with "From ", and none left at their ends."""
    lines = (f" {x}" if x.startswith((" ", "From ")) else x for x in text.split("\n"))
    return "\n".join(x if x == "-- " else x.rstrip(" ") for x in lines)
