"""Which alarms are there, what does each mean, and what is to be done? One table for mails, metrics and documents."""

from dataclasses import dataclass
from enum import StrEnum


class Alarm(StrEnum):
    """Every alarm; the name stands in logs, in `mailgate_alarm{name="…"}` and as the key of `[alarms]` named beside it."""

    NOT_POLLED = "not_polled"
    IDLE_DEAD = "idle_dead"
    LOGIN_FAILING = "login_failing"
    TOKEN_FAILING = "token_failing"  # noqa: S105 - a name
    TOKEN_EXPIRING = "token_expiring"  # noqa: S105 - a name
    QUARANTINE_GROWING = "quarantine_growing"
    JOURNAL_OLD = "journal_old"
    OUTBOX_OLD = "outbox_old"
    NO_MAIL = "no_mail"
    DISK_LOW = "disk_low"
    CERTIFICATE_EXPIRING = "certificate_expiring"
    STORE_SLOW = "store_slow"
    STORE_UNWRITABLE = "store_unwritable"
    TIMERS_LATE = "timers_late"
    CLOCK_JUMPED = "clock_jumped"


@dataclass(frozen=True, slots=True)
class About:
    """What an operator is told of one kind of alarm, in plain words."""

    title: str
    meaning: str
    remedy: str
    setting: str  # the key of [alarms] that holds its threshold
    local: bool = False  # of one process; the others on the same database may well be without it


ABOUT: dict[Alarm, About] = {
    Alarm.NOT_POLLED: About(
        "A mailbox is not polled",
        "No mail was fetched from this account for too long; what customers wrote lies there unread.",
        "Run `mailgate doctor`: it logs in to the account and says what fails.",
        "not_polled",
    ),
    Alarm.IDLE_DEAD: About(
        "New mail is not announced",
        "The server no longer pushes new mail (IDLE). It is still fetched by polling, a few minutes late.",
        "Often a firewall that drops silent connections. Nothing is lost; look at the network between the two.",
        "idle_dead",
    ),
    Alarm.LOGIN_FAILING: About(
        "A mailbox refuses our login",
        "The server does not accept the user and password of this account; no mail is fetched from it.",
        "Was the password changed, or the account locked? Put the new one into its secret and reload mailgate.",
        "login_failing",
    ),
    Alarm.TOKEN_FAILING: About(
        "No login token can be had",
        "The provider gives no new token for this account; when the last one ends, no mail is fetched from it.",
        "Log in anew with `mailgate oauth login`; a revoked consent or an expired client secret is the usual cause.",
        "token_failing",
    ),
    Alarm.TOKEN_EXPIRING: About(
        "A login will soon end",
        "The consent or client secret behind this account's tokens ends soon; then no mail is fetched from it.",
        "Renew it with the provider, then log in anew with `mailgate oauth login`.",
        "token_expiring",
    ),
    Alarm.QUARANTINE_GROWING: About(
        "Mail cannot be processed",
        "Several accepted mails could not be processed within an hour. They are kept, and agents were told of those "
        "that people wrote.",
        "Look at them with `mailgate quarantine list`; once the cause is mended, `mailgate quarantine replay` takes "
        "them in.",
        "quarantine",
    ),
    Alarm.JOURNAL_OLD: About(
        "Accepted mail waits",
        "Mail was accepted and is not processed: no ticket, no acknowledgement, no notification.",
        "Look at the log for `processing_retried` and `reader_killed`, and at the load of the machine.",
        "journal_old",
    ),
    Alarm.OUTBOX_OLD: About(
        "Mail does not leave",
        "Answers and notifications wait to be sent. They are tried again for days, but nobody gets them now.",
        "Run `mailgate outbox list` for the reasons, and `mailgate doctor`, which logs in to the smarthost. "
        "If sending was paused: `mailgate outbox resume`.",
        "outbox_old",
    ),
    Alarm.NO_MAIL: About(
        "No mail comes in",
        "Not one mail came in for an unusually long working time. Probably it does not reach mailgate any more.",
        "Write to the support address from outside; `mailgate doctor --probe` with that address tries the whole way. "
        "If so little mail is normal here, raise alarms.no_mail.",
        "no_mail",
    ),
    Alarm.DISK_LOW: About(
        "The disk is nearly full",
        "Little space is left where the database lies; below store.low_disk all new mail is turned away for now.",
        "Free space on the volume, or make it larger.",
        "disk",
        local=True,
    ),
    Alarm.CERTIFICATE_EXPIRING: About(
        "A certificate will soon end",
        "After its end agents' mail programs and other servers refuse to talk to us.",
        "Renew it; a changed file is taken into use by itself. Is the renewal job still running?",
        "certificate",
        local=True,
    ),
    Alarm.STORE_SLOW: About(
        "The database is slow",
        "Small transactions take seconds: mail is accepted and processed late.",
        "Look at the disk and the load of the machine or of the PostgreSQL server, and for a backup that runs too long.",
        "store_slow",
        local=True,
    ),
    Alarm.STORE_UNWRITABLE: About(
        "The database takes no changes",
        "No mail was accepted meanwhile; other servers keep theirs and come again. What was accepted before is safe.",
        "Look at the log for `store_trouble`: a full or read-only disk, wrong owner, or a PostgreSQL that is away.",
        "store_unwritable",
        local=True,
    ),
    Alarm.TIMERS_LATE: About(
        "Deadlines are looked at late",
        "Reminders and promises to customers are late.",
        "Look at the log for `loop_failed` and at the load; a restart of the service does no harm.",
        "timers_late",
    ),
    Alarm.CLOCK_JUMPED: About(
        "The clock jumped",
        "The machine's clock was set, or the machine was asleep. Deadlines in between were worked off late.",
        "See that time is synchronised: `timedatectl`. After a sleep or a set clock nothing else is to be done.",
        "clock_jump",
        local=True,
    ),
}
