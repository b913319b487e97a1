from functools import partial
from pathlib import Path

from mailgate.config.load import load
from mailgate.config.reload import Current

TEXT = """
[store]
url = "sqlite:///{directory}/desk.db"
[[mailbox]]
address = "support@example.com"
name = "Example Support"
team = "support"
"""


def current(tmp_path: Path) -> Current:
    (tmp_path / "agents.toml").write_text('[[team]]\nname = "support"\n')
    write(tmp_path, "")
    read = partial(load, tmp_path, {})
    return Current(read(), read)


def write(tmp_path: Path, more: str) -> None:
    (tmp_path / "mailgate.toml").write_text(TEXT.replace("{directory}", str(tmp_path)) + more)


def test_a_good_file_takes_effect(tmp_path: Path) -> None:
    now = current(tmp_path)
    write(tmp_path, "[caps]\nper_address_day = 9\n")
    assert now.reload() == []
    assert now.settings.caps.per_address_day == 9
    assert now.waiting_for_restart == ()


def test_a_bad_file_changes_nothing_and_says_so(tmp_path: Path) -> None:
    now = current(tmp_path)
    before = now.settings
    write(tmp_path, "[caps]\nper_address_day = 9\nper_domain_hour = 0\n")
    assert [fault.key for fault in now.reload()] == ["caps.per_domain_hour"]
    assert now.settings is before


def test_what_needs_a_restart_is_named_and_keeps_its_value(tmp_path: Path) -> None:
    now = current(tmp_path)
    write(tmp_path, '[smtp]\nlisten = ["127.0.0.1:9"]\nmax_recipients = 7\n[operator]\nhealth = ""\n')
    assert now.reload() == []
    assert now.waiting_for_restart == ("smtp.listen", "operator.health")
    assert now.settings.smtp.listen == ("127.0.0.1:8025",)
    assert now.settings.smtp.max_recipients == 7


def test_taking_the_change_back_ends_the_waiting(tmp_path: Path) -> None:
    now = current(tmp_path)
    write(tmp_path, '[smtp]\nlisten = ["127.0.0.1:9"]\n')
    now.reload()
    write(tmp_path, "")
    now.reload()
    assert now.waiting_for_restart == ()
