"""What the documents name exists: files, tests, verbs, and the form in which standards are cited."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]
PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])


def text(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def sources(*folders: str) -> list[Path]:
    return [path for folder in folders for path in sorted((ROOT / folder).rglob("*.py"))]


def test_every_test_that_the_threat_model_relies_on_exists() -> None:
    written = "\n".join(path.read_text(encoding="utf-8") for path in sources("tests"))
    there = set(re.findall(r"def (test_\w+)", written))
    named = set(re.findall(r"`(test_\w+)`", text("docs/threat-model.md")))
    assert len(named) > 20
    assert named - there == set()


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_link_to_a_file_leads_somewhere(page: Path) -> None:
    links = re.findall(r"\]\((?!https?://)([^)#]+)", page.read_text(encoding="utf-8"))
    assert [link for link in links if not (page.parent / link).exists()] == []


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_file_of_ours_that_is_named_exists(page: Path) -> None:
    named = re.findall(
        r"`((?:mailgate|tests|docs|scripts|bench|systemd)/[\w/.-]*)`", page.read_text(encoding="utf-8")
    )
    assert [name for name in named if not (ROOT / name).exists()] == []


@pytest.mark.parametrize("page", ["docs/flow.md", "docs/specifications.md"])
def test_every_module_that_a_page_names_by_its_room_exists(page: str) -> None:
    named = re.findall(r"`((?:[a-z]+/)+[\w*]+\.py)`", text(page))
    assert named
    assert [name for name in named if not list((ROOT / "mailgate").glob(name))] == []


def test_the_files_beside_a_standard_cite_it() -> None:
    for row in re.findall(r"(?m)^\| (RFC .*)$", text("docs/specifications.md")):
        numbers, files = re.findall(r"RFC (\d+)", row), re.findall(r"`((?:\w+/)+\w+\.py)`", row)
        cited = "".join(text(f"mailgate/{name}") for name in files)
        assert [n for n in numbers if not re.search(rf"RFC {n}\b", cited)] == [], row


def test_every_verb_that_the_documents_name_is_one_of_the_makefile() -> None:
    verbs = set(re.findall(r"(?m)^([a-z-]+):.*## ", text("Makefile")))
    pages = "".join(page.read_text(encoding="utf-8") for page in PAGES)
    named = set(re.findall(r"(?m)(?:`| {4})make ([a-z-]+)", pages))
    assert {"demo", "test", "check", "fix"} <= named <= verbs
    assert {"demo", "test", "check", "fix", "bench", "fuzz", "soak"} <= verbs


def test_standards_are_cited_as_rfc_number_and_section() -> None:
    odd = re.compile(r"\bRFC-?\d(?!22\.SIZE)|\bRFC \d+(?:,? §|, section| sec\.|:\d)|\brfc \d")
    found = [
        f"{path.relative_to(ROOT)}: {match[0]}"
        for path in sources("mailgate")
        for match in odd.finditer(path.read_text(encoding="utf-8"))
    ]
    assert found == []


def test_no_file_for_installing_names_the_address_of_an_index() -> None:
    for name in ("Makefile", "scripts/environment", ".ci/run", "README.md", "CONTRIBUTING.md"):
        assert not re.search(r"(?i)index-url|pypi|find-links|simple/", text(name)), name
