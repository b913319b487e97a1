import asyncio
import base64
import ssl
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
import trustme
from aiosmtpd import smtp as aiosmtpd_smtp

from mailgate.mail.header_values import UnsafeValue
from mailgate.outbound.courier import SmtpCourier
from mailgate.outbound.outcome import Outcome, OutcomeState
from mailgate.outbound.session import Limits
from mailgate.outbound.smarthost import Smarthost, parse_smarthost, tls_context
from tests.unit.outbound.conftest import Start
from tests.unit.outbound.stub_smarthost import CLOSE, HANG, StubSmarthost

MESSAGE = b"From: <desk@example.com>\r\nSubject: hello\r\n\r\nhello\r\n"
SENT, DEFERRED, REFUSED = OutcomeState.SENT, OutcomeState.DEFERRED, OutcomeState.REFUSED
LIMITS = Limits(connect=5, command=5, data=5, total=10, idle=60, mails=50)


class FixedClock:
    def now(self) -> datetime:
        return datetime(2026, 11, 20, 12, tzinfo=UTC)

    def monotonic(self) -> float:
        return 0.0


class Password:
    def reveal(self) -> str:
        return "correct horse"


def plain(stub: StubSmarthost) -> Smarthost:
    return parse_smarthost(f"smtp://127.0.0.1:{stub.port}")


def starttls(stub: StubSmarthost) -> Smarthost:
    return parse_smarthost(f"smtp+starttls://127.0.0.1:{stub.port}")


Make = Callable[..., SmtpCourier]


@pytest.fixture
def courier(trusting: ssl.SSLContext) -> Iterator[Make]:
    made: list[SmtpCourier] = []

    def make(*smarthosts: Smarthost, limits: Limits = LIMITS, tls: ssl.SSLContext = trusting) -> SmtpCourier:
        made.append(
            SmtpCourier(smarthosts, tls=tls, helo="desk.example.com", clock=FixedClock(), limits=limits)
        )
        return made[-1]

    yield make
    for each in made:
        for session, timer in each._idle.items():
            timer.cancel()
            session.close()


async def send(
    courier: SmtpCourier, *recipients: str, message: bytes = MESSAGE, smtputf8: bool = False
) -> list[Outcome]:
    names = recipients or ("anna@example.org",)
    outcomes = await courier.deliver("desk@example.com", names, message, smtputf8=smtputf8)
    assert list(outcomes) == list(names)
    return list(outcomes.values())


async def test_a_mail_that_is_taken_is_sent_byte_for_byte(start: Start, courier: Make) -> None:
    stub = await start()
    assert await send(courier(plain(stub))) == [
        Outcome(SENT, 250, "2.6.0", "2.6.0 taken", f"smtp://127.0.0.1:{stub.port}")
    ]
    assert stub.messages == [MESSAGE]
    assert stub.heard("EHLO") == ["EHLO desk.example.com"]
    assert stub.heard("MAIL") == [f"MAIL FROM:<desk@example.com> SIZE={len(MESSAGE)}"]


async def test_the_null_sender_goes_out_as_null(start: Start, courier: Make) -> None:
    stub = await start(extensions=())
    await courier(plain(stub)).deliver("", ["anna@example.org"], MESSAGE, smtputf8=False)
    assert stub.heard("MAIL") == ["MAIL FROM:<>"]


async def test_one_refused_recipient_costs_the_others_nothing(start: Start, courier: Make) -> None:
    stub = await start(
        script={"RCPT TO:<gone@": b"550 5.1.1 no such user", "RCPT TO:<grey@": b"451 4.7.1 come again"}
    )
    outcomes = await send(courier(plain(stub)), "anna@example.org", "gone@example.org", "grey@example.org")
    assert [(each.state, each.code, each.enhanced) for each in outcomes] == [
        (SENT, 250, "2.6.0"),
        (REFUSED, 550, "5.1.1"),
        (DEFERRED, 451, "4.7.1"),
    ]
    assert len(stub.messages) == 1


async def test_without_an_accepted_recipient_no_data_is_sent(start: Start, courier: Make) -> None:
    stub = await start(script={"RCPT": b"550-5.1.1 no\r\n550 5.1.1 really"})
    assert [each.detail for each in await send(courier(plain(stub)))] == ["5.1.1 no"]
    assert stub.heard("DATA") == []


