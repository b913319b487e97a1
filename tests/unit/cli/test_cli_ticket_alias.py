"""A ticket gets the number that it had in a former system: mail with it then finds the ticket."""

from pathlib import Path

import pytest

from tests.unit.cli.test_cli_shapes import TEXT, Each, fits
from tests.unit.cli.working_desk import WorkingDesk, mail

FORMER = '\n[[former]]\nform = "[Ticket#{number}]"\n'
OLD = "Ticket#2019101110000042"


@pytest.fixture
def moved(conversation: WorkingDesk) -> WorkingDesk:
    """A desk whose configuration names the form of the numbers before."""
    file = conversation.directory / "mailgate.toml"
    file.write_text(file.read_text() + FORMER)
    return conversation


def test_mail_with_the_number_of_the_former_system_finds_the_ticket(
    moved: WorkingDesk, tmp_path: Path
) -> None:
    made = moved.json("ticket", "alias", "1", f"[{OLD}]")
    fits(made, {"ref": TEXT, "aliases": Each(TEXT)})
    assert made["aliases"] == [OLD]
    told = moved.json("ticket", "show", "1")["events"][-1]
    assert (told["kind"], told["actor"], told["detail"]) == ("alias", "operator", {"number": OLD})
    (tmp_path / "old.eml").write_bytes(mail(f"AW: [{OLD}] lamp", "Still dark."))
    said = moved.json("explain", "--no-dns", tmp_path / "old.eml")
    assert said["thread"]["ticket"] == made["ref"], said["thread"]


def test_a_number_keeps_its_first_ticket(moved: WorkingDesk) -> None:
    moved.json("ticket", "alias", "1", OLD)
    moved.json("ticket", "alias", "1", OLD)
    refused = moved.run("ticket", "alias", "2", OLD)
    assert refused.exit_code != 0
    assert "already" in " ".join(refused.output.split())


@pytest.mark.parametrize("name", ["4711", "[Case 4711]", "nothing"])
def test_a_number_that_no_form_reads_is_refused_with_the_remedy(moved: WorkingDesk, name: str) -> None:
    refused = moved.run("ticket", "alias", "1", name)
    assert refused.exit_code != 0
    assert "[[former]]" in " ".join(refused.output.split())
