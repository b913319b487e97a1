"""What does a text of a rule say, once captured values stand in it? `{order}` is the value of the field `order`."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

_HOLE = re.compile(r"\{([A-Za-z0-9_ -]{1,64})\}", re.ASCII)
_LONGEST = 2_000  # characters of a filled text


@dataclass(frozen=True, slots=True)
class Template:
    """A text with holes; braces around anything but a name are just braces."""

    text: str

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(_HOLE.findall(self.text)))

    def filled(self, values: Mapping[str, str]) -> str:
        """The text with its values; a value that is missing leaves nothing in its place."""
        return _HOLE.sub(lambda hole: values.get(hole[1], ""), self.text)[:_LONGEST]

    def missing(self, values: Mapping[str, str]) -> tuple[str, ...]:
        """The names that have no value."""
        return tuple(name for name in self.names if not values.get(name))

    def __str__(self) -> str:
        return self.text
