"""Plays each golden dialogue of this directory through a real socket.

`C:` a line from the client (CRLF is added; neighbouring lines go out in one write), `C=` octets with escapes and
nothing added, `C* N` the same N times, `C<tls>` a TLS handshake, `S:` a line from the server ("..." stands for anything),
`S<closed>` the server hangs up, `!` a setting, `=` what has been accepted in the end, `#` a remark.
"""

import codecs
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from mailgate.errors import StoreUnavailable
from mailgate.inbound.limits import Budget, Limits
from tests.dialog.house import Client, FakeHouse, make_certificate, opened

SCRIPTS = sorted(Path(__file__).parent.glob("*.smtp"))


@pytest.fixture(scope="session")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    return make_certificate(tmp_path_factory.mktemp("certificate"))


def _steps(text: str) -> Iterator[tuple[str, str]]:
    for line in text.splitlines():
        if line and not line.startswith("#"):
            mark, _, rest = line.partition(" ")
            yield mark, rest


def _octets(mark: str, rest: str) -> bytes:
    if mark == "C:":
        return rest.encode() + b"\r\n"
    count, text = rest.split(" ", 1) if mark == "C*" else ("1", rest)
    return codecs.escape_decode(text.encode())[0] * int(count)


async def _expect(client: Client, wanted: str) -> None:
    got = (await client.reader.readline()).decode().rstrip("\r\n")
    head, dots, _ = wanted.partition("...")
    assert got == wanted or (dots and got.startswith(head)), f"wanted {wanted!r}, got {got!r}"


async def _play(client: Client, steps: list[tuple[str, str]]) -> None:
    unsent = b""
    for mark, rest in steps:
        if mark in {"C:", "C=", "C*"}:
            unsent += _octets(mark, rest)
            continue
        await client.send(unsent)
        unsent = b""
        if mark == "C<tls>":
            await client.start_tls()
        elif mark == "S<closed>":
            assert await client.reader.read() == b""
        else:
            assert mark == "S:", mark
            await _expect(client, rest)
    await client.send(unsent)


def _house(settings: dict[str, str]) -> FakeHouse:
    failure = {"down": StoreUnavailable("disk"), "bug": RuntimeError("secret")}.get(settings.get("store", ""))
    return FakeHouse(failure=failure, low="disk-low" in settings)


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda path: path.stem)
async def test_the_dialogue_goes_as_written(
    script: Path, certificate: tuple[Path, Path], tmp_path: Path
) -> None:
    steps = list(_steps(script.read_text("utf-8")))
    settings = {k: v for mark, rest in steps if mark == "!" for k, _, v in [rest.partition(" ")]}
    wanted = [rest for mark, rest in steps if mark == "="]
    listen = settings.get("listen", "127.0.0.1:0").replace("TMP", str(tmp_path))
    limits = Limits(**{k: int(v) for k, v in settings.items() if k in Limits.__slots__})
    async with opened(
        listen,
        limits=limits,
        budget=Budget(int(settings.get("budget", 128 * 1024 * 1024))),
        certificate=certificate,
        house=_house(settings),
        door=lambda door: replace(door, repair_line_endings="repair" in settings),
    ) as place:
        client = await Client.to(place.address, tls=listen.startswith(("smtps", "submissions")))
        await _play(client, [step for step in steps if step[0] not in {"!", "="}])
        client.close()
    got = [
        f"<{e.mail_from}> {','.join(e.rcpt_to)} {e.auth_user or '-'} {'tls' if e.tls else 'clear'} {raw!r}"
        for e, raw in place.house.accepted
    ]
    assert got == wanted


def test_there_are_dialogues() -> None:
    assert len(SCRIPTS) >= 20
