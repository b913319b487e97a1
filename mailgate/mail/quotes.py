"""What did the sender write now? Every line of a text is new, quoted history, or signature; none is lost.

Order: where all is history or a forwarded mail (history.py), then marked lines before it (quoted_lines.py), then the
signature in what is left (signature.py). Answers between quoted lines stay with what they answer. A forward is the
sender's matter, not history. Where nothing would be left, everything is new. Each decision is told with its mark.

One pass classifies lines, capped at 500 characters each. The known libraries were rejected for their regular
expressions, which take minutes on 50 KB of crafted text.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from mailgate.mail.answers_below import answers_below
from mailgate.mail.history import Beginning, find_history
from mailgate.mail.html_element import PageMark
from mailgate.mail.quoted_lines import Quotes, find_quotes
from mailgate.mail.signature import Signature, signature_of
from mailgate.mail.text_lines import Reason, TextLines
from mailgate.model.mail import Cut, CutKind, CutMark

_NO_MARKS: Mapping[int, PageMark] = {}
_READABLE = (
    1_500  # characters of new text that may point to answers below; longer ones are answers themselves
)


@dataclass(frozen=True, slots=True)
class Split:
    """A text taken apart; `forward_at` is the line where a forwarded mail's own header begins, in the text."""

    new: str
    quoted: str = ""
    signature: str = ""
    forward_at: int | None = None
    cuts: tuple[Cut, ...] = ()


def split_text(text: str, subject: str = "", marks: Mapping[int, PageMark] = _NO_MARKS) -> Split:
    """Takes a text apart; `marks` are those that html_text.render gave for its lines."""
    lines = text.split("\n")
    seen = TextLines.of(lines, marks)
    history = find_history(seen, subject)
    if history is not None and history.forward:
        return _forward(lines, seen, history)
    split = _split(lines, seen, history)
    if history is not None and (language := _points_below(split, history)):
        kept = _cut(CutKind.KEPT, range(history.line, len(lines)), Reason(CutMark.ANSWERS_BELOW, (language,)))
        return _whole(lines, kept)
    return split


def _split(lines: list[str], seen: TextLines, history: Beginning | None) -> Split:
    end = history.line if history else len(lines)
    quotes = find_quotes(seen, end)
    new = [number for number in range(end) if number not in quotes.cut]
    kept = [lines[number] for number in new]
    marked, element = _marked_signature(new, seen)
    signature = signature_of(kept, marked, element)
    written = kept[: signature.start] + kept[signature.end :]
    if not "".join(written).strip():
        kept_whole = _cut(CutKind.KEPT, range(len(lines)), Reason(CutMark.NOTHING_LEFT))
        return _whole(lines, *((kept_whole,) if history or quotes.cut or signature.reason else ()))
    old = [*(lines[number] for number in quotes.cut), *lines[end:]]
    return Split(
        _joined(written),
        _joined(old),
        _joined(kept[signature.start : signature.end]),
        cuts=_cuts(lines, history, quotes, signature, new),
    )


def _forward(lines: list[str], seen: TextLines, history: Beginning) -> Split:
    """The note above a forwarded mail may stand below a quote of its own; the forwarded mail stays whole."""
    quotes = find_quotes(seen, history.line)
    kept = _cut(CutKind.KEPT, range(history.line, len(lines)), history.reason)
    new = [line for number, line in enumerate(lines) if number not in quotes.cut]
    old = [lines[number] for number in quotes.cut]
    return Split(_joined(new), _joined(old), "", history.line, (*_quoted(lines, quotes), kept))


def _whole(lines: list[str], *cuts: Cut) -> Split:
    return Split("\n".join(lines).strip("\n"), cuts=cuts)


def _points_below(split: Split, history: Beginning) -> str | None:
    """The language in which the new text says that answers stand in the history that bears no marks."""
    if history.reason.mark is CutMark.SEPARATOR or len(split.new) > _READABLE or not split.quoted:
        return None
    return answers_below(split.new)


def _marked_signature(new: list[int], seen: TextLines) -> tuple[range, str]:
    """The places among the new lines that the page itself calls signature, and its element for them."""
    if not seen.marks:
        return range(0), ""
    start = next((place for place, number in enumerate(new) if seen.page_mark(number, "signature")), None)
    if start is None:
        return range(0), ""
    ends = (
        n for n in range(start + 1, len(new)) if (mark := seen.marks.get(new[n])) and mark.after_signature
    )
    return range(start, next(ends, len(new))), seen.marks[new[start]].element


def _cuts(
    lines: list[str], history: Beginning | None, quotes: Quotes, signature: Signature, new: list[int]
) -> tuple[Cut, ...]:
    found = _quoted(lines, quotes)
    if history is not None:
        found.append(_cut(CutKind.QUOTED, range(history.line, len(lines)), history.reason))
    if signature.reason is not None and signature.start < signature.end:
        found.append(
            _cut(CutKind.SIGNATURE, _filled(lines, new[signature.start : signature.end]), signature.reason)
        )
    return tuple(sorted(found, key=lambda cut: cut.line))


def _quoted(lines: list[str], quotes: Quotes) -> list[Cut]:
    found = []
    if quotes.answered:
        found.append(_cut(CutKind.KEPT, quotes.answered, Reason(CutMark.INLINE_ANSWERS)))
    if quotes.reason is not None:
        found.append(_cut(CutKind.QUOTED, _filled(lines, quotes.cut), quotes.reason))
    return found


def _filled(lines: list[str], numbers: Iterable[int]) -> range:
    """From the first to the last of them that says something."""
    said = [number for number in numbers if lines[number].strip()]
    return range(said[0], said[-1] + 1) if said else range(0)


def _cut(kind: CutKind, numbers: range, reason: Reason) -> Cut:
    return Cut(kind, reason.mark, numbers.start + 1, len(numbers), reason.languages, reason.detail)


def _joined(lines: list[str]) -> str:
    return "\n".join(lines).strip("\n").rstrip()
