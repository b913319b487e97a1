import pytest

from mailgate.outbound.outcome import LONGEST_DETAIL, OutcomeState, outcome_of_reply


@pytest.mark.parametrize(
    ("code", "state"),
    [
        (250, OutcomeState.SENT),
        (251, OutcomeState.SENT),
        (354, OutcomeState.DEFERRED),
        (421, OutcomeState.DEFERRED),
        (452, OutcomeState.DEFERRED),
        (550, OutcomeState.REFUSED),
        (599, OutcomeState.REFUSED),
        (-1, OutcomeState.DEFERRED),
        (0, OutcomeState.DEFERRED),
        (600, OutcomeState.DEFERRED),
    ],
)
def test_only_a_2_is_success_and_only_a_5_is_final(code: int, state: OutcomeState) -> None:
    assert outcome_of_reply(code, "text", "relay").state is state


@pytest.mark.parametrize(
    ("code", "text", "enhanced"),
    [
        (550, "5.1.1 no such user", "5.1.1"),
        (550, "5.1.1", "5.1.1"),
        (550, "4.1.1 contradicts its code", ""),
        (250, "2.0.0 ok", "2.0.0"),
        (550, "5.1 short", ""),
        (550, "user 5.1.1", ""),
        (550, "5.1.1234 long", ""),
        (550, "", ""),
    ],
)
def test_an_enhanced_code_counts_only_where_it_belongs(code: int, text: str, enhanced: str) -> None:
    assert outcome_of_reply(code, text, "relay").enhanced == enhanced


@pytest.mark.parametrize(
    ("text", "detail"),
    [
        ("first\nsecond", "first"),
        ("\x1b[31mred\x07", "[31mred"),
        ("a\x00b\x85c\u2028d", "a b c d"),
        ("caf\udce9", "caf"),
        ("x" * 5000, "x" * LONGEST_DETAIL),
        ("\u202eevil", "evil"),
    ],
)
def test_a_servers_text_is_one_short_printable_line(text: str, detail: str) -> None:
    assert outcome_of_reply(550, text, "relay").detail == detail
