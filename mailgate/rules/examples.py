"""How is each condition, operator and action written, and what is refused? One table, for tests and for the document.

Each piece of TOML is what stands in `when` (conditions, operators) or in `then` (actions) of an otherwise right rule.
"""

from dataclasses import dataclass

from mailgate.rules.facts import Known

# The configuration that the examples live in.
SAMPLE = Known(
    teams=frozenset({"support", "billing", "sales"}),
    agents=frozenset({"Anna Berg", "Kim Holm"}),
    mailboxes=frozenset({"support@example.com", "billing@example.com"}),
    own=frozenset({"support@example.com", "billing@example.com", "help@example.com"}),
    calendars=frozenset({"office", "night"}),
    policies=frozenset({"standard", "urgent"}),
    groups=frozenset({"vip"}),
    categories=frozenset({"billing", "alert"}),
    letters=frozenset({"how_to_return"}),
)
CAPTURE = r"""subject = { matches = 'order (?P<order>\d+) of (?P<email>\S+)' }"""  # before every action of the table


@dataclass(frozen=True, slots=True)
class Example:
    """One name of the table with a piece that is accepted and one that is refused."""

    name: str
    accepted: str
    refused: str


CONDITIONS: tuple[Example, ...] = (
    Example("mailbox", 'mailbox = "support@example.com"', 'mailbox = "suport@example.com"'),
    Example("envelope.sender", 'envelope.sender = { ends = "@bounces.example.net" }', 'envelope.from = "kim@example.net"'),
    Example("envelope.recipient", 'envelope.recipient = "billing@example.com"', 'envelope = "billing@example.com"'),
    Example("sender.address", 'sender = ["kim@example.net", "bo@example.net"]', "sender = 7"),
    Example("sender.name", 'sender.name = { contains = "monitoring" }', "sender.name = { above = 3 }"),
    Example("sender.domain", 'sender.domain = { ends = ".example.net" }', 'sender.domian = "example.net"'),
    Example("sender.group", 'sender.group = "vip"', 'sender.group = "vips"'),
    Example("sender.known", "sender.known = false", 'sender.known = "no"'),
    Example("recipient.address", 'recipient = "billing@example.com"', "recipient = []"),
    Example("recipient.domain", 'recipient.domain = "example.org"', "recipient.domain = { exists = 1 }"),
    Example("header.*", 'header.x-mailer = { contains = "PHPMailer" }', 'header = "PHPMailer"'),
    Example("subject", 'subject = { contains = ["invoice", "faktura"] }', 'subjekt = { contains = "invoice" }'),
    Example("new_text", 'new_text = { contains = "cancel my contract" }', 'new_text = { contain = "cancel" }'),
    Example("text", 'text = { exists = false }', "text = {}"),
    Example("attachment.name", 'attachment = { ends = [".pdf", ".xml"] }', 'attachment = { extension = "pdf" }'),
    Example("attachment.type", 'attachment.type = { starts = "image/" }', "attachment.type = true"),
    Example("attachment.size", 'attachment.size = { above = "5 MiB" }', "attachment.size = { above = 5 }"),
    Example("attachments", "attachments = { at_least = 3 }", 'attachments = "three"'),
    Example("language", 'language = ["da", "nb", "sv"]', 'language = { above = "da" }'),
    Example("size", 'size = { above = "10 MiB" }', 'size = { above = "10" }'),
    Example("automatic", 'automatic = ["list", "bulk"]', 'automatic = "newsletter"'),
    Example("authentication", 'authentication = "pass"', 'authentication = "good"'),
    Example("spam_score", "spam_score = { at_least = 8 }", 'spam_score = { at_least = "8" }'),
    Example("hours", 'hours = "out"', 'hours = "closed"'),
    Example("calendar.*", 'calendar.night = "in"', 'calendar.nigth = "in"'),
    Example("ticket.status", 'ticket.status = ["waiting", "solved"]', 'ticket.status = "pending"'),
    Example("ticket.priority", 'ticket.priority = "urgent"', 'ticket.priority = { above = "normal" }'),
    Example("ticket.category", "ticket.category = { exists = false }", 'ticket.category = "biling"'),
    Example("ticket.team", 'ticket.team = "billing"', 'ticket.team = "bilingual"'),
    Example("ticket.assignee", 'ticket.assignee = "Anna Berg"', 'ticket.assignee = "Anna Borg"'),
    Example("ticket.tags", 'ticket.tags = "web"', "ticket.tags = { contains = [] }"),
    Example("field.*", "field.order = { exists = true }", "field = { exists = true }"),
    Example("since.customer", 'since.customer = { above = "14 d" }', "since.customer = { above = 14 }"),
    Example("since.created", 'since.created = { below = "2 h" }', 'since.created = { below = "2 weeks" }'),
)  # fmt: skip

