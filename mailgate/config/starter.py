"""What does a new configuration directory hold? The starter, with an operator's answers written into it."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import Literal

from mailgate.config.tomltext import Value, assign, bare, split

_PACKAGE = Path(str(files("mailgate")))


@dataclass(frozen=True)
class Person:
    """An agent as given to `init`."""

    name: str
    address: str

    @property
    def secret(self) -> str:
        """The name of this agent's password, out of the whole address: there may be two Annas."""
        return "agent-" + re.sub(r"[^a-z0-9._]+", "-", self.address.lower()).strip("-._")


@dataclass(frozen=True)
class Answers:
    """All that the starter needs to know; every text goes into TOML escaped."""

    address: str
    name: str
    team: str
    store: str
    hostname: str
    listen: tuple[str, ...] = ("127.0.0.1:8025",)
    submission: tuple[str, ...] = ()  # listeners for agents' logins; they need the certificate
    agents: tuple[Person, ...] = ()
    auth: Literal["submission", "trusted", "none"] = "none"
    authserv_id: str = ""
    trusted_from: str = ""
    smarthost: str = ""
    operator: str = ""
    zone: str = "UTC"
    language: str = "en"
    certificate: str = ""
    key: str = ""


def starter_directory(kind: Literal["config", "systemd"]) -> Path:
    """Where the starter files lie: inside an installed package, beside it in a source tree."""
    packed = _PACKAGE / "starter" / ("systemd" if kind == "systemd" else "")
    return packed if packed.is_dir() else _PACKAGE.parent / kind


def starter_templates() -> Path:
    """Where our own letters lie."""
    return starter_directory("config") / "templates"


def render(starter: Mapping[str, str], answers: Answers) -> dict[str, str]:
    """The files of the new directory by name; those without answers in them stay as they are."""
    writers = {"mailgate.toml": _mailgate, "agents.toml": _agents, "calendars.toml": _calendars}
    return {name: writers.get(name, _as_it_is)(text, answers) for name, text in starter.items()}


def _as_it_is(text: str, _answers: Answers) -> str:
    return text


def _mailgate(text: str, answers: Answers) -> str:
    text = assign(text, "[store]", {"url": answers.store})
    smtp: dict[str, Value | None] = {"hostname": answers.hostname, "listen": answers.listen}
    if answers.certificate:
        smtp["listen"] = answers.listen + answers.submission
        smtp |= {"certificate": answers.certificate, "key": answers.key}
    text = assign(text, "[smtp]", smtp)
    text = assign(text, "[outbound]", {"smarthosts": (answers.smarthost,) if answers.smarthost else ()})
    if answers.operator:
        text = assign(text, "[operator]", {"address": answers.operator})
    box = {"address": answers.address, "name": answers.name, "prefix": prefix_of(answers.name)}
    place = {"team": answers.team, "language": answers.language, "zone": answers.zone}
    text = assign(text, "[[mailbox]]", {**box, **place})
    return _trusted(text, answers) if answers.auth == "trusted" else text


def _trusted(text: str, answers: Answers) -> str:
    text = re.sub(r"(?m)^# (\[\[trusted_results\]\]|authserv_id = .*|from = .*)$", r"\1", text)
    values = {"authserv_id": answers.authserv_id, "from": answers.trusted_from}
    return assign(text, "[[trusted_results]]", values)


def _calendars(text: str, answers: Answers) -> str:
    return assign(text, "[calendar.office]", {"zone": answers.zone})


def _agents(text: str, answers: Answers) -> str:
    text = assign(text, "[[team]]", {"name": answers.team})
    before, table, after = split(text, "[[agent]]")
    tables = [
        _agent(table if n == 0 else bare(table), person, answers) for n, person in enumerate(answers.agents)
    ]
    return before + "\n".join(tables) + after


def _agent(table: str, person: Person, answers: Answers) -> str:
    submits = answers.auth == "submission"
    values: dict[str, Value | None] = {
        "name": person.name,
        "addresses": (person.address,),
        "teams": (answers.team,),
        "login": person.address if submits else None,
        "secret": person.secret if submits else None,
    }
    return assign(table, "[[agent]]", values)


def prefix_of(name: str) -> str:
    """A ticket prefix out of a name: the initials of several words, else the first letters of one."""
    words = re.findall(r"[A-Z][A-Z0-9]*", name.upper(), re.ASCII)
    letters = "".join(word[0] for word in words) if len(words) > 1 else "".join(words)[:3]
    return letters[:4] or "T"
