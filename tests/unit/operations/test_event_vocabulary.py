from dataclasses import FrozenInstanceError, fields
from pathlib import Path

import pytest

from mailgate import events
from mailgate.events import Event, FanOut, Received, SendingPaused, Severity, vocabulary
from mailgate.operations.log_document import log_document

DOCUMENT = Path(__file__).parents[3] / "docs" / "log-events.md"


def test_the_document_lists_what_the_code_can_say() -> None:
    written = DOCUMENT.read_text(encoding="utf-8")
    assert written == log_document(), "run: python -m mailgate.operations.log_document > docs/log-events.md"


def test_the_vocabulary_holds_every_event_once() -> None:
    exported = {getattr(events, name) for name in events.__all__ if name != "vocabulary"}
    classes = {each for each in exported if issubclass(each, Event)} - {Event}
    assert set(vocabulary()) == classes
    assert len({event.name() for event in vocabulary()}) == len(vocabulary())


@pytest.mark.parametrize("event", vocabulary(), ids=lambda event: event.name())
def test_every_event_has_one_line_of_meaning_and_no_field_that_hides_the_head_of_the_line(
    event: type[Event],
) -> None:
    assert event.meaning().endswith(".")
    assert "\n" not in event.meaning()
    assert "|" not in event.meaning()
    assert event.severity in Severity
    assert not {field.name for field in fields(event)} & {"at", "severity", "event"}


def test_an_event_cannot_be_changed() -> None:
    event = Received(journal_id=1, source="inject", size=2, message_id="<a@example.com>")
    with pytest.raises(FrozenInstanceError):
        event.size = 3  # type: ignore[misc]


def test_every_sink_hears_every_event_in_order() -> None:
    heard: list[tuple[str, Event]] = []

    class Named:
        def __init__(self, name: str) -> None:
            self.name = name

        def emit(self, event: Event) -> None:
            heard.append((self.name, event))

    FanOut(Named("first"), Named("second")).emit(SendingPaused())
    assert heard == [("first", SendingPaused()), ("second", SendingPaused())]
