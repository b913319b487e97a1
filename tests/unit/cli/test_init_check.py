"""`init` writes what `check` accepts, harms nothing that is there, and keeps secrets to itself."""

import json
import os
import pty
import re
import stat
import subprocess
import sys
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner

from mailgate.cli.check import check
from mailgate.cli.init import init
from mailgate.config.load import inspect, load
from mailgate.config.schema import CapsTable, OutboundTable, ProcessingTable

FLAGS = [
    "--address", "support@example.com", "--agent", "Anna Berg <anna@example.com>",
    "--agent", "bo.lund@example.com",
    "--smarthost", "smtp://127.0.0.1:8026", "--operator", "ops@example.org", "--zone", "Europe/Copenhagen",
    "--language", "da", "--hostname", "desk.example.com", "--yes",
]  # fmt: skip


def run(*args: str | Path, env: dict[str, str] | None = None) -> tuple[int, str]:
    app = typer.Typer()
    app.command("init")(init)
    app.command("check")(check)
    clean = {"MAILGATE_CONFIG": None, "CREDENTIALS_DIRECTORY": None}
    result = CliRunner().invoke(app, [str(arg) for arg in args], env={**clean, **(env or {})})
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result.exit_code, result.output


def snapshot(directory: Path) -> dict[str, bytes]:
    return {str(path): path.read_bytes() for path in sorted(directory.rglob("*")) if path.is_file()}


def test_what_init_writes_passes_check_without_a_warning(tmp_path: Path) -> None:
    code, output = run("init", "--config", tmp_path / "desk", *FLAGS)
    assert (code, "Next:" in output) == (0, True)
    code, output = run("check", "--config", tmp_path / "desk")
    assert (code, output) == (0, f"{tmp_path / 'desk'}: the configuration is right\n")
    settings = load(tmp_path / "desk", {})
    assert [agent.name for agent in settings.agent] == ["Anna Berg", "Bo Lund"]
    assert (settings.mailbox[0].name, settings.mailbox[0].language) == ("Example Support", "da")
    assert settings.smtp.listen == ("127.0.0.1:8025", "submission://127.0.0.1:8587")
    assert settings.calendar["office"].zone == "Europe/Copenhagen"


def test_a_trusted_mail_server_is_another_way_to_vouch_for_agents(tmp_path: Path) -> None:
    trusted = ["--auth", "trusted", "--authserv-id", "mx.example.com", "--trusted-from", "10.0.0.5"]
    assert run("init", "--config", tmp_path / "desk", *FLAGS, *trusted)[0] == 0
    assert run("check", "--config", tmp_path / "desk") == (
        0,
        f"{tmp_path / 'desk'}: the configuration is right\n",
    )
    settings = load(tmp_path / "desk", {})
    assert settings.trusted_results[0].from_ == "10.0.0.5"
    assert settings.agent[0].login is None
    assert list((tmp_path / "desk" / "secrets").iterdir()) == []


def test_the_place_is_the_variable_where_no_option_names_it(tmp_path: Path) -> None:
    env = {"MAILGATE_CONFIG": str(tmp_path / "desk")}
    assert run("init", *FLAGS, env=env)[0] == 0
    assert run("check", env=env)[0] == 0


def test_a_second_init_refuses_and_changes_nothing(tmp_path: Path) -> None:
    run("init", "--config", tmp_path, *FLAGS)
    before = snapshot(tmp_path)
    code, output = run("init", "--config", tmp_path, *FLAGS, "--name", "Other")
    assert (code, "exists" in output) == (1, True)
    assert snapshot(tmp_path) == before


def test_force_replaces_the_files_and_keeps_the_secrets(tmp_path: Path) -> None:
    run("init", "--config", tmp_path, *FLAGS)
    before = snapshot(tmp_path / "secrets")
    assert run("init", "--config", tmp_path, *FLAGS, "--name", "Other", "--force")[0] == 0
    assert load(tmp_path, {}).mailbox[0].name == "Other"
    assert snapshot(tmp_path / "secrets") == before
    assert not list(tmp_path.glob(".*"))


