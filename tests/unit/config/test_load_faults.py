"""Every fault at once, each with its file, key and remedy."""

from pathlib import Path

import pytest

from mailgate.config.consistency import Check
from mailgate.config.load import inspect, load
from mailgate.config.schema import Settings
from mailgate.errors import ConfigError, Fault

MAIN = """
[store]
url = "sqlite:///{directory}/desk.db"
[operator]
address = "postmaster@example.org"
[outbound]
smarthosts = ["smtp://127.0.0.1:8026"]
[[mailbox]]
address = "support@example.com"
name = "Example Support"
team = "support"
calendar = "office"
"""
AGENTS = """
[[team]]
name = "support"
lead = "Anna Berg"
[[agent]]
name = "Anna Berg"
addresses = ["anna@example.com"]
teams = ["support"]
"""
CALENDARS = """
[calendar.office]
zone = "Europe/Copenhagen"
hours = { mon-fri = ["08:00-16:00"] }
"""
SLA = """
[[policy]]
name = "standard"
first_response = "8 h"
"""
GOOD = {"mailgate.toml": MAIN, "agents.toml": AGENTS, "calendars.toml": CALENDARS, "sla.toml": SLA}
BOX = '[[mailbox]]\naddress = "sales@example.com"\nname = "Sales"\nprefix = "S"\nteam = "support"\n'
BO = '[[agent]]\nname = "Bo Lund"\naddresses = ["bo@example.com"]\nteams = ["support"]\n'


def write(directory: Path, files: dict[str, str]) -> Path:
    for name, text in files.items():
        (directory / name).write_text(text.replace("{directory}", str(directory)), encoding="utf-8")
    return directory


def faults_of(directory: Path, environment: dict[str, str] | None = None) -> list[Fault]:
    with pytest.raises(ConfigError) as caught:
        load(directory, environment or {})
    return caught.value.faults


def test_a_right_directory_loads_into_frozen_settings(tmp_path: Path) -> None:
    settings = load(write(tmp_path, GOOD), {})
    assert settings.policy[0].first_response == 8 * 3600
    assert settings.mailbox[0].reopen_window == 14 * 86400
    assert settings.directory == tmp_path
    with pytest.raises(ValueError, match="frozen"):
        settings.store = settings.store


def test_calendars_and_promises_may_be_left_out(tmp_path: Path) -> None:
    main = MAIN.replace('calendar = "office"\n', "")
    settings = load(write(tmp_path, {"mailgate.toml": main, "agents.toml": AGENTS}), {})
    assert (settings.calendar, settings.policy) == ({}, ())


def test_a_service_without_a_mailbox_is_refused(tmp_path: Path) -> None:
    (fault,) = faults_of(write(tmp_path, {**GOOD, "mailgate.toml": MAIN.partition("[[mailbox]]")[0]}))
    assert (fault.file, fault.key) == ("mailgate.toml", "mailbox")