@pytest.mark.parametrize(
    ("script", "state", "code"),
    [
        ({"MAIL": b"550 5.7.1 not you"}, REFUSED, 550),
        ({"MAIL": b"452 4.3.1 disk full"}, DEFERRED, 452),
        ({"MAIL": b"530 5.7.0 log in first"}, DEFERRED, 530),
        ({"RCPT": b"451 4.7.1 greylisted"}, DEFERRED, 451),
        ({"RCPT": b"299 fine"}, SENT, 250),
        ({"RCPT": b"999 what"}, DEFERRED, 999),
        ({"RCPT": b"421 4.3.2 shutting down"}, DEFERRED, 421),
        ({"DATA": b"554 5.5.1 no valid recipients"}, REFUSED, 554),
        ({"DATA": b"250 2.0.0 misunderstood"}, DEFERRED, 250),
        ({"END": b"554 5.7.1 spam"}, REFUSED, 554),
        ({"END": b"451 4.3.0 later"}, DEFERRED, 451),
        ({"END": b"421 4.3.2 shutting down"}, DEFERRED, 421),
        ({"END": CLOSE}, DEFERRED, 0),
        ({"MID-DATA": CLOSE}, DEFERRED, 0),
        ({"RCPT": CLOSE}, DEFERRED, 0),
        ({"RCPT": b"hello?"}, DEFERRED, 0),
        ({"GREETING": b"554 5.3.2 go away"}, DEFERRED, 554),
        ({"GREETING": b"421 4.3.2 busy"}, DEFERRED, 421),
        ({"GREETING": CLOSE}, DEFERRED, 0),
        ({"EHLO": b"502 what", "HELO": b"502 what"}, DEFERRED, 502),
    ],
    ids=str,
)
async def test_a_reply_is_judged_by_its_first_digit_and_what_is_unclear_is_temporary(
    start: Start, courier: Make, script: dict[str, bytes], state: OutcomeState, code: int
) -> None:
    stub = await start(script=script)
    [outcome] = await send(courier(plain(stub)))
    assert (outcome.state, outcome.code) == (state, code)
    assert outcome.detail


async def test_a_server_that_only_knows_helo_takes_mail(start: Start, courier: Make) -> None:
    stub = await start(script={"EHLO": b"502 5.5.1 unknown"})
    assert [each.state for each in await send(courier(plain(stub)))] == [SENT]
    assert stub.heard("MAIL") == ["MAIL FROM:<desk@example.com>"]


async def test_a_verdict_is_kept_when_the_connection_breaks_after_it(start: Start, courier: Make) -> None:
    broken = await start(script={"RCPT TO:<gone@": b"550 5.1.1 no such user", "RCPT TO:<anna@": CLOSE})
    spare = await start()
    outcomes = await send(courier(plain(broken), plain(spare)), "gone@example.org", "anna@example.org")
    assert [each.state for each in outcomes] == [REFUSED, DEFERRED]
    assert spare.connections == 0


@pytest.mark.parametrize(
    "script", [{"END": CLOSE}, {"MID-DATA": CLOSE}, {"END": b"451 later"}, {"RCPT": b"451 later"}]
)
async def test_after_a_verdict_or_data_no_other_smarthost_gets_the_mail(
    start: Start, courier: Make, script: dict[str, bytes]
) -> None:
    first, second = await start(script=script), await start()
    [outcome] = await send(courier(plain(first), plain(second)))
    assert outcome.state is DEFERRED
    assert second.connections == 0


@pytest.mark.parametrize(
    "script",
    [
        {"GREETING": b"421 busy"},
        {"GREETING": CLOSE},
        {"MAIL": b"451 no"},
        {"RCPT": CLOSE},
        {"RCPT": b"421 bye"},
    ],
)
async def test_the_next_smarthost_is_used_when_the_first_is_in_trouble(
    start: Start, courier: Make, script: dict[str, bytes]
) -> None:
    first, second = await start(script=script), await start()
    [outcome] = await send(courier(plain(first), plain(second)))
    assert (outcome.state, outcome.smarthost) == (SENT, str(plain(second)))


async def test_a_smarthost_that_is_down_is_passed_over_and_after_three_times_asked_last(
    start: Start, courier: Make
) -> None:
    down, up = await start(), await start(script={"GREETING": b"421 busy"})
    await down.stop()
    both = courier(plain(down), plain(up))
    for _ in range(3):
        [outcome] = await send(both)
        assert outcome.state is DEFERRED
        assert str(plain(down)) in outcome.detail
        assert str(plain(up)) in outcome.detail
    up.script = {}
    await down.start()
    both._health[plain(up)] = replace(both._health[plain(up)], until=None)
    [outcome] = await send(both)
    assert (outcome.state, outcome.smarthost, down.connections) == (SENT, str(plain(up)), 0)


