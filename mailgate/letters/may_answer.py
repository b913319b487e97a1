"""May this mail be acknowledged, and how fully? One decision with its reason (SPEC section 10.1)."""

from collections.abc import Mapping
from dataclasses import dataclass

from mailgate.letters.caps import Cap, reached
from mailgate.model.authentication import Authentication, Verdict
from mailgate.model.decision import AckForm, Acknowledgement
from mailgate.model.mail import Automatic, Made, Silence


@dataclass(frozen=True, slots=True)
class Acquaintance:
    """How the sender is known from an earlier exchange in both directions."""

    dkim_domain: str
    network: str


@dataclass(frozen=True, slots=True)
class Asking:
    """What is known of a mail whose sender might get an acknowledgement."""

    automatic: Automatic
    silence: Silence
    authentication: Authentication
    acquaintance: Acquaintance | None
    unverified: str  # "minimal" or "none": the mailbox's way with senders nobody vouches for
    null_sender: bool = False
    quiet: bool = False  # old or imported mail
    of_ours: bool = False  # From is one of our own addresses
    by_agent: bool = False
    damaged: bool = False  # a limit was hit while reading
    deliverable: bool = True
    muted: bool = False  # too much of what went there came back
    thanks: bool = False  # it says nothing but thank you


def may_answer(asking: Asking, caps: tuple[Cap, ...], hits: Mapping[tuple[str, str], int]) -> Acknowledgement:
    """Full, minimal or none at all; the first reason that applies is the one that is stored."""
    reason = _forbidden(asking)
    if reason is not None:
        return Acknowledgement(AckForm.WITHHELD, reason)
    if (cap := reached(caps, hits)) is not None:
        return Acknowledgement(AckForm.WITHHELD, _full(cap), f"the cap {cap.name} is reached")
    if asking.damaged:
        return Acknowledgement(AckForm.MINIMAL, "the mail could not be read in full")
    known = recognised(asking)
    if known is not None:
        return Acknowledgement(AckForm.FULL, known)
    if asking.unverified == "none":
        return Acknowledgement(AckForm.WITHHELD, "nobody vouches for the sender")
    return Acknowledgement(AckForm.MINIMAL, "nobody vouches for the sender")


def recognised(asking: Asking) -> str | None:
    """Why the sender counts as verified, or None."""
    found = asking.authentication
    if found.verdict is Verdict.PASS:
        return f"the sender is vouched for by {found.method}"
    known = asking.acquaintance
    if known is None or found.verdict is Verdict.FAIL:
        return None
    if known.dkim_domain and known.dkim_domain == found.dkim_domain:
        return "a known contact, signed by the same domain as before"
    if known.network and known.network == found.network:
        return "a known contact, from the same network as before"
    return None


def _full(cap: Cap) -> str:
    if cap.name.endswith("burst"):
        span = f"{cap.window.total_seconds():.0f} s"
        return f"one of a burst: {cap.subject} got an acknowledgement within the last {span}"
    return f"the cap {cap.name} of {cap.limit} is reached for {cap.subject}"


def _forbidden(asking: Asking) -> str | None:
    table = (
        (not asking.deliverable, "the mail names no address to answer"),
        (asking.muted, "mail to this address keeps coming back: it gets no automatic mail for now"),
        (asking.of_ours, "it comes from an address of ours"),
        (asking.by_agent, "it comes from an agent's address"),
        (asking.quiet, "it is old or imported mail"),
        (asking.null_sender, "its reverse-path is null"),
        (asking.automatic.kind is not Made.NONE, f"a machine made it ({asking.automatic.kind.value})"),
        (asking.silence.value, "it asks for no automatic answer"),
        (asking.thanks, "it says nothing but thank you"),
        (asking.authentication.verdict is Verdict.FAIL, "its sender's domain disowns the mail"),
    )
    return next((reason for applies, reason in table if applies), None)
