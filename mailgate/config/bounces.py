"""`[bounces]`: what counts against an address whose mail comes back, and when it gets no automatic mail."""

from datetime import timedelta
from typing import Annotated

from pydantic import Field

from mailgate.config.fields import Span
from mailgate.config.table import Table
from mailgate.model.address_score import ScorePolicy

_DAY = 86400
Points = Annotated[float, Field(ge=0, le=1000, description="a number from 0")]


class BouncesTable(Table):
    """`[bounces]`: with these defaults two hard bounces within two weeks, or six soft ones in a row."""

    hard: Points = 1.0  # there is no such address
    soft: Points = 0.25  # its mailbox is full, its server was away for days
    dead: Annotated[float, Field(gt=0, le=1000, description="a number above 0")] = 1.5
    half_life: Span = 14 * _DAY
    mute: Span = 60 * _DAY

    @property
    def policy(self) -> ScorePolicy:
        """As the model reckons with it."""
        half_life, mute = timedelta(seconds=self.half_life), timedelta(seconds=self.mute)
        return ScorePolicy(self.hard, self.soft, self.dead, half_life, mute)