async def test_without_a_smarthost_everything_is_deferred(courier: Make) -> None:
    [outcome] = await send(courier())
    assert (outcome.state, outcome.detail) == (DEFERRED, "no smarthost is configured")


async def test_starttls_protects_sender_recipients_and_message(
    start: Start, courier: Make, server_tls: ssl.SSLContext
) -> None:
    stub = await start(tls=server_tls)
    assert [each.state for each in await send(courier(starttls(stub)))] == [SENT]
    assert stub.in_the_clear == ["EHLO desk.example.com", "STARTTLS"]
    assert stub.messages == [MESSAGE]


async def test_implicit_tls_works_with_a_ca_file(
    start: Start, courier: Make, server_tls: ssl.SSLContext, authority: trustme.CA, tmp_path: Path
) -> None:
    stub = await start(tls=server_tls, implicit=True)
    authority.cert_pem.write_to_path(tmp_path / "ca.pem")
    smarthost = parse_smarthost(f"smtps://127.0.0.1:{stub.port}")
    [outcome] = await send(courier(smarthost, tls=tls_context(tmp_path / "ca.pem")))
    assert outcome.state is SENT
    assert stub.in_the_clear == []


@pytest.mark.parametrize("scheme", ["smtps", "smtp+starttls"])
async def test_a_certificate_that_nobody_vouches_for_gets_nothing(
    start: Start, courier: Make, server_tls: ssl.SSLContext, scheme: str
) -> None:
    stub = await start(tls=server_tls, implicit=scheme == "smtps")
    smarthost = parse_smarthost(f"{scheme}://127.0.0.1:{stub.port}")
    [outcome] = await send(courier(smarthost, tls=tls_context()))
    assert outcome.state is DEFERRED
    assert "certificate" in outcome.detail.lower()
    assert not stub.heard("MAIL")


async def test_a_certificate_for_another_name_gets_nothing(
    start: Start, courier: Make, authority: trustme.CA
) -> None:
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    authority.issue_cert("mail.example.net").configure_cert(context)
    stub = await start(tls=context)
    [outcome] = await send(courier(starttls(stub)))
    assert outcome.state is DEFERRED
    assert not stub.heard("MAIL")


@pytest.mark.parametrize(
    "script",
    [
        {},
        {"STARTTLS": b"454 4.7.0 not now"},
        {"STARTTLS": b"220 go ahead\r\n250 injected"},
        {"STARTTLS": CLOSE},
    ],
)
async def test_where_starttls_is_stripped_or_fails_nothing_is_sent(
    start: Start, courier: Make, script: dict[str, bytes], server_tls: ssl.SSLContext
) -> None:
    stub = await start(script=script, tls=server_tls if script else None)
    limits = replace(LIMITS, connect=0.3)
    smarthost = replace(starttls(stub), user="desk", secret=Password())
    [outcome] = await send(courier(smarthost, limits=limits))
    assert outcome.state is DEFERRED
    assert outcome.detail
    assert stub.in_the_clear in (["EHLO desk.example.com"], ["EHLO desk.example.com", "STARTTLS"])


PLAIN = base64.b64encode(b"\0desk\0correct horse").decode()


async def test_the_login_travels_under_tls_only(
    start: Start, courier: Make, server_tls: ssl.SSLContext
) -> None:
    stub = await start(tls=server_tls, extensions=("AUTH CRAM-MD5 LOGIN PLAIN",), passwords={"desk": PLAIN})
    smarthost = replace(starttls(stub), user="desk").with_secret(Password())
    assert [each.state for each in await send(courier(smarthost))] == [SENT]
    assert stub.heard("AUTH") == [f"AUTH PLAIN {PLAIN}"]
    assert not any("AUTH" in command for command in stub.in_the_clear)


async def test_a_wrong_login_defers_tries_the_next_and_shows_no_password(
    start: Start, courier: Make, server_tls: ssl.SSLContext
) -> None:
    script = {"AUTH": f"535 5.7.8 wrong: {PLAIN}".encode()}
    wrong = await start(tls=server_tls, extensions=("AUTH PLAIN",), script=script)
    smarthost = replace(starttls(wrong), user="desk").with_secret(Password())
    [outcome] = await send(courier(smarthost))
    assert (outcome.state, outcome.code) == (DEFERRED, 535)
    assert PLAIN not in outcome.detail
    spare = await start()
    [outcome] = await send(courier(smarthost, plain(spare)))
    assert outcome.smarthost == str(plain(spare))


