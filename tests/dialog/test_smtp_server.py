"""What happens between the dialogues: clients that vanish, dawdle, flood or wait, and the end of the day."""

import asyncio
import ssl
from dataclasses import replace
from ipaddress import ip_network
from pathlib import Path

import pytest

from mailgate.inbound.limits import Limits
from mailgate.inbound.smtp_reception import Door
from tests.dialog.house import Client, FakeHouse, Place, make_certificate, opened, trusting

PROXY_V2 = (
    b"\r\n\r\n\x00\r\nQUIT\n\x21\x11\x00\x0c\xc6\x33\x64\x07\x7f\x00\x00\x01\x30\x39\x00\x19"  # 198.51.100.7
)


async def _settled(place: Place, clients: int = 0) -> None:
    """Lets the loop turn until the server has noticed what its clients did."""
    async with asyncio.timeout(20):
        while place.gate.sessions.count != clients:
            await asyncio.sleep(0)


async def _serve_one(place: Place, *, greeted: bool = False) -> None:
    client = await Client.to(place.address)
    assert (await client.begin_data())[:3] == "354"
    assert (await client.ask(b"hello\r\n.\r\n"))[:3] == "250"
    assert (await client.ask("QUIT"))[:3] == "221"
    client.close()


def _later(place: Place, seconds: float) -> None:
    """Moves the clock and looks at everybody, as the server does each second."""
    place.clock.seconds += seconds
    place.gate.sessions.sweep(place.clock.seconds)


async def test_a_client_that_vanishes_in_data_leaves_nothing() -> None:
    async with opened() as place:
        for leave in (Client.close, Client.reset):
            client = await Client.to(place.address)
            await client.begin_data()
            await client.send(b"half a mail\r\n" * 1000)
            leave(client)
            await _settled(place)
    assert place.house.accepted == []


@pytest.mark.parametrize("leave", [Client.close, Client.reset])
async def test_a_client_that_vanishes_after_the_dot_is_accepted_exactly_once(leave: object) -> None:
    house = FakeHouse(doors_open=asyncio.Event())
    async with opened(house=house) as place:
        client = await Client.to(place.address)
        await client.begin_data()
        await client.send(b"hello\r\n.\r\n")
        await house.entered.wait()
        assert callable(leave)
        leave(client)
        if leave is Client.reset:
            await _settled(place)
        assert house.doors_open is not None
        house.doors_open.set()
        await _settled(place)
    assert [raw for _, raw in house.accepted] == [b"hello\r\n"]
    assert place.heard.events == []


async def test_a_client_that_ends_its_side_after_a_pipeline_gets_every_answer() -> None:
    house = FakeHouse(doors_open=asyncio.Event())
    async with opened(house=house) as place:
        client = await Client.to(place.address)
        await client.send(
            b"HELO c.example.org\r\nMAIL FROM:<a@example.org>\r\nRCPT TO:<support@example.com>\r\n"
            b"DATA\r\nhello\r\n.\r\nQUIT\r\n"
        )
        client.writer.write_eof()
        await house.entered.wait()
        assert house.doors_open is not None
        house.doors_open.set()
        answers = (await client.reader.read()).decode().splitlines()
        assert [answer[:3] for answer in answers] == ["220", "250", "250", "250", "354", "250", "221"]
        client.close()
    assert len(house.accepted) == 1


async def test_the_house_may_take_longer_than_any_timer() -> None:
    house = FakeHouse(doors_open=asyncio.Event())
    async with opened(house=house) as place:
        client = await Client.to(place.address)
        await client.begin_data()
        await client.send(b"hello\r\n.\r\n")
        await house.entered.wait()
        _later(place, 1e6)
        assert house.doors_open is not None
        house.doors_open.set()
        assert (await client.reply())[:3] == "250"
        client.close()


