"""`[alarms]`: when is an operator told that something is wrong? Durations beyond which it is; "0 s" or 0 for never."""

from typing import Annotated, Literal

from pydantic import Field

from mailgate.config.fields import ClockTime, Duration, Size
from mailgate.config.table import Table

_DAY = 86400

Several = Annotated[int, Field(ge=0, description="a whole number, 0 for never")]


class AlarmsTable(Table):
    """The thresholds; docs/monitoring.md says what each alarm means and what to do."""

    not_polled: Duration = 15 * 60
    idle_dead: Duration = 35 * 60  # beyond the 29 minutes after which every IDLE is renewed
    login_failing: Duration = 5 * 60
    token_failing: Duration = 5 * 60
    token_expiring: Duration = 14 * _DAY
    quarantine: Several = 3  # mails quarantined within an hour
    journal_old: Duration = 10 * 60
    outbox_old: Duration = 3600
    no_mail: Duration = 16 * 3600  # of working time
    disk: Size = 1024**3  # twice the mark below which mail is refused, so that there is time to act
    certificate: Duration = 14 * _DAY
    store_slow: Duration = 2
    store_unwritable: Duration = 60
    timers_late: Duration = 5 * 60
    clock_jump: Duration = 2 * 60
    calm: Duration = 5 * 60  # how long all must be well before an alarm ends
    digest: ClockTime | Literal[""] = (
        "07:00"  # of the operators' mail on their day, in the first mailbox's zone
    )
