"""What does one measurement give? A fresh server, one burst of mail, and everything we can see of it."""

import time
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from bench.generator import LoadGenerator
from bench.measure import PeakMemory, percentile, tree_cpu, tree_pss
from bench.plan import Outcome, Plan
from bench.subject import Subject

WARM_UP = 100  # mails at the head of the corpus that are sent before the clock runs
DRAIN_S = 300.0
_LOOK_S = 0.02


class TrialFailed(Exception):  # noqa: N818 - an outcome
    """A measurement that is not worth a number: mails were refused, or the server fell silent."""


@dataclass(frozen=True, slots=True)
class Trial:
    """One server, one number of connections, one round. Rates are mails per second, times seconds."""

    subject: str
    connections: int
    round: int
    mails: int
    rate: float  # accepted
    job_rate: float  # accepted and wholly processed
    latency_p50_s: float
    latency_p99_s: float
    latency_max_s: float
    start_s: float
    server_cpu_s: float
    client_cpu_s: float
    rest_pss: int  # octets, before the first mail
    peak_pss: int  # octets, under load and until the backlog is gone


@dataclass(frozen=True, slots=True)
class Setting:
    """What is the same for all servers of one round."""

    connections: int
    round: int
    mails: int
    profiles: Path | None = None  # directory for cProfile dumps


def drained(subject: Subject) -> datetime | None:
    """Waits until nothing is left to do; the moment, or None if nothing was left in the first place."""
    if not subject.backlog():
        return None
    give_up = time.monotonic() + DRAIN_S
    while subject.backlog():
        if time.monotonic() > give_up:
            raise TrialFailed(f"{subject.name} still has {subject.backlog()} mails to do after {DRAIN_S:g} s")
        time.sleep(_LOOK_S)
    return datetime.now(UTC)


def sent(load: LoadGenerator, plan: Plan) -> Outcome:
    """Carries out a plan; TrialFailed if a single mail was not accepted."""
    outcome = load.run(plan)
    if outcome.trouble or outcome.accepted != plan.count:
        raise TrialFailed(
            f"{outcome.accepted} of {plan.count} accepted, {outcome.refused}, {outcome.trouble}"
        )
    return outcome


def _profile(subject: Subject, setting: Setting) -> Path | None:
    if setting.profiles is None:
        return None
    return setting.profiles / f"{subject.name}-{setting.connections}-{setting.round}.prof"


def _observe(subject: Subject, load: LoadGenerator, setting: Setting, port: int, start_s: float) -> Trial:
    rest = tree_pss(subject.pid)
    sent(load, Plan(port, setting.connections, 0, WARM_UP))
    drained(subject)
    cpu = tree_cpu(subject.pid)
    with PeakMemory(subject.pid) as peak:
        outcome = sent(load, Plan(port, setting.connections, WARM_UP, setting.mails))
        end = drained(subject)
    job_s = end.timestamp() - outcome.started_at if end else outcome.elapsed_s
    return Trial(
        subject=subject.name,
        connections=setting.connections,
        round=setting.round,
        mails=outcome.accepted,
        rate=outcome.rate,
        job_rate=outcome.accepted / job_s,
        latency_p50_s=percentile(outcome.latencies_s, 0.5),
        latency_p99_s=percentile(outcome.latencies_s, 0.99),
        latency_max_s=max(outcome.latencies_s),
        start_s=start_s,
        server_cpu_s=tree_cpu(subject.pid) - cpu,
        client_cpu_s=outcome.cpu_s,
        rest_pss=rest,
        peak_pss=peak.octets,
    )


def trial(subject: Subject, load: LoadGenerator, setting: Setting) -> Trial:
    """Measures one server in a home of its own; TrialFailed if a single mail was not accepted."""
    with TemporaryDirectory(prefix=f"bench-{subject.name}-") as home:
        began = time.monotonic()
        try:
            port = subject.start(Path(home), _profile(subject, setting))
            return _observe(subject, load, setting, port, time.monotonic() - began)
        finally:
            subject.stop()
