"""What does a reader see in place of words that nobody here can read? One line, and the defect that says why."""

from mailgate.mail.smime import Cms
from mailgate.mail.structure import Part

ENCRYPTED = "encrypted: the words cannot be read"
_PACKED = "signed: the words are packed with their signature"
_CANNOT = "This mail cannot be read here"


def seal_of(part: Part, cms: Cms) -> tuple[str, str] | None:
    """The line and the defect; None where no words are missing. What the octets say counts before the type."""
    if not part.cms:
        return f"[{_CANNOT}: it is encrypted; the attachments hold it as it came.]", ENCRYPTED
    kind = part.type.params.get("smime-type", "").lower()
    if (cms.signed and not cms.content) or (kind == "certs-only" and not cms.encrypted):
        return None  # certificates, or a signature without what it signs
    if cms.signed or (kind == "signed-data" and not cms.encrypted):
        line = f"[{_CANNOT}: it is packed with its S/MIME signature; the attachment holds it as it came.]"
        return line, _PACKED
    return f"[{_CANNOT}: it is encrypted with S/MIME; the attachment holds it as it came.]", ENCRYPTED