def test_secrets_are_for_their_owner_only_and_never_printed(tmp_path: Path) -> None:
    _, output = run("init", "--config", tmp_path, *FLAGS)
    output += run("check", "--config", tmp_path)[1]
    secrets = sorted((tmp_path / "secrets").iterdir())
    assert [path.name for path in secrets] == [
        "agent-anna-example.com",
        "agent-bo.lund-example.com",
        "smtp.key",
    ]
    assert stat.S_IMODE((tmp_path / "secrets").stat().st_mode) == 0o700
    for path in secrets:
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
        assert path.read_text().strip() not in output
    assert len({path.read_text() for path in secrets}) == 3


@pytest.mark.parametrize(
    ("flags", "word"),
    [
        (["--zone", "Mars"], "--zone"),
        (["--agent", "nobody"], "--agent"),
        (["--auth", "magic"], "--auth"),
        (["--auth", "trusted"], "--authserv-id"),
        (["--smarthost", "smtps://u:hunter2@h"], "--smarthost"),
        (["--hostname", "a/CN=b"], "--hostname"),
        (["--name", "two\nlines"], "--name"),
        (["--agent", "Double <anna@example.com>"], "agents.toml"),
        (["--agent", "Mailbox <support@example.com>"], "agents.toml"),
        (["--systemd"], "--systemd"),
    ],
)
def test_a_wrong_flag_is_named_and_leaves_nothing_behind(tmp_path: Path, flags: list[str], word: str) -> None:
    code, output = run("init", "--config", tmp_path / "desk", *FLAGS, *flags)
    assert (code, word in output, "hunter2" in output) == (2, True, False)
    assert not (tmp_path / "desk").exists()


def test_nobody_to_ask_and_no_address_is_a_usage_error(tmp_path: Path) -> None:
    assert run("init", "--config", tmp_path / "desk", "--yes")[0] == 2


def test_a_hostile_name_stays_text(tmp_path: Path) -> None:
    name = 'x" # [smtp]  # y \\ {relay} Søren'
    run("init", "--config", tmp_path, *FLAGS, "--name", name)
    assert load(tmp_path, {}).mailbox[0].name == name


def test_without_openssl_the_operator_is_told_what_to_do(tmp_path: Path) -> None:
    code, output = run("init", "--config", tmp_path, *FLAGS, env={"PATH": str(tmp_path)})
    assert (code, "To do: agents' logins need TLS" in output) == (0, True)
    code, output = run("check", "--config", tmp_path)
    assert (code, "no listener takes logins" in " ".join(output.split())) == (0, True)


def test_systemd_gets_its_own_places_and_units(tmp_path: Path) -> None:
    code, output = run("init", "--systemd", "--root", tmp_path, *FLAGS)
    assert (code, "systemctl enable --now mailgate.socket mailgate.service" in output) == (0, True)
    text = (tmp_path / "etc/mailgate/mailgate.toml").read_text()
    assert 'url = "sqlite:////var/lib/mailgate/mailgate.db"' in text
    assert 'listen = ["0.0.0.0:25", "[::]:25", "submission://0.0.0.0:8587"' in text
    assert (tmp_path / "var/lib/mailgate").is_dir()
    unit = (tmp_path / "etc/systemd/system/mailgate.service").read_text()
    assert f"ExecStart={Path(sys.executable).parent}/mailgate serve" in unit
    assert stat.S_IMODE((tmp_path / "etc/mailgate/agents.toml").stat().st_mode) == 0o644


def test_a_strict_umask_does_not_lock_the_service_out(tmp_path: Path) -> None:
    before = os.umask(0o077)
    try:
        run("init", "--config", tmp_path / "desk", *FLAGS)
    finally:
        os.umask(before)
    desk = tmp_path / "desk"
    modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in (desk, *desk.glob("*.*"))}
    assert (modes.pop("desk"), set(modes.values())) == (0o755, {0o644})


