"""The corpus is what issue 2 asks for, and the same each time."""

import email
import email.policy
import itertools
from collections import Counter
from collections.abc import Callable
from email.message import Message
from random import Random

import pytest

from bench.corpus import Specimen, corpus
from bench.headers import AUTHSERV_ID
from bench.odd import NESTING, Oddity
from bench.people import SENDERS, crowd
from bench.shapes import FILE_OCTETS, Kind

COUNT = 2_000


@pytest.fixture(scope="module")
def specimens() -> list[Specimen]:
    return list(corpus(7, COUNT))


@pytest.fixture(scope="module")
def messages(specimens: list[Specimen]) -> list[Message]:
    return [email.message_from_bytes(specimen.raw) for specimen in specimens]


def test_the_same_seed_gives_the_same_octets() -> None:
    assert list(corpus(3, 60)) == list(corpus(3, 60))


def test_another_seed_shares_no_message_id_with_it() -> None:
    first, second = ({s.message_id for s in corpus(seed, 60)} - {""} for seed in (3, 4))
    assert not first & second


@pytest.mark.parametrize(
    ("kind", "share"), [(Kind.PLAIN, 0.60), (Kind.HTML, 0.25), (Kind.ATTACHMENT, 0.10), (Kind.ODD, 0.05)]
)
def test_each_kind_has_its_share(specimens: list[Specimen], kind: Kind, share: float) -> None:
    assert abs(sum(s.kind is kind for s in specimens) / COUNT - share) <= 0.02


def test_three_in_five_are_follow_ups(specimens: list[Specimen]) -> None:
    assert abs(sum(s.follows is not None for s in specimens) / COUNT - 0.60) <= 0.02


def test_follow_ups_name_an_earlier_mail_of_the_same_sender(
    specimens: list[Specimen], messages: list[Message]
) -> None:
    for index, (specimen, message) in enumerate(zip(specimens, messages, strict=True)):
        if specimen.follows is None:
            assert message["In-Reply-To"] is None
            continue
        answered = specimens[specimen.follows]
        assert specimen.follows < index
        assert answered.mail_from == specimen.mail_from
        assert message["In-Reply-To"] == answered.message_id
        assert message["References"].split()[-1] == answered.message_id


def test_every_message_id_is_another(specimens: list[Specimen], messages: list[Message]) -> None:
    given = [s.message_id for s in specimens if s.message_id]
    assert len(set(given)) == len(given)
    assert [m["Message-ID"] or "" for m in messages] == [s.message_id for s in specimens]


def test_every_mail_parses_without_a_defect(specimens: list[Specimen], messages: list[Message]) -> None:
    for specimen, message in zip(specimens, messages, strict=True):
        assert not [part.defects for part in message.walk() if part.defects]
        assert message["From"]
        assert message["Date"]
        assert specimen.raw.endswith(b"\r\n")


@pytest.mark.parametrize(
    ("kind", "low", "high"),
    [(Kind.PLAIN, 1_000, 4_096), (Kind.HTML, 8_000, 40_960), (Kind.ATTACHMENT, 68_000, 420_000)],
)
def test_each_kind_has_its_size(specimens: list[Specimen], kind: Kind, low: int, high: int) -> None:
    sizes = [len(s.raw) for s in specimens if s.kind is kind]
    assert low <= min(sizes)
    assert max(sizes) <= high


def test_files_are_of_50_to_300_kb(specimens: list[Specimen], messages: list[Message]) -> None:
    for specimen, message in zip(specimens, messages, strict=True):
        if specimen.kind is Kind.ATTACHMENT:
            file = message.get_payload(1)
            assert isinstance(file, Message)
            content = file.get_payload(decode=True)
            assert isinstance(content, bytes)
            assert FILE_OCTETS[0] <= len(content) <= FILE_OCTETS[1]


def test_html_mail_has_both_forms(specimens: list[Specimen], messages: list[Message]) -> None:
    for specimen, message in zip(specimens, messages, strict=True):
        if specimen.kind is Kind.HTML:
            assert message.get_content_type() == "multipart/alternative"
            assert [part.get_content_type() for part in message.walk()][1:] == ["text/plain", "text/html"]


