"""Do the DNS records say what other servers must read of us? SPF, DMARC, MX of each domain, PTR of this machine; pure.

Each check is a generator of questions, as those of `mail/border`: the wire, or a dictionary in a test, answers them. What
is judged is what anybody can read: whether the smarthost's address is listed in SPF only the smarthost's owner knows, and
a probe mail shows.
"""

from collections.abc import Generator, Iterator
from ipaddress import ip_address

from mailgate.mail.border.domains import organisation, to_ascii
from mailgate.mail.border.lookup import Answer, Failure, Kind, Question, Records, Steps
from mailgate.mail.border.tags import packed, parse_tags
from mailgate.operations.doctor import Finding, Whose, fault, ok, skipped, warning

CHECK = "dns"


class _Unanswered(Exception):  # noqa: N818 - what happened
    """The DNS gave no answer; ends one check with a finding."""

    def __init__(self, question: Question, reason: str) -> None:
        super().__init__(reason)
        self.question = question


def of_domain(domain: str, hostname: str) -> Iterator[Steps[Finding]]:
    """The checks of a domain that we send from and receive for."""
    yield _safely(f"MX {domain}", _mx(domain, hostname))
    yield _safely(f"SPF {domain}", _spf(domain))
    yield _safely(f"DMARC {domain}", _dmarc(domain))


def of_token_domain(domain: str, hostname: str) -> Iterator[Steps[Finding]]:
    """The checks of a domain that holds nothing but reply addresses: bounces go there, so that SPF asks for it too."""
    yield _safely(f"MX {domain}", _mx(domain, hostname))
    yield _safely(f"SPF {domain}", _spf(domain))


def of_machine(hostname: str) -> Steps[Finding]:
    """The check of this machine's name and its way back."""
    return _safely(f"PTR {hostname}", _ptr(hostname))


def of_signature(domain: str, selector: str) -> Steps[Finding]:
    """The check of the key that a mail of ours was signed with."""
    subject = f"DKIM {selector}._domainkey.{domain}"
    return _safely(subject, _dkim(subject, f"{selector}._domainkey.{domain}"))


def _safely(subject: str, steps: Generator[Question, Answer, Finding]) -> Steps[Finding]:
    try:
        return (yield from steps)
    except _Unanswered as none:
        detail = f"no answer for {none.question.kind} {none.question.name}: {none}"
        return fault(
            CHECK, subject, detail, Whose.NETWORK, "see that the name servers of /etc/resolv.conf answer"
        )


def _ask(name: str, kind: Kind) -> Generator[Question, Answer, tuple[str, ...]]:
    ascii_name = to_ascii(name)
    question = Question(ascii_name or name, kind)
    if ascii_name is None:
        raise _Unanswered(question, "this cannot be a name in the DNS")
    answer = yield question
    if isinstance(answer, Failure):
        raise _Unanswered(question, answer.reason)
    assert isinstance(answer, Records)
    return answer.values


def _mx(domain: str, hostname: str) -> Steps[Finding]:
    subject = f"MX {domain}"
    exchanges = yield from _ask(domain, Kind.MX)
    if exchanges == ("",):  # RFC 7505 section 3
        return fault(
            CHECK, subject, "the domain says that it takes no mail", Whose.DNS, "remove the null MX record"
        )
    if not exchanges:
        remedy = f"publish: {domain}. MX 10 {hostname}."
        return fault(CHECK, subject, "there is no MX record", Whose.DNS, remedy)
    if hostname.lower() in exchanges:
        return ok(CHECK, subject, f"mail comes straight to us, {hostname}")
    shown = ", ".join(exchanges[:3])
    return ok(CHECK, subject, f"mail goes to {shown}, which must hand it to us")


