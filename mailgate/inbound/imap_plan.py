"""Which mails are fetched together? As many as memory allows, a huge one alone, one that is too large not at all. Pure."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from mailgate.inbound.imap_answers import Facts

TOGETHER = 50
TOGETHER_OCTETS = 2 * 1024 * 1024
UNKNOWN_SIZE = 1024 * 1024  # what is held for a mail whose size the server does not tell


@dataclass(frozen=True, slots=True)
class Portion:
    """Mails of one FETCH; afterwards everything up to `upto` is done with."""

    mails: tuple[Facts, ...]
    upto: int
    oversize: bool = False  # a single mail of which only the header is fetched

    @property
    def octets(self) -> int:
        return sum(size_of(mail) for mail in self.mails)


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which mails are taken: up to `old_upto` only those that arrived since; behind it, all."""

    old_upto: int
    since: datetime | None
    largest: int

    def takes(self, mail: Facts) -> bool:
        """Newer UIDs are new mail, whatever date a copy kept; one without a date is never left out."""
        if mail.uid > self.old_upto or self.since is None or mail.internaldate is None:
            return True
        return mail.internaldate >= self.since


def portions(uids: Sequence[int], facts: Mapping[int, Facts], wanted: Wanted) -> Iterator[Portion]:
    """The mails of these UIDs, ascending; who has no facts is gone, and is passed over."""
    mails: list[Facts] = []
    octets, upto = 0, 0
    for uid in uids:
        mail = facts.get(uid)
        if mail is None or not wanted.takes(mail):
            upto = uid
            continue
        large = size_of(mail) > wanted.largest
        if mails and (large or len(mails) == TOGETHER or octets + size_of(mail) > TOGETHER_OCTETS):
            yield Portion(tuple(mails), upto)
            mails, octets = [], 0
        upto = uid
        if large:
            yield Portion((mail,), upto, oversize=True)
            upto = 0
            continue
        mails.append(mail)
        octets += size_of(mail)
    if upto:
        yield Portion(tuple(mails), upto)


def size_of(mail: Facts) -> int:
    """Octets of a mail, as far as its server tells."""
    return UNKNOWN_SIZE if mail.size is None else mail.size
