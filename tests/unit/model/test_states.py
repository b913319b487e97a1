"""The status table of SPEC section 8.2, written out a second time by hand, and its footnotes."""

import pytest

from mailgate.model.states import (
    TRANSITIONS,
    Circumstances,
    Happening,
    NewLinked,
    Refused,
    transition,
)
from mailgate.model.ticket import Status

H, S = Happening, Status
BEFORE = (S.NEW, S.OPEN, S.WAITING, S.POSTPONED, S.SOLVED, S.CLOSED)
SAME, NO, LINK = "=", "refused", "linked"

TABLE = {
    H.CUSTOMER: "new open open open open linked",
    H.AUTOMATIC: "= = = = = =",
    H.ANSWER: "waiting waiting = waiting = =",
    H.NOTE: "= = = = = =",
    H.TAKE: "open = = = = =",
    H.OPEN: "open = open open open open",
    H.WAIT: "refused waiting = waiting refused refused",
    H.POSTPONE: "postponed postponed postponed = refused refused",
    H.WAKE: "= = = open = =",
    H.SOLVE: "solved solved solved solved = =",
    H.CLOSE: "closed closed closed closed closed =",
    H.MERGE: "merged merged merged merged merged merged",
    H.SPAM: "spam spam spam spam spam spam",
    H.CUSTOMER_CLOSE: "solved solved solved solved = =",
    H.CUSTOMER_REOPEN: "= = = = open linked",
}
CELLS = [
    (status, happening, cell)
    for happening, row in TABLE.items()
    for status, cell in zip(BEFORE, row.split(), strict=True)
]


def _shown(status: Status, found: Status | Refused | NewLinked) -> str:
    if isinstance(found, Refused):
        return NO
    if isinstance(found, NewLinked):
        return LINK
    return SAME if found is status else found.value


def test_every_happening_has_a_row() -> None:
    assert set(TABLE) | {H.UNSPAM} == set(H) == set(TRANSITIONS)


@pytest.mark.parametrize(("status", "happening", "cell"), CELLS)
def test_every_cell_of_the_table(status: Status, happening: Happening, cell: str) -> None:
    expected = SAME if cell == status.value else cell
    assert _shown(status, transition(status, happening, Circumstances())) == expected


@pytest.mark.parametrize(
    ("happening", "expected"),
    [
        (H.CUSTOMER, NewLinked()),
        (H.CUSTOMER_REOPEN, NewLinked()),
        (H.ANSWER, S.SOLVED),
        (H.OPEN, S.OPEN),
        (H.CLOSE, S.CLOSED),
        (H.SOLVE, S.SOLVED),
        (H.MERGE, S.MERGED),
    ],
)
def test_a_solved_ticket_past_its_window_is_as_good_as_closed(
    happening: Happening, expected: Status | NewLinked
) -> None:
    assert transition(S.SOLVED, happening, Circumstances(in_window=False)) == expected


@pytest.mark.parametrize("status", BEFORE)
@pytest.mark.parametrize("happening", [H.CUSTOMER, H.CUSTOMER_REOPEN])
def test_the_window_concerns_solved_tickets_only(status: Status, happening: Happening) -> None:
    if status is not S.SOLVED:
        late, early = Circumstances(in_window=False), Circumstances()
        assert transition(status, happening, late) == transition(status, happening, early)


@pytest.mark.parametrize("status", [S.NEW, S.OPEN, S.POSTPONED])
def test_an_answer_leaves_a_ticket_open_where_the_mailbox_says_so(status: Status) -> None:
    given = Circumstances(after_answer=S.OPEN)
    assert transition(status, H.ANSWER, given) is S.OPEN


@pytest.mark.parametrize("status", [S.WAITING, S.SOLVED, S.CLOSED])
def test_what_follows_an_answer_is_a_matter_of_its_three_cells(status: Status) -> None:
    assert transition(status, H.ANSWER, Circumstances(after_answer=S.OPEN)) is status


@pytest.mark.parametrize("status", BEFORE)
def test_nobody_waits_for_a_customer_who_waits_for_us(status: Status) -> None:
    found = transition(status, H.WAIT, Circumstances(unanswered=True))
    assert isinstance(found, Refused)
    assert found.reason


@pytest.mark.parametrize("status", [S.NEW, S.OPEN])
def test_solving_without_an_answer_takes_the_word_quiet(status: Status) -> None:
    assert isinstance(transition(status, H.SOLVE, Circumstances(ever_answered=False)), Refused)
    assert transition(status, H.SOLVE, Circumstances(ever_answered=False, quiet=True)) is S.SOLVED


@pytest.mark.parametrize("status", [S.WAITING, S.POSTPONED, S.SOLVED])
def test_only_new_and_open_tickets_ask_for_the_word_quiet(status: Status) -> None:
    assert transition(status, H.SOLVE, Circumstances(ever_answered=False)) is S.SOLVED


def test_a_postponed_ticket_sleeps_on_where_the_agent_said_so() -> None:
    given = Circumstances(wakes_on_customer=False)
    assert transition(S.POSTPONED, H.CUSTOMER, given) is S.POSTPONED
    assert transition(S.POSTPONED, H.WAKE, given) is S.OPEN
    assert transition(S.WAITING, H.CUSTOMER, given) is S.OPEN


@pytest.mark.parametrize("before", BEFORE)
def test_a_ticket_that_was_no_spam_goes_back_to_where_somebody_looks(before: Status) -> None:
    expected = S.NEW if before is S.NEW else S.OPEN
    assert transition(S.SPAM, H.UNSPAM, Circumstances(before_spam=before)) is expected


@pytest.mark.parametrize("status", [*BEFORE, S.MERGED])
def test_only_spam_can_be_cleared_of_being_spam(status: Status) -> None:
    assert isinstance(transition(status, H.UNSPAM, Circumstances()), Refused)


RECORDED = {H.CUSTOMER, H.AUTOMATIC, H.NOTE, H.WAKE}


@pytest.mark.parametrize("happening", list(H))
def test_a_merged_ticket_never_changes_again(happening: Happening) -> None:
    found = transition(S.MERGED, happening, Circumstances())
    assert found is S.MERGED if happening in RECORDED else isinstance(found, Refused)


@pytest.mark.parametrize("happening", [h for h in H if h is not H.UNSPAM])
def test_spam_stays_spam_whatever_is_written_to_it(happening: Happening) -> None:
    found = transition(S.SPAM, happening, Circumstances())
    quiet = happening in RECORDED | {H.SPAM}
    assert found is S.SPAM if quiet else isinstance(found, Refused)


@pytest.mark.parametrize(("status", "happening"), [(s, h) for s in S for h in H])
def test_every_happening_has_an_outcome_in_every_status(status: Status, happening: Happening) -> None:
    for given in (Circumstances(), Circumstances(unanswered=True, ever_answered=False, in_window=False)):
        assert isinstance(transition(status, happening, given), Status | Refused | NewLinked)
