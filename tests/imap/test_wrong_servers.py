"""A server that misbehaves costs its time-out and a line of the log; then everything goes on (SPEC section 4.2)."""

import asyncio
from collections.abc import Awaitable, Callable

import pytest

from mailgate.config.secrets import Secret
from mailgate.inbound.imap_account import Account, Security
from mailgate.inbound.imap_command import Patience
from mailgate.model.source import Standing
from tests.e2e.place import LOOPBACK
from tests.imap.fetching import SUPPORT, House
from tests.imap.stub import ANSWERS, MAIL, Client, StubServer, serving

HASTE = Patience(silence=0.3, total=0.6, rate=10_000_000)
STEPS = ["CAPABILITY", "AUTHENTICATE", "SELECT", "UID SEARCH", "UID FETCH FACTS", "UID FETCH BODY", "IDLE"]
Wrong = Callable[[Client, str, str], Awaitable[None]]

pytestmark = pytest.mark.parametrize("backend", ["sqlite"], indirect=True)


def at(stub: StubServer, **changes: object) -> Account:
    values: dict[str, object] = {
        "name": "support", "host": LOOPBACK, "port": stub.port, "user": "support", "mailbox": SUPPORT,
        "security": Security.NONE, "since": "all", "patience": HASTE, "password": lambda: Secret("geheim"),
        "poll_s": 0.2,
    }  # fmt: skip
    return Account(**(values | changes))  # type: ignore[arg-type]


async def silent(client: Client, tag: str, name: str) -> None:
    """Says nothing, and keeps the line open."""


async def goodbye(client: Client, tag: str, name: str) -> None:
    await client.say(b"* BYE I am going down\r\n")
    client.writer.close()


async def hung_up(client: Client, tag: str, name: str) -> None:
    client.writer.transport.abort()


async def garbage(client: Client, tag: str, name: str) -> None:
    await client.say(b"\x00\xff\x16\x03 HTTP/1.1 400 Bad Request\r\n\r\n<html>{99}\r\n")


async def half_a_literal(client: Client, tag: str, name: str) -> None:
    await client.say(b"* 1 FETCH (UID 7 BODY[] {500}\r\nhalf of it")


async def wrong_count(client: Client, tag: str, name: str) -> None:
    """A count that is too small: the rest of the mail is no response."""
    await client.say(b"* 1 FETCH (UID 7 BODY[] {20}\r\n" + MAIL + b")\r\n" + tag.encode() + b" OK done\r\n")


async def by_the_byte(client: Client, tag: str, name: str) -> None:
    """Never silent for long, and never done: the total is what ends it."""
    for octet in b"* OK " + b"x" * 1000:
        await client.say(bytes([octet]))
        await asyncio.sleep(0.05)  # the server's slowness is what is tested


async def somebody_elses_tag(client: Client, tag: str, name: str) -> None:
    await client.say(b"ZZZ9 OK done\r\n")


async def endless_line(client: Client, tag: str, name: str) -> None:
    for _ in range(80):
        await client.say(b"x" * 128 * 1024)


WRONG = [
    silent,
    goodbye,
    hung_up,
    garbage,
    half_a_literal,
    wrong_count,
    by_the_byte,
    somebody_elses_tag,
    endless_line,
]


async def _through(house: House, stub: StubServer, **changes: object) -> None:
    """The first connection meets the fault; a later one takes the mail, once."""
    async with serving(stub), house.fetching(at(stub, **changes)):
        await house.has(1)
        await house.heard.until(lambda: house.heard.count("source_connected") >= 1)
        await house.heard.until(lambda: house.heard.count("source_trouble") >= 1)
    assert house.message_ids() == ["<stub@customer.test>"]


def once(step: str, wrong: Wrong) -> StubServer:
    """Wrong at this step of the first connection, and well ever after."""

    async def turn(client: Client, tag: str, name: str) -> bool:
        if client.number == 1 and name == step:
            await wrong(client, tag, name)
            return True
        return False

    return StubServer(turn)


@pytest.mark.parametrize("wrong", WRONG)
@pytest.mark.parametrize("step", [pytest.param("SELECT", marks=pytest.mark.soak), "UID FETCH BODY"])
async def test_what_a_server_does_wrong_is_said_and_survived(house: House, step: str, wrong: Wrong) -> None:
    await _through(house, once(step, wrong))


@pytest.mark.parametrize("wrong", [silent, goodbye])
@pytest.mark.parametrize("step", STEPS)
async def test_silence_and_goodbye_are_survived_at_every_step(house: House, step: str, wrong: Wrong) -> None:
    await _through(house, once(step, wrong))


