"""Which lines of a text belong together? RFC 3676, format=flowed and DelSp."""


def unflow(text: str, *, delsp: bool) -> str:
    """The text with flowed lines joined, also inside quotes, and space-stuffing undone; "-- " stays a line."""
    out: list[str] = []
    pieces: list[str] = []  # of the paragraph that is still open
    open_depth = 0
    for line in text.split("\n"):
        depth, content = _quoted(line)
        if content == "-- ":
            _flush(out, pieces, open_depth)
            out.append(_prefix(depth) + content)
            continue
        if pieces and depth != open_depth:
            _flush(out, pieces, open_depth)
        open_depth = depth
        flowed = content.endswith(" ")
        pieces.append(content[:-1] if flowed and delsp else content)
        if not flowed:
            _flush(out, pieces, open_depth)
    _flush(out, pieces, open_depth)
    return "\n".join(out)


def _quoted(line: str) -> tuple[int, str]:
    """Quote depth and the text without marks and the stuffed space (section 4.4)."""
    content = line.lstrip(">")
    return len(line) - len(content), content.removeprefix(" ")


def _prefix(depth: int) -> str:
    return ">" * depth + " " if depth else ""


def _flush(out: list[str], pieces: list[str], depth: int) -> None:
    if pieces:
        out.append(_prefix(depth) + "".join(pieces).rstrip(" "))
        pieces.clear()
