"""`doctor` tries each fetched account as the daemon would, and says whose fault it is when it is not let in."""

from mailgate.cli.doctor_mailboxes import Mailbox
from mailgate.cli.doctor_servers import check_mailbox
from mailgate.inbound.imap_account import Watched
from mailgate.operations.doctor import State, Whose
from tests.imap.stub import Client, StubServer, serving
from tests.imap.test_wrong_servers import at


async def refuses(client: Client, tag: str, name: str) -> bool:
    if name != "AUTHENTICATE":
        return False
    await client.say(f"{tag} NO [AUTHENTICATIONFAILED] no\r\n".encode())
    return True


async def lacks_the_folder(client: Client, tag: str, name: str) -> bool:
    if name != "SELECT":
        return False
    await client.say(f"{tag} NO [NONEXISTENT] no such folder\r\n".encode())
    return True


async def test_a_login_that_works_is_told_with_its_folders_and_left() -> None:
    async with serving(StubServer()) as stub:
        found = await check_mailbox(Mailbox(at(stub, folders=(Watched("INBOX"), Watched("Sent")))))
    assert found.state is State.OK
    assert "logged in as support; INBOX, Sent" in found.detail
    assert stub.heard.count("SELECT") == 2
    assert not any(name.startswith("UID") for name in stub.heard)


async def test_a_refused_login_is_the_configurations_fault() -> None:
    async with serving(StubServer(turn=refuses)) as stub:
        found = await check_mailbox(Mailbox(at(stub)))
    assert (found.state, found.whose) == (State.FAULT, Whose.CONFIG)
    assert "compare user and secret" in found.remedy
    assert "geheim" not in repr(found)


async def test_a_folder_that_is_not_there_is_found_before_the_daemon_looks_for_it() -> None:
    async with serving(StubServer(turn=lacks_the_folder)) as stub:
        found = await check_mailbox(Mailbox(at(stub)))
    assert found.state is State.FAULT
    assert "INBOX" in found.detail


async def test_a_server_that_is_not_there_is_not_our_fault() -> None:
    async with serving(StubServer()) as stub:
        account = at(stub)
    found = await check_mailbox(Mailbox(account))
    assert (found.state, found.whose) == (State.FAULT, Whose.MAILBOX)
