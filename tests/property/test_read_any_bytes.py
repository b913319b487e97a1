"""Whatever arrives is read: no octets raise anything but Unparseable, and nothing of a mail is lost on the way.

The examples hang on Hypothesis' seed, which `make test` fixes and `make fuzz` chooses anew.
"""

import re
from collections import Counter

from hypothesis import given, settings
from hypothesis import strategies as st

from mailgate.mail.quotes import split_text
from mailgate.mail.read import read
from tests.property.promises import faults

LINES = st.sampled_from(
    (
        "> old",
        ">> older",
        "new",
        "",
        "-- ",
        "--",
        "On 1.2.2026 Anna wrote:",
        "Den 1. feb. 2026 skrev Anna <anna@example.com>:",
        "From: a@x.test",
        "Sent: Monday",
        "To: b",
        "Subject: x",
        "Sent from my iPhone",
        "____________",
        "----- Original Message -----",
        "---------- Forwarded message ---------",
        "--- Please write above this line ---",
        "Se mine svar nedenfor",
        "> ---------- Forwarded message ---------",
        "De : a",
        "Von: b@x.test",
    )
)
PIECES = st.sampled_from(
    (
        b"From: Anna <anna@example.com>\r\n",
        b"Subject: =?utf-8?q?x?=\r\n",
        b"Content-Type: multipart/mixed; boundary=b\r\n",
        b"Content-Type: text/html\r\n",
        b"Content-Type: message/rfc822\r\n",
        b"Content-Transfer-Encoding: base64\r\n",
        b"Content-Transfer-Encoding: quoted-printable\r\n",
        b"Content-Disposition: attachment; filename=x\r\n",
        b"\r\n",
        b"\n",
        b"--b\r\n",
        b"--b--\r\n",
        b"begin 644 x.txt\r\n#86)C\r\n`\r\nend\r\n",
        b"<p>x<blockquote>",
        b"aGVsbG8=",
        b"=C3=A6 =",
        b"\0",
    )
)


TAGS = st.sampled_from(
    (
        "<p>{}</p>",
        "<div>{}</div>",
        "{}<br>",
        "<blockquote>{}</blockquote>",
        '<blockquote class="gmail_quote">{}</blockquote>',
        '<div class="gmail_quote">{}</div>',
        '<div class="gmail_attr">{}</div>',
        '<div class="gmail_signature">{}</div>',
        '<div id="divRplyFwdMsg">{}</div>',
        '<div id="appendonsend"></div>{}',
        "<table><tr><td>{}</td><td>x</td></tr></table>",
        "<ul><li>{}</li></ul>",
        "<pre>{}</pre>",
        "<hr>{}",
        '<a href="https://x.test/">{}</a>',
        "<html><body>{}</body></html>",
    )
)
SAID = st.lists(
    st.sampled_from(
        ("word", "> mark", "On 1.2.2026 10:00 Anna wrote:", "-- ", "Sent from my iPhone", "From: a@x.test", "Sent: 8:00",
         "To: b", "Subject: x", "Fwd", "&nbsp;", "a &lt; b", "\n")
    ),
    max_size=3,
).map(lambda said: f" {' '.join(said)} ")  # fmt: skip
PAGES = st.recursive(
    SAID,
    lambda inner: st.tuples(TAGS, st.lists(inner, min_size=1, max_size=4)).map(
        lambda pair: pair[0].format("".join(pair[1]))
    ),
    max_leaves=12,
)


@settings(max_examples=300, deadline=None)
@given(st.binary(max_size=2_000))
def test_any_octets_are_read(raw: bytes) -> None:
    assert faults(raw) == []


@settings(max_examples=300, deadline=None)
@given(st.lists(PIECES | st.binary(max_size=10), max_size=30).map(b"".join))
def test_pieces_of_mails_in_any_order_are_read(raw: bytes) -> None:
    assert faults(raw) == []


@settings(max_examples=200, deadline=None)
@given(st.lists(LINES, max_size=25), st.sampled_from(("", "Re: x", "Fwd: x")))
def test_no_line_is_lost_between_new_text_quotes_and_signature(lines: list[str], subject: str) -> None:
    split = split_text("\n".join(lines), subject)
    parts = f"{split.new}\n{split.quoted}\n{split.signature}".split("\n")
    assert sorted(line.strip() for line in parts if line.strip()) == sorted(
        line.strip() for line in lines if line.strip()
    )


@settings(max_examples=300, deadline=None)
@given(PAGES, st.sampled_from(("", "Re: x", "Fwd: x")))
def test_no_word_of_a_mail_that_is_only_a_page_is_lost(page: str, subject: str) -> None:
    raw = f"From: Anna <anna@example.com>\nSubject: {subject}\nContent-Type: text/html\n\n{page}".encode()
    assert faults(raw) == []
    mail = read(raw)
    shown = re.sub(r"<[^>]+>", " ", page).replace("&nbsp;", " ").replace("&lt;", "<")
    assert Counter(re.findall(r"\w+", shown)) <= Counter(re.findall(r"\w+", mail.text))
