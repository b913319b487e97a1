"""How long does a customer wait behind the 250? A load that the desk can carry, for a while."""

from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from bench.daemon import DaemonSubject
from bench.generator import LoadGenerator
from bench.measure import percentile, tree_cpu
from bench.plan import DEADLINE_S, Plan
from bench.trial import WARM_UP, drained, sent

CONNECTIONS = 10
SHARE = 0.4  # of what a burst is worked off at


@dataclass(frozen=True, slots=True)
class Steady:
    """Lag is from arrival to the commit of ticket and acknowledgement row; times in seconds, rates a second."""

    rate: float
    mails: int
    seconds: float
    lag_p50_s: float
    lag_p99_s: float
    lag_max_s: float
    latency_p99_s: float
    cores: float  # that the server kept busy


def steady(subject: DaemonSubject, seed: int, rate: float, seconds: float) -> Steady:
    """Sends evenly spaced mails to a fresh server for so long; TrialFailed if one was not accepted."""
    count = max(1, round(rate * seconds))
    with (
        TemporaryDirectory(prefix="bench-steady-") as home,
        LoadGenerator(seed, WARM_UP + count) as load,
    ):
        try:
            port = subject.start(Path(home))
            sent(load, Plan(port, CONNECTIONS, 0, WARM_UP))
            drained(subject)
            return _observe(
                subject, load, Plan(port, CONNECTIONS, WARM_UP, count, rate=rate, deadline_s=DEADLINE_S)
            )
        finally:
            subject.stop()


def _observe(subject: DaemonSubject, load: LoadGenerator, plan: Plan) -> Steady:
    before, cpu = subject.ledger.newest(), tree_cpu(subject.pid)
    outcome = sent(load, plan)
    drained(subject)
    cpu = tree_cpu(subject.pid) - cpu
    lags = subject.ledger.lags_s(before)
    return Steady(
        rate=outcome.rate,
        mails=len(lags),
        seconds=outcome.elapsed_s,
        lag_p50_s=percentile(lags, 0.5),
        lag_p99_s=percentile(lags, 0.99),
        lag_max_s=max(lags),
        latency_p99_s=percentile(outcome.latencies_s, 0.99),
        cores=cpu / outcome.elapsed_s,
    )
