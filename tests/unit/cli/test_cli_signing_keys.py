"""`keys dkim` makes keys that nobody else may read, and prints what is published of them."""

import json
import stat

from tests.unit.cli.working_desk import WorkingDesk

TABLE = '\n[[dkim]]\ndomain = "example.com"\nselector = "{}"\nsecret = "{}"\nsign = {}\n'


def configured(desk: WorkingDesk, *tables: str) -> None:
    path = desk.directory / "mailgate.toml"
    path.write_text(path.read_text() + "".join(tables))


def test_from_a_new_key_to_its_record(desk: WorkingDesk) -> None:
    """
    keys dkim --make      a file, 0600, and the table to add
    keys dkim             the record, as a zone file takes it
    """
    said = desk.run("keys", "dkim", "--make", "dkim-2026a")
    assert said.exit_code == 0, said.output
    assert 'selector = "2026a"' in said.output
    path = desk.directory / "secrets" / "dkim-2026a"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    desk.run("keys", "dkim", "--make", "dkim-2026b", "--algorithm", "ed25519")
    configured(desk, TABLE.format("a", "dkim-2026a", "true"), TABLE.format("b", "dkim-2026b", "false"))
    zone = desk.run("keys", "dkim").output
    assert "; rsa key of example.com, signs\na._domainkey.example.com. IN TXT (\n" in zone
    assert "; ed25519 key of example.com, published only" in zone
    assert max(len(line) for line in zone.splitlines()) <= 259
    shapes = json.loads(desk.run("keys", "dkim", "--json").output)
    assert [list(shape) for shape in shapes] == [
        ["domain", "selector", "algorithm", "signs", "name", "type", "value"]
    ] * 2
    assert shapes[0]["value"].startswith("v=DKIM1; k=rsa; p=")
    assert "PRIVATE" not in zone


def test_a_key_is_never_replaced(desk: WorkingDesk) -> None:
    desk.run("keys", "dkim", "--make", "one")
    before = (desk.directory / "secrets" / "one").read_bytes()
    said = desk.run("keys", "dkim", "--make", "one")
    assert said.exit_code == 2
    assert "take a new name" in " ".join(said.output.split())
    assert (desk.directory / "secrets" / "one").read_bytes() == before


def test_a_key_can_be_made_although_the_configuration_names_it_already(desk: WorkingDesk) -> None:
    configured(desk, TABLE.format("a", "later", "true"))
    assert desk.run("keys", "dkim").exit_code == 78
    assert desk.run("keys", "dkim", "--make", "later").exit_code == 0
    assert desk.run("keys", "dkim").exit_code == 0


def test_a_name_is_no_path(desk: WorkingDesk) -> None:
    for name in ("../up", "/etc/x", "a/b", ".hidden"):
        assert desk.run("keys", "dkim", "--make", name).exit_code == 2
