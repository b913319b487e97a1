"""`inject` loses nothing, tells the caller the truth by its exit code, and keeps old mail quiet."""

import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest

from mailgate.model.journal import Envelope
from mailgate.store import journal
from mailgate.store.journal import Claimed
from tests.unit.cli.working_desk import CONFIG, WorkingDesk, mail, run, write_config


def entry(desk: WorkingDesk, number: int) -> Claimed:
    found = desk.store.read_now(lambda tx: journal.entry(tx, number))
    assert found is not None
    return found


def envelope(desk: WorkingDesk, number: int = 1) -> Envelope:
    return entry(desk, number).envelope


def test_a_piped_mail_is_stored_octet_for_octet(desk: WorkingDesk) -> None:
    raw = mail(text="\xe6 \x00 odd \r middle").replace(b"\xc3", b"\xe6")
    assert desk.run("inject", stdin=raw).exit_code == 0
    assert desk.store.read_now(lambda tx: journal.body(tx, 1)) == raw
    assert envelope(desk).source == "inject"


def test_the_from_line_of_a_mail_server_is_not_part_of_a_piped_mail(desk: WorkingDesk) -> None:
    body = mail(text="one\r\n\r\nFrom here on 10:00 in 2026 it is still one mail")
    assert desk.run("inject", stdin=b"From kim@example.net Mon Mar  2 09:00:00 2026\n" + body).exit_code == 0
    assert desk.store.read_now(lambda tx: journal.body(tx, 1)) == body
    assert desk.store.read_now(lambda tx: journal.entry(tx, 2)) is None


@pytest.mark.parametrize(
    ("fields", "args", "sender", "recipients"),
    [
        ({}, (), "kim@example.net", ("support@example.com",)),
        ({"Return-Path": "<kim+b@example.net>"}, (), "kim+b@example.net", ("support@example.com",)),
        ({"Return-Path": "<>"}, (), "", ("support@example.com",)),
        ({"Delivered-To": "help@example.com"}, (), "kim@example.net", ("help@example.com",)),
        ({"X-Original-To": "sales@example.com"}, (), "kim@example.net", ("sales@example.com",)),
        ({"Return-Path": "<x@example.net>"}, ("--from", "y@example.net"), "y@example.net", ("support@example.com",)),
        ({}, ("--from", ""), "", ("support@example.com",)),
        ({"Delivered-To": "a@example.com"}, ("--to", "b@example.com"), "kim@example.net", ("b@example.com",)),
    ],
)  # fmt: skip
def test_the_envelope_is_the_callers_word_else_the_mails(
    desk: WorkingDesk, fields: dict[str, str], args: tuple[str, ...], sender: str, recipients: tuple[str, ...]
) -> None:
    assert desk.run("inject", *args, stdin=mail(number=1, **fields)).exit_code == 0
    assert (envelope(desk).mail_from, envelope(desk).rcpt_to) == (sender, recipients)


def test_an_mbox_gives_its_mails_one_by_one_and_unquotes_from_lines(
    desk: WorkingDesk, tmp_path: Path
) -> None:
    first = b"From: a@example.net\nSubject: 1\n\n>From me\n>>From you\nFrom nowhere\n"
    second = b"From: b@example.net\nSubject: 2\n\nbye\n"
    box = tmp_path / "old.mbox"
    box.write_bytes(
        b"From a@example.net Mon Mar  2 09:00:00 2026\n" + first + b"\n"
        b"From b@example.net Mon Mar  2 09:01:00 2026\n" + second + b"\n"
    )  # fmt: skip
    assert desk.run("inject", box).exit_code == 0
    bodies = desk.store.read_now(lambda tx: journal.bodies(tx, [1, 2, 3]))
    assert bodies == {1: first.replace(b">From me", b"From me").replace(b">>From", b">From"), 2: second}


def test_a_maildir_gives_new_and_cur_in_order_without_drafts_and_trash(
    desk: WorkingDesk, tmp_path: Path
) -> None:
    for name in ("cur", "new", "tmp"):
        (tmp_path / "box" / name).mkdir(parents=True)
    for number, name in enumerate(
        ["cur/1.a:2,S", "new/2.b", "cur/0.c:2,ST", "cur/3.d:2,D", "tmp/4.e"], start=1
    ):
        (tmp_path / "box" / name).write_bytes(mail(f"number {number}", number=number))
    assert desk.run("inject", tmp_path / "box").exit_code == 0
    bodies = desk.store.read_now(lambda tx: journal.bodies(tx, range(1, 9)))
    assert [b.split(b"Subject: ")[1][:8] for b in bodies.values()] == [b"number 1", b"number 2"]