@pytest.mark.parametrize("sent", [b"", b"NOO", b"NOOP\r\nNO"])
async def test_an_idle_or_trickling_client_gets_a_polite_421(sent: bytes) -> None:
    async with opened() as place:
        client = await Client.to(place.address)
        await client.reply()
        await client.send(sent)
        if b"\n" in sent:
            await client.reply()
        _later(place, 300)
        assert await client.reply() == "421 4.4.2 Timeout, closing"
        assert await client.reader.read() == b""
        client.close()
        await _settled(place)


@pytest.mark.parametrize(("seconds", "octets"), [(180, 0), (60, 100)], ids=["idle", "too slow"])
async def test_a_slow_sender_is_cut_off_during_data(seconds: float, octets: int) -> None:
    async with opened() as place:
        client = await Client.to(place.address)
        await client.begin_data()
        await client.send(b"x" * octets)
        _later(place, seconds)
        assert await client.reply() == "421 4.4.2 Timeout, closing"
        client.close()
        await _settled(place)
    assert place.house.accepted == []


async def test_a_client_that_reads_nothing_is_aborted() -> None:
    async with opened(limits=Limits(commands=10**9)) as place:
        client = await Client.to(place.address)
        client.reader._transport.pause_reading()  # type: ignore[attr-defined]
        client.writer.write(b"EHLO c.example.org\r\n" * 400_000)
        async with asyncio.timeout(20):
            while client.writer.transport.get_write_buffer_size() == 0:
                await asyncio.sleep(0)
        _later(place, 400)
        _later(place, 6)
        _later(place, 6)
        await _settled(place)
        client.reset()


async def test_an_endless_command_line_is_answered_and_cut_off() -> None:
    async with opened() as place:
        client = await Client.to(place.address)
        await client.reply()
        client.writer.write(b"x" * 32 * 1024 * 1024)
        assert (await client.reply())[:9] == "500 5.5.2"
        _later(place, 6)
        await _settled(place)
        client.reset()


async def test_a_session_that_is_too_old_may_begin_no_mail() -> None:
    async with opened() as place:
        client = await Client.to(place.address)
        await client.reply()
        for _ in range(13):
            place.clock.seconds += 299
            await client.ask("HELO c.example.org")
        assert await client.ask("MAIL FROM:<a@example.org>") == "421 4.4.2 Session too long, closing"
        client.close()


async def test_many_recipients_too_many_do_not_end_the_session() -> None:
    async with opened(limits=Limits(recipients=100, errors=5)) as place:
        client = await Client.to(place.address)
        await client.reply()
        await client.ask("HELO c.example.org")
        await client.ask("MAIL FROM:<a@example.org>")
        await client.send(b"RCPT TO:<support@example.com>\r\n" * 150)
        replies = [(await client.reply())[:9] for _ in range(150)]
        assert replies == ["250 2.1.5"] * 100 + ["452 4.5.3"] * 50
        assert (await client.ask("DATA"))[:3] == "354"
        assert (await client.ask(b"hello\r\n.\r\n"))[:3] == "250"
        client.close()
    assert len(place.house.accepted[0][0].rcpt_to) == 100


async def test_a_failure_of_the_house_is_told_by_its_name_only() -> None:
    async with opened(house=FakeHouse(failure=RuntimeError("a password"))) as place:
        client = await Client.to(place.address)
        await client.begin_data()
        assert await client.ask(b"hello\r\n.\r\n") == "451 4.3.0 Cannot take mail now, try again later"
        client.close()
    assert place.heard.names() == ["loop_failed"]
    assert "RuntimeError" in repr(place.heard.events)
    assert "a password" not in repr(place.heard.events)


async def test_too_many_connections_are_turned_away_until_one_leaves() -> None:
    async with opened(limits=Limits(connections_per_address=2)) as place:
        held = [await Client.to(place.address) for _ in range(2)]
        for client in held:
            assert (await client.reply())[:3] == "220"
        third = await Client.to(place.address)
        assert await third.reply() == "421 4.7.0 mx.example.com too many connections from your address"
        assert await third.reader.read() == b""
        third.close()
        held.pop().close()
        await _settled(place, 1)
        await _serve_one(place)
        held.pop().close()
    assert place.heard.names() == ["connection_refused"]


