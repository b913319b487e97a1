"""Which commands are there? One table: the parser, the permissions, the tests and docs/agents.md are made from it.

A row says what a word takes, whose word it must be, what it does, when it is refused and what becomes of the timers.
What it leads to is asked of `model/states.py` with the happening that the row names.
"""

from dataclasses import dataclass
from enum import StrEnum

from mailgate.model.states import Happening


class Command(StrEnum):
    """The words of SPEC section 11.3; the value is the English word."""

    NOTE = "note"
    PUBLIC = "public"
    SOLVE = "solve"
    CLOSE = "close"
    OPEN = "open"
    WAIT = "wait"
    POSTPONE = "postpone"
    ASSIGN = "assign"
    TAKE = "take"
    ASK = "ask"
    PRIO = "prio"
    CAT = "cat"
    TAG = "tag"
    CC = "cc"
    UNCC = "uncc"
    MERGE = "merge"
    SPLIT = "split"
    LINK = "link"
    FOR = "for"
    SPAM = "spam"
    NOREPLY = "noreply"
    DUE = "due"
    REMIND = "remind"
    LANG = "lang"
    MACRO = "macro"
    PREVIEW = "preview"
    ESCALATE = "escalate"
    QUIET = "quiet"
    UNDO = "undo"
    SEND = "send"
    DROP = "drop"
    STATUS = "status"
    LIST = "list"
    SET = "set"
    WHY = "why"
    HELP = "help"


class Takes(StrEnum):
    """What may follow the word; how it reads in the document."""

    NOTHING = ""
    TEXT = "[text]"
    MAYBE_UNTIL = "[until]"
    UNTIL = "until"
    WHO = "me | name | team | none"
    TEAM = "team"
    PRIORITY = "low | normal | high | urgent"
    CATEGORY = "category | none"
    TAGS = "+tag -tag"
    ADDRESSES = "address …"
    ADDRESS = "address"
    REFERENCE = "reference"
    MAYBE_REFERENCE = "[reference]"
    SUBJECT = "[subject]"
    OFF = "[off]"
    LANGUAGE = "language"
    MACRO = "name"
    LISTING = "mine | queue | due | address"
    OTHERS = "reference … command"
    TOPIC = "[command]"


class Needs(StrEnum):
    """Whose word it must be (SPEC section 11.4), in ascending order."""

    NOTE = "any agent's"  # token and address are enough: internal is always free
    PROVEN = "a proven agent's"  # somebody vouches, though no token says which ticket is meant
    FULL = "a proven agent's, in answer to our mail"


class Scope(StrEnum):
    """Which ticket the word is about."""

    NONE = "none"  # none is needed
    EITHER = "either"  # this one, or the one that the mail opens
    TICKET = "ticket"


@dataclass(frozen=True, slots=True)
class Row:
    """One command."""

    takes: Takes
    does: str
    refused: str = ""
    timers: str = ""
    needs: Needs = Needs.FULL
    scope: Scope = Scope.TICKET
    happening: Happening | None = None
    repeats: bool = False  # may stand more than once in one mail
    alone: bool = False  # with nothing else in the mail
    elsewhere: bool = False  # may follow #set


_C, _T, _N, _S, _H = Command, Takes, Needs, Scope, Happening
_BOTH = _S.EITHER

