"""What is watched, what does each alarm mean, and what is to be done? The answer is docs/monitoring.md.

`python -m mailgate.operations.alarm_document > docs/monitoring.md` writes it anew.
"""

import sys

from mailgate.config.alarms import AlarmsTable
from mailgate.config.quantities import format_duration
from mailgate.operations.alarm_kinds import ABOUT, Alarm

_HEAD = """\
# Monitoring

This file is written by `python -m mailgate.operations.alarm_document`; a test compares it with the program.

Four ways to hear of trouble, all from the same facts, looked at every half minute:

- **By mail** to `[operator] address`: one when an alarm begins, one when it is over. It says what, since when, and what
  to do. A mail that could not leave for a day is given up; at most 12 alarms an hour are mailed, all of them are logged.
- **By log**: `alarm_raised` and `alarm_ended`, see [log-events.md](log-events.md).
- **By metric**: `mailgate_alarm{name="…"}` in `/metrics`, how many alarms of each name last. The rules for Prometheus are
  shipped: `config/prometheus/mailgate.rules.yml`; once installed it lies in `starter/prometheus/` of the package.
- **`mailgate status`** lists under `problems` what lasts. `mailgate doctor` looks for the causes.

An alarm ends when all has been well for `alarms.calm` (5 min). It is kept in the database: a restart tells nothing twice,
and of several processes on one database one tells it. Alarms marked *local* are of one process, which is named. While
the database takes nothing, log and metrics tell it at once, and the mail follows when the database is back.

Once a day, at `alarms.digest` (07:00 in the zone of the first mailbox), the operators get **the desk's day**: mail that
opened no ticket, by reason and with the numbers that `mailgate trace` takes; acknowledgements withheld, by reason;
quarantine; refused logins; the alarms of the day. It comes also when there is nothing to tell: a day without it is a sign.

## Alarms

Thresholds stand in `[alarms]` of `mailgate.toml`; "0 s" or 0 turns one off.

| alarm | threshold | meaning | what to do |
|---|---|---|---|
"""
_TAIL = """
Ages that tremble around a threshold raise one alarm and not twenty: an alarm counts as over only clearly within it (half of
an age, a quarter more of the disk, nothing in quarantine for an hour). Mail on no ticket, such as an alarm itself, is not
counted by `outbox_old`: an alarm that cannot leave is no reason for an alarm. `no_mail` needs a calendar of the first
mailbox or its team; a desk that never closes has quiet nights.

## Probes

`/healthz` answers 200 while every working loop turns, `/readyz` while new mail is accepted, each else 503. They listen at
`operator.health`, on this machine only.
"""


def alarm_document() -> str:
    """The text of docs/monitoring.md."""
    return _HEAD + "".join(_row(alarm) for alarm in Alarm) + _TAIL


def _row(alarm: Alarm) -> str:
    about = ABOUT[alarm]
    local = " *local*" if about.local else ""
    return f"| `{alarm.value}`{local} | `{about.setting}` = {_default(about.setting)} | {about.meaning} | {about.remedy} |\n"


def _default(setting: str) -> str:
    value = getattr(AlarmsTable(), setting)
    if setting == "disk":
        return f"{value // 1024**3} GiB"
    return f"{value}" if setting == "quarantine" else format_duration(value)


if __name__ == "__main__":
    sys.stdout.write(alarm_document())
