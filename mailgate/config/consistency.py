"""Do the tables agree with each other? Looks at nothing but the settings.

A check names the sections that it reads, and is left out while one of them has faults of its own: a typo in
one agent must not be followed by ten false "unknown agent".
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from mailgate.config.deadlines import PolicyTable
from mailgate.config.endpoints import takes_logins
from mailgate.config.imap import imap_problems
from mailgate.config.layout import fault, key_path
from mailgate.config.nearest import suggest
from mailgate.config.oauth import oauth_problems
from mailgate.config.schema import Settings
from mailgate.config.signing import signing_faults
from mailgate.errors import Fault


@dataclass(frozen=True)
class Check:
    """A question to the settings, and the sections that must be sound before it may be asked."""

    reads: tuple[str, ...]
    ask: Callable[[Settings], Iterable[Fault]]


def _a_mailbox(settings: Settings) -> Iterator[Fault]:
    """Mail to postmaster is taken in any case and must belong somewhere."""
    if not settings.mailbox:
        yield fault(
            ("mailbox",), "there is no mailbox", "add a [[mailbox]] with the address customers write to"
        )


def _teams_known(settings: Settings) -> Iterator[Fault]:
    known = [team.name for team in settings.team]
    named: list[tuple[tuple[str | int, ...], str | None]] = [
        *((("mailbox", n, "team"), box.team) for n, box in enumerate(settings.mailbox)),
        *(
            (("agent", n, "teams", m), t)
            for n, agent in enumerate(settings.agent)
            for m, t in enumerate(agent.teams)
        ),
        *((("policy", n, "team"), policy.team) for n, policy in enumerate(settings.policy)),
    ]
    yield from _unknown(named, known, "team", "add a [[team]] of this name to agents.toml")


def _calendars_known(settings: Settings) -> Iterator[Fault]:
    named: list[tuple[tuple[str | int, ...], str | None]] = [
        *((("mailbox", n, "calendar"), box.calendar) for n, box in enumerate(settings.mailbox)),
        *((("team", n, "calendar"), team.calendar) for n, team in enumerate(settings.team)),
        *((("agent", n, "calendar"), agent.calendar) for n, agent in enumerate(settings.agent)),
        *((("policy", n, "calendar"), policy.calendar) for n, policy in enumerate(settings.policy)),
    ]
    yield from _unknown(named, list(settings.calendar), "calendar", "add [calendar.NAME] to calendars.toml")


def _languages_of_aliases(settings: Settings) -> Iterator[Fault]:
    for number, mailbox in enumerate(settings.mailbox):
        for address in mailbox.languages:
            if address not in (mailbox.address, *mailbox.aliases):
                yield fault(
                    ("mailbox", number, "languages", address),
                    "is no address of this mailbox",
                    f"add {address} to its aliases, or take it out",
                )


def _leads_known(settings: Settings) -> Iterator[Fault]:
    known = [agent.name for agent in settings.agent]
    named: list[tuple[tuple[str | int, ...], str | None]] = [
        *((("team", n, "lead"), team.lead) for n, team in enumerate(settings.team)),
        *((("agent", n, "standin"), agent.standin) for n, agent in enumerate(settings.agent)),
    ]
    yield from _unknown(named, known, "agent", "add an [[agent]] of this name to agents.toml")


def _policy_mailboxes_known(settings: Settings) -> Iterator[Fault]:
    known = [box.address for box in settings.mailbox]
    named = [(("policy", n, "mailbox"), policy.mailbox) for n, policy in enumerate(settings.policy)]
    yield from _unknown(named, known, "mailbox", "write the address of a [[mailbox]] of mailgate.toml")


def _unknown(
    named: Iterable[tuple[tuple[str | int, ...], str | None]], known: list[str], noun: str, otherwise: str
) -> Iterator[Fault]:
    for parts, name in named:
        if name is not None and name not in known:
            yield fault(parts, f"there is no {noun} {name!r}", suggest(name, known, otherwise))


def _addresses_apart(settings: Settings) -> Iterator[Fault]:
    """Mail to a mailbox must never be taken for an agent's, nor an agent for two people (SPEC section 19)."""
    owner: dict[str, tuple[str | int, ...]] = {}
    for parts, address in _addresses(settings):
        first = owner.setdefault(address, parts)
        if first == parts:
            continue
        whose = {"mailbox": "a mailbox's", "agent": "an agent's"}[str(first[0])]
        remedy = "give each address to one mailbox or one agent only"
        yield fault(parts, f"{address} is already {whose}, at {key_path(first)}", remedy)
    for n, team in enumerate(settings.team):
        if team.address and settings.mailbox_of(team.address):
            problem = f"{team.address} is one of our own mailboxes: notifications would become tickets"
            yield fault(
                ("team", n, "address"), problem, "write an address outside of mailgate, or remove the key"
            )


