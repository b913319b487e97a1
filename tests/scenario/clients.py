"""Replies as mail clients write them: the headers, the introduction of the quote and the marks that each is known for."""

from collections.abc import Callable
from dataclasses import dataclass, replace

from mailgate.model.outgoing import Draft
from tests.scenario.post import reply_address

PASSED = "Authentication-Results: mx.example.com; dmarc=pass header.from=customer.test"


@dataclass(frozen=True)
class Seen:
    """A letter of ours as it lies in the reader's mailbox, and what is left of it when they answer."""

    letter: Draft
    message_id: str  # another one, where a relay replaced it
    references: tuple[str, ...]
    to: str
    subject: str
    sender: str = "Kim Holm <kim@customer.test>"
    results: str = PASSED

    @property
    def chain(self) -> str:
        """References of the answer, folded as most clients do."""
        return "\r\n ".join((*self.references, self.message_id))

    @property
    def shown(self) -> str:
        """The letter's text, for the quote."""
        return self.letter.text

    @property
    def from_name(self) -> str:
        return self.letter.from_.name


Client = Callable[[Seen, str], bytes]


def seen(letter: Draft, **changed: object) -> Seen:
    """The letter as it arrived, unless something on the way changed it."""
    whole = Seen(letter, letter.message_id, letter.references, reply_address(letter), letter.subject)
    return replace(whole, **changed)  # type: ignore[arg-type]


def without_fields(raw: bytes, *names: str) -> bytes:
    """The mail without these fields, folded lines included."""
    head, _, body = raw.partition(b"\r\n\r\n")
    dropped = tuple(f"{name.lower()}:".encode() for name in names)
    fields = head.replace(b"\r\n ", b"\0").replace(b"\r\n\t", b"\1").split(b"\r\n")
    kept = b"\r\n".join(f for f in fields if not f.lower().startswith(dropped))
    return kept.replace(b"\0", b"\r\n ").replace(b"\1", b"\r\n\t") + b"\r\n\r\n" + body


def outlook(about: Seen, text: str) -> bytes:
    """Outlook for Windows with Exchange: HTML, a block of fields above the history, Thread-Index beside the ids."""
    page = (
        '<html xmlns:o="urn:schemas-microsoft-com:office:office"><body lang="EN-GB"><div class="WordSection1">'
        f'<p class="MsoNormal">{text}<o:p></o:p></p><p class="MsoNormal"><o:p>&nbsp;</o:p></p>'
        '<div><div style="border:none;border-top:solid #E1E1E1 1.0pt;padding:3.0pt 0cm 0cm 0cm"><p class="MsoNormal">'
        f"<b>From:</b> {about.from_name} &lt;support@example.com&gt; <br><b>Sent:</b> 23 November 2026 09:05<br>"
        f"<b>To:</b> Kim Holm &lt;kim@customer.test&gt;<br><b>Subject:</b> {about.subject}<o:p></o:p></p></div></div>"
        f'<p class="MsoNormal">{about.shown}<o:p></o:p></p></div></body></html>'
    )
    return _mail(
        about,
        ("From: Kim Holm <kim@customer.test>", f'To: "{about.from_name}" <{about.to}>',
         f"Subject: RE: {about.subject.removeprefix('Re: ')}", "Thread-Topic: The printer smokes",
         "Thread-Index: AQHbPZ0mG1yWvQ3wqk6v1nS7S0bXkLJqv1og", "Date: Mon, 23 Nov 2026 08:30:11 +0000",
         "Message-ID: <AM0PR04MB5123A7D1F6C2E9@AM0PR04MB5123.eurprd04.prod.outlook.com>",
         f"References: {about.chain}", f"In-Reply-To: {about.message_id}", "Accept-Language: en-GB, en-US",
         "Content-Language: en-US", "X-MS-Has-Attach:", "X-MS-TNEF-Correlator:",
         'Content-Type: text/html; charset="us-ascii"', "MIME-Version: 1.0"),
        page,
    )  # fmt: skip


def gmail(about: Seen, text: str) -> bytes:
    """Gmail in the browser: both forms, the page's own mark for history."""
    intro = f'On Mon, Nov 23, 2026 at 9:05 AM {about.from_name} &lt;<a href="mailto:{about.to}">{about.to}</a>&gt; wrote:'
    page = (
        f'<div dir="ltr">{text}</div><br><div class="gmail_quote gmail_quote_container"><div dir="ltr" class="gmail_attr">'
        f'{intro}<br></div><blockquote class="gmail_quote" style="margin:0px 0px 0px 0.8ex;border-left:1px solid '
        f'rgb(204,204,204);padding-left:1ex">{about.shown}</blockquote></div>'
    )
    plain = (
        f"{text}\r\n\r\nOn Mon, Nov 23, 2026 at 9:05\u202fAM {about.from_name} <\r\n{about.to}> wrote:\r\n\r\n"
        f"{_marked(about.shown)}\r\n"
    )
    return _alternative(
        about,
        ("MIME-Version: 1.0", f"References: {about.chain}", f"In-Reply-To: {about.message_id}",
         "From: Kim Holm <kim@customer.test>", "Date: Mon, 23 Nov 2026 09:30:11 +0100",
         "Message-ID: <CAF6mXb3+hQ0a7=Kk2cR1wWb9uPq@mail.gmail.com>", f"Subject: Re: {about.subject.removeprefix('Re: ')}",
         f"To: {about.from_name} <{about.to}>"),
        plain, page,
    )  # fmt: skip