async def test_idle_clients_do_not_keep_a_good_one_waiting() -> None:
    await _among_idle(60)


@pytest.mark.soak
async def test_five_hundred_idle_clients_do_not_keep_a_good_one_waiting() -> None:
    await _among_idle(500)


async def _among_idle(count: int) -> None:
    async with opened(limits=Limits(connections_per_address=count + 1)) as place:
        idle = [await Client.to(place.address) for _ in range(count)]
        for index, client in enumerate(idle):
            if index % 3 == 0:
                await client.begin_data()
        await _serve_one(place)
        assert place.gate.sessions.count >= count
        for client in idle:
            client.close()
    assert len(place.house.accepted) == 1


# The end of the day


async def test_a_stop_says_421_to_idle_clients_and_does_not_wait_for_them() -> None:
    async with opened() as place:
        idle = await Client.to(place.address)
        await idle.reply()
        await place.server.stop(3600)
        assert await idle.reply() == "421 4.3.2 Service closing down"
        with pytest.raises(ConnectionRefusedError):
            await Client.to(place.address)
        idle.close()


async def test_a_stop_lets_mail_finish_and_then_says_421() -> None:
    house = FakeHouse(doors_open=asyncio.Event())
    async with opened(house=house) as place:
        busy, sending = await Client.to(place.address), await Client.to(place.address)
        await busy.begin_data()
        await busy.send(b"one\r\n.\r\n")
        await sending.begin_data()
        await house.entered.wait()
        stopping = asyncio.create_task(place.server.stop(3600))
        await asyncio.sleep(0)
        assert house.doors_open is not None
        house.doors_open.set()
        await sending.send(b"two\r\n.\r\n")
        for client in (busy, sending):
            assert (await client.reply())[:3] == "250"
            assert (await client.reply())[:3] == "421"
            client.close()
        await stopping
    assert sorted(raw for _, raw in house.accepted) == [b"one\r\n", b"two\r\n"]


async def test_a_stop_ends_when_its_grace_does() -> None:
    house = FakeHouse(doors_open=asyncio.Event())
    async with opened(house=house) as place:
        client = await Client.to(place.address)
        await client.begin_data()
        await client.send(b"one\r\n.\r\n")
        await house.entered.wait()
        await place.server.stop(0)
        assert await client.reply() == ""
        client.close()
    assert house.accepted == []


async def test_a_unix_socket_is_removed_at_the_end(tmp_path: Path) -> None:
    path = tmp_path / "lmtp.sock"
    async with opened(f"unix:{path}"):
        assert path.is_socket()
    assert not path.exists()


# PROXY protocol


def _proxied(network: str) -> object:
    def change(door: Door) -> Door:
        return replace(door, proxies=(ip_network(network),))

    return change


@pytest.mark.parametrize(
    ("header", "peer"),
    [
        (b"PROXY TCP4 198.51.100.7 127.0.0.1 12345 25\r\n", "198.51.100.7"),
        (b"PROXY TCP6 2001:db8::7 ::1 12345 25\r\n", "2001:db8::7"),
        (b"PROXY UNKNOWN\r\n", ""),
        (PROXY_V2, "198.51.100.7"),
    ],
)
async def test_a_listed_proxy_speaks_for_its_client(header: bytes, peer: str) -> None:
    async with opened(door=_proxied("127.0.0.0/8")) as place:  # type: ignore[arg-type]
        client = await Client.to(place.address)
        await client.send(header)
        assert (await client.begin_data())[:3] == "354"
        assert (await client.ask(b"hello\r\n.\r\n"))[:3] == "250"
        client.close()
    assert [envelope.peer for envelope, _ in place.house.accepted] == [peer]


