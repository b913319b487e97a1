"""Every command, accepted: what it does, in which order, and where the text goes."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from mailgate.agents.aliases import command_named
from mailgate.agents.commands import Command
from mailgate.agents.effects import (
    AddCc,
    AddTags,
    Ask,
    Assign,
    Claim,
    Drop,
    Due,
    Effect,
    Escalate,
    For,
    KeepAsNote,
    Lang,
    Link,
    Macro,
    MergeInto,
    NoReply,
    Preview,
    Quiet,
    Remind,
    RemoveCc,
    RemoveTags,
    Send,
    SetCategory,
    SetOn,
    SetPriority,
    SetStatus,
    Show,
    Shown,
    Split,
    Undo,
)
from mailgate.model.mail import Address
from mailgate.model.states import Circumstances, Happening
from mailgate.model.ticket import Priority, Status, TicketKind
from tests.unit.agents.scenes import (
    AGENT,
    ANNA,
    BO,
    FRESH,
    HOLDER,
    NOTER,
    PLAIN,
    THAT,
    THIS,
    TICKET,
    TOKENLESS,
    UNPROVEN,
    accepted,
)

FRIDAY = datetime(2026, 11, 27, 13, tzinfo=UTC)
DAY = datetime(2026, 12, 1, 7, tzinfo=UTC)
_H, _S = Happening, Status


def _status(happening: Happening, status: Status, until: datetime | None = None) -> SetStatus:
    return SetStatus(happening, status, until)


# What stands there, its effects, whether the text goes out, the status afterwards.
ACCEPTED: list[tuple[str, tuple[Effect, ...], bool | None, Status]] = [
    ("Hello", (), True, _S.WAITING),
    ("#note\nHello", (), False, _S.OPEN),
    ("#note he is angry", (), False, _S.OPEN),
    ("#public\nHello", (), True, _S.WAITING),
    ("#solve\nHello", (_status(_H.SOLVE, _S.SOLVED),), True, _S.SOLVED),
    ("#solve", (_status(_H.SOLVE, _S.SOLVED),), None, _S.SOLVED),
    ("#close", (_status(_H.CLOSE, _S.CLOSED),), None, _S.CLOSED),
    ("#open\nHello", (_status(_H.OPEN, _S.OPEN),), True, _S.OPEN),
    ("#wait\nHello", (_status(_H.WAIT, _S.WAITING),), True, _S.WAITING),
    ("#noreply\n#wait", (NoReply(), _status(_H.WAIT, _S.WAITING)), None, _S.WAITING),
    ("#postpone", (_status(_H.POSTPONE, _S.POSTPONED),), None, _S.POSTPONED),
    ("#postpone fri 14:00", (_status(_H.POSTPONE, _S.POSTPONED, FRIDAY),), None, _S.POSTPONED),
    ("#udsæt 1.12.\nHej", (_status(_H.POSTPONE, _S.POSTPONED, DAY),), True, _S.POSTPONED),
    ("#assign me", (Assign(ANNA),), None, _S.OPEN),
    ("#assign bo lund", (Assign(BO),), None, _S.OPEN),
    ("#assign billing", (Assign(None, "billing"),), None, _S.OPEN),
    ("#assign none", (Assign(),), None, _S.OPEN),
    ("#take", (Assign(ANNA), Claim(ANNA)), None, _S.OPEN),
    ("#ask billing\nWho pays?", (Ask("billing"),), False, _S.OPEN),
    ("#prio urgent", (SetPriority(Priority.URGENT),), None, _S.OPEN),
    ("#prio hoch", (SetPriority(Priority.HIGH),), None, _S.OPEN),
    ("#cat printer", (SetCategory("printer"),), None, _S.OPEN),
    ("#cat none", (SetCategory(None),), None, _S.OPEN),
    ("#tag +One -two three", (AddTags(("one", "three")), RemoveTags(("two",))), None, _S.OPEN),
    ("#tag -two\n#tag +one", (RemoveTags(("two",)), AddTags(("one",))), None, _S.OPEN),
    ("#cc Mia Ek <mia@example.org>", (AddCc((Address("mia@example.org", "Mia Ek"),)),), None, _S.OPEN),
    ("#cc kim@example.org", (), None, _S.OPEN),
    ("#uncc Pat@example.org", (RemoveCc(("pat@example.org",)),), None, _S.OPEN),
    (f"#merge [{THAT}]", (MergeInto(THAT), _status(_H.MERGE, _S.MERGED)), None, _S.MERGED),
    (f"#merge {PLAIN}", (MergeInto(PLAIN), _status(_H.MERGE, _S.MERGED)), None, _S.MERGED),
    ("#split The invoice", (Split("The invoice"),), None, _S.OPEN),
    ("#split", (Split(),), None, _S.OPEN),
    (f"#link {THAT.lower()}", (Link(THAT),), None, _S.OPEN),
    ("#for kim@example.org", (For("kim@example.org"),), None, _S.OPEN),
    ("#for Kim <kim@example.org>\nFwd text", (For("kim@example.org", "Kim"),), False, _S.OPEN),
    ("#spam", (_status(_H.SPAM, _S.SPAM),), None, _S.SPAM),
    ("#noreply", (NoReply(),), None, _S.OPEN),
    ("#due 2026-12-01", (Due(DAY),), None, _S.OPEN),
    ("#remind freitag 14:00\nHello", (Remind(FRIDAY, ANNA),), True, _S.WAITING),
    ("#lang tysk", (Lang("de"),), None, _S.OPEN),
    ("#macro thanks", (Macro("thanks"),), True, _S.WAITING),
    ("#macro reset\n#solve", (Macro("reset-password"), _status(_H.SOLVE, _S.SOLVED)), True, _S.SOLVED),
    ("#preview\nHello", (Preview(),), True, _S.WAITING),
    ("#escalate", (Escalate(BO),), None, _S.OPEN),
    ("#quiet\n#solve", (Quiet(), _status(_H.SOLVE, _S.SOLVED)), None, _S.SOLVED),
    ("#undo", (Undo(),), None, _S.OPEN),
    ("#status", (Show(Shown.STATUS, THIS),), None, _S.OPEN),
    (f"#status {THAT}", (Show(Shown.STATUS, THAT),), None, _S.OPEN),
    ("#list", (Show(Shown.LIST, "mine"),), None, _S.OPEN),
    ("#list kø", (Show(Shown.LIST, "queue"),), None, _S.OPEN),
    ("#list due\n#list Kim@example.org", (Show(Shown.LIST, "due"), Show(Shown.LIST, "kim@example.org")), None, _S.OPEN),
    (f"#set {THAT} prio high", (SetOn(THAT, (SetPriority(Priority.HIGH),)),), None, _S.OPEN),
    (f"#set {THAT} {PLAIN} #solve",
     (SetOn(THAT, (_status(_H.SOLVE, _S.SOLVED),)), SetOn(PLAIN, (_status(_H.SOLVE, _S.SOLVED),))), None, _S.OPEN),
    (f"#set {FRESH} take", (SetOn(FRESH, (Assign(ANNA), Claim(ANNA))),), None, _S.OPEN),
    ("#why", (Show(Shown.WHY, THIS),), None, _S.OPEN),
    ("#help", (Show(Shown.HELP),), None, _S.OPEN),
    ("#help #løst", (Show(Shown.HELP, "solve"),), None, _S.OPEN),
    ("#solve\n#tag +a\n#prio low\nHello",
     (AddTags(("a",)), SetPriority(Priority.LOW), _status(_H.SOLVE, _S.SOLVED)), True, _S.SOLVED),
]  # fmt: skip
ABOUT_HELD: list[tuple[str, tuple[Effect, ...]]] = [
    ("#send", (Send(),)), ("#drop", (Drop(),)), ("#note", (KeepAsNote(),)), ("#forkast", (Drop(),)), ("#wyślij", (Send(),)),
]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "effects", "public", "status"), ACCEPTED, ids=lambda v: v if isinstance(v, str) else ""
)
def test_what_is_right_is_done(
    text: str, effects: tuple[Effect, ...], public: bool | None, status: Status
) -> None:
    found = accepted(text)
    assert found.effects == effects
    assert found.public is public
    assert found.status is status
    assert found.transcript.ok
    assert len(found.transcript.lines) == text.count("#") - text.count(" #")


def _first(text: str) -> Command | None:
    return command_named(text.split(maxsplit=1)[0].lstrip("#"))


def test_every_command_is_accepted_somewhere() -> None:
    texts = [*(row[0] for row in ACCEPTED), *(row[0] for row in ABOUT_HELD)]
    assert {_first(text) for text in texts} - {None} == set(Command)


@pytest.mark.parametrize(("text", "effects"), ABOUT_HELD)
def test_one_word_settles_what_was_kept_back(text: str, effects: tuple[Effect, ...]) -> None:
    assert accepted(text, HOLDER).effects == effects
    assert accepted(text, HOLDER, None).effects == effects


def test_remarks_about_what_was_kept_back_stay_inside() -> None:
    assert accepted("Wait, I am not sure", HOLDER).public is False


@pytest.mark.parametrize(
    ("text", "public"),
    [("Hello", False), ("#public\nHello", True), ("#macro thanks", True), ("#solve", None)],
)
def test_what_answers_a_note_goes_out_only_by_command(text: str, public: bool | None) -> None:
    assert accepted(text, NOTER).public is public


@pytest.mark.parametrize("kind", [TicketKind.CUSTOMER, TicketKind.PROACTIVE])
def test_text_on_an_internal_ticket_never_goes_out(kind: TicketKind) -> None:
    assert accepted("Hello", AGENT, replace(TICKET, kind=kind)).public is True
    assert accepted("Hello", AGENT, replace(TICKET, kind=TicketKind.INTERNAL)).public is False


def test_spam_is_taken_back_to_where_it_was() -> None:
    before = Circumstances(before_spam=Status.NEW)
    found = accepted("#spam off", AGENT, replace(TICKET, status=Status.SPAM, circumstances=before))
    assert found.effects == (SetStatus(Happening.UNSPAM, Status.NEW),)


def test_taking_a_new_ticket_opens_it_before_the_command_for_the_status() -> None:
    new = replace(
        TICKET, status=Status.NEW, circumstances=Circumstances(unanswered=True, ever_answered=False)
    )
    assert accepted("#take", AGENT, new).status is Status.OPEN
    assert accepted("#assign bo lund", AGENT, new).status is Status.OPEN
    assert accepted("#assign billing", AGENT, new).status is Status.NEW
    assert accepted("#solve\nHello\n", AGENT, new).status is Status.SOLVED
    assert accepted("#solve\n#quiet", AGENT, new).status is Status.SOLVED


def test_the_mailbox_says_what_an_answer_leads_to() -> None:
    stays = replace(TICKET, circumstances=Circumstances(after_answer=Status.OPEN))
    assert accepted("Hello", AGENT, stays).status is Status.OPEN


def test_a_preview_is_told_apart() -> None:
    assert accepted("#preview\nHello").preview
    assert not accepted("Hello").preview


def test_the_text_is_all_below_the_block_as_it_was_written() -> None:
    assert accepted("#solve\n\n Hello,\n\n \\#1\nAnna \n").text == "Hello,\n\n \\#1\nAnna"
    assert accepted("#note he is angry\nand loud").text == "he is angry\n\nand loud"


def test_arguments_are_shown_as_they_were_taken() -> None:
    lines = accepted("#postpone fri 14:00\n#assign bo lund\n#cat print").transcript.lines
    assert [line.reason for line in lines] == ["2026-11-27 14:00 CET", BO, "printer"]
    assert str(lines[1]) == "✓ #assign bo lund: Bo Lund"


@pytest.mark.parametrize(
    ("text", "effects"),
    [
        ("#for kim@example.org\nFwd", (For("kim@example.org"),)),
        ("#list", (Show(Shown.LIST, "mine"),)),
        (f"#status {THAT}", (Show(Shown.STATUS, THAT),)),
        ("#help", (Show(Shown.HELP),)),
        ("#ask billing\nWho pays?", (Ask("billing"),)),
        ("#prio high\n#tag +a\nThe door is broken", (SetPriority(Priority.HIGH), AddTags(("a",)))),
    ],
)
def test_what_needs_no_answer_to_a_mail_of_ours(text: str, effects: tuple[Effect, ...]) -> None:
    found = accepted(text, TOKENLESS, None)
    assert found.effects == effects
    assert found.public in (False, None)


def test_an_agent_whose_answer_means_nothing_known_writes_a_note() -> None:
    assert accepted("Hello", TOKENLESS).public is False


@pytest.mark.parametrize("text", ["#note\nHello", "#note he is angry"])
def test_a_note_needs_nobody_who_vouches(text: str) -> None:
    assert accepted(text, UNPROVEN).public is False
