"""Against a real Dovecot: what people do in their folders, and what the server does to them (SPEC section 4.2)."""

import resource
import ssl

import pytest

from mailgate.clock import SystemClock
from mailgate.config.secrets import Secret
from mailgate.inbound.imap_account import After, Role, Security, Watched
from mailgate.inbound.imap_login import LoginRefused
from mailgate.inbound.imap_session import Session
from mailgate.model.source import Standing
from tests.imap.dovecot import Dovecot, Mailbox
from tests.imap.fetching import House, account, letter

SQLITE = pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
DAY_S = 86400


async def test_a_new_mail_is_taken_when_the_server_tells_of_it(
    house: House, imap_server: Dovecot, mailbox: Mailbox
) -> None:
    """The poll is five minutes away: only IDLE can bring it within the test's patience."""
    async with house.fetching(account(mailbox, imap_server.imap)):
        await house.heard.until(lambda: house.heard.count("source_connected") >= 1)
        for n in range(3):
            mailbox.deliver(letter(n))
            await house.has(n + 1)
    assert house.message_ids() == [f"<{n}@customer.test>" for n in range(3)]
    assert house.woken == 3


@SQLITE
async def test_an_inbox_with_old_mail_causes_no_letter_when_it_is_connected(
    house: House, imap_server: Dovecot, mailbox: Mailbox
) -> None:
    await _old_mail(house, imap_server, mailbox, 300)


@SQLITE
@pytest.mark.soak
@pytest.mark.timeout(600)
async def test_an_inbox_with_twenty_thousand_old_mails_causes_no_letter(
    house: House, imap_server: Dovecot, mailbox: Mailbox
) -> None:
    await _old_mail(house, imap_server, mailbox, 20_000)


async def _old_mail(house: House, server: Dovecot, mailbox: Mailbox, mails: int) -> None:
    """With `since = "connect"` nothing of it is taken; with `all` everything is, and all of it is quiet."""
    old = SystemClock().now().timestamp() - 3 * DAY_S
    for n in range(mails):
        mailbox.deliver(letter(n), arrived=old - n)
    async with house.fetching(account(mailbox, server.imap, since="connect")):
        await house.heard.until(lambda: house.heard.count("source_connected") >= 1)
        mailbox.deliver(letter("new"))
        await house.has(1)
    assert house.message_ids() == ["<new@customer.test>"]
    async with house.fetching(account(mailbox, server.imap, name="everything")):
        await house.has(mails + 2)
    quiet = [entry.quiet for entry in house.entries()]
    assert (quiet.count(True), quiet.count(False)) == (mails, 2)


async def test_new_uids_cause_a_second_look_and_no_second_mail(
    house: House, imap_server: Dovecot, mailbox: Mailbox
) -> None:
    for n in range(20):
        mailbox.deliver(letter(n))
    async with house.fetching(account(mailbox, imap_server.imap)):
        await house.has(20)
    imap_server.stop()  # or a session that is ending would write the old ones again
    mailbox.forget_uids()
    imap_server.start()
    mailbox.deliver(letter("meanwhile"))
    async with house.fetching(account(mailbox, imap_server.imap)):
        await house.has(21)
        await house.heard.until(lambda: house.heard.count("source_connected") >= 2)
    assert house.heard.count("folder_renumbered") == 1
    assert sorted(house.message_ids()) == sorted(f"<{n}@customer.test>" for n in (*range(20), "meanwhile"))


@SQLITE
async def test_new_uids_do_not_bring_mail_from_before_the_connection(
    house: House, imap_server: Dovecot, mailbox: Mailbox
) -> None:
    an_hour_ago = SystemClock().now().timestamp() - 3600
    mailbox.deliver(letter("before"), arrived=an_hour_ago)
    async with house.fetching(account(mailbox, imap_server.imap, since="connect")):
        await house.heard.until(lambda: house.heard.count("source_connected") >= 1)
    imap_server.stop()  # or a session that is ending would write the old ones again
    mailbox.forget_uids()
    imap_server.start()
    mailbox.deliver(letter("after"), arrived=SystemClock().now().timestamp() + 5)
    async with house.fetching(account(mailbox, imap_server.imap, since="connect")):
        await house.has(1)
        await house.heard.until(lambda: house.heard.count("source_connected") >= 2)
    assert house.message_ids() == ["<after@customer.test>"]


@SQLITE
async def test_folders_with_umlauts_spaces_and_ampersands_are_watched_and_moved_to(
    house: House, imap_server: Dovecot, mailbox: Mailbox
) -> None:
    folders = (
        Watched("Anfragen über & über", after=After.MOVE, move_to='Erledigt "alt" 日本'),
        Watched("Beschwerden", after=After.FLAG),
    )
    mailbox.deliver(letter("moved"), "Anfragen über & über")
    mailbox.deliver(letter("flagged"), "Beschwerden", seen=True)
    async with house.fetching(account(mailbox, imap_server.imap, folders=folders)):
        await house.has(2)
        await house.heard.until(lambda: house.heard.count("mails_tidied") >= 2)
    assert sorted(house.message_ids()) == ["<flagged@customer.test>", "<moved@customer.test>"]
    assert len(mailbox.mails('Erledigt "alt" 日本')) == 1
    (flagged,) = mailbox.mails("Beschwerden")
    assert "S" in flagged.name.partition(":2,")[2]


@SQLITE
async def test_a_mail_that_somebody_has_read_is_taken(
    house: House, imap_server: Dovecot, mailbox: Mailbox
) -> None:
    mailbox.deliver(letter("read"), seen=True)
    async with house.fetching(account(mailbox, imap_server.imap)):
        await house.has(1)
    assert len(mailbox.mails()) == 1  # and left where it is


