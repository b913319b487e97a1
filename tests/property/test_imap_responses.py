"""Whatever a server sends is responses or `NotImap`, whole or in pieces, and never more than the bounds allow."""

from hypothesis import given
from hypothesis import strategies as st

from mailgate.inbound.body import Spool
from mailgate.inbound.imap_answers import fetched, internaldate, searched, selected
from mailgate.inbound.imap_names import modified_utf7
from mailgate.inbound.imap_wire import NotImap, Response, ResponseReader

WORDS = st.sampled_from(
    [b"* ", b"FETCH (", b"UID ", b"7", b"BODY[] ", b"{3}\r\n", b"{0}\r\n", b"{99999999999}\r\n", b'"', b"\\", b"(", b")",
     b"\r\n", b"\n", b"FLAGS ", b"OK ", b"INTERNALDATE ", b'"01-Jan-2026 00:00:00 +0000"', b"[UIDVALIDITY ", b"]"]
)  # fmt: skip
STREAMS = st.lists(st.one_of(WORDS, st.binary(max_size=8)), max_size=40).map(b"".join)


def read(*pieces: bytes) -> list[tuple[bytes, tuple[object, ...]]] | str:
    reader = ResponseReader()
    found: list[Response] = []
    try:
        for piece in pieces:
            found += reader.feed(piece)
    except NotImap as wrong:
        return str(wrong)
    finally:
        reader.close()
    return [(r.text, tuple(x.read() if isinstance(x, Spool) else x for x in r.literals)) for r in found]


@given(STREAMS)
def test_whole_and_byte_by_byte_agree_on_any_stream(stream: bytes) -> None:
    assert read(stream) == read(*(bytes([octet]) for octet in stream))


@given(st.lists(STREAMS.map(lambda s: Response(b"* " + s, (Spool(), Spool())))))
def test_no_response_breaks_who_reads_it(responses: list[Response]) -> None:
    facts = fetched(responses)
    assert all(0 < uid < 2**32 for uid in facts)
    assert searched(responses) == sorted(set(searched(responses)))
    selected(responses, b"")


@given(st.text(max_size=40))
def test_no_date_and_no_name_breaks_anything(text: str) -> None:
    internaldate(text)
    assert modified_utf7(text).isascii()
