"""What became of each line? The transcript that an agent gets back."""

from dataclasses import dataclass
from datetime import datetime

from mailgate.agents.block import Line
from mailgate.agents.commands import Command
from mailgate.agents.effects import Effect
from mailgate.agents.unclear import Unclear
from mailgate.model.states import Happening

_LATE = r"commands stand at the top, above the text; if it is text, begin the line with \#"


@dataclass(frozen=True, slots=True)
class Found:
    """What a command would do."""

    effects: tuple[Effect, ...] = ()
    remark: str = ""  # what the argument was taken for: the agent sees it
    happening: Happening | None = None  # what it does to the status
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class Judged:
    """One line of the block with what it would do, or why it does not."""

    line: Line
    found: Found | Unclear

    @property
    def command(self) -> Command | None:
        return self.line.command

    @property
    def done(self) -> Found:
        """What it would do; nothing where it is refused."""
        return self.found if isinstance(self.found, Found) else Found()


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the transcript."""

    line: str  # as it was written
    ok: bool
    reason: str = ""  # why not; or what it was taken for
    nearest: str | None = None  # the word that was probably meant

    def __str__(self) -> str:
        reason = f": {self.reason}" if self.reason else ""
        meant = f" (did you mean {self.nearest}?)" if self.nearest and not self.ok else ""
        return f"{'✓' if self.ok else '✗'} {self.line}{reason}{meant}"


@dataclass(frozen=True, slots=True)
class Transcript:
    """Every command of a mail, each with its ✓ or ✗."""

    lines: tuple[Entry, ...] = ()

    @property
    def ok(self) -> bool:
        return all(entry.ok for entry in self.lines)

    def __str__(self) -> str:
        return "\n".join(str(entry) for entry in self.lines)


def transcript(judged: tuple[Judged, ...], late: tuple[Line, ...] = ()) -> Transcript:
    """The transcript of a block, and of the commands that stand too far down."""
    below = (Entry(line.shown, ok=False, reason=_LATE) for line in late)
    return Transcript((*(_entry(j) for j in judged), *below))


def _entry(judged: Judged) -> Entry:
    found = judged.found
    if isinstance(found, Unclear):
        return Entry(judged.line.shown, ok=False, reason=found.reason, nearest=found.nearest)
    return Entry(judged.line.shown, ok=True, reason=found.remark)