@SQLITE
async def test_a_mail_that_somebody_deletes_in_between_costs_nothing(
    house: House, imap_server: Dovecot, mailbox: Mailbox
) -> None:
    """A colleague expunges every second mail between our look and our fetch."""
    for n in range(10):
        mailbox.deliver(letter(n))
    look = Session.facts

    async def and_then_they_vanish(self: Session, uids: list[int]) -> object:
        found = await look(self, uids)
        if len(uids) > 1:
            colleague = await Session.connect(account(mailbox, imap_server.imap), None)
            await colleague.select("INBOX")
            await colleague.move(list(uids)[::2], "Trash")
            colleague.close()
        return found

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(Session, "facts", and_then_they_vanish)
        async with house.fetching(account(mailbox, imap_server.imap)):
            await house.has(5)
            await house.heard.until(lambda: house.heard.count("source_connected") >= 1)
    assert house.message_ids() == [f"<{n}@customer.test>" for n in range(1, 10, 2)]


@SQLITE
async def test_thirty_mebibytes_pass_through_a_file_and_not_through_memory(
    house: House, imap_server: Dovecot, mailbox: Mailbox
) -> None:
    raw = letter("big") + b"0123456789abcdef\r\n" * (30 * 1024 * 1024 // 18)
    mailbox.deliver(raw)
    size = len(raw)
    del raw
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    async with house.fetching(account(mailbox, imap_server.imap)):
        await house.has(1)
    grown = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) * 1024
    (entry,) = house.entries()
    assert entry.size == size
    assert house.budget.used == 0
    assert grown < 4.5 * size  # read for the commit, bound by SQLite, made a record by it: 3.4 were measured


@SQLITE
async def test_a_mail_beyond_the_limit_becomes_a_stub_and_stays(
    house: House, imap_server: Dovecot, mailbox: Mailbox
) -> None:
    mailbox.deliver(letter("huge", "x" * 70_000))
    mailbox.deliver(letter("small"))
    folders = (Watched("INBOX", after=After.MOVE, move_to="Done"),)
    async with house.fetching(account(mailbox, imap_server.imap, largest=50_000, folders=folders)):
        await house.has(2)
        await house.heard.until(lambda: house.heard.count("mails_tidied") >= 1)
    assert house.message_ids() == ["<huge@customer.test>", "<small@customer.test>"]
    assert [entry.size < 2000 for entry in house.entries()] == [True, True]
    assert [b"huge" in path.read_bytes() for path in mailbox.mails()] == [True]


@SQLITE
async def test_what_was_sent_by_hand_is_known_by_its_source_and_never_moved(
    house: House, imap_server: Dovecot, mailbox: Mailbox
) -> None:
    folders = (
        Watched("INBOX", after=After.MOVE, move_to="Done"),
        Watched("Sent", Role.SENT, After.MOVE, "Done"),
    )
    mailbox.deliver(letter("in"))
    mailbox.deliver(letter("out", to="kim@customer.test"), "Sent")
    async with house.fetching(account(mailbox, imap_server.imap, folders=folders)):
        await house.has(2)
        await house.heard.until(lambda: house.heard.count("mails_tidied") >= 1)
    assert sorted(entry.source for entry in house.entries()) == ["imap-sent:support", "imap:support"]
    assert len(mailbox.mails("Sent")) == 1


@pytest.mark.parametrize("security", [Security.TLS, Security.STARTTLS])
async def test_a_connection_is_verified_before_anybody_logs_in(
    imap_server: Dovecot, mailbox: Mailbox, security: Security
) -> None:
    port = imap_server.imaps if security is Security.TLS else imap_server.imap
    there = account(mailbox, port, security=security)
    good = ssl.create_default_context(cafile=imap_server.ca_file)
    session = await Session.connect(there, good)
    assert (await session.select("INBOX")).exists == 0
    await session.leave()
    with pytest.raises(Exception, match="certificate"):
        await Session.connect(there, ssl.create_default_context())


async def test_a_wrong_password_is_a_refused_login(imap_server: Dovecot, mailbox: Mailbox) -> None:
    with pytest.raises(LoginRefused, match="AUTHENTICATIONFAILED"):
        await Session.connect(account(mailbox, imap_server.imap, password=lambda: Secret("no")), None)


async def test_a_server_without_move_gets_copy_and_expunge_of_just_these(
    imap_server: Dovecot, mailbox: Mailbox
) -> None:
    for n in range(3):
        mailbox.deliver(letter(n))
    session = await Session.connect(account(mailbox, imap_server.imap), None)
    await session.select("INBOX")
    session.able -= {"MOVE"}
    assert await session.move([1, 3], "Done") is True
    assert (len(mailbox.mails()), len(mailbox.mails("Done"))) == (1, 2)
    session.able -= {"UIDPLUS"}
    assert await session.move([2], "Done") is False
    assert (len(mailbox.mails()), len(mailbox.mails("Done"))) == (1, 3)
    session.close()


@SQLITE
async def test_many_folders_do_not_wait_for_one_that_is_missing(
    house: House, imap_server: Dovecot, mailbox: Mailbox
) -> None:
    mailbox.deliver(letter("there"))
    folders = (Watched("Nowhere"), Watched("INBOX"))
    async with house.fetching(account(mailbox, imap_server.imap, folders=folders)):
        await house.has(1)
        await house.heard.until(lambda: house.heard.count("source_trouble") >= 1)
        states = {s.name: s for s in house.fleet.states()}
    assert states["imap:support/Nowhere"].state is Standing.FAILING
    assert "'Nowhere' cannot be opened" in states["imap:support/Nowhere"].detail
