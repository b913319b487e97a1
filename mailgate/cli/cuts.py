"""How is a person told what was cut from a mail's new text, and why? One row for each cut, with its first words."""

from collections.abc import Iterator

from mailgate.model.mail import Cut, CutKind, CutMark, Mail

_EXCERPT = 60  # characters
_MARKS = {
    CutMark.SEPARATOR: "our own separator",
    CutMark.HEADER_BLOCK: "header block as Outlook writes it",
    CutMark.ANNOUNCEMENT: "line that announces the original message",
    CutMark.INTRODUCTION: "introducing line",
    CutMark.QUOTE_SIGNS: "lines marked with >",
    CutMark.DELIMITER: "signature after '-- '",
    CutMark.LIST_FOOTER: "footer of a mailing list",
    CutMark.DEVICE_LINE: "line that a phone or program adds",
    CutMark.INLINE_ANSWERS: "answers stand between quoted lines",
    CutMark.ANSWERS_BELOW: "the new text says that answers stand in the history",
    CutMark.NOTHING_LEFT: "nothing else was left",
    CutMark.FORWARD: "a forward",
}
_LANGUAGES = {
    "bg": "Bulgarian", "ca": "Catalan", "cs": "Czech", "da": "Danish", "de": "German", "el": "Greek", "en": "English",
    "es": "Spanish", "fi": "Finnish", "fr": "French", "hu": "Hungarian", "it": "Italian", "ja": "Japanese",
    "lt": "Lithuanian", "nb": "Norwegian", "nl": "Dutch", "pl": "Polish", "pt": "Portuguese", "ro": "Romanian",
    "ru": "Russian", "sk": "Slovak", "sv": "Swedish", "tr": "Turkish", "uk": "Ukrainian", "zh": "Chinese",
}  # fmt: skip


def cut_rows(mail: Mail) -> Iterator[tuple[str, str]]:
    """A title and a sentence for each cut, in the order of the text; lines are counted from 1."""
    lines = mail.text.split("\n")
    for cut in mail.cuts:
        title = "Kept" if cut.kind is CutKind.KEPT else "Cut"
        yield title, f"{_place(cut)}: {_why(cut)}: {_excerpt(lines[cut.line - 1 : cut.line - 1 + cut.lines])}"


def _place(cut: Cut) -> str:
    kind = "" if cut.kind is CutKind.KEPT else f", {cut.kind.value}"
    return (
        f"line {cut.line}{kind}" if cut.lines == 1 else f"lines {cut.line}-{cut.line + cut.lines - 1}{kind}"
    )


def _why(cut: Cut) -> str:
    told = f" in {' or '.join(_LANGUAGES.get(code, code) for code in cut.languages)}" if cut.languages else ""
    if cut.mark is CutMark.PAGE:
        return f"{cut.detail} in the HTML{f', introduced{told}' if told else ''}"
    if cut.mark is CutMark.QUOTE_SIGNS:
        return f"{_MARKS[cut.mark]}{f', introduced{told}' if told else ''}"
    return f"{_MARKS[cut.mark]}{told}"


def _excerpt(lines: list[str]) -> str:
    words = " ".join(" ".join(lines).split())
    return f'"{words}"' if len(words) <= _EXCERPT else f'"{words[:_EXCERPT].rstrip()}…"'
