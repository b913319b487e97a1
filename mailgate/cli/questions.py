"""What does `init` need to know? Flags first, then questions on a terminal, then defaults."""

from collections.abc import Callable
from dataclasses import dataclass
from email.utils import parseaddr
from typing import Any, Literal, TypeVar

import typer
from pydantic import TypeAdapter, ValidationError

from mailgate.config.endpoints import check_smarthost
from mailgate.config.fields import Language, MailAddress, Name, Peer, Zone
from mailgate.config.starter import Answers, Person

_T = TypeVar("_T")

MOST_AGENTS = 500  # of one `init`: the loop over answers needs an end


@dataclass(frozen=True)
class Flags:
    """What the command line gave; None where it gave nothing."""

    address: str | None = None
    name: str | None = None
    team: str | None = None
    agents: tuple[str, ...] = ()
    auth: str | None = None
    authserv_id: str | None = None
    trusted_from: str | None = None
    smarthost: str | None = None
    operator: str | None = None
    zone: str | None = None
    language: str | None = None
    hostname: str | None = None


@dataclass(frozen=True)
class Questions:
    """Asks on a terminal; elsewhere takes the default, or says which flag is missing."""

    interactive: bool

    def ask(
        self,
        flag: str,
        question: str,
        given: str | None,
        check: Callable[[str], str],
        default: str | None = None,
    ) -> str:
        """A checked answer; raises typer.BadParameter for a flag that is wrong, or missing and needed."""
        if given is not None:
            return _flag(flag, given, check)
        if self.interactive:
            return str(typer.prompt(question, default=default, value_proc=check))
        if default is None:
            raise typer.BadParameter(f"{flag} is needed where nobody can be asked")
        return check(default)


def gather(flags: Flags, questions: Questions, *, store: str, zone: str, hostname: str) -> Answers:
    """All answers, each of the right form; `zone` and `hostname` are this machine's, as defaults."""
    ask = questions.ask
    address = ask("--address", "The address customers write to", flags.address, _of(MailAddress))
    label = address.rpartition("@")[2].partition(".")[0].capitalize()
    name = ask("--name", "The name they see", flags.name, _of(Name), f"{label} Support")
    team = ask("--team", "The team that answers", flags.team, _of(Name), "support")
    agents = _agents(flags, questions)
    auth = _auth(flags, questions, agents)
    trusted = auth == "trusted"
    return Answers(
        address=address,
        name=name,
        team=team,
        store=store,
        agents=agents,
        auth=auth,
        authserv_id=ask("--authserv-id", "Its name in Authentication-Results", flags.authserv_id, _of(Name))
        if trusted
        else "",
        trusted_from=ask("--trusted-from", "The address it connects from", flags.trusted_from, _of(Peer))
        if trusted
        else "",
        smarthost=ask(
            "--smarthost",
            "The server that takes outgoing mail, as a URL",
            flags.smarthost,
            _optional(check_smarthost),
            "",
        ),
        operator=ask(
            "--operator",
            "Who is told of trouble (an address)",
            flags.operator,
            _optional(_of(MailAddress)),
            "",
        ),
        zone=ask("--zone", "Time zone", flags.zone, _of(Zone), zone),
        language=ask("--language", "Language of acknowledgements", flags.language, _of(Language), "en"),
        hostname=_flag("--hostname", flags.hostname or _full_name(hostname, address), host_name),
    )


def _full_name(machine: str, address: str) -> str:
    """A machine without a domain borrows the mailbox's: other servers distrust a bare word in EHLO."""
    return machine if "." in machine else address.rpartition("@")[2]


def person(text: str) -> Person:
    """An agent out of `Anna Berg <anna@example.com>`; a bare address lends its first part as the name."""
    name, address = parseaddr(text)
    address = _of(MailAddress)(address)
    return Person(_of(Name)(name or address.partition("@")[0].replace(".", " ").title()), address)


def host_name(text: str) -> str:
    """A host name of letters, digits, hyphens and dots (RFC 1123 section 2.1), in lower case."""
    labels = text.lower().rstrip(".").split(".")
    if len(text) > 253 or not all(_is_label(label) for label in labels):
        raise typer.BadParameter("not a host name; write one such as desk.example.com")
    return ".".join(labels)


def _is_label(label: str) -> bool:
    whole = label.replace("-", "")
    return 0 < len(label) < 64 and whole.isascii() and whole.isalnum() and label[0] != "-" != label[-1]


def _agents(flags: Flags, questions: Questions) -> tuple[Person, ...]:
    people = [_flag("--agent", text, person) for text in flags.agents]
    while questions.interactive and not flags.agents and len(people) < MOST_AGENTS:
        asked = (
            "An agent, as Anna Berg <anna@example.com>" if not people else "Another agent (empty for no more)"
        )
        text = str(typer.prompt(asked, default="", show_default=False, value_proc=_optional(_checked_person)))
        if not text:
            break
        people.append(person(text))
    return tuple(people)


def _checked_person(text: str) -> str:
    person(text)
    return text


def _auth(
    flags: Flags, questions: Questions, agents: tuple[Person, ...]
) -> Literal["submission", "trusted", "none"]:
    if flags.auth is None and not agents:
        return "none"
    likely = "trusted" if flags.authserv_id or flags.trusted_from else "submission"
    question = "Agents are vouched for by a login here (submission) or by your mail server (trusted)"
    answer = questions.ask("--auth", question, flags.auth, _auth_word, likely)
    return "trusted" if answer == "trusted" else "submission"


def _auth_word(text: str) -> str:
    if text not in {"submission", "trusted"}:
        raise typer.BadParameter("write submission or trusted")
    return text


def _flag(flag: str, text: str, check: Callable[[str], _T]) -> _T:
    try:
        return check(text)
    except (typer.BadParameter, ValueError) as wrong:
        raise typer.BadParameter(f"{flag}: {wrong}") from wrong


def _of(kind: Any) -> Callable[[str], str]:
    """The schema's own check of this kind of value, as a prompt wants it."""
    adapter = TypeAdapter[str](kind)

    def check(text: str) -> str:
        try:
            return adapter.validate_python(text.strip())
        except ValidationError as error:
            detail = error.errors(include_url=False, include_input=False)[0]
            raise typer.BadParameter(str(detail.get("ctx", {}).get("error", detail["msg"]))) from error

    return check


def _optional(check: Callable[[str], str]) -> Callable[[str], str]:
    def or_nothing(text: str) -> str:
        try:
            return check(text.strip()) if text.strip() else ""
        except ValueError as wrong:
            raise typer.BadParameter(str(wrong)) from wrong

    return or_nothing
