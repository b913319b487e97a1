"""May this client send for that domain? SPF (RFC 7208), with its limits on what a record can make us ask.

Facts
- A record may include others: ten terms that ask the DNS are allowed in all, two of them without an answer, ten hosts
  for each `mx` and `ptr`. Loops end there.
- `+all` lets everybody in the world send for a domain. That is its owner's right, and no evidence of who wrote a mail.
"""

import ipaddress
from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from mailgate.mail.border import spf_macros
from mailgate.mail.border.domains import is_askable, to_ascii
from mailgate.mail.border.lookup import Answer, Failure, Kind, Question, Steps
from mailgate.mail.border.spf_record import BrokenRecord, Mechanism, Record, is_record, parse_record

_TERMS, _VOIDS, _HOSTS = 10, 2, 10  # RFC 7208 section 4.6.4
_ASKING = frozenset(("include", "a", "mx", "ptr", "exists"))
_Address = ipaddress.IPv4Address | ipaddress.IPv6Address


class Spf(StrEnum):
    """RFC 7208 section 2.6."""

    NONE = "none"
    NEUTRAL = "neutral"
    PASS = "pass"  # noqa: S105 - a result, not a password
    FAIL = "fail"
    SOFTFAIL = "softfail"
    TEMPERROR = "temperror"
    PERMERROR = "permerror"


@dataclass(frozen=True, slots=True)
class SpfFinding:
    """The result, whose domain was asked, and by which name that domain came."""

    result: Spf
    domain: str
    identity: str = "smtp.mailfrom"  # or smtp.helo
    detail: str = ""
    anybody: bool = False  # it passes because the domain lets everybody pass

    def __str__(self) -> str:
        detail = f" ({self.detail})" if self.detail else ""
        return f"spf={self.result}{detail} {self.identity}={self.domain}"


class _Ended(Exception):  # noqa: N818 - not an error of ours: the end of an evaluation, however deep it is
    def __init__(self, result: Spf, detail: str) -> None:
        super().__init__(detail)
        self.result, self.detail = result, detail


def check_spf(client: _Address, mail_from: str, helo: str) -> Steps[SpfFinding]:
    """Asks whether the client may use the reverse-path, or the name it greeted with where that is null.

    RFC 7208 section 2.4.
    """
    local, _, domain = mail_from.rpartition("@")
    identity = "smtp.mailfrom" if mail_from else "smtp.helo"
    name = to_ascii(domain if mail_from else helo)
    if name is None:
        return SpfFinding(Spf.NONE, "unknown", identity, "not a domain")
    evaluation = _Evaluation(client, local or "postmaster", name, helo)
    try:
        result = yield from evaluation.result_of(name)
    except _Ended as end:
        return SpfFinding(end.result, name, identity, end.detail)
    anybody = result is Spf.PASS and evaluation.anybody
    return SpfFinding(result, name, identity, "it lets everybody send" if anybody else "", anybody)


