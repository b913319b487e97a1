"""How does a reply find its ticket, for people? The answer is docs/threading.md, written from the tables themselves.

`python -m mailgate.threading.ladder_document > docs/threading.md` writes it anew.
"""

import sys

from mailgate.threading.ladder import LADDER, Rung
from mailgate.threading.message_ids import KEEP_FIRST, KEEP_LAST
from mailgate.threading.sealed import MAC_BYTES
from mailgate.threading.thanks_words import WORDS
from mailgate.threading.tokens import MAX_LOCAL_PART, TOKEN_DAYS

_HEAD = """\
# Which ticket does a mail belong to?

This file is written by `python -m mailgate.threading.ladder_document` from the tables in `mailgate/threading/`; a test
compares them.

Evidence is tried from the strongest to the weakest. The first that fits wins, every result is kept as a reason, and
evidence that points elsewhere is noted. `mailgate explain` shows all of it for any mail.

| level | evidence | condition | effect | vouches for the sender | for agents |
|---|---|---|---|---|---|
"""

_AUTHENTICATION = """
## Who wrote it?

Evidence says which ticket; it never says who somebody is.

- A mail whose sender's domain disowns it (*fail*) counts as an outsider's at levels 2 to 5. At level 1 it is filed as
  unverified.
- Where the evidence vouches for the sender, nothing else is asked: only a reader of our mail knows it.
- At the other levels somebody has to vouch: DMARC, or an aligned DKIM or SPF *pass*; or the mail bears the DKIM domain or
  comes from the sending network of this participant's earlier mail. Otherwise it is appended as **unverified**: marked
  for the agents; it reopens nothing, brings nobody in, and causes no letter outside.
- A token that somebody else uses files the mail as unverified, unless they take part themselves and bring evidence of
  their own: whoever answers everybody writes to the others' tokens, too.
- An agent takes part everywhere, with a token, with an id that vouches, or where somebody vouches for the address. What
  an agent may do is another question.

## Who takes part?

The requester, those whom an agent added with `#cc`, and, by the mailbox's `cc`, To and Cc of a participant's verified mail:

| `cc` | people in To and Cc of a participant's verified mail |
|---|---|
| `ask` (default) | are named to the agents, with the command that lets them in, and in the timeline |
| `join` | take part from then on; they get no history from before |
| `ignore` | stay outside |

"""

_TOKENS = """\
## Tokens

The Reply-To of every mail of ours bears a token: for one person, one ticket, and one meaning (a customer's mail, an agent's
answer, an agent's note, the answer to a question). It is written in small letters, because mail servers fold the case, and
sealed with {bits} bits of HMAC-SHA-256.

| mailbox option `tokens` | address |
|---|---|
| `"+"` (default), `"-"`, `"_"`, `"="` | `support+t…@example.com`, with that separator |
| `"@reply.example.com"` | `t…@reply.example.com`, where every address of the domain comes to us |
| `"none"` | the mailbox itself; ids and references have to do |

- A mailbox whose name leaves no room within {local} octets gets no tokens.
- A token ends {days} days after its ticket, or the one that this was merged into, was closed; an agent's, when it is revoked
  or the agent is gone.
- The newest key signs, older ones still verify until they are retired.
- Read, too: `%2B` for the plus sign, quoted local parts, and addresses that gateways wrapped by BATV or SRS.

"""

_IDS = """\
## Ids

Our Message-IDs hold the ticket, a random number and a MAC, so that a reply is threaded even where the row is gone. All mail
of a ticket refers to one root id that no mail bears; behind it stand at most the first {first} and the last {last} ids.

- Read in every legal form, and with commas, without brackets, with spaces or line ends inside, in quotes, percent-encoded,
  in quoted-printable or as HTML entities; from In-Reply-To, References, and the fields in which gateways keep an
  original id.
- Ids that a verified mail names are remembered for its ticket: an answer may come before its question, and a relay may give
  our mail another id. The answers name that one, and the first of them that is proven otherwise teaches what it stands for.
- An outsider's mail teaches nothing.

## References

`EX-26-004711-W`: the mailbox's `prefix`, the year unless `year = false`, the number, and a check character. It notices every
wrong digit and every swap of two neighbours; zeros may be neither left out nor added. The whole must be that of the ticket.

- Read in small letters, without brackets or in others', with any dash, spaces or underscores, in full-width signs, and
  encoded twice.
- `prefix = "#"` numbers tickets `[#4711]`. Nothing checks such a number; only that the sender takes part in that ticket
  keeps a mistyped one out. In quoted text it counts in brackets only.
- `[[former]] form = "[Ticket#{number}]"` keeps the numbers of a system used before readable; `{code}` stands for letters,
  digits and hyphens. Which ticket bears which number is said by `mailgate ticket alias`.
- The number of a merged ticket leads to the survivor; a circle of merges leads nowhere.

## Closed tickets

| the ticket is | a customer's verified mail |
|---|---|
| solved, within the mailbox's `reopen_window` (14 days) | reopens it |
| solved, afterwards, or closed | opens a new linked ticket, acknowledged with the old number, which leaves the subject |
| followed by such a ticket of the same sender's | goes there, as long as that can be answered |
| merged | is handled on the survivor |
| spam | is recorded, and nobody is told |

A mail that says thank you and nothing else reopens nothing. It has to prove itself: every word must be one that thanks are
made of, so that a question without a question mark is never taken for thanks. Languages: {languages}.
"""


def ladder_document() -> str:
    """The text of docs/threading.md."""
    rows = "".join(map(_row, LADDER.values()))
    tokens = _TOKENS.format(bits=MAC_BYTES * 8, local=MAX_LOCAL_PART, days=TOKEN_DAYS)
    ids = _IDS.replace("{first}", str(KEEP_FIRST)).replace("{last}", str(KEEP_LAST))
    ids = ids.replace("{languages}", ", ".join(sorted(WORDS)))
    return f"{_HEAD}{rows}{_AUTHENTICATION}{tokens}{ids}"


def _row(rung: Rung) -> str:
    cells = (
        str(rung.level),
        rung.evidence,
        rung.condition,
        rung.effect,
        _tick(rung.secret),
        _tick(rung.agents),
    )
    return f"| {' | '.join(cells)} |\n"


def _tick(value: bool) -> str:
    return "yes" if value else "no"


if __name__ == "__main__":
    sys.stdout.write(ladder_document())
