"""How sure is the spam filter? The score that it wrote into the header.

Facts: filters differ in the name of the field and agree on its meaning: more is worse, and most sites act from 5 on. A
stranger can write such a field, too, and some filters leave it there. Of several scores the highest counts, so that
nobody can make their own mail look better.
"""

import re
from collections.abc import Iterator, Mapping

_NUMBER = r"(-?[0-9]{1,6}(?:\.[0-9]{1,6})?)(?![0-9eE])"
_SCORE = re.compile(rf"\A\s*{_NUMBER}", re.ASCII)
_STATUS = re.compile(rf"\b(?:score|hits)={_NUMBER}", re.ASCII)  # X-Spam-Status: Yes, score=8.1 required=5.0
_RESULT = re.compile(rf"\[{_NUMBER}\s*/", re.ASCII)  # X-Spamd-Result: default: True [16.11 / 15.00]; ...
_STARS = re.compile(r"\s*([*+]{1,100})")
_VALUES = 10  # of one field that are looked at

_FIELDS = {
    "x-spam-score": _SCORE,
    "x-rspamd-score": _SCORE,
    "x-spam-status": _STATUS,
    "x-spamd-result": _RESULT,
}


def spam_score(headers: Mapping[str, tuple[str, ...]]) -> float | None:
    """The highest score in the header; None where no filter wrote one."""
    return max(_scores(headers), default=None)


def _scores(headers: Mapping[str, tuple[str, ...]]) -> Iterator[float]:
    for name, form in _FIELDS.items():
        found = (form.search(value) for value in headers.get(name, ())[:_VALUES])
        yield from (float(match[1]) for match in found if match)
    stars = (_STARS.match(value) for value in headers.get("x-spam-level", ())[:_VALUES])
    yield from (float(len(match[1])) for match in stars if match)
