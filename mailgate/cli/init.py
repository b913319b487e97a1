"""`mailgate init`: a commented configuration out of a few answers, right from the start."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NoReturn

import typer

from mailgate.cli.check import printable

if TYPE_CHECKING:  # pydantic costs more than all of `--help` may
    from mailgate.config.newdirectory import Written
    from mailgate.config.starter import Answers
    from mailgate.errors import Fault

REFUSED = 1
USAGE = 2
STATE = Path("/var/lib/mailgate")  # StateDirectory= of the unit
CERTIFICATE, KEY = "smtp.crt", "smtp.key"


@dataclass(frozen=True)
class Target:
    """Where everything goes; `root` fills an image, whose files name the paths of the running system."""

    directory: Path
    store: Path
    listen: tuple[str, ...] = ("127.0.0.1:8025",)
    submission: tuple[str, ...] = ("submission://127.0.0.1:8587",)
    units: Path | None = None
    root: Path = Path("/")

    def on_disk(self, path: Path) -> Path:
        return self.root / path.relative_to("/")


def init(  # noqa: PLR0913, PLR0917 - one parameter for each flag, which typer passes by name
    config: Annotated[
        Path | None, typer.Option(metavar="DIR", help="Default: MAILGATE_CONFIG, else ./mailgate-config.")
    ] = None,
    systemd: Annotated[bool, typer.Option("--systemd", help="Into /etc/mailgate, with the units.")] = False,
    root: Annotated[Path, typer.Option(help="With --systemd: put / here, to fill an image.")] = Path("/"),
    address: Annotated[str | None, typer.Option(help="The address that customers write to.")] = None,
    name: Annotated[str | None, typer.Option(help="The name they see: 'Example Support'.")] = None,
    team: Annotated[str | None, typer.Option(help="The team that answers.")] = None,
    agent: Annotated[list[str] | None, typer.Option(help="'Anna Berg <anna@example.com>'; repeat.")] = None,
    auth: Annotated[str | None, typer.Option(help="Who vouches for agents: submission or trusted.")] = None,
    authserv_id: Annotated[str | None, typer.Option(help="trusted: its Authentication-Results name.")] = None,
    trusted_from: Annotated[str | None, typer.Option(help="trusted: the address it connects from.")] = None,
    smarthost: Annotated[str | None, typer.Option(help="URL of the server for outgoing mail.")] = None,
    operator: Annotated[str | None, typer.Option(help="The address that is told of trouble.")] = None,
    zone: Annotated[str | None, typer.Option(help="Time zone: Europe/Copenhagen.")] = None,
    language: Annotated[str | None, typer.Option(help="Language of acknowledgements.")] = None,
    hostname: Annotated[str | None, typer.Option(help="What mailgate calls itself.")] = None,
    yes: Annotated[bool, typer.Option("--yes", help="Ask nothing, take defaults.")] = False,
    force: Annotated[bool, typer.Option("--force", help="Replace what exists, but no secret.")] = False,
) -> None:
    """Write a commented configuration that passes `check`; asks for what the flags do not say."""
    import os  # noqa: PLC0415 - lazy, so that --help stays quick
    import platform  # noqa: PLC0415
    import sys  # noqa: PLC0415

    from mailgate.cli.questions import Flags, Questions, gather  # noqa: PLC0415

    target = _target(config, root, os.environ, systemd=systemd)
    starter = _starter()
    _refuse_existing(target, starter, force=force)
    interactive = sys.stdin.isatty() and not yes
    who = Flags(address, name, team, tuple(agent or ()), auth, authserv_id, trusted_from)
    flags = replace(
        who, smarthost=smarthost, operator=operator, zone=zone, language=language, hostname=hostname
    )
    machine = {"zone": local_zone(Path("/etc/localtime")), "hostname": platform.node() or "localhost"}
    answers = gather(flags, Questions(interactive), store=f"sqlite:///{target.store}", **machine)
    passwords = _relay_password(answers.smarthost, os.environ) if interactive else {}
    try:
        _set_up(target, starter, answers, passwords, force=force)
    except OSError as refused:
        _stop(f"{refused.filename}: {refused.strerror}")


def _target(config: Path | None, root: Path, environment: Mapping[str, str], *, systemd: bool) -> Target:
    from mailgate.config.place import INSTALLED, place  # noqa: PLC0415
    from mailgate.config.units import DIRECTORY  # noqa: PLC0415

    if systemd and config is not None:
        raise typer.BadParameter("--systemd has its own place, /etc/mailgate; leave out --config")
    if systemd:
        # Port 25 comes from mailgate.socket; 587 would need a unit too, so logins get one above 1023.
        mail, logins = ("0.0.0.0:25", "[::]:25"), ("submission://0.0.0.0:8587", "submission://[::]:8587")
        return Target(INSTALLED, STATE / "mailgate.db", mail, logins, DIRECTORY, root.absolute())
    directory = place(config, environment, otherwise=Path("mailgate-config"))
    return Target(directory, directory / "data" / "mailgate.db")


def _starter() -> dict[str, str]:
    from mailgate.config.starter import starter_directory  # noqa: PLC0415

    found = sorted(starter_directory("config").glob("*.toml"))
    return {path.name: path.read_text(encoding="utf-8") for path in found}


def _refuse_existing(target: Target, starter: Mapping[str, str], *, force: bool) -> None:
    """Before the first question: nobody should answer ten of them in vain."""
    from mailgate.config.newdirectory import taken  # noqa: PLC0415

    there = [] if force else taken(target.on_disk(target.directory), starter)
    if there:
        _stop(f"{there[0]} exists; name another directory with --config, or replace it with --force")


def _set_up(
    target: Target, starter: dict[str, str], answers: "Answers", passwords: dict[str, str], *, force: bool
) -> None:
    import secrets  # noqa: PLC0415

    from mailgate.config.certificate import can_make_certificate  # noqa: PLC0415
    from mailgate.config.endpoints import secret_in  # noqa: PLC0415
    from mailgate.config.load import SECRETS  # noqa: PLC0415
    from mailgate.config.newdirectory import try_out, write  # noqa: PLC0415
    from mailgate.config.starter import render  # noqa: PLC0415

    if answers.auth == "submission":
        passwords = passwords | {person.secret: secrets.token_urlsafe(18) for person in answers.agents}
        if can_make_certificate():
            answers = replace(
                answers, submission=target.submission, certificate=CERTIFICATE, key=f"{SECRETS}/{KEY}"
            )
    answers = replace(answers, listen=target.listen)
    relay = secret_in(answers.smarthost)
    _refuse_faults(try_out(starter, answers, frozenset(passwords) | ({relay} if relay else set())))
    directory = target.on_disk(target.directory)
    written = write(directory, render(starter, answers), passwords, force=force)
    target.on_disk(target.store).parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    for line in (
        *_story(target, answers, written),
        *_certify(target, directory, answers),
        *_units(target, force=force),
    ):
        typer.echo(printable(line))
    if relay and relay not in passwords:
        typer.echo(f"To do: put the smarthost's password into {directory / SECRETS / relay} (mode 0600)")
    for line in _next(target):
        typer.echo(printable(line))


def _refuse_faults(faults: "tuple[Fault, ...]") -> None:
    for fault in faults:
        typer.echo(printable(str(fault)), err=True)
    if faults:
        raise typer.Exit(USAGE)


def _certify(target: Target, directory: Path, answers: "Answers") -> Iterator[str]:
    from mailgate.config.certificate import make_certificate  # noqa: PLC0415

    if answers.auth != "submission":
        return
    if not answers.certificate:
        yield "To do: agents' logins need TLS. Install openssl and run init --force, which makes a"
        yield f"certificate; or set certificate and key in [smtp], and add {target.submission[0]} to listen."
        return
    certificate, key = directory / answers.certificate, directory / answers.key
    if certificate.exists() and key.exists():
        yield f"kept     {certificate} and its key"
        return
    problem = make_certificate(answers.hostname, certificate, key)
    if problem:
        yield f"To do: no certificate could be made ({problem}); put one at {certificate}"
    else:
        yield f"written  {certificate}, self-signed for {answers.hostname}; a public one may replace it"


def _story(target: Target, answers: "Answers", written: "Written") -> Iterator[str]:
    yield from (f"written  {path}" for path in written.made)
    yield from (f"kept     {path}" for path in written.kept)
    yield f"store    {target.store}"
    if answers.submission:
        yield f"logins   {', '.join(answers.submission)}"
    if answers.auth == "submission":
        for person in answers.agents:
            secret = target.directory / "secrets" / person.secret
            yield f"agent    {person.name} logs in as {person.address}, with the password in {secret}"


def _units(target: Target, *, force: bool) -> Iterator[str]:
    import sys  # noqa: PLC0415

    from mailgate.config.starter import starter_directory  # noqa: PLC0415
    from mailgate.config.units import install_units, read_units  # noqa: PLC0415

    if target.units is None:
        return
    units = read_units(starter_directory("systemd"), Path(sys.executable).parent / "mailgate")
    installed = install_units(units, target.on_disk(target.units), force=force)
    yield from (f"unit     {path}" for path in installed)


def _next(target: Target) -> Iterator[str]:
    yield ""
    yield "Next:"
    if target.units is None:
        yield f"  mailgate check --config {target.directory}"
        yield f"  mailgate serve --config {target.directory}"
        return
    yield "  mailgate check"
    yield "  systemctl daemon-reload"
    yield "  systemctl enable --now mailgate.socket mailgate.service"


def _relay_password(smarthost: str, environment: Mapping[str, str]) -> dict[str, str]:
    """The smarthost's password, asked for without showing it, unless the environment has it."""
    from mailgate.config.endpoints import secret_in  # noqa: PLC0415
    from mailgate.config.secrets import SecretSource  # noqa: PLC0415

    name = secret_in(smarthost)
    if name is None or SecretSource.variable(name) in environment:
        return {}
    return {name: str(typer.prompt(f"The smarthost's password ({name})", hide_input=True))}


def local_zone(link: Path) -> str:
    """This machine's time zone by where /etc/localtime points to; UTC where that tells nothing."""
    parts = link.resolve().parts
    name = "/".join(parts[parts.index("zoneinfo") + 1 :]) if "zoneinfo" in parts else ""
    return name if name and not name.startswith(("posix/", "right/")) else "UTC"


def _stop(message: str) -> NoReturn:
    typer.echo(printable(message), err=True)
    raise typer.Exit(REFUSED)
