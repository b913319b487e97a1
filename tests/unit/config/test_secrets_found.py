from pathlib import Path

import pytest

from mailgate.config.secrets import LONGEST, Secret, SecretSource, UnreadableSecret


def source(tmp_path: Path, **environment: str) -> SecretSource:
    (tmp_path / "secrets").mkdir(exist_ok=True)
    (tmp_path / "credentials").mkdir(exist_ok=True)
    return SecretSource(tmp_path / "secrets", environment)


def value(source: SecretSource, name: str) -> str | None:
    found = source.find(name)
    return found.reveal() if found else None


def test_a_secret_never_prints() -> None:
    secret = Secret("hunter2")
    assert "hunter2" not in f"{secret} {secret!r} {[secret]}"
    assert secret.matches(b"hunter2")
    assert not secret.matches(b"hunter3")


def test_a_credential_wins_over_a_file_and_a_file_over_the_environment(tmp_path: Path) -> None:
    places = source(
        tmp_path, CREDENTIALS_DIRECTORY=str(tmp_path / "credentials"), MAILGATE_SECRET_A_B="variable"
    )
    assert value(places, "a-b") == "variable"
    (tmp_path / "secrets" / "a-b").write_text("file\n")
    assert value(places, "a-b") == "file"
    (tmp_path / "credentials" / "secret_a-b").write_text("directory credential\r\n")
    assert value(places, "a-b") == "directory credential"
    (tmp_path / "credentials" / "a-b").write_text("credential")
    assert value(places, "a-b") == "credential"


def test_a_name_is_never_a_path(tmp_path: Path) -> None:
    (tmp_path / "outside").write_text("x")
    assert source(tmp_path).find("../outside") is None


@pytest.mark.parametrize("content", [b"", b"\n", b"\xff\xfe", b"x" * (LONGEST + 1)])
def test_an_unusable_secret_is_refused_without_being_shown(tmp_path: Path, content: bytes) -> None:
    places = source(tmp_path)
    (tmp_path / "secrets" / "bad").write_bytes(content)
    with pytest.raises(UnreadableSecret, match=r"^(is empty|is not UTF-8 text|is larger than 64 KiB)$"):
        places.find("bad")


def test_all_places_are_named_for_the_operator(tmp_path: Path) -> None:
    text = source(tmp_path).places("agent-anna")
    assert "MAILGATE_SECRET_AGENT_ANNA" in text
    assert str(tmp_path / "secrets" / "agent-anna") in text
