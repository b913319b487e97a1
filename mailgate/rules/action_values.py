"""What may stand behind an action? Readers of the values in `then`; what they refuse says where and why."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

from mailgate.config.nearest import nearest
from mailgate.model.ticket import Priority, Status
from mailgate.rules.facts import Known
from mailgate.rules.orders import MOST_LINKS, Assign, Strategy
from mailgate.rules.pattern import FIELD_NAME
from mailgate.rules.template import Template
from mailgate.rules.written import Refused, address, line, listed, one_of, seconds, switch, text, within

_MOST = 10  # values of one list
_MOST_COPIES = 5
_STATUSES = (Status.OPEN, Status.WAITING, Status.SOLVED, Status.CLOSED)
REPLY_TO = "reply_to"


@dataclass(frozen=True, slots=True)
class Names:
    """What a value may name: the configuration, and the fields that patterns and earlier rules fill."""

    known: Known
    fields: frozenset[str]


def template(raw: object, names: Names) -> Template:
    """A text in which captured values may stand."""
    found = Template(text(raw))
    for name in found.names:
        if name not in names.fields:
            raise _no_field(name, names)
    return found


def _no_field(name: str, names: Names) -> Refused:
    otherwise = "capture it with a named group, (?P<name>...), or set it with fields"
    near = nearest(name, names.fields)
    return Refused(f"there is no field {name!r} here", f"write {{{near}}}" if near else otherwise)


def captured(raw: object, names: Names) -> Template:
    """A text in which at least one captured value stands."""
    found = template(line(raw), names)
    if not found.names:
        remedy = 'write a captured value into it, such as "{host}": the same text for every mail tells nothing apart'
        raise Refused("holds nothing of the mail", remedy)
    return found


def tags(raw: object, _: Names) -> tuple[str, ...]:
    """Tags to add and to remove."""
    found = tuple(line(value) for value in listed(raw))
    for at, tag in enumerate(found):
        name = tag[1:]
        if tag[0] not in "+-" or not name or not name.replace("-", "").replace("_", "").isalnum():
            remedy = 'write "+urgent" to add it, "-urgent" to remove it: letters, digits, - and _'
            raise Refused(f"does not say what to do with the tag {tag!r}", remedy, (at,))
    return found


def assign(raw: object, names: Names) -> Assign:
    """An agent, a strategy, or nobody."""
    if isinstance(raw, Mapping):
        if set(raw) != {"skill"}:
            raise Refused(
                "is not a known way to assign", 'write { skill = "network" }, a strategy or an agent'
            )
        return Assign(strategy=Strategy.SKILL, skill=line(raw["skill"]))
    if raw == "none":
        return Assign()
    wanted = (*names.known.agents, *Strategy, "none")
    found = one_of(raw, wanted, "agent or strategy", "write a strategy, or add the agent to agents.toml")
    return Assign(strategy=Strategy(found)) if found in set(Strategy) else Assign(agent=found)


def fields(raw: object, names: Names) -> Mapping[str, Template]:
    """Custom fields with their texts."""
    if not isinstance(raw, Mapping) or not raw:
        raise Refused("is not a table of fields", 'write { order = "{number}" }')
    found: dict[str, Template] = {}
    for name, value in raw.items():
        if not FIELD_NAME.fullmatch(name):
            remedy = "name it with at most 32 small letters, digits and _, a letter first"
            raise Refused("is not a name for a field", remedy, (name,))
        found[name] = within((name,), lambda v: template(v, names), value)
    return found


def watch(raw: object, names: Names) -> tuple[str, ...]:
    """Agents and mailboxes that follow the ticket."""
    who = (*names.known.agents, *names.known.mailboxes)
    return _each(
        raw, lambda v: one_of(v, who, "agent or mailbox", "write an agent's name or a mailbox's address")
    )


def links(raw: object, _: Names) -> tuple[str, ...]:
    """Addresses of help pages."""
    found = _each(raw, _link)
    if len(found) > MOST_LINKS:
        raise Refused(
            f"has {len(found)} links", f"keep the best {MOST_LINKS}: nobody reads more in an acknowledgement"
        )
    return found


def _link(raw: object) -> str:
    found = line(raw)
    parts = urlsplit(found)
    if parts.scheme != "https" or not parts.hostname or any(c.isspace() for c in found):
        raise Refused(
            "is not the address of a page", "write the whole of it, such as https://help.example.com/bills"
        )
    return found


def forward(raw: object, names: Names) -> tuple[str, ...]:
    """Addresses outside that get a copy."""
    found = _each(raw, address)
    for at, to in enumerate(found):
        if to in names.known.own:
            raise Refused(
                "is one of our own mailboxes: the copy would come back", "use watch for a mailbox", (at,)
            )
    if len(found) > _MOST_COPIES:
        raise Refused(
            f"has {len(found)} addresses", f"write at most {_MOST_COPIES}, or the address of a list"
        )
    return found


def never(raw: object, _: Names) -> bool:
    """The one thing that may be said of it is no."""
    if switch(raw):
        raise Refused("cannot be ordered, only forbidden", "write acknowledge = false, or remove it")
    return False


def reason(raw: object, _: Names) -> str:
    """True, or why."""
    if raw is True:
        return "a rule says so"
    if isinstance(raw, bool):
        raise Refused("says that it shall not happen", "remove it")
    return line(raw)


def postpone(raw: object, _: Names) -> int:
    """Seconds until the ticket wakes."""
    found = int(seconds(raw))
    if found == 0:
        raise Refused("is no time at all", "write how long, such as 3 d")
    return found


def status(raw: object, _: Names) -> Status:
    """A status that a rule may give."""
    return Status(one_of(raw, _STATUSES, "status for a rule", ""))


def requester(raw: object, names: Names) -> str | Template:
    """Who is answered in the place of From."""
    if raw == REPLY_TO:
        return REPLY_TO
    found = captured(raw, names)
    if found.text.strip() != f"{{{found.names[0]}}}":
        raise Refused(
            "is more than one captured value", 'write "reply_to" or a single one, such as "{email}"'
        )
    return Template(found.text.strip())


def priority(raw: object, _: Names) -> Priority:
    """How urgent."""
    return Priority(one_of(raw, Priority, "priority", ""))


def _each(raw: object, read: Callable[[object], str]) -> tuple[str, ...]:
    values = listed(raw)
    if len(values) > _MOST:
        raise Refused(f"has {len(values)} values", f"write at most {_MOST}")
    many = isinstance(raw, list)
    return tuple(within((at,) if many else (), read, value) for at, value in enumerate(values))