async def test_a_user_without_a_password_is_never_logged_in(
    start: Start, courier: Make, server_tls: ssl.SSLContext
) -> None:
    stub = await start(tls=server_tls, extensions=("AUTH PLAIN",))
    [outcome] = await send(courier(replace(starttls(stub), user="desk")))
    assert (outcome.state, stub.heard("AUTH"), stub.heard("MAIL")) == (DEFERRED, [], [])


async def test_a_smarthost_without_auth_is_not_used_by_a_user(
    start: Start, courier: Make, server_tls: ssl.SSLContext
) -> None:
    stub = await start(tls=server_tls)
    [outcome] = await send(courier(replace(starttls(stub), user="desk", secret=Password())))
    assert (outcome.state, stub.heard("MAIL")) == (DEFERRED, [])


async def test_a_mail_above_the_servers_size_is_refused_before_it_is_sent(
    start: Start, courier: Make
) -> None:
    stub = await start(extensions=("SIZE 40",))
    [outcome] = await send(courier(plain(stub)))
    assert (outcome.state, outcome.code, outcome.enhanced) == (REFUSED, 552, "5.3.4")
    assert not stub.heard("MAIL")


@pytest.mark.parametrize("size", ["SIZE", "SIZE 0", "SIZE what"])
async def test_a_size_without_a_limit_limits_nothing(start: Start, courier: Make, size: str) -> None:
    stub = await start(extensions=(size,))
    assert [each.state for each in await send(courier(plain(stub)))] == [SENT]


async def test_an_address_beyond_ascii_needs_a_server_with_smtputf8(start: Start, courier: Make) -> None:
    stub = await start()
    outcomes = await send(courier(plain(stub)), "søren@example.org", "anna@example.org")
    assert [(each.state, each.enhanced) for each in outcomes] == [(REFUSED, "5.6.7"), (SENT, "2.6.0")]
    assert [each.state for each in await send(courier(plain(stub)), smtputf8=True)] == [REFUSED]


async def test_smtputf8_is_used_where_it_is_needed(start: Start, courier: Make) -> None:
    stub = await start(extensions=("SMTPUTF8", "8BITMIME"))
    message = "From: <søren@example.com>\r\n\r\nhej\r\n".encode()
    assert [
        each.state for each in await send(courier(plain(stub)), "søren@blåbær.example", message=message)
    ] == [SENT]
    assert stub.heard("MAIL") == ["MAIL FROM:<desk@example.com> BODY=8BITMIME SMTPUTF8"]
    assert stub.heard("RCPT") == ["RCPT TO:<søren@xn--blbr-roah.example>"]


@pytest.mark.parametrize(
    "recipient", ["a b@example.org", "a@example.org>\r\nRCPT TO:<b@example.org", "nobody", "@", "a@b\0c"]
)
async def test_an_address_that_could_change_the_dialogue_never_reaches_the_server(
    start: Start, courier: Make, recipient: str
) -> None:
    stub = await start()
    outcomes = await send(courier(plain(stub)), recipient, "anna@example.org")
    assert [(each.state, each.code) for each in outcomes] == [(REFUSED, 553), (SENT, 250)]
    assert stub.heard("RCPT") == ["RCPT TO:<anna@example.org>"]


async def test_a_sender_of_ours_that_is_no_address_is_a_bug(start: Start, courier: Make) -> None:
    stub = await start()
    with pytest.raises(UnsafeValue):
        await courier(plain(stub)).deliver("a b@example.com", ["anna@example.org"], MESSAGE, smtputf8=False)


async def test_dots_and_bare_line_ends_survive_as_lines_and_cannot_end_the_mail(courier: Make) -> None:
    """A server that others wrote reads what we send, end marks of smugglers included."""
    received: list[bytes] = []

    class Keep:
        async def handle_DATA(  # noqa: N802 - aiosmtpd's name
            self, _server: object, _session: object, envelope: aiosmtpd_smtp.Envelope
        ) -> str:
            assert isinstance(envelope.content, bytes)
            received.append(envelope.content)
            return "250 2.6.0 kept"

    loop = asyncio.get_running_loop()
    server = await loop.create_server(
        lambda: aiosmtpd_smtp.SMTP(Keep(), hostname="real.example.net"), "127.0.0.1", 0
    )
    smarthost = parse_smarthost(f"smtp://127.0.0.1:{server.sockets[0].getsockname()[1]}")
    message = b"Subject: x\r\n\r\n.\r\n..a\r\n.b\n.\nMAIL FROM:<evil@example.net>\r.\r\nend"
    carrier = courier(smarthost)
    assert [each.state for each in await send(carrier, message=message)] == [SENT]
    await carrier.close()
    server.close()
    await server.wait_closed()
    lines = b"Subject: x\r\n\r\n.\r\n..a\r\n.b\r\n.\r\nMAIL FROM:<evil@example.net>\r\n.\r\nend\r\n"
    assert received == [lines]


