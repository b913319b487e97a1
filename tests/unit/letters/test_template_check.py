"""A template that cannot be rendered is found by `check` and refused at start and reload, not on the day of its letter."""

from pathlib import Path

import pytest

from mailgate.cli.check import examine, room_checks
from mailgate.config.load import load
from mailgate.config.reload import Current
from mailgate.config.starter import starter_templates
from mailgate.errors import ConfigError, Fault
from mailgate.letters import samples
from mailgate.letters.book import LetterBook
from mailgate.model.decision import LetterKind
from tests.scenario.stage import SLA_TOML, configured

GOOD = "Subject: [{{ reference }}] Modtaget\n\nHej {{ customer }}\n"


def desk(directory: Path, *, sla: str = SLA_TOML) -> Path:
    configured(directory, f"sqlite:///{directory}/mailgate.db", sla=sla)
    (directory / "templates").mkdir(exist_ok=True)
    return directory


def faults_of(directory: Path) -> list[Fault]:
    return list(examine(directory, {}, room_checks()).faults)


def test_our_own_templates_are_sound(tmp_path: Path) -> None:
    assert samples.faults(LetterBook(starter_templates())) == []
    assert faults_of(desk(tmp_path)) == []


@pytest.mark.parametrize("made", [samples.FULL, samples.BARE], ids=["full", "bare"])
def test_every_kind_of_letter_has_samples(made: dict[LetterKind, object]) -> None:
    assert set(made) == set(LetterKind)


def test_both_samples_of_a_letter_name_the_same_facts() -> None:
    assert {k: set(v) for k, v in samples.FULL.items()} == {k: set(v) for k, v in samples.BARE.items()}


def test_a_sound_override_is_no_fault(tmp_path: Path) -> None:
    (desk(tmp_path) / "templates" / "ack.da.txt").write_text(GOOD, encoding="utf-8")
    assert faults_of(tmp_path) == []


@pytest.mark.parametrize(
    ("name", "text", "says"),
    [
        ("ack.en.txt", "Subject: x\n\n{% if by %}never closed", "cannot be rendered"),
        ("ack.da.txt", "Subject: x\n\n{{ custommer }}", "custommer"),
        ("ack.en.txt", "Subject: x\n\n{% if follows %}{{ folows }}{% endif %}", "folows"),
        ("ack.en.txt", "Subject: x\n\n{% if not by %}{{ bye }}{% endif %}", "bye"),
        ("reply.en.txt", "Subject: x\n\n{% for e in history %}{{ e.whom }}{% endfor %}", "whom"),
        ("held.de.txt", "Hallo {{ agent }}\n", "Subject line"),
        ("held.en.txt", "", "Subject line"),
        ("reply.en.txt", "Subject: x\n\n{{ text | nosuch }}", "nosuch"),
        ("notification.en.txt", "Subject: x\n\n{{ 'a' * 10 }}", "needs no *"),
        ("notification.en.txt", "Subject: x\n\n{{ text.__class__ }}", "__class__"),
        ("ack_minimal.en.txt", "Subject: x\n\n{% include 'nothing.txt' %}", "nothing.txt"),
        ("ack_minimal.pl.txt", b"Subject: x\n\n\xb1\xe6\n", "cannot be rendered"),
        ("akc.en.txt", GOOD, "no letter of ours"),
        ("ack.txt", GOOD, "no letter of ours"),
        ("ack.EN.txt", GOOD, "no letter of ours"),
        ("ack.en.html", "{% if by %}never closed", "cannot be rendered"),
        ("ack.en.html", "{{ custommer }}", "custommer"),
        ("ack.en.html", "{{ customer | safe }}", "safe"),
        ("reply.en.html", "{% for e in history %}{{ e.whom }}{% endfor %}", "whom"),
        ("ack.fr.html", "<p>Salut</p>", "read by nobody"),
        ("nobody@example.com/ack.en.txt", GOOD, "no mailbox is nobody@example.com"),
        ("support@example.com/ack.en.txt", "Subject: x\n\n{{ bye }}", "bye"),
        ("phrases.da.toml", '"Team" = "Hold {who}"', "names who"),
        ("phrases.da.toml", '"Team" = 1', "is no sentence"),
        ("phrases.da.toml", "Team", "cannot be read"),
        ("akc.en.html", "<p>Hej</p>", "no letter of ours"),
        ("base.html", "<p>Hej</p>", "no letter of ours"),
        ("da/ack.txt", GOOD, "no letter of ours"),
    ],
)  # fmt: skip
def test_a_broken_template_is_named_with_what_to_do(
    tmp_path: Path, name: str, text: str | bytes, says: str
) -> None:
    path = desk(tmp_path) / "templates" / name
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    (fault,) = faults_of(tmp_path)
    assert fault.file == f"templates/{name}"
    assert says in fault.problem
    assert fault.remedy


@pytest.mark.parametrize("name", ["ack.en.txt~", ".ack.en.txt.swp", "ack.en.txt.bak", "ack.en.txt.orig"])
def test_what_an_editor_left_behind_is_no_fault(tmp_path: Path, name: str) -> None:
    (desk(tmp_path) / "templates" / name).write_text("{% broken", encoding="utf-8")
    assert faults_of(tmp_path) == []


def test_every_fault_is_told_at_once_and_beside_those_of_the_tables(tmp_path: Path) -> None:
    templates = desk(tmp_path) / "templates"
    (templates / "ack.en.txt").write_text("no subject", encoding="utf-8")
    (templates / "held.en.txt").write_text("Subject: {{ nothing }}\n\nx", encoding="utf-8")
    (tmp_path / "agents.toml").write_text("[[team]]\nnane = 'support'\n", encoding="utf-8")
    found = {f.file for f in faults_of(tmp_path)}
    assert {"templates/ack.en.txt", "templates/held.en.txt", "agents.toml"} <= found


def test_the_daemon_does_not_start_with_a_broken_template(tmp_path: Path) -> None:
    (desk(tmp_path) / "templates" / "ack.en.txt").write_text("no subject", encoding="utf-8")
    with pytest.raises(ConfigError) as caught:
        load(tmp_path, {}, room_checks())
    assert [f.file for f in caught.value.faults] == ["templates/ack.en.txt"]


def test_a_reload_with_a_broken_template_changes_nothing(tmp_path: Path) -> None:
    desk(tmp_path)
    current = Current(load(tmp_path, {}, room_checks()), lambda: load(tmp_path, {}, room_checks()))
    before = current.settings
    (tmp_path / "templates" / "ack.en.txt").write_text("no subject", encoding="utf-8")
    desk(tmp_path, sla=SLA_TOML.replace("4 h", "5 h"))
    assert [f.file for f in current.reload()] == ["templates/ack.en.txt"]
    assert current.settings is before


@pytest.mark.parametrize(
    ("sla", "key"),
    [
        ('[[policy]]\nname = "empty"\n', "policy.empty"),
        ('[[policy]]\nname = "lost"\nfirst_response = "1 h"\ncalendar = "offcie"\n', "policy[1].calendar"),
    ],
)
def test_a_fault_of_a_policy_is_told_once(tmp_path: Path, sla: str, key: str) -> None:
    (desk(tmp_path) / "sla.toml").write_text(sla, encoding="utf-8")
    assert [(f.file, f.key) for f in faults_of(tmp_path)] == [("sla.toml", key)]
