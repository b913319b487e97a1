"""The house of real servers and mail programs, where they are; elsewhere one line says that they are not."""

import os
import shutil
import subprocess
from collections.abc import Iterator

import pytest

from tests.e2e import dovecot, neomutt, postfix
from tests.e2e.house import House, house

PACKAGES = "postfix dovecot-core dovecot-imapd dovecot-lmtpd neomutt"


def missing() -> list[str]:
    """What these tests need and this machine lacks."""
    there = {
        "postfix": bool(postfix.PROGRAM),
        "dovecot 2.3": dovecot.is_known_version(),
        "dovecot-lmtpd": dovecot.LMTP_PROGRAM.exists(),
        "dovecot-imapd": dovecot.IMAP_PROGRAM.exists(),
        "neomutt": bool(neomutt.PROGRAM),
        "root, or sudo without a password": may_be_root(),
    }
    return [name for name, is_there in there.items() if not is_there]


def may_be_root() -> bool:
    """Postfix starts for nobody else."""
    if os.geteuid() == 0:
        return True
    sudo = shutil.which("sudo")
    return sudo is not None and subprocess.call([sudo, "-n", "true"], stderr=subprocess.DEVNULL) == 0


@pytest.fixture
def whole_house(request: pytest.FixtureRequest) -> Iterator[House]:
    """A desk between real servers, with a customer and two agents; in CI it has to be possible."""
    if lacks := missing():
        said = f"the test with real mail servers lacks {', '.join(lacks)} (apt install {PACKAGES})"
        if os.environ.get("CI") == "true":
            pytest.fail(said)
        pytest.skip(said)
    with house() as built:
        yield built
        request.node.add_report_section(
            "teardown", "log of the servers", built.logs()
        )  # shown if the test failed
