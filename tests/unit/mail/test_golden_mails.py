"""Each mail under tests/mails stands beside the part of its document (SPEC 16.3) that a person would expect."""

import json
from pathlib import Path
from typing import Any

import pytest

from mailgate.cli.mail_shape import mail_shape
from mailgate.mail.read import read

MAILS = Path(__file__).parents[2] / "mails"
GOLDEN = sorted(MAILS.rglob("*.eml"))


def difference(expected: Any, found: Any, where: str = "") -> str | None:
    """The first place where the document says something else; only the given keys count."""
    if isinstance(expected, dict) and isinstance(found, dict):
        places = ((expected[key], found.get(key), f"{where}.{key}") for key in expected)
    elif isinstance(expected, list) and isinstance(found, list) and len(expected) == len(found):
        places = (
            (one, other, f"{where}[{n}]") for n, (one, other) in enumerate(zip(expected, found, strict=True))
        )
    elif expected == "<@missing>":
        return None if found.endswith("@missing.mailgate.invalid>") else f"{where}: {found!r} is not derived"
    else:
        return None if expected == found else f"{where}: expected {expected!r}, found {found!r}"
    return next((told for place in places if (told := difference(*place)) is not None), None)


@pytest.mark.parametrize("path", GOLDEN, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_a_golden_mail_reads_as_a_person_would_expect(path: Path) -> None:
    expected = json.loads(path.with_suffix(".json").read_text(encoding="utf-8"))
    found = mail_shape(read(path.read_bytes()))
    assert difference(expected, found) is None


def test_every_golden_mail_has_its_expectation_and_none_is_orphaned() -> None:
    assert {p.with_suffix("") for p in MAILS.rglob("*.json")} == {p.with_suffix("") for p in GOLDEN}
