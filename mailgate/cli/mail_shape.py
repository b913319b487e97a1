"""What is a mail as JSON? The shape of `parse --json` (SPEC section 16.3), and the pieces other shapes share."""

from typing import Any

from mailgate.cli.output import rfc3339
from mailgate.model.mail import Address, Attachment, Bounce, Forward, Mail


def mail_shape(mail: Mail) -> dict[str, Any]:
    """The mail with every key of the specification, whatever it lacks."""
    return {
        "message_id": mail.message_id,
        "in_reply_to": mail.in_reply_to[0] if mail.in_reply_to else None,
        "references": list(mail.references),
        "from": address_shape(mail.from_) if mail.from_ else None,
        "reply_to": addresses_shape(mail.reply_to),
        "to": addresses_shape(mail.to),
        "cc": addresses_shape(mail.cc),
        "subject": mail.subject,
        "date": rfc3339(mail.date),
        "text": mail.text,
        "new_text": mail.new_text,
        "quoted_text": mail.quoted_text,
        "signature": mail.signature,
        "html": mail.html,
        "attachments": [_attachment(a) for a in mail.attachments],
        "language": mail.language,
        "automatic": automatic_shape(mail),
        "silence": silence_shape(mail),
        "bounce": _bounce(mail.bounce) if mail.bounce else None,
        "forward": _forward(mail.forward) if mail.forward else None,
        "defects": list(mail.defects),
        "limits": list(mail.limits),
    }


def address_shape(address: Address) -> dict[str, str]:
    """One address."""
    return {"name": address.name, "address": address.address}


def addresses_shape(addresses: tuple[Address, ...]) -> list[dict[str, str]]:
    """Several addresses."""
    return [address_shape(a) for a in addresses]


def automatic_shape(mail: Mail) -> dict[str, Any]:
    """The verdict on what made the mail."""
    made = mail.automatic
    return {"kind": made.kind.value, "by_words": made.by_words, "evidence": list(made.evidence)}


def silence_shape(mail: Mail) -> dict[str, Any]:
    """The verdict on whether an answer is wanted."""
    return {"value": mail.silence.value, "evidence": list(mail.silence.evidence)}


def _attachment(a: Attachment) -> dict[str, Any]:
    return {
        "name": a.name,
        "content_type": a.content_type,
        "size": a.size,
        "sha256": a.sha256,
        "disposition": a.disposition,
        "content_id": a.content_id,
    }


def _bounce(bounce: Bounce) -> dict[str, Any]:
    recipients = [
        {
            "address": r.address,
            "action": r.action,
            "status": r.status,
            "permanent": r.permanent,
            "reason": r.reason,
            "diagnostic": r.diagnostic,
        }
        for r in bounce.recipients
    ]
    return {"recipients": recipients, "original_message_id": bounce.original_message_id}


def _forward(forward: Forward) -> dict[str, Any]:
    return {
        "from": address_shape(forward.from_),
        "to": forward.to,
        "subject": forward.subject,
        "date": forward.date,
    }
