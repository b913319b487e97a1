"""What is every table of the configuration? Frozen, and closed to what it does not know."""

from pydantic import BaseModel, ConfigDict


class Table(BaseModel):
    """Frozen, and refuses what it does not know."""

    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)