COMMANDS: dict[Command, Row] = {
    _C.NOTE: Row(_T.TEXT, "the text stays inside, as a note", "with `#public`, `#macro` or `#preview`",
        needs=_N.NOTE, scope=_S.NONE),
    _C.PUBLIC: Row(_T.NOTHING, "the text goes to the customer though you answer a note, a reminder or a digest",
        "without text; on an internal ticket", "an answer: the response timers are met"),
    _C.SOLVE: Row(_T.NOTHING, "done; reopens when the customer writes within the mailbox's window",
        "nobody has ever answered, unless `#quiet` stands beside it", "the timers stop",
        happening=_H.SOLVE, elsewhere=True),
    _C.CLOSE: Row(_T.NOTHING, "done for good", timers="the timers stop", happening=_H.CLOSE, elsewhere=True),
    _C.OPEN: Row(_T.NOTHING, "somebody of the team must act", timers="the timers run on", happening=_H.OPEN,
        elsewhere=True),
    _C.WAIT: Row(_T.NOTHING, "the customer must act", "a customer's message is unanswered after your text; solved; closed",
        "the resolution timer pauses", happening=_H.WAIT, elsewhere=True),
    _C.POSTPONE: Row(_T.MAYBE_UNTIL, "sleeps until then, or until the customer writes",
        "the time is past or more than five years away; solved; closed", "the resolution timer pauses",
        happening=_H.POSTPONE, elsewhere=True),
    _C.ASSIGN: Row(_T.WHO, "gives it to an agent, to a team's queue, or to nobody; a new one that gets an agent is open",
        "the name fits nobody, or several", scope=_BOTH, elsewhere=True),
    _C.TAKE: Row(_T.NOTHING, "it is yours, a new one is open, and the team is told for 30 minutes that you are on it",
        "with `#assign`", scope=_BOTH, elsewhere=True),
    _C.ASK: Row(_T.TEAM, "asks another team; the text is a note for them", "without text; with `#public` or `#macro`",
        needs=_N.PROVEN, scope=_BOTH),
    _C.PRIO: Row(_T.PRIORITY, "sets the priority", timers="targets are looked up again", scope=_BOTH, elsewhere=True),
    _C.CAT: Row(_T.CATEGORY, "sets the category", "no such category", "targets are looked up again", scope=_BOTH,
        elsewhere=True),
    _C.TAG: Row(_T.TAGS, "adds and removes tags", "a tag of other than letters, digits, `-`, `_`, `.`", scope=_BOTH,
        repeats=True, elsewhere=True),
    _C.CC: Row(_T.ADDRESSES, "customers who take part from now on",
        "not an address; one of ours or an agent's; on an internal ticket",
        scope=_BOTH, repeats=True),
    _C.UNCC: Row(_T.ADDRESSES, "they take part no longer", "takes no part; the requester", repeats=True),
    _C.MERGE: Row(_T.REFERENCE, "this ticket goes on in that one; its number stays valid",
        "no such ticket; itself; spam; one internal, the other not",
        "the timers of this ticket stop", happening=_H.MERGE),
    _C.SPLIT: Row(_T.SUBJECT, "the customer's newest message becomes a ticket of its own",
        "the ticket has only one message by customers", "the new ticket has its own"),
    _C.LINK: Row(_T.REFERENCE, "the two are shown with each other", "no such ticket; itself", scope=_BOTH, repeats=True,
        elsewhere=True),
    _C.FOR: Row(_T.ADDRESS, "the ticket is this customer's: for mail that you forward",
        "not an address; one of ours or an agent's; in answer to an open ticket", "run as for the customer's own mail",
        needs=_N.PROVEN, scope=_S.NONE),
    _C.SPAM: Row(_T.OFF, "spam: its mail is recorded and causes nothing; `off` takes it back", "`off` where it is no spam",
        "the timers stop", happening=_H.SPAM, elsewhere=True),
    _C.NOREPLY: Row(_T.NOTHING, "the customer's message needs no answer",
        "nothing is unanswered; with text for the customer", "the response timers stop, unmet and unmissed",
        elsewhere=True),
    _C.DUE: Row(_T.UNTIL, "a deadline of its own", "the time is past or more than five years away",
        "a deadline timer starts", scope=_BOTH, elsewhere=True),
    _C.REMIND: Row(_T.UNTIL, "a mail to you then; the ticket stays as it is",
        "the time is past or more than five years away", "a reminder starts", scope=_BOTH, repeats=True, elsewhere=True),
    _C.LANG: Row(_T.LANGUAGE, "our letters to this customer are in that language", "a language without templates",
        scope=_BOTH, elsewhere=True),
    _C.MACRO: Row(_T.MACRO, "a canned answer, put before your text, with its files", "no such macro; with `#note` or `#ask`",
        "an answer: the response timers are met"),
    _C.PREVIEW: Row(_T.NOTHING, "shows you the mail and does nothing else of what stands here",
        "without text for the customer"),
    _C.ESCALATE: Row(_T.NOTHING, "tells the team's lead; the priority is at least high", "the team has no lead",
        "targets are looked up again", elsewhere=True),
    _C.QUIET: Row(_T.NOTHING, "the customer hears nothing of this change", "with text for the customer"),
    _C.UNDO: Row(_T.NOTHING, "takes back what you did last: inside the undo window the mail stays here",
        "there is nothing to take back; the answer has left; after `#merge`, `#split` or `#ask`; with anything else",
        "as if it had not been", alone=True),
    _C.SEND: Row(_T.NOTHING, "sends what was kept back", "nothing is kept back; with anything else",
        "an answer at the time of the release", alone=True),
    _C.DROP: Row(_T.NOTHING, "forgets what was kept back", "nothing is kept back; with anything else", alone=True),
    _C.STATUS: Row(_T.MAYBE_REFERENCE, "a mail to you: how it stands", "no such ticket", needs=_N.PROVEN, scope=_S.NONE),
    _C.LIST: Row(_T.LISTING, "a mail to you: your tickets, the queue, what is due, or one customer's",
        "anything else than these", needs=_N.PROVEN, scope=_S.NONE, repeats=True),
    _C.SET: Row(_T.OTHERS, "does it on other tickets", "no such ticket; a command that needs this mail's text",
        "as the command says", scope=_S.NONE, repeats=True),
    _C.WHY: Row(_T.MAYBE_REFERENCE, "a mail to you: why it went where it did", "no such ticket", scope=_S.NONE),
    _C.HELP: Row(_T.TOPIC, "a mail to you: these commands", needs=_N.PROVEN, scope=_S.NONE),
}  # fmt: skip

# At most one of them stands in a mail: each leads to another status.
STATUS_COMMANDS = frozenset(c for c, row in COMMANDS.items() if row.happening is not None)