def _addresses(settings: Settings) -> Iterator[tuple[tuple[str | int, ...], str]]:
    for n, box in enumerate(settings.mailbox):
        yield ("mailbox", n, "address"), box.address
        yield from ((("mailbox", n, "aliases", m), alias) for m, alias in enumerate(box.aliases))
    for n, agent in enumerate(settings.agent):
        yield from ((("agent", n, "addresses", m), address) for m, address in enumerate(agent.addresses))


def _prefixes_apart(settings: Settings) -> Iterator[Fault]:
    prefixes = [box.prefix for box in settings.mailbox]
    yield from _repeated(
        "mailbox", "prefix", prefixes, 'give each mailbox a prefix of its own, such as prefix = "EX"'
    )


def _team_names_apart(settings: Settings) -> Iterator[Fault]:
    yield from _repeated("team", "name", [t.name for t in settings.team], "give each team its own name")


def _agent_names_apart(settings: Settings) -> Iterator[Fault]:
    yield from _repeated(
        "agent", "name", [a.name for a in settings.agent], "add what tells the two people apart"
    )
    yield from _repeated(
        "agent", "login", [a.login for a in settings.agent], "give each agent a login of their own"
    )


def _organisations_apart(settings: Settings) -> Iterator[Fault]:
    yield from _repeated(
        "organisation", "name", [o.name for o in settings.organisation], "give each organisation its own name"
    )
    owner: dict[str, tuple[str | int, ...]] = {}
    for n, organisation in enumerate(settings.organisation):
        for m, domain in enumerate(organisation.domains):
            parts = ("organisation", n, "domains", m)
            if "@" in domain or domain != domain.lower():
                yield fault(parts, "not a domain", "write it in small letters, such as customer.example")
            elif owner.setdefault(domain, parts) != parts:
                problem = f"{domain} is already at {key_path(owner[domain])}"
                yield fault(parts, problem, "give each domain to one organisation only")


def _policy_names_apart(settings: Settings) -> Iterator[Fault]:
    yield from _repeated("policy", "name", [p.name for p in settings.policy], "give each policy its own name")


def _repeated(section: str, field: str, values: list[str | None] | list[str], remedy: str) -> Iterator[Fault]:
    for n, value in enumerate(values):
        if value is not None and value in values[:n]:
            first = key_path((section, values.index(value), field))
            yield fault((section, n, field), f"{value!r} is already taken, at {first}", remedy)


def _logins_whole(settings: Settings) -> Iterator[Fault]:
    for n, agent in enumerate(settings.agent):
        if agent.login and not agent.secret:
            problem = "a login without a secret"
            yield fault(
                ("agent", n, "secret"), problem, 'name the password: secret = "agent-anna", or remove login'
            )
        if agent.secret and not agent.login:
            remedy = 'name the login: login = "anna@example.com", or remove secret'
            yield fault(("agent", n, "login"), "a secret without a login", remedy)


def _tls_whole(settings: Settings) -> Iterator[Fault]:
    smtp = settings.smtp
    if smtp.key and not smtp.certificate:
        yield fault(
            ("smtp", "certificate"), "a key without its certificate", "add certificate = FILE, or remove key"
        )
    if smtp.certificate and not smtp.key:
        yield fault(("smtp", "key"), "a certificate without its key", "add key = FILE, or remove certificate")


