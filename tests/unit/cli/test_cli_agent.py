"""Agents are listed with what waits for them, are away until they are back, and lose tokens that others may hold."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from mailgate.cli.agent import agent_shape
from mailgate.failpoints import Unit
from mailgate.model.ticket import Status
from mailgate.store import Store, agents, lookups, nodes, tickets, views_people
from mailgate.store.views_people import AgentLoad
from tests.unit.cli.test_cli_shapes import FLAG, INSTANT, NUMBER, TEXT, Each, Maybe, fits
from tests.unit.cli.working_desk import WorkingDesk, mail

AGENT = {
    "name": TEXT, "configured": FLAG, "addresses": Each(TEXT, some=False), "teams": Each(TEXT, some=False),
    "language": Maybe(TEXT), "standin": Maybe(TEXT), "away_since": Maybe(INSTANT), "away_until": Maybe(INSTANT),
    "open_tickets": NUMBER, "held": NUMBER, "token_epoch": NUMBER,
}  # fmt: skip
ANNA = "Anna Berg"
NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)


def anna(desk: WorkingDesk) -> Any:
    [found] = [a for a in desk.json("agent", "list") if a["name"] == ANNA]
    return found


@pytest.mark.parametrize(
    "args", [("list",), ("away", ANNA), ("away", ANNA, "--back"), ("revoke", ANNA)], ids=" ".join
)
def test_json_has_the_documented_shape(conversation: WorkingDesk, args: tuple[str, ...]) -> None:
    found = conversation.json("agent", *args)
    fits(found, Each(AGENT) if args == ("list",) else AGENT)


def test_the_list_tells_what_waits_for_whom(conversation: WorkingDesk) -> None:
    assert (anna(conversation)["open_tickets"], anna(conversation)["held"]) == (1, 0)
    secret = "The customer owes us money since the spring"
    conversation.run("ticket", "note", "1", "--as", ANNA, secret)
    assert conversation.run("ticket", "reply", "1", "--as", ANNA, f"Hello,\n{secret}").exit_code == 1
    assert anna(conversation)["held"] == 1
    conversation.run("ticket", "set", "1", "--as", ANNA, "close")
    assert anna(conversation)["open_tickets"] == 0


def test_who_is_no_agent_any_more_is_listed_while_tickets_are_theirs(conversation: WorkingDesk) -> None:
    change = {"assignee": "Bo Lund", "status": Status.OPEN.value}
    conversation.store.write_now(Unit.OPERATOR, lambda tx: tickets.change_ticket(tx, 2, change, NOON))
    conversation.store.write_now(Unit.OPERATOR, lambda tx: nodes.ensure_agents(tx, ["Kit Vang"]))
    former = conversation.json("agent", "list")[1:]
    assert [(a["name"], a["configured"], a["open_tickets"]) for a in former] == [("Bo Lund", False, 1)]
    assert "not in agents.toml" in conversation.run("agent", "list").output


@pytest.mark.parametrize(
    ("until", "local"), [("2027-03-05 14:00", "2027-03-05T13:00:00Z"), ("2027-03-06", "2027-03-08T07:00:00Z")]
)
def test_an_absence_ends_when_it_is_said_to(conversation: WorkingDesk, until: str, local: str) -> None:
    """A Saturday ends when work begins on Monday, at eight in Copenhagen."""
    assert conversation.json("agent", "away", ANNA, "--until", until)["away_until"] == local
    assert anna(conversation)["away_until"] == local


def test_an_absence_without_an_end_lasts_until_they_are_back(conversation: WorkingDesk) -> None:
    assert conversation.run("agent", "away", "anna@example.com").exit_code == 0
    assert anna(conversation)["away_until"] is not None
    assert "back" in conversation.run("agent", "away", ANNA, "--back").output
    assert anna(conversation)["away_until"] is None


def test_who_is_away_is_told_of_nothing(conversation: WorkingDesk) -> None:
    until = conversation.clock.at + timedelta(days=3)
    conversation.store.write_now(
        Unit.OPERATOR, lambda tx: agents.go_away(tx, ANNA, until, conversation.clock.at)
    )
    before = len(conversation.json("outbox", "list", "--all", "--limit", "0"))
    conversation.process()
    told = conversation.json("outbox", "list", "--all", "--limit", "0")[before:]
    assert "notification" not in [m["kind"] for m in told]


def test_an_absence_that_is_over_is_none() -> None:
    load = AgentLoad(away_since=NOON - timedelta(days=3), away_until=NOON)
    assert agent_shape(ANNA, None, load, NOON)["away_since"] is None
    assert agent_shape(ANNA, None, load, NOON - timedelta(seconds=1))["away_since"] is not None


def test_revoked_tokens_open_nothing(conversation: WorkingDesk) -> None:
    told = next(m for m in conversation.json("outbox", "list", "--all") if m["kind"] == "notification")
    token = conversation.json("outbox", "show", str(told["id"]))["reply_to"]
    assert conversation.json("agent", "revoke", ANNA)["token_epoch"] == 1
    stolen = mail("Re: lamp", "Give it to me.", 20, From="Eve <eve@example.org>", To=token)
    entry = conversation.take(stolen, "eve@example.org", to=token)
    conversation.process()
    assert conversation.json("trace", str(entry))["ticket"] != told["ticket"]
    assert conversation.run("ticket", "set", "1", "--as", ANNA, "prio", "high").exit_code == 0


@pytest.mark.parametrize(
    ("args", "code", "words"),
    [
        (("away", "Bo"), 1, "the agents are Anna Berg"),
        (("revoke", "Bo"), 1, "the agents are Anna Berg"),
        (("away", ANNA, "--until", "flurb"), 2, "write it like"),
        (("away", ANNA, "--until", "2020-01-01"), 2, "is past"),
        (("away", ANNA, "--until", "fri", "--back"), 2, "contradict"),
    ],
)
def test_a_mistake_is_named_with_its_remedy(
    conversation: WorkingDesk, args: tuple[str, ...], code: int, words: str
) -> None:
    result = conversation.run("agent", *args)
    assert (result.exit_code, words in " ".join(result.output.split())) == (code, True), result.output


def test_agents_and_contacts_are_read_alike_on_both_databases(store: Store) -> None:
    def fill(tx: Any) -> None:
        nodes.ensure_agents(tx, [ANNA])
        agents.go_away(tx, ANNA, NOON, NOON)
        agents.revoke(tx, ANNA)

    store.write_now(Unit.OPERATOR, fill)
    loads = store.read_now(views_people.agent_loads)
    assert loads == {ANNA: AgentLoad(1, NOON, NOON, 0, 0)}
    assert store.read_now(lambda tx: views_people.contact_of(tx, "kim@example.net")) is None
    assert store.read_now(lambda tx: views_people.tickets_of(tx, 1, None)) == []
    assert store.read_now(lambda tx: views_people.opened_beside(tx, 1, NOON)) == []
    assert store.read_now(lookups.agents)[ANNA].token_epoch == 1
