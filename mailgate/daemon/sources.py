"""How do the fetched accounts stand, as the watch asks? From the fleet's states to the facts that alarms are judged by."""

from collections.abc import Callable, Iterator
from datetime import datetime

from mailgate.clock import Clock
from mailgate.inbound.imap_account import Account
from mailgate.model.source import SourceState, Standing
from mailgate.operations.alarm_facts import SourceFact


class FleetSources:
    """The folders of the accounts in force; those of another node's accounts are known by name only."""

    def __init__(
        self,
        accounts: Callable[[], tuple[Account, ...]],
        states: Callable[[], tuple[SourceState, ...]],
        clock: Clock,
    ) -> None:
        self._accounts, self._states, self._clock = accounts, states, clock
        self._seen: dict[str, datetime] = {}  # since when this process has each
        self._pushed: set[str] = set()  # whose server has told of new mail by itself
        self._deaf: dict[str, datetime] = {}  # of these, those that no longer do

    def configured(self) -> frozenset[str]:
        """The names of all folders of the configuration, whoever fetches them."""
        return frozenset(account.label(folder) for account in self._accounts() for folder in account.folders)

    def facts(self) -> Iterator[SourceFact]:
        """Those that this process fetches now."""
        here = [state for state in self._states() if state.state is not Standing.ELSEWHERE]
        for known in (self._seen, self._deaf):
            for gone in known.keys() - {state.name for state in here}:
                del known[gone]
        return map(self._fact, here)

    def _fact(self, state: SourceState) -> SourceFact:
        now = self._clock.now()
        return SourceFact(
            state.name,
            state.last_ok_at,
            since=self._seen.setdefault(state.name, now),
            login_failing_since=state.login_failing_since,
            token_failing_since=state.token_failing_since,
            idle_failing_since=self._deaf_since(state, now),
            # Not token_ends_at: that is the hourly access token's, and nothing an operator has to renew.
            detail=state.detail,
        )

    def _deaf_since(self, state: SourceState, now: datetime) -> datetime | None:
        """A server that never offered to tell of new mail is asked by polling, and that is no fault."""
        if state.pushes:
            self._pushed.add(state.name)
            self._deaf.pop(state.name, None)
        elif state.pushes is False and state.name in self._pushed:
            self._deaf.setdefault(state.name, now)
        return self._deaf.get(state.name)