def test_on_a_terminal_init_asks_for_what_the_flags_did_not_say(tmp_path: Path) -> None:
    program = "import typer\nfrom mailgate.cli.init import init\ntyper.run(init)"
    answers = ["not an address", "help@example.org", "", "", "Anna Berg <anna@example.com>", "", ""]
    answers += ["smtps://desk:{relay}@mail.example.net", "", "Europe/Oslo", "nb"]
    leader, follower = pty.openpty()
    child = subprocess.Popen(
        [sys.executable, "-c", program, "--config", str(tmp_path / "desk")],
        stdin=follower,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        start_new_session=True,  # without a controlling terminal the password is read from this one
    )
    try:
        os.write(leader, "".join(f"{answer}\n" for answer in answers).encode())
        assert child.stderr is not None
        prompt = child.stderr.read(1)  # what was typed before the password is asked for would be dropped
        os.write(leader, b"hunter2\n")
        output, errors = child.communicate(timeout=60)
    finally:
        child.kill()
        os.close(leader)
        os.close(follower)
    assert (child.returncode, prompt) == (0, b" "), errors
    assert b"hunter2" not in output + errors
    settings = load(tmp_path / "desk", {})
    assert (settings.mailbox[0].address, settings.mailbox[0].zone) == ("help@example.org", "Europe/Oslo")
    assert (tmp_path / "desk/secrets/relay").read_text() == "hunter2\n"


def test_check_reports_every_fault_in_blocks_that_fit_a_terminal(tmp_path: Path) -> None:
    run("init", "--config", tmp_path, *FLAGS)
    with (tmp_path / "mailgate.toml").open("a") as file:
        file.write('\n[[mailbox]]\naddress = "x"\nname = "\\u001b[31m"\n"\\u001b[2J" = 1\n')
    with (tmp_path / "sla.toml").open("a") as file:
        file.write("[[policy]\n")
    code, output = run("check", "--config", tmp_path)
    assert (code, output.count("fault: "), "\x1b" in output) == (78, 5, False)
    assert output.endswith("5 faults, no warnings\n")


def test_check_asks_the_calendars_own_room(tmp_path: Path) -> None:
    run("init", "--config", tmp_path, *FLAGS)
    path = tmp_path / "calendars.toml"
    path.write_text(path.read_text().replace("08:00-16:00", "08:00-26:00"))
    code, output = run("check", "--config", tmp_path, "--json")
    report = json.loads(output)
    assert (code, report["ok"]) == (78, False)
    assert [(f["file"], f["key"]) for f in report["faults"]] == [
        ("calendars.toml", "calendar.office.hours.mon-fri")
    ]


def test_check_as_json_has_stable_keys(tmp_path: Path) -> None:
    run("init", "--config", tmp_path, "--yes", "--address", "support@example.com")
    code, output = run("check", "--config", tmp_path, "--json")
    report = json.loads(output)
    assert (code, sorted(report)) == (0, ["directory", "faults", "ok", "warnings"])
    assert {tuple(sorted(warning)) for warning in report["warnings"]} == {
        ("file", "key", "problem", "remedy")
    }


def test_the_starter_itself_is_a_valid_example() -> None:
    starter = Path(__file__).parents[3] / "config"
    faults = [f for f in inspect(starter, {"MAILGATE_SECRET_AGENT_ANNA": "x"}).faults if f.key != "store.url"]
    assert faults == []


def test_every_default_that_the_starter_shows_as_a_comment_may_be_set(tmp_path: Path) -> None:
    for path in (Path(__file__).parents[3] / "config").glob("*.toml"):
        if path.name != "rules.toml":
            text = re.sub(r"(?m)^# (\w+ = .*|\[\[\w+\]\])$", r"\1", path.read_text())
            (tmp_path / path.name).write_text(text)
    found = inspect(tmp_path, {"MAILGATE_SECRET_AGENT_ANNA": "x", "MAILGATE_SECRET_IMAP_SUPPORT": "x"})
    absent_here = {"store.url", "smtp.certificate", "smtp.key", "outbound.ca_file"}
    assert {fault.key for fault in found.faults} <= absent_here, found.faults
    assert found.settings.caps == CapsTable()
    assert found.settings.processing == ProcessingTable()
    assert found.settings.outbound.give_up_after == OutboundTable().give_up_after