def _spf(domain: str) -> Steps[Finding]:
    subject = f"SPF {domain}"
    texts = yield from _ask(domain, Kind.TXT)
    # RFC 7208 section 4.5: the version is a whole word.
    records = [text for text in texts if text.lower().split(" ")[0] == "v=spf1"]
    if not records:
        remedy = f'publish: {domain}. TXT "v=spf1 include:YOUR-SMARTHOST -all"'
        return fault(CHECK, subject, "there is no SPF record", Whose.DNS, remedy)
    if len(records) > 1:
        detail = f"there are {len(records)} SPF records, which counts as none (RFC 7208 section 4.5)"
        return fault(CHECK, subject, detail, Whose.DNS, "join them into one")
    terms = records[0].lower().split()
    if "+all" in terms or "all" in terms:
        return fault(
            CHECK, subject, "it lets the whole world send in our name", Whose.DNS, "end it with -all"
        )
    ends = any(term in ("-all", "~all") or term.startswith("redirect=") for term in terms)
    if not ends:
        return warning(CHECK, subject, "it forbids nobody anything", Whose.DNS, "end it with -all or ~all")
    return ok(CHECK, subject, records[0])


def _dmarc(domain: str) -> Steps[Finding]:
    subject = f"DMARC {domain}"
    names = dict.fromkeys(name for name in (domain, organisation(domain)) if name)
    for name in names:  # RFC 7489 section 6.6.3
        texts = yield from _ask(f"_dmarc.{name}", Kind.TXT)
        records = [text for text in texts if packed(text.lower()).startswith("v=dmarc1")]
        if len(records) > 1:
            return fault(
                CHECK, subject, f"there are {len(records)} DMARC records", Whose.DNS, "keep one of them"
            )
        if records:
            return _policy(subject, records[0])
    remedy = f'publish: _dmarc.{domain}. TXT "v=DMARC1; p=none; rua=mailto:YOU@{domain}"'
    return warning(CHECK, subject, "there is no DMARC record; large providers ask for one", Whose.DNS, remedy)


def _policy(subject: str, record: str) -> Finding:
    tags = parse_tags(record)
    policy = (tags or {}).get("p", "").lower()
    if policy not in ("none", "quarantine", "reject"):
        return fault(
            CHECK, subject, "its policy cannot be read", Whose.DNS, "write p=none, quarantine or reject"
        )
    return ok(CHECK, subject, record)


def _dkim(subject: str, name: str) -> Steps[Finding]:
    texts = yield from _ask(name, Kind.TXT)
    keys = [tags for text in texts if (tags := parse_tags(text)) is not None and "p" in tags]
    if not keys:
        remedy = "publish the key that your smarthost signs with; it tells you the record"
        return fault(CHECK, subject, "our mail is signed, and the key is not there", Whose.DNS, remedy)
    if not packed(keys[0]["p"]):  # RFC 6376 section 3.6.1
        return fault(CHECK, subject, "the key is revoked", Whose.DNS, "publish the key that is in use now")
    return ok(CHECK, subject, "the key is there")


def _ptr(hostname: str) -> Steps[Finding]:
    subject = f"PTR {hostname}"
    if "." not in hostname:
        return skipped(CHECK, subject, "smtp.hostname is no name on the internet")
    addresses = (*(yield from _ask(hostname, Kind.A)), *(yield from _ask(hostname, Kind.AAAA)))
    if not addresses:
        remedy = "publish its address, or write this machine's real name as smtp.hostname"
        return warning(CHECK, subject, "the name has no address", Whose.DNS, remedy)
    without = []
    for address in addresses:
        if not ip_address(address).is_global:
            continue
        names = yield from _ask(_reverse(address), Kind.PTR)
        if hostname.lower() not in names:
            without.append(address)
    if without:
        detail = (
            f"{', '.join(without)} does not point back; servers refuse mail straight from such an address"
        )
        remedy = "ask whoever gave you the address for the PTR record; with a smarthost elsewhere it does not matter"
        return warning(CHECK, subject, detail, Whose.DNS, remedy)
    return ok(CHECK, subject, f"{', '.join(addresses)} and back")


def _reverse(address: str) -> str:
    return ip_address(address).reverse_pointer
