"""What is counted? Counters and histograms fed by events, gauges by the status at the moment of a scrape.

Facts that decide about labels: a label value makes a time series for ever, so only names fixed in the code or
in the configuration may become one, never what a stranger wrote: no peer, login, reply text, Message-ID or
recipient's domain. Should one slip through, the number of series of each counter is bounded all the same.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from prometheus_client import CollectorRegistry, Counter, Histogram, ProcessCollector, generate_latest
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.exposition import CONTENT_TYPE_PLAIN_0_0_4 as CONTENT_TYPE
from prometheus_client.registry import Collector

from mailgate.events import (
    Attempted,
    CapReached,
    CommandRefused,
    ConnectionRefused,
    Event,
    LoopFailed,
    MailStubbed,
    Processed,
    ReaderKilled,
    Received,
    Settled,
    SourceTrouble,
    Ticked,
    TimerFired,
    TokenTrouble,
)
from mailgate.operations.alarm_kinds import Alarm
from mailgate.operations.status import Status

__all__ = ["CONTENT_TYPE", "COUNTED", "MEASURED", "Counted", "Measured", "MetricsSink"]

_MOST_SERIES = 100  # of one counter; further label values are counted together as "other"

# Seconds. The steps around 1 s and 60 s are where the promises lie: acknowledged within a second, read within
# the reader's deadline.
_SECONDS = (0.005, 0.02, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0, 60.0, 300.0, 3600.0)
_SIZES = (1e3, 1e4, 1e5, 1e6, 5e6, 1e7, 3.5e7, 1e8)


@dataclass(frozen=True, slots=True)
class Counted:
    """A counter of one event, split by some of its fields."""

    event: type[Event]
    metric: str
    labels: tuple[str, ...]
    meaning: str


@dataclass(frozen=True, slots=True)
class Measured:
    """A histogram of the sum of some fields of one event, each multiplied by `scale`."""

    event: type[Event]
    metric: str
    fields: tuple[str, ...]
    meaning: str
    scale: float = 0.001  # milliseconds in events, seconds in Prometheus
    buckets: tuple[float, ...] = _SECONDS


# The count of every event by name comes for free as mailgate_events_total; these are worth splitting further.
COUNTED = (
    Counted(ConnectionRefused, "mailgate_connections_refused", ("reason",), "Clients turned away."),
    Counted(CommandRefused, "mailgate_commands_refused", ("code",), "Commands answered with an error."),
    Counted(Received, "mailgate_received", ("source",), "Mails accepted."),
    Counted(
        SourceTrouble,
        "mailgate_source_troubles",
        ("source",),
        "Causes for which a folder could not be fetched.",
    ),
    Counted(
        MailStubbed, "mailgate_mails_stubbed", ("source",), "Mails in whose place a small one tells of them."
    ),
    Counted(
        TokenTrouble, "mailgate_token_troubles", ("login",), "Causes for which no access token could be had."
    ),
    Counted(Processed, "mailgate_fates", ("fate",), "Mails by what became of them."),
    Counted(
        Processed, "mailgate_acknowledgements", ("acknowledgement",), "Acknowledgements and reasons for none."
    ),
    Counted(
        Processed, "mailgate_authentication", ("authentication",), "Mails by who vouches for the sender."
    ),
    Counted(ReaderKilled, "mailgate_readers_killed", ("reason",), "Reader processes ended by force."),
    Counted(
        CapReached, "mailgate_caps_reached", ("cap", "subject_kind"), "Hard caps that held something back."
    ),
    Counted(Attempted, "mailgate_attempts", ("smarthost",), "Deliveries tried."),
    Counted(Settled, "mailgate_settled", ("state",), "Outcomes of deliveries, one per recipient."),
    Counted(TimerFired, "mailgate_timers_fired", ("kind",), "Reminder steps carried out."),
    Counted(LoopFailed, "mailgate_loops_failed", ("loop",), "Working loops that ended with an error."),
)
MEASURED = (
    Measured(Received, "mailgate_received_bytes", ("size",), "Size of accepted mails.", 1.0, _SIZES),
    Measured(Processed, "mailgate_read_seconds", ("read_ms",), "Time of a mail in its reader process."),
    Measured(
        Processed, "mailgate_processing_seconds", ("total_ms",), "From the claim of a mail to its commit."
    ),
    Measured(Processed, "mailgate_lag_seconds", ("waited_ms", "total_ms"), "From arrival to the commit."),
    Measured(Ticked, "mailgate_tick_seconds", ("ms",), "Time of one look at the due timers."),
)


class MetricsSink:
    """Counts events in a registry of its own; two of them in one process do not disturb each other.

    `emit` is safe on any thread; `exposition` is for the event loop's.
    """

    def __init__(self) -> None:
        self._registry = CollectorRegistry()
        self._gauges = _StatusGauges()
        self._registry.register(self._gauges)
        ProcessCollector(registry=self._registry)  # memory, processor time, descriptors
        self._events = Counter("mailgate_events", "Events by name.", ("event",), registry=self._registry)
        self._counters = [_BoundedCounter(counted, self._registry) for counted in COUNTED]
        self._histograms = [(m, _histogram(m, self._registry)) for m in MEASURED]

    def emit(self, event: Event) -> None:
        self._events.labels(event.name()).inc()
        for counter in self._counters:
            if type(event) is counter.counted.event:
                counter.count(event)
        for measured, histogram in self._histograms:
            if type(event) is measured.event:
                histogram.observe(measured.scale * sum(getattr(event, name) for name in measured.fields))

    def exposition(self, status: Status | None) -> bytes:
        """The page of /metrics in Prometheus' text format; `None` says that the store did not answer."""
        self._gauges.status = status
        return generate_latest(self._registry)