@dataclass(slots=True)
class _Evaluation:
    """One client and sender, and what was asked so far."""

    client: _Address
    local: str
    sender: str
    helo: str
    anybody: bool = False
    terms: int = field(default=0)
    voids: int = field(default=0)

    def result_of(self, domain: str) -> Steps[Spf]:
        """check_host() of RFC 7208 section 4."""
        record = yield from self._record(domain)
        if record is None:
            return Spf.NONE
        for mechanism in record.mechanisms:
            if (yield from self._matches(mechanism, domain)):
                return Spf(mechanism.result)
        if record.redirect is None:
            return Spf.NEUTRAL
        self._count()
        result = yield from self._elsewhere(record.redirect, domain)
        return result

    def _elsewhere(self, spec: str, domain: str) -> Steps[Spf]:
        """Another domain's result; none there is an error here (RFC 7208 sections 5.2 and 6.1)."""
        target = yield from self._name(spec, domain)
        result = (yield from self.result_of(target)) if is_askable(target) else Spf.NONE
        if result is Spf.NONE:
            raise _Ended(Spf.PERMERROR, f"no record at {target[:80]!r}")
        return result

    def _record(self, domain: str) -> Steps[Record | None]:
        texts = yield from self._ask(domain, Kind.TXT)
        found = [text for text in texts if is_record(text)]
        if len(found) > 1:
            raise _Ended(Spf.PERMERROR, f"several records at {domain}")
        try:
            return parse_record(found[0]) if found else None
        except BrokenRecord as broken:
            raise _Ended(Spf.PERMERROR, f"{domain}: {broken}") from broken

    def _matches(self, mechanism: Mechanism, domain: str) -> Steps[bool]:
        if mechanism.name in _ASKING:
            self._count()
            return (yield from self._found(mechanism, domain))
        network = mechanism.network
        self.anybody = network is None or network.prefixlen == 0
        return network is None or self.client in network

    def _found(self, mechanism: Mechanism, domain: str) -> Steps[bool]:
        """Whether what the DNS holds for the mechanism fits the client."""
        if mechanism.name == "include":
            return (yield from self._elsewhere(mechanism.target, domain)) is Spf.PASS
        self.anybody = False
        target = yield from self._name(mechanism.target, domain)
        if mechanism.name == "a":
            return self._covers(mechanism, (yield from self._addresses(target, void=True)))
        if mechanism.name == "mx":
            return (yield from self._mx(mechanism, target))
        if mechanism.name == "exists":
            return bool((yield from self._ask_counted(target, Kind.A)))
        names = yield from self._names(counted=True)
        return any(name == target or name.endswith(f".{target}") for name in names)

    def _mx(self, mechanism: Mechanism, target: str) -> Steps[bool]:
        hosts = yield from self._ask_counted(target, Kind.MX)
        if len(hosts) > _HOSTS:
            raise _Ended(Spf.PERMERROR, f"more than {_HOSTS} mail exchanges at one name")
        for host in hosts:
            if self._covers(mechanism, (yield from self._addresses(host, void=False))):
                return True
        return False

    def _addresses(self, name: str, *, void: bool) -> Steps[Sequence[str]]:
        kind = Kind.A if self.client.version == 4 else Kind.AAAA
        ask = self._ask_counted if void else self._ask
        return (yield from ask(name, kind))

    def _covers(self, mechanism: Mechanism, addresses: Sequence[str]) -> bool:
        prefix = mechanism.prefix4 if self.client.version == 4 else mechanism.prefix6
        return any(self.client in ipaddress.ip_network(f"{a}/{prefix}", strict=False) for a in addresses)

    def _names(self, *, counted: bool) -> Steps[Sequence[str]]:
        """The client's names that lead back to its address; a failure only costs the name (RFC 7208 section 5.5)."""
        answer = yield Question(self.client.reverse_pointer, Kind.PTR)
        if isinstance(answer, Failure):
            return ()
        if counted:
            self._void(answer.values)
        kind = Kind.A if self.client.version == 4 else Kind.AAAA
        valid = []
        for name in answer.values[:_HOSTS]:
            back = (yield Question(name, kind)) if is_askable(name) else Failure("not a name")
            if not isinstance(back, Failure) and any(self._is_client(a) for a in back.values):
                valid.append(name)
        return valid

    def _is_client(self, address: str) -> bool:
        return ipaddress.ip_address(address) == self.client

    def _name(self, spec: str, domain: str) -> Steps[str]:
        """The domain that a spec stands for; the domain itself where there is no spec."""
        if not spec:
            return domain
        names = (yield from self._names(counted=False)) if spf_macros.asks_for_names(spec) else ()
        values = {
            "s": f"{self.local}@{self.sender}", "l": self.local, "o": self.sender, "d": domain, "h": self.helo,
            "i": spf_macros.spelt(self.client), "v": "in-addr" if self.client.version == 4 else "ip6",
            "p": _nearest(names, domain),
        }  # fmt: skip
        return spf_macros.shortened(spf_macros.expand(spec, values)).lower()

    def _ask_counted(self, name: str, kind: Kind) -> Steps[Sequence[str]]:
        values = yield from self._ask(name, kind)
        self._void(values)
        return values

    def _ask(self, name: str, kind: Kind) -> Steps[Sequence[str]]:
        if not is_askable(name):
            return ()
        answer: Answer = yield Question(name, kind)
        if isinstance(answer, Failure):
            raise _Ended(Spf.TEMPERROR, f"dns: {answer.reason}")
        return answer.values

    def _void(self, values: Sequence[str]) -> None:
        self.voids += not values
        if self.voids > _VOIDS:
            raise _Ended(Spf.PERMERROR, f"more than {_VOIDS} terms without an answer")

    def _count(self) -> None:
        self.terms += 1
        if self.terms > _TERMS:
            raise _Ended(Spf.PERMERROR, f"more than {_TERMS} terms that ask the DNS")


def _nearest(names: Sequence[str], domain: str) -> str:
    """The validated name to show: the domain itself, else one below it, else any (RFC 7208 section 7.3)."""
    below = (name for name in names if name.endswith(f".{domain}"))
    return domain if domain in names else next(below, names[0] if names else "unknown")
