"""No octets make two mails out of one (SPEC section 19): the second mail below is never accepted as a mail."""

import pytest

from tests.dialog.house import Client, opened

SMUGGLED = b"MAIL FROM:<smuggled@example.org>\r\nRCPT TO:<support@example.com>\r\nDATA\r\nsmuggled\r\n.\r\n"

# What some server or other has taken for the end of a mail, and close relatives.
REFUSED = [
    b"\n.\n",
    b"\n.\r\n",
    b"\r\n.\n",
    b"\r.\r",
    b"\r.\r\n",
    b"\r\n.\r",
    b"\n.\r",
    b"\r.\n",
    b"\r\r\n.\r\n",
    b"\n\r\n.\r\n",
    b"\r\n.\r\r\n",
    b"\r\n.\n\r\n",
    b"\r\n\r.\r\n",
    b"\r\n\n.\r\n",
    b"\n\n.\n\n",
    b"\n.\n\r\n",
    b"\r\n.\n\n",
    b"\r\n.\r\r",
    b"\r\r.\r\r",
    b"\n\r.\n\r",
    b"\n\r.\r\n",
    b"\r\n\x00\n.\r\n",
]
# Nothing in these stands alone: one mail, with all the rest as its text.
TEXT = [
    b"\r\n..\r\n",
    b"\r\n. \r\n",
    b"\r\n .\r\n",
    b"\r\n.\t\r\n",
    b"\r\n.\x00\r\n",
    b"\r\n\x00.\r\n",
    b"\r\n.\xe2\x80\xa8\r\n",
    b"\x85.\x85",
    b"\r\n.\x0b\x0c\r\n",
]


async def _play(ending: bytes, *, piecemeal: bool) -> tuple[list[str], list[bytes]]:
    async with opened() as place:
        client = await Client.to(place.address)
        await client.begin_data()
        octets = b"Subject: x\r\n\r\none" + ending + SMUGGLED + b"\r\n.\r\nQUIT\r\n"
        for piece in (octets[i : i + 1] for i in range(len(octets))) if piecemeal else [octets]:
            await client.send(piece)
        replies = []
        while (reply := await client.reply()) != "":
            replies.append(reply[:9])
        client.close()
    return replies, [raw for _, raw in place.house.accepted]


@pytest.mark.parametrize("piecemeal", [False, True], ids=["whole", "piecemeal"])
@pytest.mark.parametrize("ending", REFUSED, ids=repr)
async def test_a_false_end_of_data_refuses_all_and_ends_the_session(ending: bytes, piecemeal: bool) -> None:
    replies, accepted = await _play(ending, piecemeal=piecemeal)
    assert accepted == []
    assert replies[0] == "554 5.6.0"
    assert not any(reply.startswith(("250 2.1", "354")) for reply in replies)


@pytest.mark.parametrize("ending", TEXT, ids=repr)
async def test_what_only_looks_like_an_end_is_text(ending: bytes) -> None:
    replies, accepted = await _play(ending, piecemeal=False)
    assert replies[0] == "250 2.0.0"
    assert len(accepted) == 1
    assert b"\r\nMAIL FROM:<smuggled" in accepted[0] or b"MAIL FROM:<smuggled" in accepted[0]
