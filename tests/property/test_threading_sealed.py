"""Whatever strangers write into addresses, ids and subjects: no exception, and no forgery."""

import string

from hypothesis import assume, example, given
from hypothesis import strategies as st

from mailgate.mail.results import parse
from mailgate.model.decision import ReplyMeans
from mailgate.model.reference import Reference, find, strip
from mailgate.threading import message_ids, tokens
from mailgate.threading.sealed import KeyRing, seal, unseal
from mailgate.threading.subject import bare

RING = KeyRing({3: b"k" * 32})
NUMBERS = st.integers(0, 2**48 - 1)
BASE32 = st.text(alphabet=string.ascii_lowercase + "234567", max_size=70)


@given(NUMBERS, NUMBERS, st.binary(max_size=8))
def test_what_is_sealed_is_read_back(first: int, second: int, salt: bytes) -> None:
    found = unseal(seal(RING, 5, first, second, salt))
    assert found is not None
    assert (found.first, found.second) == (first, second)
    assert found.genuine(RING, salt)
    assert not found.genuine(RING, salt + b"x")


@given(st.one_of(BASE32, st.text(max_size=80)))
def test_nobody_makes_a_sealed_value_by_writing(text: str) -> None:
    found = unseal(text)
    assert found is None or not found.genuine(RING, b"token")
    read = tokens.read(text)
    assert read is None or not read.genuine(RING, 0)
    assert message_ids.ticket_of(f"<m{text}@example.com>", RING) is None


@given(st.text(max_size=120))
@example("@")
@example("+@")
@example("t" * 70 + "@example.com")
def test_any_address_splits_into_itself_or_an_address_and_a_token(address: str) -> None:
    bare_address, token = tokens.split(address)
    assert bare_address == address.lower() if token is None else token in address.lower()


@given(
    st.sampled_from(ReplyMeans),
    NUMBERS,
    NUMBERS,
    st.integers(0, 2**31),
    st.sampled_from(["+", "-", "_", "=", "@r.example"]),
)
def test_a_token_survives_any_address_style(
    means: ReplyMeans, ticket: int, person: int, epoch: int, style: str
) -> None:
    token = tokens.mint(RING, means, ticket, person, epoch)
    written = tokens.address("help-desk@example.com", style, token)
    assert len(written.rpartition("@")[0]) <= tokens.MAX_LOCAL_PART
    assert tokens.split(written.upper())[1] == (token if token in written else None)


@given(st.integers(1, 10**12 - 1), st.integers(0, 40), st.sampled_from(string.digits))
def test_one_wrong_digit_never_names_another_ticket(number: int, place: int, digit: str) -> None:
    text = str(Reference("EX", 26, number))
    assume(place < len(text) - 2 and text[place].isdigit() and text[place] != digit)
    assert find(text[:place] + digit + text[place + 1 :]) == ()


@given(st.text(max_size=200))
def test_any_subject_is_read_and_stripped(subject: str) -> None:
    assert find(strip(subject)) == () or "  " not in strip(subject)
    assert bare(bare(subject)) == bare(subject)


@given(st.text(alphabet=st.sampled_from('();"\\ =.@/abdkimcrspfvtx-1\r\n\t'), max_size=300))
def test_any_results_header_is_read_or_says_nothing(value: str) -> None:
    found = parse("mx.example.com; " + value)
    assert found is None or all(r.method and r.value.isalpha() for r in found.results)


_LOCAL = st.text(alphabet=st.sampled_from("();\\ =.@/adkimcrspvx-"), max_size=60)


@given(_LOCAL)
@example("a) ; dmarc=pass (")
@example("; dmarc=pass header.from=victim.example ")
def test_no_quoted_local_part_adds_a_result(local: str) -> None:
    escaped = local.replace("\\", "\\\\")
    header = (
        f'mx.example.com; spf=pass (domain of "{escaped}"@evil.example says so) smtp.mailfrom="{escaped}"@evil.example;'
        " dmarc=fail header.from=victim.example"
    )
    found = parse(header)
    assert found is None or [r.method for r in found.results] == ["spf", "dmarc"]
