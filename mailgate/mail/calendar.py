"""What does an invitation say? The events of RFC 5545 as lines that a person can read.

Times are shown as the sender wrote them, with the zone's name: a VTIMEZONE may say anything, and a wrong
conversion would be worse than none.
"""

import re
from collections.abc import Iterator, Mapping

_CHARACTERS = 200_000
_EVENTS = 10
_PROPERTIES = 500
_VALUE = 500
_DESCRIPTION = 2_000
_STAMP = re.compile(r"^(\d{4})(\d\d)(\d\d)(?:T(\d\d)(\d\d)\d\d(Z?))?")
_ESCAPE = re.compile(r"\\([nN,;\\])")
_TITLES = {
    "CANCEL": "Cancelled",
    "REPLY": "Answer to an invitation",
    "COUNTER": "Another time is proposed",
    "REQUEST": "Invitation",
}
_ANSWERS = {
    "ACCEPTED": "accepted",
    "DECLINED": "declined",
    "TENTATIVE": "tentative",
    "DELEGATED": "delegated",
}

Property = tuple[Mapping[str, str], str]  # parameters and value


def event_lines(text: str) -> str:
    """The events of a calendar object, one paragraph each; empty where it holds none."""
    method = ""
    paragraphs: list[str] = []
    event: dict[str, Property] | None = None
    inner = 0
    for name, parameters, value in _properties(text[:_CHARACTERS]):
        if name == "METHOD":
            method = value.strip().upper()
        elif name == "BEGIN":
            event, inner = ({}, 0) if value.strip().upper() == "VEVENT" else (event, inner + 1)
        elif name == "END" and event is not None:
            if value.strip().upper() == "VEVENT":
                paragraphs.append(_paragraph(event, method))
                event = None
            inner -= 1
        elif event is not None and inner == 0 and len(event) < _PROPERTIES:
            event.setdefault(name, (parameters, value))
        if len(paragraphs) == _EVENTS:
            break
    return "\n\n".join(paragraph for paragraph in paragraphs if paragraph)


def _properties(text: str) -> Iterator[tuple[str, Mapping[str, str], str]]:
    """Unfolded content lines (RFC 5545 section 3.1)."""
    unfolded = re.sub(r"\r?\n[ \t]", "", text)
    for line in unfolded.splitlines():
        head, value = _halves(line)
        name, *pieces = head.split(";")
        parameters = {
            key.upper(): word.strip('"') for key, _, word in (piece.partition("=") for piece in pieces)
        }
        yield name.strip().upper(), parameters, value


def _halves(line: str) -> tuple[str, str]:
    """Before and behind the first colon that stands outside quotation marks."""
    at, quoted = 0, False
    for at, character in enumerate(line[:1_000]):
        if character == '"':
            quoted = not quoted
        elif character == ":" and not quoted:
            return line[:at], line[at + 1 :]
    return line, ""


def _paragraph(event: Mapping[str, Property], method: str) -> str:
    title = "Cancelled" if _text(event, "STATUS").upper() == "CANCELLED" else _TITLES.get(method, "Event")
    lines = [f"{title}: {_text(event, 'SUMMARY') or 'without a title'}"]
    if when := _when(event):
        lines.append(f"When: {when}")
    if where := _text(event, "LOCATION"):
        lines.append(f"Where: {where}")
    if organizer := _person(event.get("ORGANIZER")):
        lines.append(f"Organizer: {organizer}")
    if method == "REPLY" and (answer := _answer(event.get("ATTENDEE"))):
        lines.append(f"Answer: {answer}")
    return "\n".join(lines)


def description(text: str) -> str:
    """What the sender wrote about the first event; for invitations that bring no other words."""
    for name, _, value in _properties(text[:_CHARACTERS]):
        if name == "BEGIN" and value.strip().upper() == "VALARM":
            return ""  # an alarm's description is the calendar's, and stands behind the event's own
        if name == "DESCRIPTION":
            return _plain(value, keep_lines=True)[:_DESCRIPTION].strip()
    return ""


def _when(event: Mapping[str, Property]) -> str:
    start = event.get("DTSTART")
    begin = _stamp(start)
    if start is None or not begin:
        return ""
    end = _stamp(event.get("DTEND"))
    if end[:10] == begin[:10] and len(end) > 10:
        end = end[11:]
    if len(begin) == 10:
        end = ""  # the end of a whole day is the day behind it
    zone = "UTC" if start[1].strip().endswith("Z") else start[0].get("TZID", "")
    again = ", repeated" if "RRULE" in event else ""
    return f"{begin}{f' to {end}' if end else ''}{f' ({zone[:80]})' if zone else ''}{again}"


def _stamp(found: Property | None) -> str:
    match = _STAMP.match(found[1].strip()) if found else None
    if match is None:
        return ""
    day = f"{match[1]}-{match[2]}-{match[3]}"
    return f"{day} {match[4]}:{match[5]}" if match[4] else day


def _person(found: Property | None) -> str:
    if found is None:
        return ""
    address = re.sub(r"^mailto:", "", found[1].strip(), flags=re.IGNORECASE)[:_VALUE]
    name = found[0].get("CN", "")[:_VALUE]
    return f"{name} <{address}>" if name and name != address else address


def _answer(found: Property | None) -> str:
    answer = _ANSWERS.get(found[0].get("PARTSTAT", "").upper(), "") if found else ""
    return f"{answer} by {_person(found)}" if answer else ""


def _text(event: Mapping[str, Property], name: str) -> str:
    return _plain(event[name][1])[:_VALUE] if name in event else ""


def _plain(value: str, *, keep_lines: bool = False) -> str:
    text = _ESCAPE.sub(lambda match: "\n" if match[1] in "nN" else match[1], value)
    return text if keep_lines else " ".join(text.split())
