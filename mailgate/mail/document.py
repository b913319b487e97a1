"""How is a read mail shown to programs? The JSON document of `mailgate parse` (SPEC section 16.3)."""

from typing import Any

from mailgate.model.mail import Address, Attachment, Bounce, Forward, Mail


def mail_document(mail: Mail) -> dict[str, Any]:
    """Plain values for JSON; dates are RFC 3339 in UTC."""
    return {
        "message_id": mail.message_id,
        "in_reply_to": list(mail.in_reply_to),
        "references": list(mail.references),
        "from": _address(mail.from_) if mail.from_ else None,
        "reply_to": [_address(one) for one in mail.reply_to],
        "to": [_address(one) for one in mail.to],
        "cc": [_address(one) for one in mail.cc],
        "subject": mail.subject,
        "date": mail.date.isoformat().replace("+00:00", "Z") if mail.date else None,
        "text": mail.text,
        "new_text": mail.new_text,
        "quoted_text": mail.quoted_text,
        "signature": mail.signature,
        "html": mail.html,
        "attachments": [_attachment(one) for one in mail.attachments],
        "language": mail.language,
        "automatic": {"kind": mail.automatic.kind.value, "evidence": list(mail.automatic.evidence)},
        "silence": {"value": mail.silence.value, "evidence": list(mail.silence.evidence)},
        "bounce": _bounce(mail.bounce) if mail.bounce else None,
        "forward": _forward(mail.forward) if mail.forward else None,
        "defects": list(mail.defects),
        "limits": list(mail.limits),
    }


def _address(address: Address) -> dict[str, str]:
    return {"name": address.name, "address": address.address}


def _attachment(attachment: Attachment) -> dict[str, Any]:
    return {
        "name": attachment.name,
        "content_type": attachment.content_type,
        "size": attachment.size,
        "sha256": attachment.sha256,
        "disposition": attachment.disposition,
        "content_id": attachment.content_id,
    }


def _bounce(bounce: Bounce) -> dict[str, Any]:
    recipients = [
        {
            "address": one.address,
            "action": one.action,
            "status": one.status,
            "permanent": one.permanent,
            "reason": one.reason,
            "diagnostic": one.diagnostic,
        }
        for one in bounce.recipients
    ]
    return {"recipients": recipients, "original_message_id": bounce.original_message_id}


def _forward(forward: Forward) -> dict[str, Any]:
    return {
        "from": _address(forward.from_),
        "to": forward.to,
        "subject": forward.subject,
        "date": forward.date,
    }
