"""What is an attachment called? A label for people that no file system or terminal can be hurt by."""

import re

from mailgate.mail.header_text import decode_header
from mailgate.mail.structure import Part

_LONGEST = 200
# Separators, control characters, and the marks that reverse text: "gpj.exe" must not read as "exe.jpg".
_UNSAFE = re.compile("[\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]")
_SEPARATORS = re.compile(r"[/\\]")
_EXTENSIONS = {
    "text/plain": "txt",
    "text/html": "html",
    "text/calendar": "ics",
    "text/csv": "csv",
    "text/rfc822-headers": "txt",
    "message/rfc822": "eml",
    "message/global": "eml",
    "message/delivery-status": "txt",
    "message/disposition-notification": "txt",
    "message/feedback-report": "txt",
    "application/pdf": "pdf",
    "application/pgp-signature": "asc",
    "application/pgp-encrypted": "asc",
    "application/pkcs7-signature": "p7s",
    "application/x-pkcs7-signature": "p7s",
    "application/pkcs7-mime": "p7m",
    "application/zip": "zip",
    "image/jpeg": "jpg",
    "image/svg+xml": "svg",
}
_TYPES = {extension: kind for kind, extension in reversed(_EXTENSIONS.items())} | {
    "bin": "application/octet-stream",
    "png": "image/png",
    "gif": "image/gif",
    "jpeg": "image/jpeg",
    "doc": "application/msword",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xls": "application/vnd.ms-excel",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "ppt": "application/vnd.ms-powerpoint",
    "pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    "rtf": "application/rtf",
    "xml": "application/xml",
}


def type_of_name(name: str) -> str:
    """The media type that a file's extension tells; the machine's own tables are not asked, they differ."""
    return _TYPES.get(name.rpartition(".")[2].lower(), "application/octet-stream")


def attachment_name(part: Part) -> str:
    """The sender's name for the part, cleaned; else one made of its Content-ID, subject, or type."""
    given = part.disposition.params.get("filename") or part.type.params.get("name")
    if given and (cleaned := clean_name(given)):
        return cleaned
    described = clean_name(decode_header(part.fields.first("content-description"))) if part.message else ""
    return described + ".eml" if described else _made_up(part)


def clean_name(name: str) -> str:
    """The last piece of a path, without what is unsafe in a label; empty if nothing is left."""
    pieces = [piece for piece in _SEPARATORS.split(_UNSAFE.sub("", name)) if piece.strip(" .")]
    cleaned = " ".join(pieces[-1].split()).strip() if pieces else ""
    if len(cleaned) <= _LONGEST:
        return cleaned
    stem, dot, extension = cleaned.rpartition(".")
    if not dot or len(extension) > 20:
        return cleaned[:_LONGEST]
    return f"{stem[: _LONGEST - len(extension) - 1]}.{extension}"


def _made_up(part: Part) -> str:
    subtype = part.content_type.partition("/")[2]
    extension = _EXTENSIONS.get(part.content_type) or (
        subtype if re.fullmatch(r"[a-z0-9]{1,5}", subtype) else "bin"
    )
    stem = "message" if part.message else "part-" + part.path.replace(".", "-")
    return f"{stem}.{extension}"
