"""How does a Mail cross from one process to another? As JSON, so that nothing a child sends can be code.

Facts. What a subverted child answers is a stranger's bytes: every type is checked on the way in. Headers of
broken mails may hold lone surrogates, which UTF-8 forbids and JSON escapes would join into another character;
they cross as they are ("surrogatepass", no escapes). Pickle was rejected because it runs what it reads,
pydantic because it refuses surrogates and would add its own weight to every child.
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import fields, is_dataclass
from datetime import datetime
from enum import StrEnum
from types import NoneType
from typing import Any, get_args, get_origin, get_type_hints

from mailgate.model.mail import Mail

Decoder = Callable[[Any], Any]


def encode(mail: Mail) -> bytes:
    """Gives the mail as compact UTF-8 JSON that `decode` turns back into an equal Mail."""
    text = json.dumps(mail, default=_plain, ensure_ascii=False, separators=(",", ":"))
    return text.encode("utf-8", "surrogatepass")


def decode(data: bytes | bytearray) -> Mail:
    """Turns what `encode` gave back into the Mail.

    Raises ValueError if the bytes are anything but a complete Mail with every field of its type.
    """
    try:
        plain = json.loads(str(data, "utf-8", "surrogatepass"))
    except RecursionError:
        raise ValueError("nested too deeply") from None
    mail: Mail = _DECODE_MAIL(plain)
    return mail


def _plain(value: object) -> object:
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, Mapping):
        return dict(value)
    if is_dataclass(value):
        return {field.name: getattr(value, field.name) for field in fields(value)}
    raise TypeError(f"{type(value).__name__} has no place in a Mail")


def _decoder(hint: Any) -> Decoder:
    """Builds the decoder of one annotation, so that a field added to the model needs no line here."""
    inner = [_decoder(argument) for argument in get_args(hint) if argument not in (NoneType, Ellipsis)]
    if NoneType in get_args(hint):
        return _optional(*inner)
    if get_origin(hint) is tuple:
        return _sequence(*inner)
    if get_origin(hint) is Mapping:
        return _mapping(*inner)
    return _moment if hint is datetime else _value(hint)


def _value(kind: type[Any]) -> Decoder:
    if is_dataclass(kind):
        return _record(kind)
    return kind if issubclass(kind, StrEnum) else _exactly(kind)


def _exactly(kind: type[Any]) -> Decoder:
    def decode_scalar(value: Any) -> Any:
        if type(value) is not kind:  # isinstance would let True pass for 1
            raise ValueError(f"{kind.__name__} expected")
        return value

    return decode_scalar


def _moment(value: Any) -> datetime:
    if type(value) is not str:
        raise ValueError("date expected")
    return datetime.fromisoformat(value)


def _optional(decode_inner: Decoder) -> Decoder:
    return lambda value: None if value is None else decode_inner(value)


def _sequence(decode_item: Decoder) -> Decoder:
    def decode_sequence(value: Any) -> tuple[Any, ...]:
        if type(value) is not list:
            raise ValueError("list expected")
        return tuple(map(decode_item, value))

    return decode_sequence


def _mapping(decode_key: Decoder, decode_value: Decoder) -> Decoder:
    def decode_mapping(value: Any) -> dict[Any, Any]:
        if type(value) is not dict:
            raise ValueError("object expected")
        return {decode_key(key): decode_value(item) for key, item in value.items()}

    return decode_mapping


def _record(cls: type[Any]) -> Decoder:
    hints = get_type_hints(cls)
    decoders = {field.name: _decoder(hints[field.name]) for field in fields(cls)}

    def decode_record(value: Any) -> Any:
        if type(value) is not dict or value.keys() != decoders.keys():
            raise ValueError(f"{cls.__name__} expected")
        return cls(**{name: decode_field(value[name]) for name, decode_field in decoders.items()})

    return decode_record


_DECODE_MAIL = _decoder(Mail)
