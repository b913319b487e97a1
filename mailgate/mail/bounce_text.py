"""Which recipients does a report without fields speak of? The sentences of servers that write for people only.

Theory of operation. Only the report's own words count, above the copy of the mail that came back. In them an
address has a rank: named as a recipient or inside a sentence of failure, then beside a name or in front of prose,
then in the excerpt of the lost mail's header. The best rank that occurs is taken, the rest is talk. An address that
stands anywhere else was tried as a fourth rank: it named the people to ask.
Who wrote the letter is not asked here, see bounce_evidence.py.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from mailgate.mail.bounce_reason import reason_of, reply_code, status_of, worded_reason
from mailgate.mail.bounce_words import ASIDE, COPY, DELAYED, FOR_GOOD, OPENING
from mailgate.model.mail import BounceRecipient

_CHARACTERS = 20_000
_LINES = 400
_LINE = 500
_NEAR = 4  # lines below an address that may hold its reason
_MOST = 100
_ADDR = r"([^\s<>;,()\"':\[\]|=]{1,100}@[\w.-]{1,200}\w)"
_ANY = re.compile(rf"(?<!from )(?<!from:)(?<![\w.@-]){_ADDR}")
_LABELS = (
    r"(?:the )?(?:recipient(?: address)?|(?:failed|intended|original|final) recipients?|address|"
    r"error-for|user|"
    r"undeliverable (?:to|address)|mailbox|failed address|empfänger(?:adresse)?|destinataire|destinatario|"
    r"destinatário|modtager|mottaker|mottagare|adresat|odbiorca|geadresseerde|ontvanger|received for|"
    r"rcpt to)"
)
# "<ole@example.org>: reason", "  ole@example.org", "Recipient: ole@example.org", "ole@example.org on Tue, 24 Nov".
_OWN_LINE = re.compile(
    rf"^[ \t>*•·|#-]{{0,12}}(?:{_LABELS}(?:\s{{0,3}}[:=]\s{{0,4}}|\s{{1,4}}))?"
    rf"[\[<\"'(]{{0,2}}(?:smtp:|mailto:|"
    rf"rfc822;\s?)?{_ADDR}[>\"')\]]{{0,3}}(?:<mailto:[^>\s]{{1,300}}>)?\s{{0,3}}"
    r"(?::|;|,|\.{3}|\(|$|-|–|\bon\b|\bam\b|\bat\b|\ble\b|\bel\b)(.*)$",
    re.IGNORECASE,
)
_EXPANDED = re.compile(
    rf"\((?:originally |ultimately )?(?:expanded|generated|addressed|forwarded) (?:from|to):?\s{{1,3}}<?{_ADDR}(.*)$",
    re.IGNORECASE,
)
# One sentence with the address inside it (Gmail, Yahoo, small gateways).
_SENTENCE = re.compile(
    r"^[^@\n]{0,200}?\b(?:(?:deliver(?:ed|y)?|addressed|message|mail|attempts?|sent) (?:\w+ ){0,4}to|reach|"
    r"recipient|address|user|mailbox|userid|attempts|for|empfänger|adresse|destinataire|destinatario|"
    r"destinatari|"
    r"modtager|mottagare|adresat|adres)[:,]?\s{1,3}(?:is |\()?[\[<'\"(]{0,2}(?:smtp:)?"
    rf"{_ADDR}[>'\")]{{0,2}}(.*)$",
    re.IGNORECASE,
)
_BESIDE_NAME = re.compile(rf"^[^@<>(:\n]{{0,80}}[<(\[]{{1,2}}(?:smtp:|mailto:)?{_ADDR}(.*)$", re.IGNORECASE)
_BEFORE_PROSE = re.compile(rf"^[ \t>*•·|-]{{0,12}}[<\"']{{0,2}}{_ADDR}[>\"']{{0,2}}\s(.*)$")
_COMMAND = re.compile(rf"(?:rcpt to:\s?<|smtp=){_ADDR}(.*)$", re.IGNORECASE)
_EXCERPT = re.compile(
    rf"^[ \t>*]{{0,12}}(?:to|cc|an|à|para|a|til|till|do|aan)\s?:\s*[^@\n]{{0,80}}?<?{_ADDR}(.*)$",
    re.IGNORECASE,
)
_RANKED = (
    (1, _OWN_LINE),
    (1, _SENTENCE),
    (2, _BESIDE_NAME),
    (2, _BEFORE_PROSE),
    (2, _COMMAND),
    (3, _EXCERPT),
)
_SUBJECT = re.compile(
    r"^\W*(?:subject|betreff|objet|asunto|oggetto|emne|ämne|temat|onderwerp|assunto)\s?:", re.IGNORECASE
)
_LINK = re.compile(r"<(?:mailto|https?):[^>\s]{1,300}>")
_NEVER = re.compile(r"^(?:mailer-daemon|postmaster|abuse|hostmaster)@", re.IGNORECASE)


@dataclass(slots=True)
class _Found:
    """One address of a letter with what the letter says of it."""

    address: str
    rank: int
    detail: str
    delayed: bool | None  # as the section says in which it stands


@dataclass(slots=True)
class _Letter:
    """The report's own words, and whom it cannot speak of: its sender and its receiver."""

    subject: str
    lines: list[str]
    apart: frozenset[str]
    found: dict[str, _Found] = field(default_factory=dict)
    aliases: dict[str, str] = field(default_factory=dict)  # what an address was expanded to -> the address


