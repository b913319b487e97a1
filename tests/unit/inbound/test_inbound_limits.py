import pytest

from mailgate.inbound.limits import Admission, Budget, Limits, Pace

LIMITS = Limits(
    greeting_s=30,
    command_s=300,
    session_s=3600,
    data_idle_s=180,
    data_s=1800,
    minimum_rate=100,
    rate_window_s=60,
)


def test_the_budget_is_held_for_octets_that_came_and_given_back_once() -> None:
    budget = Budget(100)
    one, two = budget.share(), budget.share()
    assert one.grow_to(60)
    assert not two.grow_to(41)
    assert budget.used == 60
    assert two.grow_to(40)
    assert not budget.has_room(0)
    assert two.grow_to(40), "what is held already needs no more room"
    one.give_back()
    one.give_back()
    assert budget.used == 40
    assert budget.has_room(60)
    assert not budget.has_room(61)


def test_connections_are_capped_in_all_and_by_address() -> None:
    admission, limits = Admission(), Limits(connections=3, connections_per_address=1)
    assert [admission.enter(limits) for _ in range(4)] == [None, None, None, "too many connections"]
    assert admission.identify("192.0.2.1", limits) is None
    assert admission.identify("192.0.2.1", limits) is not None
    assert admission.identify("192.0.2.2", limits) is None
    assert [admission.identify("", limits) for _ in range(3)] == [None] * 3, "a unix socket has no address"
    admission.forget("192.0.2.1")
    assert admission.identify("192.0.2.1", limits) is None
    admission.leave()
    assert admission.enter(limits) is None


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("2001:db8::1", "2001:db8::ffff:1", True),
        ("2001:db8::1", "2001:db8:0:1::1", False),
        ("::ffff:192.0.2.1", "::ffff:192.0.2.2", False),
        ("fe80::1%lo", "fe80::2%lo", True),
    ],
)
def test_an_ipv6_client_is_its_64(one: str, other: str, same: bool) -> None:
    admission, limits = Admission(), Limits(connections_per_address=1)
    assert admission.identify(one, limits) is None
    assert (admission.identify(other, limits) is not None) == same


def test_a_command_line_has_one_deadline_however_it_trickles() -> None:
    pace = Pace(LIMITS, 0)
    assert not pace.late(29)
    assert pace.late(30), "greeting"
    pace.await_command(100)
    assert not pace.late(399)
    assert pace.late(400)


def test_nothing_is_late_while_the_house_works() -> None:
    pace = Pace(LIMITS, 0)
    pace.await_data(0)
    pace.our_turn()
    assert not pace.late(1e9)


def test_a_session_may_begin_no_mail_after_its_time() -> None:
    pace = Pace(LIMITS, 0)
    assert not pace.session_over(3599)
    assert pace.session_over(3600)


@pytest.mark.parametrize(
    ("arrivals", "now", "late"),
    [
        ([], 59, False),
        ([], 60, True),  # nothing in a whole window
        ([(59, 5999)], 60, True),
        ([(59, 6000)], 60, False),
        ([(50, 10**9)], 1800, True),  # in all
        ([(50, 10**9)], 230, True),  # idle
    ],
)
def test_data_has_a_rate_an_idle_time_and_an_end(
    arrivals: list[tuple[int, int]], now: int, late: bool
) -> None:
    pace = Pace(LIMITS, 0)
    pace.await_data(0)
    for at, octets in arrivals:
        pace.received(octets, at)
    assert pace.late(now) == late


def test_a_fast_beginning_does_not_pay_for_a_slow_end() -> None:
    pace = Pace(LIMITS, 0)
    pace.await_data(0)
    pace.received(10**9, 1)
    assert not pace.late(60)
    pace.received(1, 119)
    assert pace.late(120)
