"""What may stand in the configuration, with defaults that work.

Each class is one table of a TOML file; an unknown key is an error. Durations are whole seconds and sizes are
bytes once read; people write them as `30 s`, `8 h`, `35 MiB`. A field's description completes the sentence
"write ..." of the remedy when the field is missing or has the wrong form.
"""

from datetime import date
from ipaddress import ip_network
from pathlib import Path
from typing import Annotated, Literal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError, available_timezones

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field

from mailgate.config.endpoints import check_health, check_listen, check_smarthost, check_store
from mailgate.config.nearest import nearest
from mailgate.config.quantities import parse_duration, parse_size, parse_target
from mailgate.model.ticket import Priority


def _zone(name: str) -> str:
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as unknown:  # "Europe" is a directory of zones
        near = nearest(name, available_timezones()) or "an IANA name such as Europe/Copenhagen"
        raise ValueError(f"not a time zone; write {near}") from unknown
    return name


def _address(text: str) -> str:
    local, at, domain = text.rpartition("@")
    if not (local and at and domain) or any(
        c.isspace() or not c.isprintable() or c in '<>,;:"@' for c in local + domain
    ):
        raise ValueError("not an e-mail address; write one such as support@example.com")
    return text.lower()


def _peer(text: str) -> str:
    remedy = "write the IP address or network that your mail server connects from, such as 10.0.0.5"
    if text.startswith("unix:/"):  # whoever may open that socket is the neighbour
        return text
    try:
        network = ip_network(text, strict=False)
    except ValueError:
        raise ValueError(f"not an IP address; {remedy}") from None
    if network.prefixlen == 0:
        raise ValueError(f"the whole internet, where anybody may write that header; {remedy}")
    return text


def _line(text: str) -> str:
    if not text or not text.isprintable():
        raise ValueError("empty, or not a single line of printable text; write a short plain name")
    return text


Duration = Annotated[int, BeforeValidator(parse_duration)]
Target = Annotated[
    int,
    BeforeValidator(parse_target),
    Field(gt=0, description="working time longer than nothing, such as 8 h"),
]
Span = Annotated[Duration, Field(gt=0, description="a duration longer than nothing, such as 8 h")]
Size = Annotated[int, BeforeValidator(parse_size)]
Zone = Annotated[str, AfterValidator(_zone)]
MailAddress = Annotated[str, AfterValidator(_address)]
Peer = Annotated[str, AfterValidator(_peer)]
Name = Annotated[str, AfterValidator(_line), Field(max_length=100, description="a short plain name")]
Language = Annotated[
    str, Field(pattern=r"^[a-z]{2,3}(-[A-Za-z0-9]+)?$", description="a language tag such as en, da or pt-BR")
]
SecretName = Annotated[
    str,
    Field(
        pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$",
        description="the name of a secret: letters, digits, dot, hyphen, underscore",
    ),
]
Count = Annotated[int, Field(ge=1, description="a whole number from 1")]


class Table(BaseModel):
    """Frozen, and refuses what it does not know."""

    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)


class StoreTable(Table):
    """`[store]`: where everything is kept."""

    url: Annotated[str, AfterValidator(check_store)] = "sqlite:////var/lib/mailgate/mailgate.db"
    low_disk: Size = 512 * 1024 * 1024  # below this much free space mail is answered 452


class SmtpTable(Table):
    """`[smtp]`: how mail comes in."""

    listen: tuple[Annotated[str, AfterValidator(check_listen)], ...] = ("127.0.0.1:8025",)
    hostname: Name = "localhost"
    max_size: Size = 35 * 1024 * 1024
    max_connections: Count = 1000
    max_connections_per_address: Count = 50
    max_recipients: Count = 100
    in_flight: Size = 128 * 1024 * 1024
    certificate: Path | None = None  # relative paths start at the configuration directory
    key: Path | None = None  # one under secrets/ is also found as a systemd credential
    repair_line_endings: tuple[str, ...] = ()  # the listen addresses whose neighbour sends bare LF


class OutboundTable(Table):
    """`[outbound]`: how mail leaves."""

    smarthosts: tuple[Annotated[str, AfterValidator(check_smarthost)], ...] = ()
    ca_file: Path | None = None
    undo_window: Duration = 30
    give_up_after: Span = 5 * 86400
    concurrency: Count = 4
    timeout: Span = 60


class ProcessingTable(Table):
    """`[processing]`: how one mail is read and how often it is tried."""

    readers: Count = 1
    deadline: Span = 10
    memory: Size = 512 * 1024 * 1024
    attempts: Count = 4


class CapsTable(Table):
    """`[caps]`: how much automatic mail anybody may get (SPEC section 10.1)."""

    per_address_day: Count = 3
    per_domain_hour: Count = 20
    per_ticket_hour: Count = 30  # letters that mails on one ticket cause: two unmarked responders end there
    new_addresses_minute: Count = 60


