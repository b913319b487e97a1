"""Both ends cut the stream in the same places."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mailgate.pipeline import frames


@pytest.mark.parametrize(
    ("mail_from", "length"),
    [(None, -1), ("", 0), ("ann@example.com", 15), ("blå@example.com", 16), ("\udce5", 3)],
)
def test_a_request_tells_the_null_path_from_no_path(mail_from: str | None, length: int) -> None:
    head = frames.request_head(7, b"raw mail", mail_from)
    request = frames.Request.parse(head[: frames.REQUEST_HEAD.size])
    assert request == frames.Request(7, 8, length)
    assert len(head) - frames.REQUEST_HEAD.size == max(length, 0)


@given(st.integers(0, 2**32 - 1), st.sampled_from(frames.Kind), st.binary(max_size=20))
def test_an_answer_is_parsed_as_it_was_written(serial: int, kind: frames.Kind, body: bytes) -> None:
    assert frames.Answer.parse(frames.answer_head(serial, kind, body)) == frames.Answer(
        serial, len(body), kind
    )


def test_an_answer_of_no_known_kind_is_refused() -> None:
    with pytest.raises(ValueError):
        frames.Answer.parse(b"\xff" * frames.ANSWER_HEAD.size)