class _BoundedCounter:
    """A counter that cannot fill the memory, whatever its labels turn out to hold."""

    def __init__(self, counted: Counted, registry: CollectorRegistry) -> None:
        self.counted = counted
        self._counter = Counter(counted.metric, counted.meaning, counted.labels, registry=registry)
        self._seen: set[tuple[str, ...]] = set()

    def count(self, event: Event) -> None:
        values = tuple(str(getattr(event, label)) for label in self.counted.labels)
        if values not in self._seen and len(self._seen) >= _MOST_SERIES:
            values = ("other",) * len(values)
        self._seen.add(values)
        self._counter.labels(*values).inc()


class _StatusGauges(Collector):
    """Gauges that exist only while they are true: without a status there is no stale number."""

    def __init__(self) -> None:
        self.status: Status | None = None

    def collect(self) -> Iterator[GaugeMetricFamily]:
        status = self.status
        yield GaugeMetricFamily("mailgate_store_up", "Whether the store answered.", value=status is not None)
        if status is None:
            return
        for name, (meaning, value) in _gauge_values(status).items():
            yield GaugeMetricFamily(f"mailgate_{name}", meaning, value=value)
        # Every name, always: a series that comes and goes cannot be told from one that was never there.
        alarms = GaugeMetricFamily("mailgate_alarm", "How many alarms of this name last.", labels=("name",))
        for name in Alarm:
            alarms.add_metric((name.value,), sum(alarm.name == name for alarm in status.alarms))
        yield alarms
        sources = GaugeMetricFamily(
            "mailgate_source_last_ok_timestamp_seconds",
            "Last success of a way in.",
            labels=("source", "state"),
        )
        for source in status.sources:
            seen = source.last_ok_at.timestamp() if source.last_ok_at else 0.0
            sources.add_metric((source.name, source.state), seen)
        yield sources
        failing = GaugeMetricFamily(
            "mailgate_source_failing_since_timestamp_seconds",
            "Since when a way in fails; 0 for one that does not.",
            labels=("source",),
        )
        for source in status.sources:
            since = source.failing_since.timestamp() if source.failing_since else 0.0
            failing.add_metric((source.name,), since)
        yield failing


def _histogram(measured: Measured, registry: CollectorRegistry) -> Histogram:
    return Histogram(measured.metric, measured.meaning, buckets=measured.buckets, registry=registry)


def _gauge_values(status: Status) -> Mapping[str, tuple[str, float]]:
    return {
        "ready": ("Whether new mail is accepted.", status.ready),
        "problems": ("Things an operator should look at.", len(status.problems)),
        "journal_waiting": ("Accepted mails without a fate.", status.journal.waiting),
        "journal_oldest_seconds": ("Age of the oldest mail without a fate.", status.journal.oldest_s),
        "outbox_waiting": ("Mails to be sent.", status.outbox.waiting),
        "outbox_oldest_seconds": ("Age of the oldest mail to be sent.", status.outbox.oldest_s),
        "outbox_paused": ("Whether sending is paused.", status.outbox.paused),
        "quarantine": ("Mails in quarantine.", status.quarantine),
        "timers_armed": ("Deadlines that run.", status.timers.armed),
        "timers_due": ("Deadlines that are due and not yet looked at.", status.timers.due),
        "timers_lag_seconds": ("How late the tick is.", status.timers.lag_s),
    }
