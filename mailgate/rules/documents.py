"""How are rules written, for people? The answer is docs/rules.md, made from the tables that the rules are read by.

`python -m mailgate.rules.documents > docs/rules.md` writes it anew.
"""

import sys
from collections.abc import Iterable, Mapping, Sequence

from mailgate.rules import examples
from mailgate.rules.actions import ACTIONS
from mailgate.rules.assign import WEIGHTS
from mailgate.rules.examples import Example
from mailgate.rules.fields import FIELDS
from mailgate.rules.lint import Sort
from mailgate.rules.operators import OPERATORS, operators_of
from mailgate.rules.orders import MOST_LINKS, Strategy
from mailgate.rules.view import Field, Kind
from mailgate.rules.wording import PHRASE, SEARCHED
from mailgate.rules.worked import WORKED

_HEAD = f"""\
# Rules

This file is written by `python -m mailgate.rules.documents` from the tables in `mailgate/rules/`; a test compares them.

Rules say what a mail means and who gets it. They stand in `rules.toml` in their order. Each is asked of every mail that
opens a ticket (`on = "new"`), that belongs to one (`"followup"`), or of either (`"both"`). A rule whose conditions hold does
what `then` says; the rules after it see the ticket as it has left it, unless it says `stop = true`. What a later rule sets
replaces what an earlier one has set; tags, watchers, notes, letters, links and copies add up. Every rule that applied is
named in the ticket's timeline. What agents have set by hand (category, team, assignee, priority, language) stands above
rules: no later mail changes it back.

- Agents' own mail, mail that came before, reports on our own mail and what comes back from ourselves is not shown to rules.
- A mail that a machine made, such as a vacation notice, is noted on its ticket or nowhere. It opens a ticket only where a
  rule applies that has `join`, `requester` or `status`, or that asks for `automatic`; on a ticket that it belongs to, rules
  may change what they like.
- A mail on a ticket for whose sender nobody vouches lets rules change only tags and write notes; the timeline says so.
- Old and imported mail is filed by rules as any other, sends nothing and is given to nobody.
- `spam` opens a ticket with the status spam, so that an agent can look for it; `discard` and `quarantine` leave a line in
  the ledger (`mailgate trace`). What an operator lets out of quarantine is not put there again by a rule.

| key | meaning |
|---|---|
| `name` | what the timeline calls it; each has its own |
| `when` | conditions, which must all hold; `{{}}` is every mail |
| `then` | actions |
| `on` | `"new"` (as if left out), `"followup"` or `"both"` |
| `stop` | `true`: no later rule is asked |

At the top of the file may stand `categories = [...]`: with it a rule may name only those, without it those that some rule
or policy gives.

A rule with an unknown key, a name that nothing else has, a pattern that cannot be run, or conditions that no mail can meet
is refused with its line and a remedy, and so is one that an earlier rule with `stop` never lets a mail through to. A bad
file changes nothing.

## How text is compared

- Case never matters, nor do full-width and other compatible forms: `Straße` and `STRASSE` are the same.
- `contains` finds whole words, and phrases of up to {PHRASE} words, whatever stands between the words. `e-mail` is a phrase
  of two words. In Chinese, Japanese, Korean and Thai, which put no blanks where a word ends, the signs of a word are
  found wherever they follow each other.
- `is`, `in`, `starts` and `ends` look at the characters. A field with several values, such as the recipients, is met by one.
- `matches` runs regular expressions in RE2's syntax, in time linear in the text; without look-around and back-references.
  `^` and `$` are the ends of the text, with `(?m)` those of a line; `(?-i)` makes case matter.
- Of a text the first {SEARCHED:,} characters are searched; where that left something out, `mailgate rules explain` says so.

## Conditions
"""

_NESTED_HEAD = """
A table of conditions holds if all of them hold. Others are put together by hand:

"""

_MEANING_OF_NESTED = {
    "all": "each table of the list holds",
    "any": "one table of the list holds",
    "not": "the table does not hold; of a list, none does",
}

_FIELDS_HEAD = """
`sender`, `recipient` and `attachment` alone mean the address or the name. Conditions of one `attachment = { ... }` are
about the same file. In the place of the star stands a name: of a header field, of a calendar, of a custom field.

"""

