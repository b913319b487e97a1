from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.unit.cli.working_desk import CONVERSED, WorkingDesk, converse


@pytest.fixture(scope="session")
def empty_store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store that no mail has reached."""
    made = WorkingDesk(tmp_path_factory.mktemp("empty"))
    made.store.close()
    return made.database


@pytest.fixture(scope="session")
def stored_conversation(tmp_path_factory: pytest.TempPathFactory, empty_store: Path) -> Path:
    """A store after `converse`."""
    made = WorkingDesk(tmp_path_factory.mktemp("conversation"), empty_store)
    converse(made)
    made.store.close()
    return made.database


@pytest.fixture
def desk(tmp_path: Path, empty_store: Path) -> Iterator[WorkingDesk]:
    """A desk that no mail has reached."""
    made = WorkingDesk(tmp_path, empty_store)
    yield made
    made.store.close()


@pytest.fixture
def conversation(tmp_path: Path, stored_conversation: Path) -> Iterator[WorkingDesk]:
    """A customer wrote with a photo, an agent answered by mail, the customer thanked; one mail is in quarantine
    and one waits."""
    made = WorkingDesk(tmp_path, stored_conversation)
    made.clock.at = CONVERSED
    yield made
    made.store.close()
