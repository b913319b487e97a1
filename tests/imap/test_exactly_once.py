"""P1 and P2 for mail that is fetched: whatever breaks, each mail is taken once and none is left (SPEC section 4.2)."""

import asyncio
from collections import Counter
from itertools import islice

import pytest

from mailgate.inbound.imap_account import After, Watched
from tests.imap.dovecot import Dovecot, Mailbox
from tests.imap.fetching import House, account, letter
from tests.imap.proxy import cutting

DONE = "Erledigt & Übrig"
MOVED = (Watched("INBOX", after=After.MOVE, move_to=DONE),)


async def _through_cuts(
    house: House, server: Dovecot, mailbox: Mailbox, mails: int, cuts: int, restarts: int
) -> None:
    """Half lies there, the other half comes while connections die and the server goes down and up."""
    for n in range(mails // 2):
        mailbox.deliver(letter(n, "x" * (n % 7) * 100))
    coming = iter(range(mails // 2, mails))
    each = (mails - mails // 2) // cuts + 1
    async with cutting(server.imap, cuts, seed=mails) as proxy:
        async with house.fetching(account(mailbox, proxy.port, folders=MOVED)):
            for step in range(1, cuts + 1):
                here = list(islice(coming, each))
                for n in here:
                    mailbox.deliver(letter(n))
                if step % (cuts // restarts) == 0:
                    await asyncio.to_thread(server.stop)
                    await asyncio.to_thread(server.start)
                await house.has(here[0] + 1)
                if proxy.made < step:
                    proxy.cut()
            await house.has(mails)
            await house.heard.until(lambda: not mailbox.mails())
        assert proxy.made >= cuts
    assert Counter(house.message_ids()) == Counter(f"<{n}@customer.test>" for n in range(mails))
    # A server that is ended in the middle of a MOVE may have copied and not removed: there a mail may lie twice.
    moved = {path.read_bytes().partition(b"Message-ID: ")[2].split()[0] for path in mailbox.mails(DONE)}
    assert moved == {f"<{n}@customer.test>".encode() for n in range(mails)}


@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
async def test_three_hundred_mails_through_ten_cuts_are_taken_once_each(
    house: House, imap_server: Dovecot, mailbox: Mailbox
) -> None:
    await _through_cuts(house, imap_server, mailbox, 300, 10, 2)


@pytest.mark.soak
@pytest.mark.timeout(600)
async def test_five_thousand_mails_through_fifty_cuts_are_taken_once_each(
    house: House, imap_server: Dovecot, mailbox: Mailbox
) -> None:
    await _through_cuts(house, imap_server, mailbox, 5000, 50, 5)
