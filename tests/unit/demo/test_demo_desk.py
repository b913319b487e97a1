"""The demonstration's desk is a sound one, on loopback, and nothing of the caller's reaches its daemon."""

from pathlib import Path

import pytest

from mailgate.cli.check import examine, room_checks
from mailgate.cli.demo_daemon import DaemonProcess, environment
from mailgate.cli.demo_desk import DemoDesk, furnish
from mailgate.config.endpoints import is_loopback
from mailgate.config.load import load
from mailgate.errors import StoreUnavailable


def furnished(directory: Path) -> DemoDesk:
    desk = furnish(directory, 20025)
    assert isinstance(desk, DemoDesk)
    return desk


def test_its_configuration_passes_check_without_a_warning(tmp_path: Path) -> None:
    report = examine(furnished(tmp_path).directory, {}, room_checks())
    assert (report.faults, report.warnings) == ((), ())


def test_nothing_listens_or_sends_beyond_loopback(tmp_path: Path) -> None:
    settings = load(furnished(tmp_path).directory, {})
    places = [text.rpartition("//")[2] for text in (*settings.smtp.listen, *settings.outbound.smarthosts)]
    assert all(is_loopback(place) for place in places)
    assert str(settings.operator.health).startswith(f"unix:{tmp_path}")


@pytest.mark.parametrize("name", ['with "quotes"', "ümlaut", "two words"])
def test_a_temporary_directory_may_have_any_name(tmp_path: Path, name: str) -> None:
    directory = tmp_path / name
    directory.mkdir()
    assert load(furnished(directory).directory, {}).directory == directory


def test_without_openssl_the_library_of_our_tests_makes_the_certificate(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    desk = furnished(tmp_path)
    assert desk.certificate.read_text().count("BEGIN CERTIFICATE") == 2
    assert (tmp_path / "secrets" / "smtp.key").stat().st_mode & 0o077 == 0


def test_the_daemon_inherits_no_socket_secret_or_failpoint_of_its_caller() -> None:
    ours = {"PATH": "/bin", "MAILGATE_FAILPOINT": "before:intake", "LISTEN_FDS": "1", "NOTIFY_SOCKET": "@a"}
    assert environment(ours) == {"PATH": "/bin"}


async def test_a_daemon_that_gives_up_is_told_with_its_last_words(tmp_path: Path) -> None:
    (tmp_path / "mailgate.toml").write_text("[smtp]\nlisten = 7\n")
    daemon = await DaemonProcess.start(tmp_path)
    with pytest.raises(StoreUnavailable, match=r"mailgate\.toml: smtp\.listen"):
        await daemon.ready()
    assert await daemon.stop() == 78