_ACTIONS_HEAD = f"""
## Actions

`{{name}}` in a text is a captured value or another field of the ticket. A note or field leaves a missing one empty; the
number, the key and the requester are not set without it, and the timeline says so. At most {MOST_LINKS} links are kept,
those of the first rules.

"""

_STRATEGIES = {
    Strategy.ROUND_ROBIN: "each in turn",
    Strategy.LEAST_LOADED: "who has the smallest share of their capacity taken; equals take turns",
    Strategy.SKILL: 'the least loaded who knows `{ skill = "..." }`, else the ticket\'s category',
    Strategy.LANGUAGE: "the least loaded who speaks the ticket's language",
    Strategy.STICKY: "who served this contact last, or their stand-in while they are away; else the least loaded",
    Strategy.MANUAL: "nobody: agents take what they like",
}

_FINDINGS = {
    Sort.DEAD: "no mail can meet its conditions; such a rule is refused",
    Sort.SHADOWED: "an earlier rule takes all of its mail and stops; such a rule is refused",
    Sort.OVERRIDDEN: "a later rule applies to all of its mail and sets anew all that it sets",
    Sort.SLOW: "a pattern is very large, or is tried on the text of every mail",
    Sort.UNGUARDED: "it joins tickets on the word of a sender for whom nobody needs to vouch",
}


def render() -> str:
    """The text of docs/rules.md."""
    return "".join((
        _HEAD,
        _NESTED_HEAD,
        _table("written", _MEANING_OF_NESTED, examples.NESTED),
        _FIELDS_HEAD,
        _table("condition", {field.name: _asks(field) for field in FIELDS}, examples.CONDITIONS),
        "\n### Operators\n\n",
        "Which operators a condition takes depends on what it asks about.\n\n",
        _rows(("kind", "operators"), ((kind.value, _operators(kind)) for kind in Kind)),
        "\n",
        _table("operator", {operator.name: operator.meaning for operator in OPERATORS}, examples.OPERATORS),
        _ACTIONS_HEAD,
        _table("action", {action.name: action.meaning for action in ACTIONS}, examples.ACTIONS),
        _assignment(),
        "\n## What `mailgate rules lint` finds\n\n",
        _rows(("finding", "meaning"), ((f"`{sort}`", _FINDINGS[sort]) for sort in Sort)),
        "\n## Worked examples\n",
        *(f"\n### {worked.title}\n\n{worked.text}\n```toml\n{worked.toml}```\n" for worked in WORKED),
    ))  # fmt: skip


def _asks(field: Field) -> str:
    return f"{field.meaning} ({field.kind.value})" if field.kind is not Kind.TEXT else field.meaning


def _operators(kind: Kind) -> str:
    return ", ".join(f"`{name}`" for name in operators_of(kind))


def _table(noun: str, meanings: Mapping[str, str], found: Sequence[Example]) -> str:
    by_name = {example.name: example for example in found}
    rows = (
        (f"`{name}`", meaning, _code(by_name[name].accepted), _code(by_name[name].refused))
        for name, meaning in meanings.items()
    )
    return _rows((noun, "meaning", "right", "refused"), rows)


def _assignment() -> str:
    weights = ", ".join(f"{priority.value} {weight:g}" for priority, weight in WEIGHTS.items())
    head = f"""
### Who gets a ticket

A strategy chooses among the members of the team who are present, in their own working hours and not away, and below their
capacity. If there is none, the ticket stays in the team's queue, and the timeline says why. Load is open tickets by their
weight: {weights}. An agent whom a rule names gets the ticket even at capacity and out of hours; while they are away, their
stand-in gets it. On a ticket that somebody has, a strategy looks for nobody else. When a customer answers, the assignee
keeps the ticket overnight; while they are away it goes to the stand-in, else to the team.

"""
    return head + _rows(("strategy", "who"), ((f"`{s}`", _STRATEGIES[s]) for s in Strategy))


def _rows(headings: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [f"| {' | '.join(headings)} |", "|---" * len(headings) + "|"]
    lines += [f"| {' | '.join(row)} |" for row in rows]
    return "\n".join(lines) + "\n"


def _code(toml: str) -> str:
    """A piece of TOML in a cell; a bar would end the cell even within code."""
    return "<br>".join(f"`{line}`" for line in toml.replace("|", "\\|").splitlines())


if __name__ == "__main__":
    sys.stdout.write(render())
