"""What does an agent need to know? One page, docs/agents.md, written from the table of commands and the words for them.

`python -m mailgate.agents.documents > docs/agents.md` writes it anew.
"""

import sys

from mailgate.agents.aliases import ALIASES, LANGUAGES, command_named, words_of
from mailgate.agents.commands import COMMANDS, Command, Needs, Row
from mailgate.model.states import TRANSITIONS
from mailgate.model.ticket import Status

_HEAD = """\
# Working by mail

For agents. This file is written by `python -m mailgate.agents.documents` from the tables in `mailgate/agents/commands.py`
and `mailgate/agents/aliases.py`; a test compares them.

## Answer

Reply to the mail that shows you a customer's message: what you write above the quoted text goes to the customer, with your
name and signature, from the desk's address. The quoted text is never sent. The first line of each of our mails says
where a plain reply goes: to the customer, or into the ticket as a note that only agents see.

When the customer already stands in To or Cc of your mail, it is recorded and not sent a second time.

## Commands

Write them in lines of their own at the very top, above your text:

```
#solve
#tag +printer
Dear Kim, the cable was loose. It prints again.
```

- The first line that is no command ends them. Case does not matter, and neither do the letters that your keyboard lacks.
- To begin a line of text with the sign, write `\\#`. A number after it, as in `#1 reason`, is text anyway.
- All or nothing: if one line is wrong, nothing is done and nothing is sent. You get every line back with ✓ or ✗ and the
  reason. The status is set last: `#solve` above an answer is judged after the answer.
- On a phone you may write `{#note}` into the subject.
- A command further down is never sent and never done: you are asked.
- A time is `2026-12-01`, `1.12.`, `tomorrow`, `fri 14:00`, `3 d`, `2 h` or `next week`, in any of the six languages. A day
  alone means when work begins on it.

"""

_TABLE = """\
| command | what it does | new status | refused | timers |
|---|---|---|---|---|
"""

_NEEDS = """
## Whose word

A command counts when your mail answers one of ours, comes from your address, and your mail server vouches for it. Without
the last, your text is kept as a note, and we ask you to confirm the rest; the question is good for 24 hours.
"""

_HELD = """
## When a mail is kept back

Before your text goes to a customer you are asked if a line of it stands in a note, if it holds a part of one of our
mails, an agent's address or a misplaced command, if a colleague has answered or solved the ticket since, if your mail
names people who take no part in it, or if it is empty. Answer with `#send`, `#note` or `#drop`. Mail to customers waits
for a moment before it leaves; `#undo` within that moment stops it.

## Forward

Forward a customer's mail to the desk with `#for kim@example.org` at the top, or as an attachment, or with the
forwarded mail directly at the top: the ticket is the customer's. If it could be for several, you are asked.

## The same in other languages

| command | also | """

_NAMES = {"da": "dansk", "nb": "norsk", "sv": "svenska", "de": "Deutsch", "pl": "polski"}


def render() -> str:
    """The text of docs/agents.md."""
    rows = "".join(_row(command, row) for command, row in COMMANDS.items())
    heads = " | ".join(_NAMES[language] for language in LANGUAGES) + " |\n" + "|---" * 7 + "|\n"
    words = "".join(_words(command) for command in Command)
    return f"{_HEAD}{_TABLE}{rows}{_NEEDS}{_exceptions()}{_HELD}{heads}{words}"


def manual(topic: str = "") -> str:
    """The answer to `#help`: a line for each command, or all about the one that is named, in any language's word."""
    command = command_named(topic.lstrip("#")) if topic else None
    if command is None:
        width = max(len(usage(c)) for c in Command)
        return "".join(f"{usage(c):{width}}  {_spoken(row.does)}\n" for c, row in COMMANDS.items())
    row = COMMANDS[command]
    facts = (
        ("", _spoken(row.does)),
        ("Refused: ", _spoken(row.refused)),
        ("Timers: ", row.timers),
        ("New status: ", _status(row)),
        ("Also: ", ", ".join(f"#{word}" for word in words_of(command)[1:])),
    )
    return f"{usage(command)}\n" + "".join(f"{head}{fact}\n" for head, fact in facts if fact)


def _spoken(text: str) -> str:
    """Without the marks of the document."""
    return text.replace("`", "")


def usage(command: Command) -> str:
    """The command as it is written, with what may follow."""
    return f"#{command.value} {COMMANDS[command].takes.value}".strip()


def _row(command: Command, row: Row) -> str:
    written = usage(command).replace("|", "\\|")
    return f"| `{written}` | {row.does} | {_status(row)} | {row.refused} | {row.timers} |\n"


def _status(row: Row) -> str:
    """Where the command leads; docs/states.md says from where."""
    cells = TRANSITIONS[row.happening] if row.happening is not None else ()
    return ", ".join(dict.fromkeys(cell.value for cell in cells if isinstance(cell, Status)))


def _exceptions() -> str:
    proven = ", ".join(f"`#{c.value}`" for c, row in COMMANDS.items() if row.needs is Needs.PROVEN)
    free = ", ".join(f"`#{c.value}`" for c, row in COMMANDS.items() if row.needs is Needs.NOTE)
    return f"It need not answer one of ours for {proven}. Nobody needs to vouch for {free}: internal is always free.\n"


def _words(command: Command) -> str:
    cells = (" ".join(f"`#{word}`" for word in row.split()) for row in ALIASES[command])
    return f"| `#{command.value}` | " + " | ".join(cells) + " |\n"


if __name__ == "__main__":
    sys.stdout.write(render())
