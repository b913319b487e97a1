"""A Mail that crosses a pipe is the same Mail; anything else that crosses is refused."""

import json
from collections.abc import Mapping
from dataclasses import fields
from datetime import datetime, timedelta, timezone
from enum import StrEnum
from types import MappingProxyType
from typing import Any, get_type_hints

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mailgate.mail import codec
from mailgate.model.mail import Address, Automatic, Bounce, Forward, Made, Mail, Silence

TEXT = st.text(st.characters(exclude_categories=()), max_size=12)  # lone surrogates too
ZONES = st.none() | st.integers(-86399, 86399).map(lambda seconds: timezone(timedelta(seconds=seconds)))
DATES = st.datetimes(timezones=ZONES).map(lambda date: date.replace(fold=0))  # offsets know no summer time
PLAIN = Mail(digest="d", message_id="<1@example.com>", message_id_given=True, senders=())


def values_of(hint: Any) -> st.SearchStrategy[Any]:
    """Every value an annotation of the model allows; a new kind of annotation fails here."""
    arguments: tuple[Any, ...] = getattr(hint, "__args__", ())
    if type(None) in arguments:
        return st.none() | values_of(arguments[0])
    if getattr(hint, "__origin__", None) is tuple:
        return st.lists(values_of(arguments[0]), max_size=2).map(tuple)
    if getattr(hint, "__origin__", None) is Mapping:
        return st.dictionaries(values_of(arguments[0]), values_of(arguments[1]), max_size=2)
    if hasattr(hint, "__dataclass_fields__"):
        return every_field(hint)
    simple = {str: TEXT, int: st.integers(), bool: st.booleans(), datetime: DATES}
    return st.sampled_from(hint) if issubclass(hint, StrEnum) else simple[hint]


def every_field(cls: Any) -> st.SearchStrategy[Any]:
    hints = get_type_hints(cls)
    return st.builds(cls, **{field.name: values_of(hints[field.name]) for field in fields(cls)})


@settings(max_examples=50, deadline=None)
@given(every_field(Mail))
def test_every_field_of_every_mail_comes_back_exactly(mail: Mail) -> None:
    back = codec.decode(codec.encode(mail))
    assert back == mail
    assert repr(back) == repr(mail)  # equal dates may differ in zone, equal enums in type


def test_two_lone_surrogates_do_not_become_one_character() -> None:
    mail = Mail("d", "<1@example.com>", False, (), subject="\ud83d\ude00 \udce9")
    assert codec.decode(codec.encode(mail)).subject == "\ud83d\ude00 \udce9"


def test_a_read_only_mapping_of_headers_crosses_as_well() -> None:
    mail = Mail("d", "<1@example.com>", True, (), headers=MappingProxyType({"subject": ("a", "b")}))
    assert codec.decode(codec.encode(mail)).headers == {"subject": ("a", "b")}


def test_nested_values_come_back_as_their_own_types() -> None:
    mail = Mail(
        "d",
        "<1@example.com>",
        True,
        (Address("ann@example.com", "Ann"),),
        automatic=Automatic(Made.BOUNCE, ("null return path",)),
        silence=Silence(True, ("list-id",)),
        bounce=Bounce((), "<2@example.com>"),
        forward=Forward(Address("bob@example.org")),
    )
    back = codec.decode(codec.encode(mail))
    assert isinstance(back.automatic.kind, Made)
    assert (back.senders, back.bounce, back.forward) == (mail.senders, mail.bounce, mail.forward)


def with_field(name: str, value: object) -> bytes:
    return json.dumps(json.loads(codec.encode(PLAIN)) | {name: value}).encode()


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\xff\xfe",
        b"{",
        b"null",
        b"[]",
        b'"a mail"',
        b"{}",
        b"[" * 100_000,
        b'{"a":' * 100_000,
        with_field("text", 1),
        with_field("hops", True),
        with_field("hops", 1.0),
        with_field("hops", "0"),
        with_field("message_id_given", 1),
        with_field("senders", {"address": "ann@example.com", "name": ""}),
        with_field("senders", [{"address": "ann@example.com"}]),
        with_field("references", "<1@example.com>"),
        with_field("references", [["<1@example.com>"]]),
        with_field("headers", [["subject", ["a"]]]),
        with_field("headers", {"subject": "a"}),
        with_field("date", 0),
        with_field("date", "yesterday"),
        with_field("automatic", {"kind": "robot", "evidence": [], "by_words": False}),
        with_field("automatic", {"kind": [], "evidence": [], "by_words": False}),
        with_field("automatic", None),
        with_field("surplus", ""),
    ],
)
def test_what_is_not_a_whole_mail_is_refused(data: bytes) -> None:
    with pytest.raises(ValueError):
        codec.decode(data)


def test_what_is_not_part_of_the_model_is_not_encoded() -> None:
    with pytest.raises(TypeError, match="bytes has no place"):
        codec.encode(b"a mail")  # type: ignore[arg-type]