async def test_a_listed_proxy_without_a_header_is_turned_away() -> None:
    async with opened(door=_proxied("127.0.0.0/8")) as place:  # type: ignore[arg-type]
        client = await Client.to(place.address)
        assert await client.ask("EHLO c.example.org") == "421 4.7.0 mx.example.com bad PROXY header"
        assert await client.reply() == ""
        client.close()


async def test_anybody_else_may_not_speak_for_others() -> None:
    async with opened(door=_proxied("192.0.2.0/24")) as place:  # type: ignore[arg-type]
        client = await Client.to(place.address)
        await client.send(b"PROXY TCP4 198.51.100.7 127.0.0.1 12345 25\r\n")
        await client.reply()
        assert (await client.reply())[:3] == "500"
        client.close()


async def test_clients_behind_a_proxy_are_capped_by_their_own_address() -> None:
    limits = Limits(connections_per_address=1)
    async with opened(limits=limits, door=_proxied("127.0.0.0/8")) as place:  # type: ignore[arg-type]
        greetings = []
        clients = []
        for address in ("198.51.100.7", "198.51.100.8", "198.51.100.7"):
            client = await Client.to(place.address)
            await client.send(f"PROXY TCP4 {address} 127.0.0.1 12345 25\r\n".encode())
            greetings.append((await client.reply())[:3])
            clients.append(client)
        assert greetings == ["220", "220", "421"]
        for client in clients:
            client.close()


# TLS


@pytest.mark.parametrize("scheme", ["smtps", "submission", "submissions"])
async def test_a_door_that_requires_tls_does_not_open_without_a_certificate(scheme: str) -> None:
    with pytest.raises(ValueError, match="needs a certificate"):
        async with opened(f"{scheme}://127.0.0.1:0"):
            raise AssertionError("it opened")


async def test_a_client_that_never_shakes_hands_is_counted_and_cut_off(tmp_path: Path) -> None:
    async with opened("smtps://127.0.0.1:0", certificate=make_certificate(tmp_path)) as place:
        client = await Client.to(place.address)
        await _settled(place, 1)
        await client.send(b"\x16")
        _later(place, 31)
        _later(place, 6)
        await _settled(place)
        client.close()


@pytest.mark.parametrize("garbage", [b"EHLO c.example.org\r\n", b"\x16\x03\x01" + b"\x00" * 600])
async def test_a_failed_handshake_ends_the_session_quietly(tmp_path: Path, garbage: bytes) -> None:
    async with opened("smtps://127.0.0.1:0", certificate=make_certificate(tmp_path)) as place:
        client = await Client.to(place.address)
        await client.send(garbage)
        await client.reader.read()
        client.close()
        await _settled(place)


async def test_a_renewed_certificate_is_shown_without_a_restart(tmp_path: Path) -> None:
    async with opened("smtps://127.0.0.1:0", certificate=make_certificate(tmp_path)) as place:
        shown = []
        for _ in range(2):
            client = await Client.to(place.address, tls=True)
            await client.reply()
            channel = client.writer.get_extra_info("ssl_object")
            assert isinstance(channel, ssl.SSLObject)
            shown.append(channel.getpeercert(binary_form=True))
            client.close()
            make_certificate(tmp_path)
        assert shown[0] != shown[1]


async def test_a_large_mail_comes_whole_through_tls(tmp_path: Path) -> None:
    body = b"".join(b"%d and so on\r\n..\r\n" % i for i in range(100_000))
    async with opened(certificate=make_certificate(tmp_path), spool=tmp_path) as place:
        client = await Client.to(place.address)
        await client.reply()
        await client.ask("EHLO c.example.org")
        await client.ask("STARTTLS")
        await client.writer.start_tls(trusting())
        for command in ("EHLO c", "MAIL FROM:<a@example.org>", "RCPT TO:<support@example.com>", "DATA"):
            await client.ask(command)
        assert (await client.ask(body + b".\r\n"))[:3] == "250"
        client.close()
    assert place.house.accepted[0][1] == body.replace(b"..", b".")
    assert place.house.accepted[0][0].tls