def own_words(text: str) -> list[str]:
    """The lines of the report itself, as far as the copy of the mail that came back; capped."""
    lines = [line[:_LINE] for line in text[:_CHARACTERS].split("\n")[:_LINES]]
    stop = next((number for number, line in enumerate(lines) if number and COPY.match(line)), len(lines))
    return lines[:stop]


def free_form(subject: str, text: str, apart: frozenset[str] = frozenset()) -> Iterator[BounceRecipient]:
    """Recipients named in a daemon's letter, in order; `apart` are lower-case addresses that are no recipients."""
    letter = _Letter(subject, own_words(text), apart)
    said = [line for line in (subject, *letter.lines) if not _SUBJECT.match(line)]
    late, over = (any(one.search(line) for line in said) for one in (DELAYED, FOR_GOOD))
    _collect(letter)
    best = min((one.rank for one in letter.found.values()), default=0)
    chosen = [one for one in letter.found.values() if one.rank == best]
    for one in chosen:
        delayed = bool(one.delayed) if late and over else late
        yield _recipient(one, said if len(chosen) == 1 else [], delayed=delayed)


def _collect(letter: _Letter) -> None:
    state: bool | None = None
    last = ""
    for number, line in enumerate(letter.lines):
        if _SUBJECT.match(line):
            continue
        if DELAYED.search(line):
            state = True
        elif FOR_GOOD.search(line):
            state = False
        if "@" not in line:
            continue
        if (alias := _EXPANDED.search(line)) is not None:
            # The mail was for the alias; what it stands for says nothing to its sender.
            letter.found.pop(last, None)
            letter.aliases[last] = alias[1]
        if (named := _named(alias[1] if alias else line)) is not None:
            address, rank, rest = named
            address = letter.aliases.get(address.lower(), address)
            last = address.lower()
            parts = (rest, *_reason_lines(letter.lines, number, last))
            detail = " ".join(part.strip(" \t,;") for part in parts if part.strip(" \t.,;:"))
            _keep(letter, _Found(address, rank, detail[:1_000], state))


def _keep(letter: _Letter, new: _Found) -> None:
    """The best rank of an address stands; the words beside a later mention count where the first had no code."""
    key = new.address.lower()
    if _NEVER.match(new.address) or key in letter.apart:
        return
    old = letter.found.get(key)
    if old is None:
        if len(letter.found) < _MOST:
            letter.found[key] = new
        return
    old.rank = min(old.rank, new.rank)
    if not (status_of(old.detail) or reply_code(old.detail)) and (
        status_of(new.detail) or reply_code(new.detail) or not old.detail
    ):
        old.detail = new.detail


def _named(line: str) -> tuple[str, int, str] | None:
    """The address of a line with its rank and the words behind it."""
    failure = OPENING.search(line) is not None
    aside = not failure and ASIDE.search(line) is not None
    for rank, pattern in _RANKED:
        if (match := pattern.search(line)) is not None and not (aside and rank != 3):
            return match[1].rstrip(".-"), rank, _rest(match[2])
    found = _ANY.search(line)
    if found is None or aside or not (failure or worded_reason(line)):
        return None
    return found[1].rstrip(".-"), 1 if failure else 2, _rest(line[found.end() :])


def _rest(words: str) -> str:
    return _LINK.sub("", words.lstrip(">'\")]* "))


def _reason_lines(lines: list[str], number: int, address: str) -> Iterator[str]:
    """The lines below an address, as far as another one at a line's beginning, or a blank line."""
    for line in lines[number + 1 : number + 1 + _NEAR]:
        other = _OWN_LINE.match(line)
        if not line.strip() or (other is not None and other[1].lower() != address):
            return
        if _EXPANDED.search(line) is None:
            yield line


def _recipient(one: _Found, said: list[str], *, delayed: bool) -> BounceRecipient:
    """The outcome; `said` are the letter's words where it speaks of one recipient only."""
    detail = one.detail
    status, code = status_of(detail), reply_code(detail)
    if not status and not code:
        told = next((line for line in said if status_of(line)), "") or next(
            (line for line in said[1:] if reply_code(line)), ""
        )
        status, code = status_of(told), reply_code(told)
        detail = f"{detail} {told.strip()}".strip()
    words = detail if worded_reason(detail) or not said else "\n".join((detail, *said))
    reason = reason_of(status, words[:2_000]) if status or words.strip() else ""
    if not detail:
        detail = next((line.strip() for line in said[1:] if worded_reason(line)), "")
    passing = (status or code)[:1] == "4"
    return BounceRecipient(
        address=one.address,
        action="delayed" if delayed else "failed",
        status=status,
        permanent=not delayed and not passing,
        reason=reason,
        diagnostic=detail[:1_000],
    )
