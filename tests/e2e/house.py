"""Everything together: a desk, two agents and a customer with their mail programs and mailboxes, the servers between."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from tests.e2e import dovecot
from tests.e2e.desk import ANNA, ANNA_PASSWORD, BEN, SUPPORT, Desk
from tests.e2e.dovecot import Dovecot
from tests.e2e.maildir import Maildir
from tests.e2e.neomutt import Account, Neomutt
from tests.e2e.place import Place, as_root, free_ports, run
from tests.e2e.postfix import Postfix

KIM = "kim@example.net"
PEOPLE = (KIM, ANNA, BEN)
# Their mail programs name the laptop in every Message-ID and sign with the extension; the agents' are for the house alone.
LAPTOPS = {
    KIM: "kims-laptop.example.net",
    ANNA: "annas-laptop.inside.example",
    BEN: "bens-laptop.inside.example",
}
EXTENSIONS = {KIM: "Kim Larsen", ANNA: "Anna, extension 5501", BEN: "Ben, extension 5502"}
NAMES = {KIM: "Kim Larsen", ANNA: "Anna Berg", BEN: "Ben Holm"}


class Server(Protocol):
    """What is started before the conversation and stopped after it."""

    def start(self) -> None: ...
    def stop(self) -> None: ...
    def log(self) -> str: ...


@dataclass(frozen=True)
class Person:
    """Somebody with a mail program and a mailbox."""

    program: Neomutt
    inbox: Maildir


class House:
    """The desk and everybody who writes to it, set up but not started."""

    def __init__(self, place: Place) -> None:
        self.desk = Desk(place)
        self.postfix = Postfix(place, PEOPLE, SUPPORT)
        self._dovecot = Dovecot(place, PEOPLE)
        self.kim, self.anna, self.ben = (self._person(place, address) for address in PEOPLE)

    def logs(self) -> str:
        """What all servers said, for the report of a test that failed."""
        return "\n".join(f"=== {type(server).__name__}\n{server.log()}" for server in self._servers())

    @contextmanager
    def running(self) -> Iterator[None]:
        """All servers at work; those that started are stopped, whatever happens."""
        with ExitStack() as started:
            for server in self._servers():
                try:
                    server.start()
                except RuntimeError as failed:
                    failed.add_note(server.log())
                    raise
                started.callback(server.stop)
            yield

    def _servers(self) -> tuple[Server, ...]:
        return self._dovecot, self.desk, self.postfix

    def _person(self, place: Place, address: str) -> Person:
        at_desk = address == ANNA
        account = Account(
            name=NAMES[address],
            address=address,
            password=dovecot.PASSWORD,
            imap=place.ports.imap,
            smtp=place.ports.agents if at_desk else place.ports.people,
            smtp_password=ANNA_PASSWORD if at_desk else dovecot.PASSWORD,
            host=LAPTOPS[address],
            signature=f"{EXTENSIONS[address]}\n",
            certificate=self.desk.certificate if at_desk else None,
        )
        program = Neomutt(place.within(f"home-{address}"), account)
        return Person(program, Maildir(self._dovecot.home(address) / "Maildir"))


@contextmanager
def house() -> Iterator[House]:
    """A house at work, in a directory that is gone afterwards."""
    directory = Path(tempfile.mkdtemp(prefix="mailgate-e2e."))
    directory.chmod(0o711)  # the servers' users go through, and see no more than is theirs
    try:
        built = House(Place(directory, free_ports()))
        with built.running():
            yield built
    finally:
        if os.geteuid() == 0:
            shutil.rmtree(directory)
        else:
            run(*as_root("rm", "-rf", "--", str(directory)))
