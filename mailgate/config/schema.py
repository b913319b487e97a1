"""What may stand in the configuration, with defaults that work.

Each class is one table of a TOML file; an unknown key is an error. Durations are whole seconds and sizes are
bytes once read; people write them as `30 s`, `8 h`, `35 MiB`. A field's description completes the sentence
"write ..." of the remedy when the field is missing or has the wrong form.
"""

from pathlib import Path
from typing import Annotated, Literal

from pydantic import AfterValidator, Field

from mailgate.config.alarms import AlarmsTable
from mailgate.config.bounces import BouncesTable
from mailgate.config.deadlines import CalendarTable, PolicyTable
from mailgate.config.endpoints import check_health, check_listen, check_smarthost, check_store
from mailgate.config.fields import (
    Archive,
    ClockSpan,
    ClockTime,
    Count,
    CustomerWord,
    Duration,
    FormerForm,
    Language,
    MailAddress,
    Name,
    Peer,
    SecretName,
    Size,
    Span,
    Zone,
)
from mailgate.config.imap import ImapTable
from mailgate.config.nameserver import check_nameserver
from mailgate.config.oauth import OauthTable
from mailgate.config.plan import PlanTable
from mailgate.config.promises import PromiseWay
from mailgate.config.signing import DkimTable
from mailgate.config.table import Table
from mailgate.model.reference import PLAIN

Strategy = Literal["round-robin", "least-loaded", "skill", "language", "sticky", "manual"]


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
    oauth: Name | None = None  # an [oauth.NAME], for smarthosts with a user and no password
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
    per_ticket_day: Count = 5  # automatic mails to the customers of one ticket
    burst: Duration = 60  # of mails that one sender writes within it, the first is acknowledged; 0 s: each
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
        pattern=rf"^([A-Z][A-Z0-9]{{0,7}}|{PLAIN})$",
        description="at most 8 capital letters and digits, a letter first, such as EX; or # for plain numbers, [#4711]",
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
    same_subject: Literal["off", "hint"] = "off"  # level 7 of docs/threading.md
    reopen_window: Duration = 14 * 86400
    after_answer: Literal["waiting", "open"] = "waiting"
    wake_on_customer: bool = True  # False: a postponed ticket sleeps on when the customer writes
    archived_at: Archive | None = None  # where agents see a ticket elsewhere, {ref} in it: in mail to them
    promise: PromiseWay = "later_of"  # which time the acknowledgement says (SPEC section 10.3)
    correction: bool = False  # one mail when that time will be missed by more than a working day
    languages: dict[MailAddress, Language] = Field(default_factory=dict)  # of those who write to an alias
    urgent: Annotated[str, Field(max_length=500)] | dict[Language, str] = (
        ""  # what to do then; acknowledgements say it
    )
    words: tuple[CustomerWord, ...] = ("status",)  # what customers may ask in one word (SPEC section 11.8)


class BorderTable(Table):
    """`[border]`: our own SPF, DKIM and DMARC, for mail that no trusted neighbour has judged."""

    check: Literal["public", "always", "never"] = "public"  # for clients with public addresses, or for all
    dns_timeout: Annotated[Span, Field(le=30, description="a duration from 1 s to 30 s")] = (
        5  # for all of a mail
    )
    nameservers: tuple[Annotated[str, AfterValidator(check_nameserver)], ...] = ()  # else /etc/resolv.conf


class FormerTable(Table):
    """`[[former]]`: how a system used before wrote its ticket numbers; they stay readable as other names of tickets."""

    form: FormerForm


class TrustedResultsTable(Table):
    """`[[trusted_results]]`: whose Authentication-Results to believe, from which neighbour."""

    authserv_id: str = Field(  # "" for a server that leaves out its name, such as Microsoft's
        pattern=r"^\S*$",
        max_length=100,
        description="the first word of your mail server's Authentication-Results, often its host name",
    )
    from_: Peer = Field(
        alias="from",
        description="the address that your mail server connects from, such as 10.0.0.5, or imap:USER",
    )


class TeamTable(Table):
    """`[[team]]`: a group of agents who share tickets."""

    name: Name
    lead: Name | None = None
    calendar: str | None = None
    address: MailAddress | None = None  # told of new tickets instead of each agent
    strategy: Strategy = "manual"  # who of the team gets a new ticket; see docs/rules.md
    digest: ClockTime | None = "07:30"  # on the team's working days, in the zone of its calendar


class AgentTable(Table):
    """`[[agent]]`: a person who answers, with the addresses they write from."""

    name: Name
    addresses: tuple[MailAddress, ...] = Field(
        min_length=1, description='the addresses this agent writes from, such as ["anna@example.com"]'
    )
    teams: tuple[Name, ...] = ()
    language: Language = "en"
    signature: str = ""
    standin: Name | None = None
    capacity: Count | None = (
        None  # open tickets by their weight, up to which a strategy gives more; no limit by default
    )
    skills: tuple[Name, ...] = ()  # as rules and categories name them
    languages: tuple[Language, ...] = ()  # in which this agent answers; their own by default
    calendar: str | None = None  # own working hours, if other than the team's
    confirm: bool = True  # ask by mail where nobody vouches for a mail with this agent's token
    quiet: ClockSpan | None = None  # no notice in these hours, in the agent's zone; the digest tells later
    notices_per_hour: Count = 60  # more than this wait for the digest
    login: Name | None = None  # for submission with AUTH; the password is the secret named below
    secret: SecretName | None = None


class OrganisationTable(Table):
    """`[[organisation]]`: customers who belong together, known by the domains they write from."""

    name: Name
    domains: tuple[str, ...] = Field(min_length=1, description='their domains, such as ["customer.example"]')
    group: Name | None = None  # as policies and rules name it, such as vip


class Settings(Table):
    """The whole configuration directory, read and checked against itself."""

    directory: Path
    store: StoreTable = StoreTable()
    smtp: SmtpTable = SmtpTable()
    outbound: OutboundTable = OutboundTable()
    processing: ProcessingTable = ProcessingTable()
    caps: CapsTable = CapsTable()
    operator: OperatorTable = OperatorTable()
    alarms: AlarmsTable = AlarmsTable()
    border: BorderTable = BorderTable()
    dkim: tuple[DkimTable, ...] = ()
    bounces: BouncesTable = BouncesTable()
    mailbox: tuple[MailboxTable, ...] = ()
    imap: tuple[ImapTable, ...] = ()
    oauth: dict[str, OauthTable] = Field(default_factory=dict)
    former: tuple[FormerTable, ...] = ()
    trusted_results: tuple[TrustedResultsTable, ...] = ()
    team: tuple[TeamTable, ...] = ()
    agent: tuple[AgentTable, ...] = ()
    organisation: tuple[OrganisationTable, ...] = ()
    calendar: dict[str, CalendarTable] = Field(default_factory=dict)
    policy: tuple[PolicyTable, ...] = ()
    plan: tuple[PlanTable, ...] = ()

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

    def organisation_of(self, address: str) -> OrganisationTable | None:
        """The organisation whose domain this address is of."""
        domain = address.lower().rpartition("@")[2]
        return next((o for o in self.organisation if domain in o.domains), None)

    def agents_in(self, team: str | None) -> tuple[AgentTable, ...]:
        return tuple(a for a in self.agent if team in a.teams)
