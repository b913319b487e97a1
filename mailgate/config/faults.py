"""What does a value that pydantic refuses mean to an operator, and how do they put it right?

The refused value itself is never repeated: somebody may have written a password into the wrong place.
"""

from collections.abc import Iterator, Sequence
from typing import Any, get_args, get_origin

from pydantic import BaseModel, ValidationError
from pydantic.fields import FieldInfo
from pydantic_core import ErrorDetails

from mailgate.config.layout import fault
from mailgate.config.nearest import suggest
from mailgate.config.schema import Settings
from mailgate.errors import Fault

_QUOTE = "put the value in quotes"
_NUMBER = "write a whole number without quotes"
_SWITCH = "write true or false, without quotes"
_DATE = 'write the date as "2026-12-24"'
# Error types as listed in pydantic's "Validation Errors"; those that need the field are answered in _explain.
_PLAIN = {
    "string_type": ("is not text", _QUOTE),
    "int_type": ("is not a whole number", _NUMBER),
    "int_parsing": ("is not a whole number", _NUMBER),
    "int_from_float": ("is not a whole number", _NUMBER),
    "bool_type": ("is neither true nor false", _SWITCH),
    "bool_parsing": ("is neither true nor false", _SWITCH),
    "path_type": ("is not a path", _QUOTE),
    "date_from_datetime_parsing": ("is not a date", _DATE),
    "date_parsing": ("is not a date", _DATE),
    "date_from_datetime_inexact": ("is not a date", _DATE),
    "date_type": ("is not a date", _DATE),
}
_FORM = {
    "string_pattern_mismatch": "has the wrong form",
    "greater_than": "is too small",
    "greater_than_equal": "is too small",
    "too_short": "is empty",
    "string_too_long": "is too long",
}


def faults_of(error: ValidationError) -> Iterator[Fault]:
    """One fault for each refused value, in the order of the files."""
    for detail in error.errors(include_url=False, include_input=False):
        parts = tuple(part for part in detail["loc"] if part != "[key]")
        problem, remedy = _explain(detail, parts)
        yield fault(parts, problem, remedy)


def _explain(detail: ErrorDetails, parts: Sequence[str | int]) -> tuple[str, str]:
    kind, context = detail["type"], detail.get("ctx", {})
    if kind == "value_error":  # one of our own validators: "what is wrong; what to write"
        problem, _, remedy = str(context["error"]).partition("; ")
        return problem, remedy
    if kind == "extra_forbidden":
        return "is not a known key", suggest(str(parts[-1]), _keys_beside(parts), "remove it")
    if kind in {"literal_error", "enum"}:
        return "is not one of the possible values", f"write {context['expected']}"
    if kind in {"tuple_type", "model_type", "dict_type"}:
        return _shape(kind, parts)
    if kind in _PLAIN:
        return _PLAIN[kind]
    wording = _describe(parts) or f"{parts[-1]} = ... as the starter of `mailgate init` shows it"
    return ("is missing" if kind == "missing" else _FORM.get(kind, detail["msg"])), f"write {wording}"


def _shape(kind: str, parts: Sequence[str | int]) -> tuple[str, str]:
    """One table or value where several were wanted, or the reverse."""
    if len(parts) == 1:
        brackets = {"tuple_type": f"[[{parts[0]}]]", "model_type": f"[{parts[0]}]"}.get(
            kind, f"[{parts[0]}.NAME]"
        )
        return "is not the kind of table it should be", f"begin it with {brackets}"
    if kind == "tuple_type":
        return "is not a list", f'write [...] around it: {parts[-1]} = ["..."]'
    if parts[0] == "calendar":
        return "is not a table", "begin each calendar with its name: [calendar.NAME]"
    return "is not a table", f"write {_describe(parts) or '{ key = value }'}"


def _walk(parts: Sequence[str | int]) -> tuple[type[BaseModel] | None, FieldInfo | None]:
    """The table that holds the last part, and its field if it has one of that name."""
    table: type[BaseModel] | None = Settings
    field: FieldInfo | None = None
    owner = table
    named = False  # the part before was a dict: this part is a name of the operator's own
    for part in parts:
        if isinstance(part, int) or named:
            named = False
            continue
        owner, field = table, _field(table, part)
        table = _table_within(field.annotation) if field else None
        named = bool(field) and get_origin(field.annotation) is dict if field else False
    return owner, field


def _field(table: type[BaseModel] | None, name: str) -> FieldInfo | None:
    fields = table.model_fields if table else {}
    return next((f for key, f in fields.items() if name == (f.alias or key)), None)


def _keys_beside(parts: Sequence[str | int]) -> list[str]:
    table, _ = _walk(parts)
    return [field.alias or key for key, field in table.model_fields.items()] if table else []


def _describe(parts: Sequence[str | int]) -> str | None:
    _, field = _walk(parts)
    return (field.description or _description_within(field.annotation)) if field else None


def _table_within(annotation: Any) -> type[BaseModel] | None:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    return next((table for inner in get_args(annotation) if (table := _table_within(inner))), None)


def _description_within(annotation: Any) -> str | None:
    """The description of `X | None` or of a list's elements, which pydantic leaves on the inner type."""
    for inner in (*get_args(annotation), *getattr(annotation, "__metadata__", ())):
        found = inner.description if isinstance(inner, FieldInfo) else _description_within(inner)
        if found:
            return str(found)
    return None