# Each row adds a text to one good file, or replaces a part of it ("old => new"), and names the one fault.
M, A, C, S = GOOD
BAD = [
    # syntax
    (M, "[smtp\n", "line 13, column 6", "mend the TOML"),
    (S, "[[policy]]\nname = \n", "line 6, column 8", "mend the TOML"),
    (A, "x = [1,", "end of document", "mend the TOML"),
    # unknown keys and tables
    (M, "[smtp]\nlisen = []\n", "smtp.lisen", "write 'listen'"),
    (M, "[procesing]\nreaders = 2\n", "procesing", "write 'processing'"),
    (A, BO + 'adress = "x"\n', "agent[2].adress", "write 'addresses'"),
    (S, 'first_reponse = "1 h"\n', "policy[1].first_reponse", "write 'first_response'"),
    (C, "[calender.late]\n", "calender", "write 'calendar'"),
    (M, "[[rule]]\n", "rule", "move it to rules.toml"),
    (A, "[[policy]]\nname = 'x'\n", "policy", "move it to sla.toml"),
    # forms
    (M, "[smtp]\nmax_size = 35\n", "smtp.max_size", "35 MiB"),
    (M, '[smtp]\nmax_size = "35 mebis"\n', "smtp.max_size", "MiB"),
    (M, '[processing]\ndeadline = "0 s"\n', "processing.deadline", "such as 8 h"),
    (M, "[processing]\ndeadline = 10\n", "processing.deadline", "in quotes, such as 30 s"),
    (M, "[caps]\nper_address_day = 0\n", "caps.per_address_day", "from 1"),
    (M, '[caps]\nper_address_day = "many"\n', "caps.per_address_day", "without quotes"),
    (M, '[operator]\n => [operator]\nlogs = "xml"\n', "operator.logs", "'json' or 'logfmt'"),
    (M, 'zone = "Europe/Copenhagn"\n', "mailbox[1].zone", "write Europe/Copenhagen"),
    (M, 'zone = "Europe"\n', "mailbox[1].zone", "write"),
    (M, 'prefix = "ex"\n', "mailbox[1].prefix", "capital letters"),
    (M, 'tokens = "##"\n', "mailbox[1].tokens", "separator"),
    (M, 'language = "English"\n', "mailbox[1].language", "en, da"),
    (M, 'archived_at = "https://desk.test/"\n', "mailbox[1].archived_at", "https://desk.example.com/tickets/{ref}"),
    (M, 'archived_at = "desk.test/{ref}"\n', "mailbox[1].archived_at", "https://desk.example.com/tickets/{ref}"),
    (M, 'archived_at = "https://desk.test/{ref}>,<x"\n', "mailbox[1].archived_at", "{ref}"),
    (M, 'archived_at = "https://desk.test/{ref}/{name}"\n', "mailbox[1].archived_at", "{ref}"),
    (M, 'year = "maybe"\n', "mailbox[1].year", "true or false"),
    (M, 'name = "Example Support"\n => ', "mailbox[1].name", "a short plain name"),
    (M, 'support@example.com" => support at example.com"', "mailbox[1].address", "support@example.com"),
    (M, '[smtp]\nlisten = "127.0.0.1:25"\n', "smtp.listen", "[...]"),
    (M, '[smtp]\nlisten = ["localhost"]\n', "smtp.listen[1]", "127.0.0.1:8025"),
    (M, '[smtp]\nlisten = ["127.0.0.1:99999"]\n', "smtp.listen[1]", "127.0.0.1:8025"),
    (M, '[smtp]\nlisten = ["unix:run/x.sock"]\n', "smtp.listen[1]", "unix:/run"),
    (M, 'postmaster@example.org" => postmaster@example.org"\nhealth = "here"', "operator.health", "unix:"),
    (M, "smtp://127.0.0.1:8026 => http://127.0.0.1", "outbound.smarthosts[1]", "smtp+starttls://"),
    (M, "smtp://127.0.0.1:8026 => smtps://u:hunter2@h:465", "outbound.smarthosts[1]", "name a secret"),
    (M, "smtp://127.0.0.1:8026 => smtp://u:{x}@h:25", "outbound.smarthosts[1]", "smtps://"),
    (M, "sqlite:///{directory} => sqlite:///data", "store.url", "sqlite:////var"),
    (M, "sqlite:///{directory}/desk.db => mysql://h/d", "store.url", "postgresql://"),
    (M, '[[trusted_results]]\nauthserv_id = "mx"\n', "trusted_results[1].from", "10.0.0.5"),
    (M, '[[trusted_results]]\nauthserv_id = "m"\nfrom = "mx"\n', "trusted_results[1].from", "10.0.0.5"),
    (M, '[[trusted_results]]\nauthserv_id = "m"\nfrom = "::/0"\n', "trusted_results[1].from", "10.0.0.5"),
    (S, 'resolution = "2 d"\n', "policy[1].resolution", "write hours"),
    (C, '[calendar.office.dates]\n"2026-24-12" = []\n', 'calendar.office.dates.2026-24-12', "2026-12-24"),
    (C, '[calendar.night]\nzone = "UTC"\n', "calendar.night.hours", "mon-fri"),
    (A, "[[team]] => [team]", "team", "[[team]]"),
    (M, "[store] => [[store]]", "store", "[store]"),
    # tables that disagree
    (M, 'team = "support" => team = "suport"', "mailbox[1].team", "write 'support'"),
    (M, 'calendar = "office" => calendar = "ofice"', "mailbox[1].calendar", "write 'office'"),
    (A, BO.replace('"support"', '"support", "night"'), "agent[2].teams[2]", "write one of support"),
    (A, 'lead = "Anna Berg" => lead = "Anna Borg"', "team[1].lead", "write 'Anna Berg'"),
    (A, BO.replace("bo@", "Anna@"), "agent[2].addresses[1]", "one mailbox or one agent"),
    (A, BO.replace("bo@", "support@"), "agent[2].addresses[1]", "one mailbox or one agent"),
    (A, BO.replace("Bo Lund", "Anna Berg"), "agent[2].name", "tells the two people apart"),
    (A, "[[team]]\nname = 'support'\n", "team[2].name", "its own name"),
    (A, "[[team]]\nname = 'b'\naddress = 'support@example.com'\n", "team[2].address", "outside"),
    (A, BO + 'login = "bo"\n', "agent[2].secret", "remove login"),
    (A, BO + 'login = "bo"\nsecret = "agent-bo"\n', "agent[2].secret", "MAILGATE_SECRET_AGENT_BO"),
    (A, BO + 'login = "bo"\nsecret = "../bo"\n', "agent[2].secret", "the name of a secret"),
    (M, BOX.replace("sales@", "support@"), "mailbox[2].address", "one mailbox"),
    (M, BOX.replace('"S"', '"T"'), "mailbox[2].prefix", "of its own"),
    (M, "[smtp]\nkey = 'mailgate.toml'\n", "smtp.certificate", "remove key"),
    (M, "[smtp]\ncertificate = 'a.crt'\nkey = 'mailgate.toml'\n", "smtp.certificate", "PEM file"),
    (M, "[smtp]\nlisten = ['submission://127.0.0.1:587']\n", "smtp.listen[1]", "add certificate"),
    (M, "[smtp]\nrepair_line_endings = ['10.0.0.1:25']\n", "smtp.repair_line_endings[1]", "8025"),
    (M, "smtp://127.0.0.1:8026 => smtps://u:{relay}@h:465", "outbound.smarthosts[1]", "secrets/relay"),
    (M, "sqlite:///{directory} => sqlite:///{directory}/none", "store.url", "mkdir -p"),
    (S, "[[policy]]\nname = 'vip'\ngroup = 'vip'\n", "policy[2]", "before 'standard'"),
    (S, "[[policy]] => [[policy]]\nmailbox = 'help@example.com'", "policy[1].mailbox", "support@example.com"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("file", "change", "key", "remedy"), BAD, ids=[f"{row[2]}-{n}" for n, row in enumerate(BAD)]
)
def test_a_fault_names_its_file_key_and_remedy(
    tmp_path: Path, file: str, change: str, key: str, remedy: str
) -> None:
    old, arrow, new = change.partition(" => ")
    text = GOOD[file].replace(old, new) if arrow else GOOD[file] + change
    assert text != GOOD[file]
    faults = faults_of(write(tmp_path, {**GOOD, file: text}))
    assert [(fault.file, fault.key) for fault in faults] == [(file, key)]
    assert remedy in faults[0].remedy
    assert faults[0].problem


def test_faults_of_several_files_are_reported_together_in_the_order_of_the_files(tmp_path: Path) -> None:
    files = {
        "mailgate.toml": MAIN + 'zone = "Mars"\n' + BOX.replace("sales@", "sales"),
        "agents.toml": AGENTS + BO.replace("bo@", "anna@") + "[[team]]\nname = 'support'\n",
        "calendars.toml": "[calendar\n",
        "sla.toml": SLA + "[[policy]]\nname = 'standard'\n",
    }
    assert [(fault.file, fault.key) for fault in faults_of(write(tmp_path, files))] == [
        ("mailgate.toml", "mailbox[1].zone"),
        ("mailgate.toml", "mailbox[2].address"),
        ("agents.toml", "team[2].name"),
        ("calendars.toml", "line 1, column 10"),
        ("sla.toml", "policy[2].name"),
        ("sla.toml", "policy[2]"),
    ]


def test_a_typo_in_one_file_is_not_followed_by_false_unknown_names(tmp_path: Path) -> None:
    faults = faults_of(write(tmp_path, {**GOOD, "agents.toml": AGENTS + "colour = 'red'\n"}))
    assert [fault.key for fault in faults] == ["agent[1].colour"]


def test_a_missing_directory_says_how_to_make_one(tmp_path: Path) -> None:
    (fault,) = faults_of(tmp_path / "nowhere")
    assert (fault.file, fault.key) == ("mailgate.toml", "whole file")
    assert "mailgate init" in fault.remedy


def test_a_file_in_another_encoding_is_a_fault(tmp_path: Path) -> None:
    write(tmp_path, GOOD)
    (tmp_path / "agents.toml").write_bytes('name = "Søren"'.encode("latin-1"))
    (fault,) = faults_of(tmp_path)
    assert (fault.file, fault.remedy) == ("agents.toml", "save the file as UTF-8")


def test_a_byte_order_mark_does_no_harm(tmp_path: Path) -> None:
    write(tmp_path, GOOD)
    (tmp_path / "agents.toml").write_bytes(b"\xef\xbb\xbf" + AGENTS.encode())
    assert load(tmp_path, {}).agent[0].name == "Anna Berg"


def test_a_password_in_the_wrong_place_is_never_repeated(tmp_path: Path) -> None:
    text = MAIN.replace("smtp://127.0.0.1:8026", "smtps://u:hunter2@h:465") + 'password = "hunter2"\n'
    agents = AGENTS + 'secret = "hunter2 with blanks"\n'
    faults = faults_of(write(tmp_path, {**GOOD, "mailgate.toml": text, "agents.toml": agents}))
    assert len(faults) == 3
    assert "hunter2" not in "".join(str(fault) for fault in faults)


def test_checks_of_other_rooms_are_asked_only_of_sound_sections(tmp_path: Path) -> None:
    asked: list[str] = []

    def ask(settings: Settings) -> list[Fault]:
        asked.append(settings.mailbox[0].name)
        return [Fault("rules.toml", "rule[1]", "is wrong", "mend it")]

    checks = [Check(("mailbox",), ask), Check(("agent",), ask)]
    found = inspect(write(tmp_path, {**GOOD, "agents.toml": AGENTS + "x = 1\n"}), {}, checks)
    assert [fault.file for fault in found.faults] == ["agents.toml", "rules.toml"]
    assert asked == ["Example Support"]


def test_a_policy_with_a_condition_of_its_own_stays_reachable(tmp_path: Path) -> None:
    sla = "[[policy]]\nname = 'vip'\ngroup = 'vip'\n[[policy]]\nname = 'high'\npriority = 'high'\n" + SLA
    assert len(load(write(tmp_path, {**GOOD, "sla.toml": sla}), {}).policy) == 3


@pytest.mark.parametrize("peer", ["10.0.0.5", "::1", "10.1.0.0/24"])
def test_a_mail_server_is_trusted_by_address_or_by_network(tmp_path: Path, peer: str) -> None:
    text = MAIN + f"[[trusted_results]]\nauthserv_id = 'mx'\nfrom = '{peer}'\n"
    assert load(write(tmp_path, {**GOOD, "mailgate.toml": text}), {}).trusted_results[0].from_ == peer


def test_relative_files_start_at_the_configuration_directory(tmp_path: Path) -> None:
    write(
        tmp_path, {**GOOD, "mailgate.toml": MAIN + "[smtp]\ncertificate = 'a.crt'\nkey = 'secrets/a.key'\n"}
    )
    (tmp_path / "a.crt").touch()
    credentials = tmp_path / "credentials"
    credentials.mkdir()
    (credentials / "secret_a.key").touch()
    smtp = load(tmp_path, {"CREDENTIALS_DIRECTORY": str(credentials)}).smtp
    assert (smtp.certificate, smtp.key) == (tmp_path / "a.crt", credentials / "secret_a.key")
