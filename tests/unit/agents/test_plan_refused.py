"""Every command, refused: nothing is done, nothing is sent, and each line comes back with its reason."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mailgate.agents.aliases import command_named, words_of
from mailgate.agents.authority import Authority
from mailgate.agents.block import MAX_COMMANDS, read_block
from mailgate.agents.commands import COMMANDS, Command, Needs
from mailgate.agents.effects import SetStatus
from mailgate.agents.facts import AgentFacts, TicketFacts
from mailgate.agents.plan import Confirm, Plan, Refusal, plan
from mailgate.agents.together import CONTRARY
from mailgate.model.decision import ReplyMeans
from mailgate.model.reference import Reference
from mailgate.model.states import Circumstances, Happening, transition
from mailgate.model.ticket import Status, TicketKind
from tests.unit.agents.scenes import (
    AGENT,
    ANNA,
    DESK,
    FRESH,
    HOLDER,
    JUNK,
    NOTER,
    THAT,
    THIS,
    TICKET,
    TOKENLESS,
    UNPROVEN,
    planned,
)

NOWHERE = str(Reference("EX", 26, 999))
MISTYPED = f"{THAT[:-1]}{'A' if THAT[-1] != 'A' else 'B'}"
NEW = replace(TICKET, status=Status.NEW, circumstances=Circumstances(unanswered=True, ever_answered=False))
CLOSED = replace(TICKET, status=Status.CLOSED)
INTERNAL = replace(TICKET, kind=TicketKind.INTERNAL)
BARE = replace(TICKET, lead=None, undoable=False, customer_messages=1, circumstances=Circumstances())

# What stands there, a part of the reason, the nearest word, the ticket, the agent.
REFUSED: list[tuple[str, str, str | None, TicketFacts | None, AgentFacts]] = [
    ("#colse", "no such command", "close", TICKET, AGENT),
    ("#xyzzyx", "no such command", None, TICKET, AGENT),
    ("#public", "no text to send", None, TICKET, AGENT),
    ("#public\nHi", "internal", None, INTERNAL, AGENT),
    ("#public Hi", "begins on the next line", None, TICKET, AGENT),
    ("#solve", "nobody has answered", None, NEW, AGENT),
    ("#solve thanks", "nothing may follow", None, TICKET, AGENT),
    ("#solve", "is about no ticket", None, None, AGENT),
    ("#close", "the ticket is spam", None, replace(TICKET, status=Status.SPAM), AGENT),
    ("#open", "the ticket is merged", None, replace(TICKET, status=Status.MERGED), AGENT),
    ("#wait", "unanswered", None, TICKET, AGENT),
    ("#wait\nHi", "not possible while the ticket is closed", None, CLOSED, AGENT),
    ("#postpone yesterday", "is no time", None, TICKET, AGENT),
    ("#postpone 2020-01-01", "is past", None, TICKET, AGENT),
    ("#postpone", "not possible while the ticket is closed", None, CLOSED, AGENT),
    ("#assign bo", "fits several", "Bo Lund", TICKET, AGENT),
    ("#assign anna burg", "no agent or team", ANNA, TICKET, AGENT),
    ("#assign", "a name is missing", None, TICKET, AGENT),
    ("#take", "the ticket is merged", None, replace(TICKET, status=Status.MERGED), AGENT),
    ("#ask", "a team is missing", None, TICKET, AGENT),
    ("#ask biling\nWho?", "no team", "billing", TICKET, AGENT),
    ("#ask billing", "the question is missing", None, TICKET, AGENT),
    ("#prio hihg", "is no priority", "high", TICKET, AGENT),
    ("#prio", "a priority is missing", None, TICKET, AGENT),
    ("#cat pinter", "no category", "printer", TICKET, AGENT),
    ("#tag +a/b", "is no tag", None, TICKET, AGENT),
    ("#tag +a -a", "both added and removed", None, TICKET, AGENT),
    ("#tag", "a tag is missing", None, TICKET, AGENT),
    ("#cc Kim", "is not an address", None, TICKET, AGENT),
    ("#cc bo@example.com", "one of ours", None, TICKET, AGENT),
    ("#cc", "an address is missing", None, TICKET, AGENT),
    ("#uncc kim@example.org", "is the requester", None, TICKET, AGENT),
    ("#uncc sue@example.org", "takes no part", None, TICKET, AGENT),
    (f"#merge {THIS}", "this ticket itself", None, TICKET, AGENT),
    (f"#merge {NOWHERE}", "there is no ticket", None, TICKET, AGENT),
    (f"#merge {MISTYPED}", "is no reference", None, TICKET, AGENT),
    (f"#merge {JUNK}", "is spam", None, TICKET, AGENT),
    ("#merge", "a reference is missing", None, TICKET, AGENT),
    ("#split", "only one message", None, BARE, AGENT),
    (f"#link {NOWHERE}", "there is no ticket", None, TICKET, AGENT),
    ("#for Kim", "is not an address", None, TICKET, AGENT),
    ("#for a@example.org, b@example.org", "one address", None, TICKET, AGENT),
    ("#for anna@example.com", "one of ours", None, TICKET, AGENT),
    ("#spam yes", "only `off`", None, TICKET, AGENT),
    ("#spam off", "not spam", None, TICKET, AGENT),
    ("#noreply", "no message by a customer is unanswered", None, BARE, AGENT),
    ("#noreply\nHi", "the text is an answer", None, TICKET, AGENT),
    ("#due", "a time is missing", None, TICKET, AGENT),
    ("#remind 1/12", "two ways", None, TICKET, AGENT),
    ("#lang klingon", "no letters", None, TICKET, AGENT),
    ("#macro thnks", "no macro", "thanks", TICKET, AGENT),
    ("#macro thanks", "internal", None, INTERNAL, AGENT),
    ("#preview", "no text for the customer", None, TICKET, AGENT),
    ("#preview\nHi", "no text for the customer", None, TICKET, NOTER),
    ("#escalate", "has no lead", None, BARE, AGENT),
    ("#quiet\n#solve\nHi", "goes to the customer", None, TICKET, AGENT),
    ("#undo", "nothing of yours", None, BARE, AGENT),
    ("#undo\n#solve", "stands alone", None, TICKET, AGENT),
    ("#undo\nHi", "no text may follow", None, TICKET, AGENT),
    ("#send", "that I kept back", None, TICKET, AGENT),
    ("#send\n#solve", "stands alone", None, TICKET, HOLDER),
    ("#send\nHi", "no text may follow", None, TICKET, HOLDER),
    ("#drop", "that I kept back", None, TICKET, AGENT),
    ("#drop it", "nothing may follow", None, TICKET, HOLDER),
    (f"#status {NOWHERE}", "there is no ticket", None, TICKET, AGENT),
    ("#status", "which ticket", None, None, TOKENLESS),
    ("#list everything", "is no list", None, TICKET, AGENT),
    ("#set", "it takes 1 to 20 references", None, TICKET, AGENT),
    (f"#set {THAT}", "a command that can be done elsewhere", None, TICKET, AGENT),
    (f"#set {THAT} note hi", "a command that can be done elsewhere", "note", TICKET, AGENT),
    (f"#set {THAT} prio hihg", "is no priority", "high", TICKET, AGENT),
    (f"#set {THAT} {NOWHERE} solve", "there is no ticket", None, TICKET, AGENT),
    (f"#set {FRESH} solve", "nobody has answered", None, TICKET, AGENT),
    (f"#set {FRESH} wait", "unanswered", None, TICKET, AGENT),
    ("#why", "which ticket", None, None, AGENT),
    ("#help colse", "there is no command", "close", TICKET, AGENT),
    ("#solve\n#close", "one status is enough", None, TICKET, AGENT),
    ("#prio low\n#prio high", "stands here twice", None, TICKET, AGENT),
    ("#note\n#note", "stands here twice", None, TICKET, AGENT),
]  # fmt: skip


@pytest.mark.parametrize(("text", "reason", "nearest", "ticket", "agent"), REFUSED)
def test_what_is_wrong_stops_everything(
    text: str, reason: str, nearest: str | None, ticket: TicketFacts | None, agent: AgentFacts
) -> None:
    found = planned(text, agent, ticket)
    assert isinstance(found, Refusal)
    (wrong,) = [line for line in found.transcript.lines if not line.ok]
    assert reason in wrong.reason
    assert wrong.nearest == nearest
    assert found.text == read_block(text).text or text.startswith("#note")
    assert str(found.transcript).count("✗") == 1


def test_every_command_is_refused_somewhere() -> None:
    refused = {command_named(row[0].splitlines()[-1].split()[0].lstrip("#")) for row in REFUSED}
    refused |= {command_named(row[0].split()[0].lstrip("#")) for row in REFUSED}
    assert set(Command) - refused == set()


def test_each_line_has_its_own_verdict() -> None:
    found = planned("#tag +a\n#colse\n#prio low\nHello")
    assert isinstance(found, Refusal)
    assert [line.ok for line in found.transcript.lines] == [True, False, True]
    assert (
        str(found.transcript)
        == "✓ #tag +a\n✗ #colse: there is no such command (did you mean close?)\n✓ #prio low"
    )
    assert found.text == "Hello"


@pytest.mark.parametrize(("one", "other"), CONTRARY)
def test_what_contradicts_itself_is_asked_about(one: Command, other: Command) -> None:
    written = {Command.ASSIGN: "#assign me", Command.ASK: "#ask billing", Command.MACRO: "#macro thanks"}
    for pair in ((one, other), (other, one)):
        found = planned("\n".join([*(written.get(c, f"#{c.value}") for c in pair), "Hello"]))
        assert isinstance(found, Refusal)
        assert "contradicts" in str(found.transcript)


@pytest.mark.parametrize("late", ["#close", "#colse", "# close", "＃ｃｌｏｓｅ"])
def test_a_command_below_the_text_stops_what_would_leave(late: str) -> None:
    found = planned(f"#prio low\nHello\n{late}")
    assert isinstance(found, Refusal)
    assert [line.ok for line in found.transcript.lines] == [True, False]
    assert "at the top" in found.transcript.lines[1].reason


def test_a_command_below_a_note_stops_nothing_since_nothing_leaves() -> None:
    assert isinstance(planned("#note\nHello\n#close"), Plan)


def test_too_many_commands_stop_everything() -> None:
    found = planned("#tag +a\n" * (MAX_COMMANDS + 1))
    assert isinstance(found, Refusal)
    assert "more than" in found.reason


@pytest.mark.parametrize("status", [Status.MERGED, Status.SPAM])
def test_an_answer_to_what_takes_none_is_kept(status: Status) -> None:
    found = planned("Hello", AGENT, replace(TICKET, status=status))
    assert isinstance(found, Refusal)
    assert status.value in found.reason


def _minimal(command: Command) -> str:
    arguments = {
        Command.ASSIGN: "me", Command.ASK: "billing\nWho pays?", Command.PRIO: "low", Command.CAT: "printer",
        Command.TAG: "+a",
        Command.CC: "mia@example.org", Command.UNCC: "pat@example.org", Command.MERGE: THAT, Command.LINK: THAT,
        Command.FOR: "kim@example.org", Command.DUE: "1.12.", Command.REMIND: "1.12.", Command.LANG: "da",
        Command.MACRO: "thanks", Command.PUBLIC: "\nHi", Command.PREVIEW: "\nHi", Command.WAIT: "\nHi",
        Command.SET: f"{THAT} solve", Command.NOTE: "Hi",
    }  # fmt: skip
    return f"#{command.value} {arguments.get(command, '')}".strip()


@pytest.mark.parametrize("command", list(Command))
@pytest.mark.parametrize("authority", list(Authority))
def test_each_command_needs_the_authority_that_the_table_says(command: Command, authority: Authority) -> None:
    held = command in (Command.SEND, Command.DROP)
    found = planned(_minimal(command), replace(AGENT, authority=authority, held=held, confirm=False))
    enough = {
        Authority.FULL: set(Needs), Authority.NOTE: {Needs.NOTE, Needs.PROVEN}, Authority.UNPROVEN: {Needs.NOTE},
    }.get(authority, set())  # fmt: skip
    assert isinstance(found, Plan) is (COMMANDS[command].needs in enough), found


@pytest.mark.parametrize("command", [c for c in Command if COMMANDS[c].needs is not Needs.NOTE])
def test_what_nobody_vouches_for_waits_for_a_confirmation(command: Command) -> None:
    agent = replace(UNPROVEN, held=command in (Command.SEND, Command.DROP))
    found = planned(_minimal(command), agent)
    assert isinstance(found, Confirm)
    assert found.plan == planned(_minimal(command), replace(agent, authority=Authority.FULL))


def test_an_answer_that_nobody_vouches_for_waits_too() -> None:
    assert isinstance(planned("Hello", UNPROVEN), Confirm)
    assert isinstance(planned("Hello", replace(UNPROVEN, confirm=False)), Refusal)
    assert isinstance(planned("Hello", replace(UNPROVEN, means=ReplyMeans.NOTE)), Plan)
    assert isinstance(planned("#colse", UNPROVEN), Refusal)


@given(
    st.lists(
        st.sampled_from([_minimal(c) for c in Command] + [f"#{w}" for c in Command for w in words_of(c)]),
        max_size=4,
    ),
    st.sampled_from(["", "Hello", "Hello\n#close"]),
    st.sampled_from(list(Status)),
    st.builds(Circumstances, unanswered=st.booleans(), ever_answered=st.booleans(), in_window=st.booleans()),
    st.sampled_from([AGENT, NOTER, HOLDER, TOKENLESS, UNPROVEN]),
)
def test_any_mail_is_done_whole_or_not_at_all(
    lines: list[str], text: str, status: Status, given_: Circumstances, agent: AgentFacts
) -> None:
    block = read_block("\n".join([*lines, text]))
    found = plan(block, DESK, replace(TICKET, status=status, circumstances=given_), agent)
    if isinstance(found, Refusal):
        assert found.reason
        return
    made = found.plan if isinstance(found, Confirm) else found
    assert made.transcript.ok
    assert len(made.transcript.lines) == len(block.lines)
    assert not (made.public and block.late)
    assert not (made.public and block.has(Command.NOTE, Command.ASK))
    places = [i for i, effect in enumerate(made.effects) if isinstance(effect, SetStatus)]
    assert places in ([], [len(made.effects) - 1])


@given(
    st.sampled_from(list(Status)),
    st.booleans(),
    st.booleans(),
    st.sampled_from(["solve", "close", "open", "wait", "postpone"]),
)
def test_the_status_is_that_of_the_table(status: Status, unanswered: bool, answered: bool, word: str) -> None:
    given_ = Circumstances(unanswered=unanswered, ever_answered=answered)
    found = planned(f"#{word}", AGENT, replace(TICKET, status=status, circumstances=given_))
    happening = {h.value.split(",")[0].lstrip("#"): h for h in Happening}[word]
    expected = transition(status, happening, given_)
    if isinstance(expected, Status):
        assert isinstance(found, Plan)
        assert found.status is expected
    else:
        assert isinstance(found, Refusal)
