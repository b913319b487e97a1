"""Whole rules to learn from, in the document and in tests; each with the words around it."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Worked:
    """One worked example: the configuration that it needs is that of `examples.SAMPLE`."""

    title: str
    text: str
    toml: str


WORKED: tuple[Worked, ...] = (
    Worked(
        "Invoices, in six languages",
        """\
A team that answers in several languages writes their words beside each other; case never matters. `contains` wants whole
words, so `regning` (Danish for bill) is not found in `beregning` (calculation). Where a language joins or bends its words,
give the forms that matter, or the part that they share with `substring = true`: `faktur` is in `faktura`, `faktury` and
`Fakturagebühr` alike.
""",
        """\
[[rule]]
name = "Invoices go to billing"
[rule.when]
any = [
  { recipient = "billing@example.com" },
  { subject = { contains = ["invoice", "invoices", "refund", "regning", "kvittering", "kvitto", "rykker"] } },
  { subject = { contains = ["Rechnung", "Rechnungen", "Mahnung", "Gutschrift", "płatność", "rachunek", "zwrot"] } },
  { subject = { contains = "faktur", substring = true } },
]
[rule.then]
category = "billing"
team = "billing"
tags = ["+invoice"]
links = ["https://help.example.com/invoices"]
""",
    ),
    Worked(
        "A number out of the text, for the rules that follow",
        """\
A named group of a pattern becomes a field of the ticket under its name. Later rules may ask for it, and texts may say it.
Patterns stand in single quotes, where TOML leaves the backslash alone. The second rule sees what the first one found.
""",
        """\
[[rule]]
name = "The order number"
on = "both"
[rule.when.new_text]
matches = '(?:order|ordre|beställning|Bestellung|zamówienie)\\s*(?:number|nummer|no\\.|nr\\.?|#)?\\s*(?P<order>[0-9]{5,10})'
[rule.then]
external_number = "{order}"

[[rule]]
name = "Returns"
when = { field.order.exists = true, new_text.contains = ["return", "retur", "Rücksendung", "zwrot"] }
then = { tags = ["+return"], note = "Wants to return order {order}.", letter = "how_to_return" }
""",
    ),
    Worked(
        "A contact form",
        """\
The web server sends every form from its own address, so the customer is somebody else. `requester` takes them from the
text, or from Reply-To with `requester = "reply_to"`. Nobody vouches for such an address: the acknowledgement is minimal.
""",
        """\
[[rule]]
name = "The contact form"
[rule.when]
sender = "www@example.com"
subject = { starts = "[Contact form]" }
new_text = { matches = '(?m)^E-?mail:\\s*(?P<email>[^\\s<>]+@[^\\s<>]+)' }
[rule.then]
requester = "{email}"
tags = ["+web"]
""",
    ),
    Worked(
        "Alarms that find their ticket, and solve it",
        """\
`join` is a key. A mail whose key is that of an open ticket of the same sender belongs to that ticket, whatever its subject;
else it opens one with this key. The rules are then asked once more, for a mail that belongs to a ticket: so both rules look
at `both`. A recovery for which no ticket is open opens one and solves it at once. Joining is refused to mail that the
sender's domain disowns; with `authentication = "pass"` nobody but the monitoring itself can solve an alarm.
""",
        """\
[[rule]]
name = "Alarm"
on = "both"
[rule.when]
sender = "monitoring@example.com"
authentication = "pass"
subject = { matches = '^\\*\\* PROBLEM (?:Host|Service) Alert: (?P<alert>.+?) is ' }
[rule.then]
join = "{alert}"
category = "alert"
priority = "high"
acknowledge = false

[[rule]]
name = "Recovery"
on = "both"
[rule.when]
sender = "monitoring@example.com"
authentication = "pass"
subject = { matches = '^\\*\\* RECOVERY (?:Host|Service) Alert: (?P<alert>.+?) is ' }
[rule.then]
join = "{alert}"
category = "alert"
status = "solved"
acknowledge = false
""",
    ),
    Worked(
        "Who is at work, and who knows the language",
        """\
Conditions on the ticket and on hours see what earlier rules have changed: once the first rule has given a ticket to billing,
`hours` are those of billing's calendar. A group is that of an `[[organisation]]`. `assign` names a strategy, an agent, or a
skill.
""",
        """\
[[rule]]
name = "Important customers"
when = { sender.group = "vip" }
then = { priority = "high", tags = ["+vip"], assign = "sticky" }

[[rule]]
name = "Important, and nobody is there"
when = { ticket.tags = "vip", hours = "out" }
then = { priority = "urgent", watch = "Anna Berg" }

[[rule]]
name = "Polish and German"
when = { language = ["pl", "de"] }
then = { assign = "language" }
""",
    ),
    Worked(
        "What is not for us",
        """\
`spam`, `quarantine` and `discard` end what happens to a mail: no later rule is asked, and what earlier rules wanted is
forgotten. All three are recorded. Mail that answers a ticket is left alone here, as `on` is `new` unless it says otherwise.
""",
        """\
[[rule]]
name = "Spam, says the filter"
when = { any = [{ header.x-spam-flag = "YES" }, { spam_score = { at_least = 8 } }] }
then = { spam = true }

[[rule]]
name = "Programs"
when = { attachment = { name = { ends = [".exe", ".js", ".scr"] }, size = { above = "1 kB" } } }
then = { quarantine = "a program is attached" }
""",
    ),
)
