"""Is the mail of the domain in its From? SPF, DKIM and DMARC as one verdict with its evidence.

Theory of operation
- Pass: a signature, or the client's right to the reverse-path, that is aligned with the author's domain as its policy
  asks. Where the policy cannot be read, only the author's very domain is aligned: that satisfies every policy.
- Fail: the domain asks for quarantine or rejection, and it is certain that nothing aligned passes. While an aligned
  answer is missing for a temporary reason, that is not certain. A broken signature does not lift the failure: a stranger
  can write one into any mail (RFC 7489 section 4.2 counts only what passes).
- None: all the rest.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from ipaddress import IPv4Address, IPv6Address

from mailgate.mail.border.dkim import Dkim, DkimFinding, Prepared, check_dkim, prepare
from mailgate.mail.border.dmarc import Found, NoPolicy, Policy, UnknownPolicy, find_policy
from mailgate.mail.border.domains import aligned, to_ascii
from mailgate.mail.border.lookup import Steps
from mailgate.mail.border.signed_fields import SignedMail, split_mail
from mailgate.mail.border.spf import Spf, SpfFinding, check_spf
from mailgate.model.authentication import Authentication, Verdict
from mailgate.model.mail import Mail


@dataclass(frozen=True, slots=True)
class Suspect:
    """A mail that is ready for its questions."""

    author: str  # the domain in From
    client: IPv4Address | IPv6Address
    mail_from: str
    helo: str
    signatures: tuple[Prepared | DkimFinding, ...]

    def spf(self) -> Steps[SpfFinding]:
        return check_spf(self.client, self.mail_from, self.helo)

    def dkim(self) -> tuple[Steps[DkimFinding], ...]:
        return tuple(check_dkim(one) for one in self.signatures)

    def policy(self) -> Steps[Found]:
        return find_policy(self.author)


def suspect(
    raw: bytes, mail: Mail, client: IPv4Address | IPv6Address, mail_from: str, helo: str, at: datetime
) -> Suspect | Authentication:
    """Takes time with a large mail, and asks nothing. A mail that nobody can vouch for has its verdict at once."""
    signed = split_mail(raw)
    author = to_ascii(mail.from_.domain) if mail.from_ is not None and len(mail.senders) == 1 else None
    if author is None or not _one_author(signed):
        return Authentication(evidence=("the mail names no one author whose domain could be asked",))
    return Suspect(author, client, mail_from, helo, tuple(prepare(signed, author, at)))


def _one_author(signed: SignedMail) -> bool:
    """Two From fields are two authors, whatever a reader makes of them. In a damaged header it makes the one it finds."""
    return len(signed.every(b"from")) == 1 or bool(signed.damage)


def judge(author: str, spf: SpfFinding, dkim: Sequence[DkimFinding], policy: Found) -> Authentication:
    """The verdict on the author's domain from all that was found."""
    signer, envelope = _signers(author, dkim, policy), _client(author, spf, policy)
    passing = next((s for s in signer if s.result is Dkim.PASS), None)
    verdict, method = Verdict.NONE, ""
    if passing is not None or (envelope and spf.result is Spf.PASS):
        verdict, method = Verdict.PASS, _method(policy, "dkim" if passing is not None else "spf")
    elif isinstance(policy, Policy) and policy.disowns and not _uncertain(signer, spf if envelope else None):
        verdict, method = Verdict.FAIL, "dmarc"
    said = (str(spf), *map(str, dkim), _spoken(policy, verdict))
    domain = passing or next((d for d in dkim if d.result is Dkim.PASS), None)
    return Authentication(verdict, method, said, dkim_domain=domain.domain if domain else "")


def _signers(author: str, dkim: Sequence[DkimFinding], policy: Found) -> list[DkimFinding]:
    strict = isinstance(policy, UnknownPolicy) or (isinstance(policy, Policy) and policy.strict_dkim)
    return [d for d in dkim if d.domain and aligned(author, d.domain, strict=strict)]


def _client(author: str, spf: SpfFinding, policy: Found) -> bool:
    strict = isinstance(policy, UnknownPolicy) or (isinstance(policy, Policy) and policy.strict_spf)
    return not spf.anybody and aligned(author, spf.domain, strict=strict)


def _uncertain(signers: Sequence[DkimFinding], spf: SpfFinding | None) -> bool:
    waiting = any(s.result is Dkim.TEMPERROR for s in signers)
    return waiting or (spf is not None and spf.result is Spf.TEMPERROR)


def _method(policy: Found, otherwise: str) -> str:
    return "dmarc" if isinstance(policy, Policy) else otherwise


def _spoken(policy: Found, verdict: Verdict) -> str:
    if isinstance(policy, NoPolicy):
        return "dmarc=none"
    if isinstance(policy, UnknownPolicy):
        return f"dmarc={policy.result} ({policy.reason})"
    return f"dmarc={'pass' if verdict is Verdict.PASS else 'fail'} ({policy})"