@pytest.mark.parametrize("step", ["GREETING", "EHLO", "MAIL", "RCPT", "DATA", "END"])
async def test_a_server_that_falls_silent_holds_a_mail_no_longer_than_a_step(
    start: Start, courier: Make, step: str
) -> None:
    stub = await start(script={step: HANG})
    [outcome] = await send(courier(plain(stub), limits=Limits(connect=0.1, command=0.1, data=0.1, total=30)))
    assert (outcome.state, outcome.code) == (DEFERRED, 0)


async def test_a_slow_delivery_ends_at_its_deadline_and_keeps_its_verdicts(
    start: Start, courier: Make
) -> None:
    stub = await start(script={"RCPT TO:<gone@": b"550 5.1.1 no", "RCPT TO:<slow@": HANG})
    carrier = courier(plain(stub), limits=Limits(total=0.2))
    outcomes = await send(carrier, "gone@example.org", "slow@example.org")
    assert [each.state for each in outcomes] == [REFUSED, DEFERRED]
    assert "0.2 seconds" in outcomes[1].detail
    assert not carrier._idle


async def test_mails_to_one_smarthost_share_a_connection_up_to_a_limit(start: Start, courier: Make) -> None:
    stub = await start()
    carrier = courier(plain(stub), limits=replace(LIMITS, mails=2))
    for _ in range(3):
        assert [each.state for each in await send(carrier)] == [SENT]
    assert (stub.connections, len(stub.messages), len(stub.heard("RSET"))) == (2, 3, 1)
    await carrier.close()
    assert len(stub.heard("QUIT")) == 1


async def test_a_kept_connection_that_the_server_closed_costs_no_mail(start: Start, courier: Make) -> None:
    stub = await start()
    carrier = courier(plain(stub))
    await send(carrier)
    stub.hang_up()
    assert [each.state for each in await send(carrier)] == [SENT]
    assert stub.connections == 2


async def test_a_connection_with_an_unclean_end_is_not_kept(start: Start, courier: Make) -> None:
    stub = await start(script={"END": b"421 4.3.2 shutting down"})
    carrier = courier(plain(stub))
    await send(carrier)
    assert not carrier._idle


async def test_an_idle_connection_is_dropped_after_its_time(start: Start, courier: Make) -> None:
    stub = await start()
    carrier = courier(plain(stub), limits=replace(LIMITS, idle=0.01))
    await send(carrier)
    [timer] = carrier._idle.values()
    ended = asyncio.get_running_loop().create_future()
    asyncio.get_running_loop().call_at(timer.when(), ended.set_result, None)
    await ended
    assert not carrier._idle


async def test_concurrent_mails_never_share_a_transaction(start: Start, courier: Make) -> None:
    stub = await start()
    carrier = courier(plain(stub))
    outcomes = await asyncio.gather(*(send(carrier, f"p{number}@example.org") for number in range(10)))
    assert {each.state for [each] in outcomes} == {SENT}
    assert len(stub.messages) == 10


async def test_a_mail_that_the_first_cannot_take_goes_through_the_next(start: Start, courier: Make) -> None:
    small, large = await start(extensions=("SIZE 40",)), await start()
    [outcome] = await send(courier(plain(small), plain(large)))
    assert (outcome.state, len(large.messages), small.heard("MAIL")) == (SENT, 1, [])
    old, new = await start(), await start(extensions=("SMTPUTF8", "8BITMIME"))
    [outcome] = await send(courier(plain(old), plain(new)), "søren@example.org")
    assert (outcome.state, len(new.messages)) == (SENT, 1)


async def test_what_none_of_them_can_take_is_refused(start: Start, courier: Make) -> None:
    first, second = await start(extensions=("SIZE 40",)), await start(extensions=("SIZE 41",))
    [outcome] = await send(courier(plain(first), plain(second)))
    assert (outcome.state, outcome.enhanced) == (REFUSED, "5.3.4")


async def test_what_the_first_cannot_take_waits_for_the_second_that_is_away(
    start: Start, courier: Make
) -> None:
    small, away = await start(extensions=("SIZE 40",)), await start(script={"GREETING": b"421 later"})
    [outcome] = await send(courier(plain(small), plain(away)))
    assert outcome.state is DEFERRED
