"""What alarms hear of fetched accounts: by folder, of this process only, and IDLE that has gone deaf."""

from dataclasses import replace

from mailgate.daemon.sources import FleetSources
from mailgate.inbound.imap_account import Account, Watched
from mailgate.model.source import SourceState, Standing
from tests.scenario.stage import FakeClock

ACCOUNT = Account("support", "imap.example.com", 993, "support", "support@example.com")
TWO = replace(ACCOUNT, folders=(Watched("INBOX"), Watched("Sent")))
WAITING = SourceState("imap:support", Standing.WAITING, pushes=True)


class Desk:
    def __init__(self, *states: SourceState, account: Account = ACCOUNT) -> None:
        self.clock, self.states = FakeClock(), states
        self.sources = FleetSources(lambda: (account,), lambda: self.states, self.clock)


def test_all_folders_of_the_configuration_have_names() -> None:
    assert Desk(account=TWO).sources.configured() == {"imap:support/INBOX", "imap:support/Sent"}


def test_what_another_node_fetches_is_not_judged_here() -> None:
    assert list(Desk(replace(WAITING, state=Standing.ELSEWHERE)).sources.facts()) == []


def test_an_account_is_known_since_this_process_first_had_it() -> None:
    desk = Desk(WAITING)
    began = desk.clock.now()
    list(desk.sources.facts())
    desk.clock.advance(hours=1)
    (fact,) = desk.sources.facts()
    assert fact.since == began


def test_a_server_that_stops_telling_of_new_mail_is_deaf_since_then_and_until_it_tells_again() -> None:
    desk = Desk(WAITING)
    list(desk.sources.facts())
    desk.clock.advance(hours=1)
    stopped = desk.clock.now()
    desk.states = (replace(WAITING, pushes=False),)
    list(desk.sources.facts())
    desk.clock.advance(hours=1)
    assert [f.idle_failing_since for f in desk.sources.facts()] == [stopped]
    desk.states = (WAITING,)
    assert [f.idle_failing_since for f in desk.sources.facts()] == [None]


def test_a_server_that_never_told_of_new_mail_is_no_fault() -> None:
    desk = Desk(replace(WAITING, pushes=False))
    assert [f.idle_failing_since for f in desk.sources.facts()] == [None]