NESTED: tuple[Example, ...] = (
    Example("all", 'all = [{ subject = "a" }, { not = { subject = "b" } }]', 'all = { subject = "a" }'),
    Example("any", 'any = [{ subject = "a" }, { text = { contains = "a" } }]', "any = []"),
    Example("not", "not = { sender.known = true }", "not = {}"),
)

OPERATORS: tuple[Example, ...] = (
    Example("is", 'subject = { is = "Test" }', 'subject = { is = ["Test", "Prøve"] }'),
    Example("in", 'subject = { in = ["Test", "Prøve"] }', 'subject = { in = "Test" }'),
    Example("contains", 'subject = { contains = "rechnung", substring = true }', 'subject = { contains = "???" }'),
    Example("starts", 'subject = { starts = "[Contact form]" }', 'subject = { begins = "[Contact form]" }'),
    Example("ends", 'subject = { ends = "?" }', 'subject = { ends = "" }'),
    Example("matches", r"subject = { matches = 'case (?P<case>[0-9]+)' }", r"subject = { matches = '(a)\1' }"),
    Example("above", 'size = { above = "1 MiB" }', 'subject = { above = "1 MiB" }'),
    Example("at_least", "attachments = { at_least = 1 }", "attachments = { at_least = true }"),
    Example("below", 'since.created = { below = "90 min" }', 'since.created = { below = "90 m" }'),
    Example("at_most", 'attachment.size = { at_most = "100 kB" }', 'attachment.size = { at_most = "100 k" }'),
    Example("exists", "header.list-id = { exists = true }", 'header.list-id = { exists = "yes" }'),
)  # fmt: skip

ACTIONS: tuple[Example, ...] = (
    Example("category", 'category = "billing"', "category = 3"),
    Example("tags", 'tags = ["+invoice", "-new_customer"]', 'tags = ["invoice"]'),
    Example("priority", 'priority = "high"', 'priority = "highest"'),
    Example("team", 'team = "billing"', 'team = "biling"'),
    Example("assign", 'assign = "least-loaded"', 'assign = "Anna Borg"'),
    Example("policy", 'policy = "urgent"', 'policy = "urgnt"'),
    Example("language", 'language = "da"', 'language = "Danish"'),
    Example("fields", 'fields = { order = "{order}", source = "shop" }', 'fields = { "Order No" = "{order}" }'),
    Example("watch", 'watch = ["Kim Holm", "billing@example.com"]', 'watch = ["Kim Helm"]'),
    Example("note", 'note = "The order is {order}."', 'note = "The order is {oder}."'),
    Example("letter", 'letter = "how_to_return"', 'letter = "how_to_retrun"'),
    Example("links", 'links = ["https://help.example.com/invoices"]', 'links = ["help.example.com"]'),
    Example("acknowledge", "acknowledge = false", "acknowledge = true"),
    Example("forward", 'forward = "accounts@example.net"', 'forward = "help@example.com"'),
    Example("external_number", 'external_number = "{order}"', 'external_number = "4711"'),
    Example("quarantine", 'quarantine = "a program is attached"', "quarantine = false"),
    Example("spam", "spam = true", 'spam = "yes"\ntags = ["+spam"]'),
    Example("discard", 'discard = "the nightly report, read by nobody"', 'discard = true\nteam = "billing"'),
    Example("postpone", 'postpone = "2 d"', 'postpone = "2 weeks"'),
    Example("status", 'status = "solved"', 'status = "new"'),
    Example("join", 'join = "order {order}"', 'join = "orders"'),
    Example("requester", 'requester = "{email}"', 'requester = "Reply-To"'),
)  # fmt: skip
