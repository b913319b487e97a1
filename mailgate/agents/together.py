"""Do the commands of one mail go together, with each other and with its text? What contradicts itself is asked about."""

from mailgate.agents.commands import COMMANDS, STATUS_COMMANDS, Command
from mailgate.agents.judged import Judged
from mailgate.agents.unclear import Unclear

_C = Command
# Of two that contradict each other the later one is refused.
CONTRARY = (
    (_C.NOTE, _C.PUBLIC), (_C.NOTE, _C.MACRO), (_C.NOTE, _C.PREVIEW), (_C.ASK, _C.PUBLIC), (_C.ASK, _C.MACRO),
    (_C.ASK, _C.PREVIEW), (_C.ASSIGN, _C.TAKE),
)  # fmt: skip
_NO_PUBLIC_TEXT = {
    _C.QUIET: "the text goes to the customer: add #note, or leave #quiet out",
    _C.NOREPLY: "the text is an answer: add #note, or leave #noreply out",
}
_NEEDS_PUBLIC_TEXT = {
    _C.PUBLIC: "there is no text to send",
    _C.PREVIEW: "there is no text for the customer to look at",
}


def together(judged: tuple[Judged, ...], *, text: bool, public: bool) -> tuple[Judged, ...]:
    """The lines with those refused that do not fit; `text`: there is some, `public`: it goes to the customer."""
    settled: list[Judged] = []
    for one in judged:
        why = None
        if one.command is not None:
            why = _contrary(one.command, settled, judged) or _to_text(one.command, text=text, public=public)
        settled.append(Judged(one.line, Unclear(why)) if why and not isinstance(one.found, Unclear) else one)
    return tuple(settled)


def _contrary(command: Command, before: list[Judged], every: tuple[Judged, ...]) -> str | None:
    if COMMANDS[command].alone and len(every) > 1:
        return f"#{command.value} stands alone"
    earlier = {j.command for j in before if j.command is not None}
    if command in earlier and not COMMANDS[command].repeats:
        return "it stands here twice"
    if command in STATUS_COMMANDS and (others := earlier & STATUS_COMMANDS):
        return f"one status is enough: #{_one(others)} stands above"
    against = {b if a is command else a for a, b in CONTRARY if command in (a, b)} & earlier
    return f"it contradicts #{_one(against)}" if against else None


def _to_text(command: Command, *, text: bool, public: bool) -> str | None:
    if COMMANDS[command].alone and text:
        return "no text may follow: nothing would become of it"
    if public and command in _NO_PUBLIC_TEXT:
        return _NO_PUBLIC_TEXT[command]
    if not public and command in _NEEDS_PUBLIC_TEXT:
        return _NEEDS_PUBLIC_TEXT[command]
    return "the question is missing: write it below" if command is _C.ASK and not text else None


def _one(commands: set[Command]) -> str:
    return min(c.value for c in commands)
