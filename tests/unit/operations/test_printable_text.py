import pytest

from mailgate.operations.printable import printable


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("plain", "plain"),
        ("Žluťoučký kůň 🐎 日本", "Žluťoučký kůň 🐎 日本"),
        ("\x1b[1;31mred\x1b[0m", "red"),
        ("\x1b]0;title\x07text", "text"),
        ("\x1b]8;;http://example.com\x1b\\link\x1b]8;;\x1b\\", "link"),
        ("\x9b31mred\x9d0;title\x9cx", "redx"),
        ("\x1b(B\x1bcreset", "reset"),
        ("a\r\nb\tc\x00d\x7fe", "a b c d e"),
        ("\x1b\x1b[31m[31mx", "[31mx"),
        ("abc\u202edcba\u2066x\u200b", "abc dcba x"),
        ("a\ud800b", "a b"),
        ("", ""),
        ("\x1b", ""),
    ],
)
def test_what_is_seen_is_all_there_is(text: str, expected: str) -> None:
    assert printable(text) == expected


def test_a_text_is_cut_with_a_mark() -> None:
    assert printable("abcdef", 6) == "abcdef"
    assert printable("abcdefg", 6) == "abcde…"


def test_text_that_is_cut_behind_escapes_is_marked_too() -> None:
    assert printable("ab" + "\x1b[0m" * 10 + "tail", 6) == "ab…"
