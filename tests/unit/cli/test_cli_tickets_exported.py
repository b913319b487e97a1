"""An exported ticket is complete, exact and private, whatever its senders called their files."""

import hashlib
import io
import json
import mailbox
import stat
from contextlib import closing
from pathlib import Path

import pytest

from mailgate.cli.exported import mbox_entry, safe_name
from mailgate.failpoints import Unit
from mailgate.inbound.mailfiles import mbox_of
from mailgate.store import journal
from mailgate.store.purge import purge
from tests.unit.cli.test_cli_shapes import NUMBER, TEXT, Each, fits
from tests.unit.cli.working_desk import CONVERSED, WorkingDesk, mail

EXPORTED = Each(
    {"ref": TEXT, "folder": TEXT, "mails": NUMBER, "attachments": NUMBER, "missing": Each(TEXT, some=False)}
)


def test_the_folder_holds_the_json_the_mails_and_the_files(conversation: WorkingDesk, tmp_path: Path) -> None:
    [found] = conversation.json("ticket", "export", "1", "--out", tmp_path / "a" / "b")
    fits([found], EXPORTED)
    folder = Path(found["folder"])
    shown = conversation.json("ticket", "show", "1")
    assert json.loads((folder / "ticket.json").read_text()) == shown
    first = shown["messages"][0]
    raw = conversation.store.read_now(lambda tx: journal.body(tx, 1))
    assert (folder / "mails" / f"{first['id']}.eml").read_bytes() == raw
    photo = folder / "attachments" / f"{first['id']}-1-lamp.png"
    assert hashlib.sha256(photo.read_bytes()).hexdigest() == first["attachments"][0]["sha256"]
    assert (found["mails"], found["attachments"], found["missing"]) == (3, 1, [])


def test_nobody_else_may_read_an_export(conversation: WorkingDesk, tmp_path: Path) -> None:
    conversation.run("ticket", "export", "1", "--out", tmp_path)
    [folder] = tmp_path.glob("EX-*")
    made = [folder, *folder.rglob("*")]
    assert {stat.S_IMODE(p.stat().st_mode) for p in made if p.is_dir()} == {0o700}
    assert {stat.S_IMODE(p.stat().st_mode) for p in made if p.is_file()} == {0o600}


def test_nothing_that_is_there_is_written_over(conversation: WorkingDesk, tmp_path: Path) -> None:
    [folder] = [Path(e["folder"]) for e in conversation.json("ticket", "export", "1", "--out", tmp_path)]
    (folder / "ticket.json").write_text("mine")
    result = conversation.run("ticket", "export", "1", "--out", tmp_path)
    assert (result.exit_code, "remove it" in " ".join(result.output.split())) == (2, True)
    assert (folder / "ticket.json").read_text() == "mine"
    (tmp_path / "file").touch()
    assert conversation.run("ticket", "export", "1", "--out", tmp_path / "file").exit_code == 2


@pytest.mark.parametrize(
    "name",
    [
        "../../../etc/cron.d/evil", "..", ".", "", "-rf", ".bashrc", "a\x00b", "\u202egnp.exe", "C:\\con", "~root",
        "$(id)", "a\nb", "x" * 5000 + ".pdf", "ж" * 5000 + ".pdf", "\x1b[31m", "a|b>c<d?*", "\ud800",
    ],
)  # fmt: skip
def test_no_name_leaves_its_folder_or_means_anything(name: str) -> None:
    found = safe_name(name)
    assert not set('/\\\0\n:*?"<>|\x1b\u202e') & set(found)
    assert len(f"m{2**63}-1-{found}".encode()) < 255


def test_hostile_names_become_files_beside_each_other(desk: WorkingDesk, tmp_path: Path) -> None:
    names = ["../../up.txt", "..", "same.txt", "same.txt", "-rf", "x" * 400 + ".pdf"]
    parts = "".join(
        f'--b\r\nContent-Type: text/csv\r\nContent-Disposition: attachment; filename="{n}"\r\n\r\n{i}\r\n'
        for i, n in enumerate(names)
    )
    desk.take(mail(text=f"{parts}--b--", MIME_Version="1.0", Content_Type='multipart/mixed; boundary="b"'))
    desk.process()
    [found] = desk.json("ticket", "export", "1", "--out", tmp_path / "out")
    written = sorted((Path(found["folder"]) / "attachments").iterdir())
    assert sorted(p.read_bytes().strip() for p in written) == [str(i).encode() for i in range(len(names))]
    assert {p.parent.parent.parent for p in tmp_path.rglob("*.txt")} == {tmp_path / "out"}


def test_what_retention_removed_is_named_as_missing(conversation: WorkingDesk, tmp_path: Path) -> None:
    stub = conversation.json("quarantine", "list")[0]["ticket"]
    conversation.store.write_now(Unit.OPERATOR, lambda tx: purge(tx, 4, CONVERSED))
    [found] = conversation.json("ticket", "export", stub, "--out", tmp_path)
    assert (found["mails"], found["attachments"], len(found["missing"])) == (0, 0, 2)


def test_an_mbox_is_read_back_by_us_and_by_others(conversation: WorkingDesk, tmp_path: Path) -> None:
    text = "First.\r\n\r\nFrom here on\r\n>From there\r\nend"
    conversation.clock.at = CONVERSED
    conversation.take(mail("Re: Broken lamp", text, 9, In_Reply_To="<1@example.net>"))
    conversation.process()
    octets = conversation.run("ticket", "export", "1", "--out", "-").stdout_bytes
    mails = [p.raw for p in mbox_of(io.BytesIO(octets), "x", 2**20)]
    stored = [
        conversation.store.read_now(lambda tx, n=n: journal.body(tx, n)) or b""  # type: ignore[misc]
        for n in (1, 2, 3, 6)
    ]
    assert [m.strip() for m in mails] == [s.replace(b"\r\n", b"\n").strip() for s in stored]
    (tmp_path / "m").write_bytes(octets)
    with closing(mailbox.mbox(tmp_path / "m")) as box:
        assert [m["Message-ID"] for m in box][-1] == "<9@example.net>"


def test_a_sender_cannot_write_a_second_postmark() -> None:
    entry = mbox_entry(b"a: b\r\n\r\nx", "kim@example.net\nFrom eve", CONVERSED)
    assert entry == b"From kim@example.netFromeve Mon Mar 02 12:00:00 2026\na: b\n\nx\n\n"
    assert mbox_entry(b"\n", "", CONVERSED).startswith(b"From MAILER-DAEMON ")


def test_several_tickets_are_exported_once_each(conversation: WorkingDesk, tmp_path: Path) -> None:
    assert len(conversation.json("ticket", "export", "1", "2", "1", "--out", tmp_path)) == 2
    assert conversation.run("ticket", "export", "1", "77", "--out", tmp_path).exit_code == 1
    assert conversation.run("ticket", "export", "1", "--out", "-", "--json").exit_code == 2