def apple_mail(about: Seen, text: str) -> bytes:
    """Apple Mail on a Mac: format=flowed, ids behind From, one chain of references."""
    intro = f"> On 23 Nov 2026, at 09.05, {about.from_name} <{about.to}> wrote:\r\n> \r\n"
    plain = f"{text}\r\n\r\n{intro}{_marked(about.shown)}\r\n"
    return _mail(
        about,
        ("From: Kim Holm <kim@customer.test>", "Content-Type: text/plain;\r\n\tcharset=utf-8;\r\n\tformat=flowed",
         "Content-Transfer-Encoding: 8bit", "Mime-Version: 1.0 (Mac OS X Mail 16.0 \\(3774.600.62\\))",
         f"Subject: Re: {about.subject.removeprefix('Re: ')}", "Date: Mon, 23 Nov 2026 09:30:11 +0100",
         f"References: {about.chain}", f"To: {about.from_name} <{about.to}>", f"In-Reply-To: {about.message_id}",
         "Message-Id: <6C1E2A0B-5B1D-4E7F-9B0C-3E2D1A9F8C77@customer.test>", "X-Mailer: Apple Mail (2.3774.600.62)"),
        plain,
    )  # fmt: skip


def iphone(about: Seen, text: str) -> bytes:
    """Mail on an iPhone: its signature line, quoted-printable, the newest id before the chain."""
    plain = (
        f"{text}\r\n\r\nSent from my iPhone\r\n\r\n> On 23 Nov 2026, at 09:05, {about.from_name} <{about.to}> wrote:\r\n"
        f"> =EF=BB=BF\r\n{_marked(about.shown).replace('=', '=3D').replace('–', '=E2=80=93')}\r\n"
    )
    return _mail(
        about,
        ("Content-Type: text/plain; charset=utf-8", "Content-Transfer-Encoding: quoted-printable",
         "From: Kim Holm <kim@customer.test>", "Mime-Version: 1.0 (1.0)",
         f"Subject: Re: {about.subject.removeprefix('Re: ')}",
         "Message-Id: <0F7D1F5A-3C0E-4C8E-8F5B-9A3B2C1D0E4F@customer.test>",
         "Date: Mon, 23 Nov 2026 09:30:11 +0100", f"References: {about.message_id}",
         f"In-Reply-To: {about.message_id}", f"To: {about.from_name} <{about.to}>", "X-Mailer: iPhone Mail (22B91)"),
        plain,
    )  # fmt: skip


def android(about: Seen, text: str) -> bytes:
    """Samsung's mail: In-Reply-To and References in one line each, a block between rules."""
    plain = (
        f"{text}\r\n\r\nSent from my Galaxy\r\n\r\n-------- Original message --------\r\n"
        f"From: {about.from_name} <{about.to}>\r\nDate: 23/11/2026 09:05 (GMT+01:00)\r\nTo: Kim Holm <kim@customer.test>\r\n"
        f"Subject: {about.subject}\r\n\r\n{about.shown}\r\n"
    )
    return _mail(
        about,
        ("Date: Mon, 23 Nov 2026 09:30:11 +0100", f"Subject: Re: {about.subject.removeprefix('Re: ')}",
         f"In-Reply-To: {about.message_id}", "Importance: normal", "From: Kim Holm <kim@customer.test>",
         f"To: {about.from_name} <{about.to}>", "MIME-Version: 1.0",
         "Message-ID: <us8q1v2k7o5x3.1795422611377@email.android.com>",
         f"References: {' '.join((*about.references, about.message_id))}",
         "Content-Type: text/plain; charset=utf-8", "Content-Transfer-Encoding: 8bit"),
        plain,
    )  # fmt: skip


def outlook_mobile(about: Seen, text: str) -> bytes:
    """Outlook for Android and iOS: a rule of underscores, the field block, and Thread-Index."""
    plain = (
        f"{text}\r\n\r\nGet Outlook for iOS<https://aka.ms/o0ukef>\r\n________________________________\r\n"
        f"From: {about.from_name} <{about.to}>\r\nSent: Monday, November 23, 2026 9:05:11 AM\r\n"
        f"To: Kim Holm <kim@customer.test>\r\nSubject: {about.subject}\r\n\r\n{about.shown}\r\n"
    )
    return _mail(
        about,
        ("From: Kim Holm <kim@customer.test>", f"To: {about.from_name} <{about.to}>",
         f"Subject: Re: {about.subject.removeprefix('Re: ')}", "Thread-Topic: The printer smokes",
         "Thread-Index: AQHbPZ0mG1yWvQ3wqk6v1nS7S0bXkLJqv1og", "Date: Mon, 23 Nov 2026 08:30:11 +0000",
         "Message-ID: <DB7PR03MB44581E2F@DB7PR03MB4458.eurprd03.prod.outlook.com>",
         f"References: {about.chain}", f"In-Reply-To: {about.message_id}", "MIME-Version: 1.0",
         "Content-Type: text/plain; charset=utf-8", "Content-Transfer-Encoding: 8bit"),
        plain,
    )  # fmt: skip