class OperatorTable(Table):
    """`[operator]`: who runs this, and how they watch it."""

    address: MailAddress | None = None
    health: Annotated[str, AfterValidator(check_health)] | None = (
        "127.0.0.1:8027"  # or unix:/run/mailgate/health.sock; "" for none
    )
    logs: Literal["json", "logfmt"] = "logfmt"
    node: Name | None = None  # this process's name among several; the host's name by default


class MailboxTable(Table):
    """`[[mailbox]]`: a support address with its language, zone and team."""

    address: MailAddress = Field(
        description="the address that customers write to, such as support@example.com"
    )
    name: Name
    aliases: tuple[MailAddress, ...] = ()
    prefix: str = Field(
        default="T",
        pattern=r"^[A-Z][A-Z0-9]{0,7}$",
        description="at most 8 capital letters and digits, a letter first, such as EX",
    )
    year: bool = True
    team: Name = Field(description="the name of a [[team]] of agents.toml")
    language: Language = "en"
    zone: Zone = "UTC"
    calendar: str | None = None
    unverified: Literal["minimal", "none"] = "minimal"
    cc: Literal["ask", "join", "ignore"] = "ask"
    tokens: str = Field(
        default="+",
        pattern=r"^([+\-_=]|none|@[A-Za-z0-9.-]+)$",
        description="the separator + - _ or =, or @reply.example.com for a domain of its own, or none",
    )
    reopen_window: Duration = 14 * 86400
    after_answer: Literal["waiting", "open"] = "waiting"


class TrustedResultsTable(Table):
    """`[[trusted_results]]`: whose Authentication-Results to believe, from which neighbour."""

    authserv_id: Name = Field(
        description="the first word of your mail server's Authentication-Results, often its host name"
    )
    from_: Peer = Field(
        alias="from", description="the address that your mail server connects from, such as 10.0.0.5"
    )


class TeamTable(Table):
    """`[[team]]`: a group of agents who share tickets."""

    name: Name
    lead: Name | None = None
    calendar: str | None = None
    address: MailAddress | None = None  # told of new tickets instead of each agent


class AgentTable(Table):
    """`[[agent]]`: a person who answers, with the addresses they write from."""

    name: Name
    addresses: tuple[MailAddress, ...] = Field(
        min_length=1, description='the addresses this agent writes from, such as ["anna@example.com"]'
    )
    teams: tuple[Name, ...] = ()
    language: Language = "en"
    signature: str = ""
    login: Name | None = None  # for submission with AUTH; the password is the secret named below
    secret: SecretName | None = None


class CalendarTable(Table):
    """`[calendar.NAME]`: working time."""

    zone: Zone = Field(description="an IANA name such as Europe/Copenhagen")
    hours: dict[str, tuple[str, ...]] = Field(
        description='the working hours, such as { mon-fri = ["08:00-16:00"] }'
    )
    holidays: tuple[str, ...] = ()
    dates: dict[date, tuple[str, ...]] = Field(default_factory=dict)


class PolicyTable(Table):
    """`[[policy]]`: what is promised to whom; the first that matches wins."""

    name: Name
    mailbox: MailAddress | None = None
    team: str | None = None
    category: str | None = None
    priority: Priority | None = None
    group: str | None = None
    language: Language | None = None
    hours: Literal["in", "out"] | None = None
    calendar: str | None = None
    first_response: Target | None = None
    next_reply: Target | None = None
    update: Target | None = None
    resolution: Target | None = None


class Settings(Table):
    """The whole configuration directory, read and checked against itself."""

    directory: Path
    store: StoreTable = StoreTable()
    smtp: SmtpTable = SmtpTable()
    outbound: OutboundTable = OutboundTable()
    processing: ProcessingTable = ProcessingTable()
    caps: CapsTable = CapsTable()
    operator: OperatorTable = OperatorTable()
    mailbox: tuple[MailboxTable, ...] = ()
    trusted_results: tuple[TrustedResultsTable, ...] = ()
    team: tuple[TeamTable, ...] = ()
    agent: tuple[AgentTable, ...] = ()
    calendar: dict[str, CalendarTable] = Field(default_factory=dict)
    policy: tuple[PolicyTable, ...] = ()

    def mailbox_of(self, address: str) -> MailboxTable | None:
        """The mailbox that this address or alias belongs to, compared without case."""
        key = address.lower()
        return next((m for m in self.mailbox if key == m.address or key in m.aliases), None)

    def agent_of(self, address: str) -> AgentTable | None:
        """The agent who writes from this address, compared without case."""
        key = address.lower()
        return next((a for a in self.agent if key in a.addresses), None)

    def agent_named(self, name: str) -> AgentTable | None:
        return next((a for a in self.agent if a.name == name), None)

    def team_named(self, name: str | None) -> TeamTable | None:
        return next((t for t in self.team if t.name == name), None)

    def agents_in(self, team: str | None) -> tuple[AgentTable, ...]:
        return tuple(a for a in self.agent if team in a.teams)