def test_imported_mail_is_quiet_and_as_old_as_it_says(desk: WorkingDesk) -> None:
    assert desk.run("inject", "--import", stdin=mail()).exit_code == 0
    assert envelope(desk).quiet
    assert entry(desk, 1).arrived_at == datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    "date", ["Mon, 02 Mar 2099 09:00:00 +0000", "Mon, 02 Mar 1970 09:00:00 +0000", "never"]
)
def test_imported_mail_with_an_impossible_date_arrives_now(desk: WorkingDesk, date: str) -> None:
    assert desk.run("inject", "--import", stdin=mail(Date=date)).exit_code == 0
    assert abs((entry(desk, 1).arrived_at - datetime.now(UTC)).total_seconds()) < 600


def test_mail_older_than_48_hours_is_quiet_by_the_newest_time_it_names(desk: WorkingDesk) -> None:
    hop = datetime.now(UTC).strftime("%a, %d %b %Y %H:%M:%S +0000")
    desk.run("inject", stdin=mail(Date="Mon, 02 Mar 2020 09:00:00 +0000"))
    desk.run("inject", stdin=mail(Date="Mon, 02 Mar 2020 09:00:00 +0000", Received=f"from a by b; {hop}"))
    desk.run("inject", stdin=mail(Date="gibberish"))
    assert [envelope(desk, n).quiet for n in (1, 2, 3)] == [True, False, False]


def test_injecting_twice_makes_one_ticket(desk: WorkingDesk) -> None:
    for _ in range(2):
        assert desk.run("inject", "--import", stdin=mail()).exit_code == 0
    desk.clock.at = datetime(2026, 3, 3, tzinfo=UTC)
    desk.process()
    assert [desk.json("trace", str(n))["fate"] for n in (1, 2)] == ["ticket", "duplicate"]
    assert desk.json("outbox", "list", "--all") == []


def test_a_file_that_cannot_be_read_costs_no_other_and_exits_with_65(
    desk: WorkingDesk, tmp_path: Path
) -> None:
    (tmp_path / "good.eml").write_bytes(mail())
    (tmp_path / "large.eml").write_bytes(mail(text="x" * 1024 * 1024))
    (tmp_path / "empty.eml").touch()
    files = [tmp_path / f"{name}.eml" for name in ("missing", "large", "empty", "good")]
    result = desk.run("inject", *files)
    assert result.exit_code == 65
    assert [name in result.stderr for name in ("missing", "large", "empty", "good")] == [
        True,
        True,
        True,
        False,
    ]
    assert desk.store.read_now(lambda tx: journal.entry(tx, 1)) is not None


def test_a_mail_too_large_in_an_mbox_costs_no_other(desk: WorkingDesk, tmp_path: Path) -> None:
    line = b"From a@example.net Mon Mar  2 09:00:00 2026\n"
    huge = mail("huge") + b"x" * (2 * 1024 * 1024) + b"\n"
    (tmp_path / "box").write_bytes(line + mail("one") + b"\n" + line + huge + b"\n" + line + mail("three"))
    result = desk.run("inject", tmp_path / "box")
    assert (result.exit_code, "box#2 is larger" in result.stderr.replace(":", "")) == (65, True)
    assert len(desk.store.read_now(lambda tx: journal.bodies(tx, [1, 2, 3]))) == 2


@pytest.mark.parametrize(
    ("main", "args", "code"),
    [
        (CONFIG, (), 75),  # no database: the daemon has never run
        (CONFIG, ("mail.eml",), 75),
        (CONFIG + "banana", (), 75),  # a piped mail would be returned to its sender for any other code
        (CONFIG + "banana", ("mail.eml",), 78),
    ],
)
def test_a_mail_that_cannot_be_taken_now_is_to_be_tried_again(
    tmp_path: Path, main: str, args: tuple[str, ...], code: int
) -> None:
    write_config(tmp_path / "config", tmp_path / "desk.db", main)
    (tmp_path / "mail.eml").write_bytes(mail())
    files = [tmp_path / name for name in args]
    result = run("inject", *files, "--config", tmp_path / "config", stdin=mail())
    assert (result.exit_code, result.stderr.startswith("mailgate: ")) == (code, True)


def test_a_full_disk_is_to_be_tried_again(desk: WorkingDesk) -> None:
    toml = desk.directory / "mailgate.toml"
    toml.write_text(toml.read_text(encoding="utf-8").replace('"1 KiB"', '"9000000 GiB"'), encoding="utf-8")
    result = desk.run("inject", stdin=mail())
    assert (result.exit_code, "low_disk" in result.stderr) == (75, True)
    assert desk.store.read_now(lambda tx: journal.entry(tx, 1)) is None


def test_the_process_itself_ends_with_the_promised_code(desk: WorkingDesk) -> None:
    command = [sys.executable, "-m", "mailgate.cli.main", "inject", "--config", str(desk.directory)]
    done = subprocess.run(command, input=b"", capture_output=True, check=False)
    assert (done.returncode, done.stdout, b"is empty" in done.stderr) == (65, b"", True)