def test_plain_mail_quotes(specimens: list[Specimen], messages: list[Message]) -> None:
    for specimen, message in zip(specimens, messages, strict=True):
        if specimen.kind is Kind.PLAIN:
            payload = message.get_payload(decode=True)
            assert isinstance(payload, bytes)
            assert b"support@example.com" in payload or b"Example Support" in payload


def test_lines_end_with_crlf_and_are_no_longer_than_smtp_allows(specimens: list[Specimen]) -> None:
    for specimen in specimens:
        assert specimen.raw.count(b"\n") == specimen.raw.count(b"\r\n") == specimen.raw.count(b"\r")
        assert max(map(len, specimen.raw.split(b"\r\n"))) <= 998


def test_the_border_server_vouches_for_every_sender(
    specimens: list[Specimen], messages: list[Message]
) -> None:
    for specimen, message in zip(specimens, messages, strict=True):
        domain = specimen.mail_from.rpartition("@")[2]
        authserv_id, _, verdicts = message["Authentication-Results"].partition(";")
        assert authserv_id == AUTHSERV_ID
        assert f"dmarc=pass (p=quarantine) header.from={domain}" in verdicts
        assert f"d={domain};" in message["DKIM-Signature"]
        assert specimen.mail_from in str(message["From"])


@pytest.mark.parametrize(
    ("oddity", "holds"),
    [
        (Oddity.EIGHT_BIT_HEADER, lambda m: b"Subject: Sp\xf8rgsm\xe5l" in bytes(m)),
        (Oddity.NO_MESSAGE_ID, lambda m: m["Message-ID"] is None),
        (Oddity.WRONG_CHARSET, lambda m: b"\x80" in bytes(m) and m.get_content_charset() == "utf-8"),
        (Oddity.NESTED, lambda m: sum(p.is_multipart() for p in m.walk()) == NESTING),
        (Oddity.CALENDAR, lambda m: any(p.get_content_type() == "text/calendar" for p in m.walk())),
        (Oddity.EMPTY, lambda m: not m.get_payload().strip()),
    ],
)
def test_each_oddity_is_there_and_is_odd(
    specimens: list[Specimen], oddity: Oddity, holds: Callable[[Message], bool]
) -> None:
    found = [s for s in specimens if s.oddity is oddity]
    assert len(found) >= COUNT * 0.05 / len(Oddity) - 1
    assert all(holds(email.message_from_bytes(s.raw)) for s in found)


def test_there_are_thousands_of_senders_in_many_domains() -> None:
    senders = crowd(Random(1))
    assert len({s.address for s in senders}) == SENDERS >= 2_000
    assert max(Counter(s.domain for s in senders).values()) <= 4
    assert all(s.address.isascii() for s in senders)


def test_a_new_conversation_is_with_someone_new(specimens: list[Specimen]) -> None:
    openers = [s.mail_from for s in specimens if s.follows is None]
    assert len(set(openers)) == len(openers)


def test_the_reference_goes_into_the_subject_once_it_is_known() -> None:
    known: dict[int, str] = {}
    mails = corpus(5, 400, reference_of=known.get)
    before = list(itertools.islice(mails, 200))
    known.update({index: f"EX-26-{index:06}-K" for index, s in enumerate(before) if s.follows is None})
    tagged = [s for s in mails if b"[EX-26-" in _subject(s.raw)]
    assert not [s for s in before if b"[EX-26-" in _subject(s.raw)]
    assert 0.1 * 200 < len(tagged) < 0.3 * 200
    assert all(s.follows is not None for s in tagged)


def _subject(raw: bytes) -> bytes:
    message = email.message_from_bytes(raw, policy=email.policy.default)
    return str(message["Subject"]).encode()


def test_the_mailbox_is_the_one_asked_for() -> None:
    (specimen,) = corpus(1, 1, mailbox="help@example.org")
    assert specimen.rcpt_to == ("help@example.org",)
    assert b"To: <help@example.org>\r\n" in specimen.raw