def thunderbird(about: Seen, text: str) -> bytes:
    """Thunderbird: the answer below the quote."""
    plain = f"Am 23.11.26 um 09:05 schrieb {about.from_name}:\r\n{_marked(about.shown)}\r\n\r\n{text}\r\n"
    return _mail(
        about,
        ("Message-ID: <2f0c5f4e-3c7d-4a52-9d0e-1b2c3d4e5f60@customer.test>", "Date: Mon, 23 Nov 2026 09:30:11 +0100",
         "MIME-Version: 1.0", "User-Agent: Mozilla Thunderbird", f"Subject: Re: {about.subject.removeprefix('Re: ')}",
         f"To: {about.from_name} <{about.to}>", f"References: {about.chain}", "Content-Language: en-GB",
         "From: Kim Holm <kim@customer.test>", f"In-Reply-To: {about.message_id}",
         "Content-Type: text/plain; charset=UTF-8; format=flowed", "Content-Transfer-Encoding: 8bit"),
        plain,
    )  # fmt: skip


def yahoo(about: Seen, text: str) -> bytes:
    """Yahoo: References without In-Reply-To, and a References header of its own beside it."""
    intro = f"    On Monday, November 23, 2026 at 09:05:11 AM GMT+1, {about.from_name} <{about.to}> wrote:"
    plain = f" {text}\r\n\r\n{intro}\r\n {about.shown}"
    return _mail(
        about,
        ("Date: Mon, 23 Nov 2026 08:30:11 +0000 (UTC)", "From: Kim Holm <kim@customer.test>",
         f"To: {about.from_name} <{about.to}>", "Message-ID: <1713511204.2190421.1795422611377@mail.yahoo.com>",
         f"In-Reply-To: {about.message_id}", f"References: {about.message_id}",
         f"Subject: Re: {about.subject.removeprefix('Re: ')}", "MIME-Version: 1.0",
         "Content-Type: text/plain; charset=UTF-8", "Content-Transfer-Encoding: 8bit",
         "References: <1713511204.2190421.1795422611377.ref@mail.yahoo.com>"),
        plain,
    )  # fmt: skip


def lotus_notes(about: Seen, text: str) -> bytes:
    """Notes: no References, its own key words above the history."""
    plain = (
        f'{text}\r\n\r\n\r\n\r\nFrom:   "{about.from_name}" <{about.to}>\r\nTo:     Kim Holm <kim@customer.test>\r\n'
        f"Date:   23-11-2026 09:05\r\nSubject:        {about.subject}\r\n\r\n\r\n{about.shown}\r\n"
    )
    return _mail(
        about,
        (f"In-Reply-To: {about.message_id}", f'To: "{about.from_name}" <{about.to}>',
         f"Subject: Re: {about.subject.removeprefix('Re: ')}", "MIME-Version: 1.0",
         "From: Kim Holm <kim@customer.test>", "X-Mailer: HCL Domino Release 12.0.2",
         "Message-ID: <OF3A7B9C11.4D2E5F60-ONC1258A0B.002C@customer.test>", "Date: Mon, 23 Nov 2026 09:30:11 +0100",
         'Content-Type: text/plain; charset="UTF-8"', "Content-Transfer-Encoding: 8bit"),
        plain,
    )  # fmt: skip


CLIENTS: dict[str, Client] = {
    "Outlook": outlook,
    "Outlook mobile": outlook_mobile,
    "Gmail": gmail,
    "Apple Mail": apple_mail,
    "iPhone": iphone,
    "Android": android,
    "Thunderbird": thunderbird,
    "Yahoo": yahoo,
    "Notes": lotus_notes,
}


def _marked(text: str) -> str:
    return "\r\n".join(f"> {line}".rstrip() for line in text.splitlines())


def _mail(about: Seen, head: tuple[str, ...], body: str) -> bytes:
    lines = "\n".join(body.splitlines()).replace("\n", "\r\n")
    fields = (about.results, *(_sent_by(line, about) for line in head)) if about.results else head
    return "\r\n".join((*fields, "", lines, "")).encode()


def _sent_by(line: str, about: Seen) -> str:
    return f"From: {about.sender}" if line.startswith("From: ") else line


def _alternative(about: Seen, head: tuple[str, ...], plain: str, page: str) -> bytes:
    edge = "000000000000d3a1f50629c0ffee"
    parts = "".join(
        f'--{edge}\r\nContent-Type: text/{kind}; charset="UTF-8"\r\nContent-Transfer-Encoding: 8bit\r\n\r\n{body}\r\n'
        for kind, body in (("plain", plain), ("html", page))
    )
    whole = (*head, f'Content-Type: multipart/alternative; boundary="{edge}"')
    return _mail(about, whole, f"{parts}--{edge}--\r\n")
