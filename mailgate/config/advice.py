"""What is allowed, and probably not meant?"""

from collections.abc import Iterator
from itertools import chain

from mailgate.config.endpoints import door_of_servers, has_plain_password, is_loopback, takes_logins
from mailgate.config.layout import FILES, RULES, WHOLE_FILE, fault
from mailgate.config.nearest import nearest
from mailgate.config.schema import Settings
from mailgate.errors import Fault


def warnings(settings: Settings) -> list[Fault]:
    """What an operator should look at although the service will start."""
    advice = (_ways_in, _neighbours, _ways_out, _people, _promises, _exposure, _secret_files, _stray_files)
    return list(chain.from_iterable(look(settings) for look in advice))


def _ways_in(settings: Settings) -> Iterator[Fault]:
    """An agent whom nobody vouches for can only write notes (SPEC section 11.4)."""
    if settings.trusted_results or _checks_senders(settings):
        return
    door = any(takes_logins(listen) for listen in settings.smtp.listen)
    for n, agent in enumerate(settings.agent):
        if not agent.login:
            remedy = "add login and secret, or [[trusted_results]] or [border] check to mailgate.toml"
            yield fault(("agent", n), f"{agent.name} has no way to be authenticated", remedy)
        elif not door:
            problem = f"{agent.name} has a login, and no listener takes logins"
            remedy = 'add certificate, key and a listener such as "submission://0.0.0.0:8587" to [smtp]'
            yield fault(("agent", n, "login"), problem, remedy)


def _checks_senders(settings: Settings) -> bool:
    """Whether our own check ever judges mail: there is a listener on which it looks at its clients."""
    doors = [door for door in map(door_of_servers, settings.smtp.listen) if door is not None]
    if settings.border.check == "public":
        return any(not is_loopback(door) for door in doors)
    # A client at a unix socket has no address to be judged by.
    return settings.border.check == "always" and any(not door.startswith("unix:") for door in doors)


def _neighbours(settings: Settings) -> Iterator[Fault]:
    doors = {door_of_servers(listen) for listen in settings.smtp.listen}
    for n, neighbour in enumerate(settings.trusted_results):
        if neighbour.from_.startswith("unix:") and neighbour.from_ not in doors:
            problem = f"no listener is at {neighbour.from_}: nothing is ever believed"
            yield fault(
                ("trusted_results", n, "from"), problem, f'add "{neighbour.from_}" to listen in [smtp]'
            )


def _ways_out(settings: Settings) -> Iterator[Fault]:
    if not settings.outbound.smarthosts:
        remedy = 'add smarthosts = ["smtp://127.0.0.1:25"] or your provider\'s to [outbound]'
        yield fault(("outbound", "smarthosts"), "there is no smarthost: all outgoing mail will wait", remedy)


def _people(settings: Settings) -> Iterator[Fault]:
    operator = settings.operator.address
    if operator is None:
        remedy = 'add address = "you@example.com" to [operator]'
        yield fault(("operator", "address"), "nobody is told of trouble", remedy)
    elif settings.mailbox_of(operator):
        problem = f"{operator} is one of our own mailboxes: an alarm about mail would need mail to work"
        yield fault(("operator", "address"), problem, "write an address outside of mailgate")
    for n, box in enumerate(settings.mailbox):
        team = settings.team_named(box.team)
        if team and not team.address and not settings.agents_in(box.team):
            problem = f"nobody is in team {box.team!r}: nobody is told of new tickets"
            yield fault(("mailbox", n, "team"), problem, "add the team to an agent's teams in agents.toml")


def _promises(settings: Settings) -> Iterator[Fault]:
    if not settings.policy:
        remedy = "add a [[policy]] to sla.toml"
        yield fault(("policy",), "there is no policy: no timers, and no time in acknowledgements", remedy)
        return
    for n, box in enumerate(settings.mailbox):
        team = settings.team_named(box.team)
        named = box.calendar or (team and team.calendar) or all(p.calendar for p in settings.policy)
        if not named:
            problem = "no calendar says when this mailbox is at work"
            yield fault(
                ("mailbox", n, "calendar"),
                problem,
                'add calendar = "NAME" here, to its team, or to the policies',
            )


def _exposure(settings: Settings) -> Iterator[Fault]:
    health = settings.operator.health
    if health and not is_loopback(health):
        problem = "health and metrics can be read by other machines"
        yield fault(
            ("operator", "health"),
            problem,
            "write 127.0.0.1:8027 or a unix: socket, unless a firewall stands before it",
        )
    if has_plain_password(settings.store.url):
        remedy = "write {name} in its place and the password into the file secrets/name"
        yield fault(("store", "url"), "a password stands in the configuration", remedy)


def _secret_files(settings: Settings) -> Iterator[Fault]:
    directory = settings.directory / "secrets"
    try:
        files = sorted(directory.iterdir())
    except OSError:  # none, or not ours to look into
        return
    for path in files:
        if path.is_file() and path.stat().st_mode & 0o077:
            yield Fault(
                f"secrets/{path.name}", WHOLE_FILE, "others than its owner may read it", f"chmod 600 {path}"
            )


def _stray_files(settings: Settings) -> Iterator[Fault]:
    """A file under a slightly wrong name is worse than a fault: it is quietly without effect."""
    known = {*FILES, RULES}
    for path in sorted(settings.directory.glob("*.toml")):
        if path.name not in known:
            near = nearest(path.name, known)
            remedy = f"rename it to {near}" if near else "remove it"
            yield Fault(path.name, WHOLE_FILE, "is not read", remedy)
