"""What we hand to a real Postfix: its signatures stay whole on the way, and what it sends back is understood."""

import asyncio
import os
import ssl
from collections.abc import Sequence

import pytest

from mailgate.clock import SystemClock
from mailgate.mail.compose import compose
from mailgate.mail.read import read
from mailgate.mail.sign import Signer
from mailgate.model.outgoing import Draft
from mailgate.outbound.courier import SmtpCourier
from mailgate.outbound.outcome import OutcomeState
from mailgate.outbound.smarthost import parse_smarthost
from tests.e2e.conftest import may_be_root
from tests.e2e.postfix import PROGRAM
from tests.e2e.relay import GONE, Behind, behind, relay
from tests.unit.mail_sign.random_mails import Files, draft
from tests.unit.mail_sign.test_sign import both, zone
from tests.unit.mail_sign.verifier import verified

SENDER = "support+tcabc@example.com"
RIGHT = ["rsa-sha256 r1", "ed25519-sha256 e1"]


@pytest.fixture(autouse=True)
def _a_postfix_may_run() -> None:
    if not (PROGRAM and may_be_root()):
        said = "needs Postfix, and root or sudo without a password (apt install postfix)"
        (pytest.fail if os.environ.get("CI") == "true" else pytest.skip)(said)


def signed(made: Draft) -> bytes:
    return Signer(both()).signed(compose(made, Files()), made.from_.address, made.date)


async def sent_through(port: int, mails: Sequence[bytes], recipient: str, *, utf8: bool = False) -> None:
    smarthost = parse_smarthost(f"smtp://127.0.0.1:{port}")
    tls = ssl.create_default_context()
    courier = SmtpCourier([smarthost], tls=tls, helo="desk.example.com", clock=SystemClock())
    for raw in mails:
        [outcome] = (await courier.deliver(SENDER, [recipient], raw, smtputf8=utf8)).values()
        assert outcome.state is OutcomeState.SENT, outcome
    await courier.close()


async def _stay_whole(there: Behind, port: int, seeds: range) -> None:
    mails = [signed(draft(seed)) for seed in seeds]
    await sent_through(port, mails, "mette@customer.example")
    await there.come(len(mails))
    assert [verified(raw, zone()) for _, _, raw in there.mails] == [RIGHT] * len(mails)


async def test_what_postfix_hands_on_is_whole_and_what_it_reports_is_understood() -> None:
    """One Postfix for all of it: it takes seconds to start."""
    async with behind() as there, asyncio.timeout(100):
        with relay(there.port) as port:
            await _stay_whole(there, port, range(50))
            there.mails.clear()
            await _beyond_ascii(there, port)
            there.mails.clear()
            await _a_report(there, port)


@pytest.mark.soak
async def test_signatures_of_a_thousand_mails_stay_whole_through_postfix() -> None:
    async with behind() as there, asyncio.timeout(100):
        with relay(there.port) as port:
            await _stay_whole(there, port, range(50, 1050))


async def _beyond_ascii(there: Behind, port: int) -> None:
    """desk -> Postfix -> the server behind      SMTPUTF8 on both ways"""
    made = draft(3, sender="støtte@example.com")
    await sent_through(port, [signed(made)], "søren@customer.example", utf8=True)
    await there.come(1)
    [(_, recipients, raw)] = there.mails
    assert (recipients, verified(raw, zone())) == (["søren@customer.example"], RIGHT)


async def _a_report(there: Behind, port: int) -> None:
    """
    desk -> Postfix      RET=HDRS, ENVID, NOTIFY, ORCPT
    the server behind    no such user
    Postfix -> desk      a report to the bounce address: our envelope id, our recipient, headers and no text of the mail
    """
    made = draft(5)
    await sent_through(port, [signed(made)], GONE)
    await there.come(1)
    [(sender, recipients, raw)] = there.mails
    assert (sender, recipients) == ("", [SENDER])
    assert f"Original-Envelope-Id: {made.message_id.strip('<>')}".encode() in raw
    assert f"Original-Recipient: rfc822;{GONE}".encode() in raw
    assert b"text/rfc822-headers" in raw
    found = read(raw, mail_from="").bounce
    assert found is not None
    assert found.original_message_id == made.message_id
    assert [(r.address, r.action, r.status, r.reason) for r in found.recipients] == [
        (GONE, "failed", "5.1.1", "unknown-user")
    ]
