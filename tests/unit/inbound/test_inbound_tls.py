import os
import ssl
from pathlib import Path

import pytest

from mailgate.events import CertificateReloaded
from mailgate.inbound.tls import Certificate
from tests.dialog.house import Heard, make_certificate


def _later(*paths: Path) -> None:
    """Gives files a new time without waiting for one."""
    for path in paths:
        stat = path.stat()
        os.utime(path, ns=(stat.st_atime_ns, stat.st_mtime_ns + 1_000_000_000))


def test_a_changed_certificate_is_shown_to_the_next_client(tmp_path: Path) -> None:
    heard = Heard()
    certificate = Certificate(*make_certificate(tmp_path), heard)
    first = certificate.context()
    assert certificate.context() is first
    _later(*make_certificate(tmp_path))
    assert certificate.context() is not first
    assert heard.names() == ["certificate_reloaded"]
    event = heard.events[0]
    assert isinstance(event, CertificateReloaded)
    assert event.not_after.endswith("+00:00")


def test_a_broken_certificate_changes_nothing_and_is_told_once(tmp_path: Path) -> None:
    heard = Heard()
    chain, key = make_certificate(tmp_path)
    certificate = Certificate(chain, key, heard)
    first = certificate.context()
    good = chain.read_bytes()
    chain.write_text("nonsense")
    _later(chain)
    assert [certificate.context() for _ in range(3)] == [first] * 3
    chain.unlink()
    assert [certificate.context() for _ in range(3)] == [first] * 3
    assert heard.names() == ["certificate_rejected"] * 2
    chain.write_bytes(good)
    _later(chain)
    assert certificate.context() is not first
    assert heard.names()[2:] == ["certificate_reloaded"]


def test_a_key_that_does_not_fit_its_certificate_is_refused_at_the_start(tmp_path: Path) -> None:
    (tmp_path / "other").mkdir()
    chain, _ = make_certificate(tmp_path)
    _, key = make_certificate(tmp_path / "other")
    with pytest.raises(ssl.SSLError):
        Certificate(chain, key, Heard())