@pytest.mark.parametrize(
    "greeting", [b"", b"* BYE too many connections\r\n", b"220 smtp.example.com ESMTP\r\n"]
)
async def test_a_server_that_does_not_greet_is_failing_and_says_why(house: House, greeting: bytes) -> None:
    stub = StubServer(greeting=greeting)
    async with serving(stub), house.fetching(at(stub)):
        await house.heard.until(lambda: house.heard.count("source_trouble") >= 1)
        assert house.state.state is Standing.FAILING
        assert house.state.detail
        assert house.state.failing_since is not None
        stub.greeting = b"* OK\r\n"
        await house.heard.until(lambda: house.heard.count("source_connected") >= 1)


async def test_five_thousand_lines_in_one_read_are_read(house: House) -> None:
    """The library recurses by line; here they come inside IDLE and inside a FETCH as well."""
    flags = b"".join(b"* %d FETCH (FLAGS (\\Seen) UID %d)\r\n" % (n, n + 100) for n in range(5000))
    stub = StubServer(answers={**ANSWERS, "UID FETCH BODY": flags + ANSWERS["UID FETCH BODY"]})

    async def turn(client: Client, tag: str, name: str) -> bool:
        if name == "IDLE" and client.number == 1:
            client.idle = tag
            await client.say(b"+ idling\r\n" + flags + b"* 2 EXISTS\r\n")
            return True
        return False

    stub.turn = turn
    async with serving(stub), house.fetching(at(stub)):
        await house.has(1)
        await house.heard.until(lambda: house.heard.count("source_connected") >= 1)
    assert house.heard.count("source_trouble") == 0


async def test_a_refused_password_is_told_as_that_and_never_printed(house: House) -> None:
    async def turn(client: Client, tag: str, name: str) -> bool:
        if name == "AUTHENTICATE":
            await client.say(f"{tag} NO [AUTHENTICATIONFAILED] geheim is wrong\r\n".encode())
        return name == "AUTHENTICATE"

    stub = StubServer(turn)
    async with serving(stub), house.fetching(at(stub)):
        await house.heard.until(lambda: house.heard.count("source_trouble") >= 1)
        state = house.state
    assert "does not accept the password" in state.detail
    assert state.login_failing_since is not None
    assert "geheim" not in repr(house.heard.events) + repr(state) + repr(at(stub))


async def test_a_mail_that_its_server_never_gives_becomes_a_stub_and_blocks_nobody(house: House) -> None:
    async def turn(client: Client, tag: str, name: str) -> bool:
        if name == "UID FETCH BODY":
            await client.say(f"{tag} NO [SERVERBUG] cannot\r\n".encode())
        return name == "UID FETCH BODY"

    stub = StubServer(turn)
    async with serving(stub), house.fetching(at(stub)):
        await house.has(1)
    assert house.heard.count("mail_stubbed") == 1


async def test_a_size_that_is_a_lie_does_not_fill_the_memory(house: House) -> None:
    """The server says 90 octets and sends a megabyte, where 100 KiB may come: a stub stands for it."""
    big = b"* 1 FETCH (UID 7 BODY[] {300000}\r\n" + b"x" * 300_000 + b")\r\n"
    stub = StubServer(answers={**ANSWERS, "UID FETCH BODY": big})
    async with serving(stub), house.fetching(at(stub, largest=100_000)):
        await house.has(1)
    assert [e.values()["why"] for e in house.heard.events if e.name() == "mail_stubbed"] == ["too large"]


@pytest.mark.parametrize(
    ("date", "note"),
    [
        ("01-Jan-1970 00:00:00 +0000", "1970"),
        ("01-Jan-2099 00:00:00 +0000", "2099"),
        ("not a date at all, really", ""),
    ],
)
async def test_an_impossible_time_of_arrival_is_kept_and_marked(house: House, date: str, note: str) -> None:
    facts = ANSWERS["UID FETCH FACTS"].replace(b"23-Nov-2026 08:00:00 +0000", date.encode())
    stub = StubServer(answers={**ANSWERS, "UID FETCH FACTS": facts})
    async with serving(stub), house.fetching(at(stub)):
        await house.has(1)
    (entry,) = house.entries()
    assert entry.quiet is bool(note)
    assert note in str(entry.steps)
    assert abs((entry.arrived_at - house.clock.now()).total_seconds()) < 60