def _logins_under_tls(settings: Settings) -> Iterator[Fault]:
    if settings.smtp.certificate is None:
        yield from (
            fault(("smtp", "listen", n), "takes logins and has no TLS", "add certificate and key to [smtp]")
            for n, listen in enumerate(settings.smtp.listen)
            if takes_logins(listen)
        )


def _listeners_known(settings: Settings) -> Iterator[Fault]:
    listen = list(settings.smtp.listen)
    yield from (
        fault(("smtp", "listen", n), "is listed twice", "remove one of the two")
        for n, address in enumerate(listen)
        if address in listen[:n]
    )
    named = [(("smtp", "repair_line_endings", n), a) for n, a in enumerate(settings.smtp.repair_line_endings)]
    yield from _unknown(named, listen, "listener", "write an address that stands in smtp.listen")


_CONDITIONS = ("mailbox", "team", "category", "priority", "group", "language", "hours")


def _policies_reachable(settings: Settings) -> Iterator[Fault]:
    """The first match wins, so whatever an earlier policy takes never reaches a later one."""
    for n, policy in enumerate(settings.policy):
        earlier = next((p for p in settings.policy[:n] if _conditions(p) <= _conditions(policy)), None)
        if earlier is not None:
            problem = f"can never match: {earlier.name!r} stands before it and takes all that it would"
            yield fault(("policy", n), problem, f"move it before {earlier.name!r}, or remove it")


def _conditions(policy: PolicyTable) -> set[tuple[str, str]]:
    return {(name, str(value)) for name in _CONDITIONS if (value := getattr(policy, name)) is not None}


def _accounts_whole(settings: Settings) -> Iterator[Fault]:
    mailboxes = [box.address for box in settings.mailbox]
    for parts, problem, remedy in imap_problems(settings.imap, list(settings.oauth), mailboxes):
        yield fault(parts, problem, remedy)


def _logins_by_token(settings: Settings) -> Iterator[Fault]:
    for parts, problem, remedy in oauth_problems(settings.oauth):
        yield fault(parts, problem, remedy)
    name = settings.outbound.oauth
    yield from _unknown([(("outbound", "oauth"), name)], list(settings.oauth), "login", "add [oauth.NAME]")


def _trusted_accounts(settings: Settings) -> Iterator[Fault]:
    known = [f"imap:{account.called}" for account in settings.imap]
    named = [
        (("trusted_results", n, "from"), t.from_)
        for n, t in enumerate(settings.trusted_results)
        if t.from_.startswith("imap:")
    ]
    yield from _unknown(named, known, "account", "add an [[imap]] with this user or name")


CONSISTENCY = (
    Check(("mailbox",), _a_mailbox),
    Check(("mailbox", "team", "agent", "policy"), _teams_known),
    Check(("mailbox", "team", "agent", "policy", "calendar"), _calendars_known),
    Check(("team", "agent"), _leads_known),
    Check(("policy", "mailbox"), _policy_mailboxes_known),
    Check(("mailbox", "agent", "team"), _addresses_apart),
    Check(("mailbox",), _prefixes_apart),
    Check(("mailbox",), _languages_of_aliases),
    Check(("team",), _team_names_apart),
    Check(("agent",), _agent_names_apart),
    Check(("organisation",), _organisations_apart),
    Check(("policy",), _policy_names_apart),
    Check(("agent",), _logins_whole),
    Check(("smtp",), _tls_whole),
    Check(("smtp",), _logins_under_tls),
    Check(("smtp",), _listeners_known),
    Check(("policy",), _policies_reachable),
    Check(("dkim", "mailbox"), signing_faults),
    Check(("imap", "oauth", "mailbox"), _accounts_whole),
    Check(("oauth", "outbound"), _logins_by_token),
    Check(("imap", "trusted_results"), _trusted_accounts),
)
