"""One Dovecot for all tests that need a real server; elsewhere one line says that it is not there."""

import os
from collections.abc import Iterator

import pytest

from mailgate.store import Store
from tests.imap.dovecot import Dovecot, Mailbox, dovecot, lacking
from tests.imap.fetching import House


@pytest.fixture(scope="session")
def imap_server() -> Iterator[Dovecot]:
    """In CI it has to be possible."""
    if lacks := lacking():
        said = f"the tests of IMAP lack {', '.join(lacks)} (apt install dovecot-core dovecot-imapd)"
        if os.environ.get("CI") == "true":
            pytest.fail(said)
        pytest.skip(said)
    with dovecot() as server:
        yield server


@pytest.fixture
def mailbox(imap_server: Dovecot) -> Mailbox:
    """Somebody's, empty."""
    return imap_server.person()


@pytest.fixture
def house(store: Store) -> House:
    return House(store)
