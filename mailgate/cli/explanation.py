"""What would this mail cause, and why? A decision as JSON and as lines (SPEC section 16.5)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from mailgate.cli.drafts import Preview
from mailgate.cli.mail_shape import automatic_shape, silence_shape
from mailgate.cli.output import facts, lines_of, rfc3339
from mailgate.model.decision import Decision
from mailgate.model.mail import Mail
from mailgate.operations.printable import printable
from mailgate.pipeline.context import Context


@dataclass(frozen=True)
class Explanation:
    """A mail with the decision on it and the mails that would leave."""

    mail: Mail
    context: Context
    decision: Decision
    previews: Sequence[Preview]

    def as_json(self) -> dict[str, Any]:
        mail, decision, found = self.mail, self.decision, self.decision.authentication
        return {
            "message_id": mail.message_id,
            "mailbox": self.context.mailbox.address,
            "fate": decision.fate.value,
            "reasons": list(decision.reasons),
            "thread": self._thread(),
            "automatic": automatic_shape(mail),
            "silence": silence_shape(mail),
            "authentication": {
                "verdict": found.verdict.value,
                "method": found.method,
                "evidence": list(found.evidence),
            },
            "rules": [plain(dict(e.detail)) for e in decision.events if e.kind == "rule"],
            "fields": self._fields(),
            "assignment": self._assignment(),
            "policy": self._policy(),
            "due": self._due(),
            "acknowledgement": self._acknowledgement(),
            "events": [
                {"kind": e.kind, "actor": e.actor, "detail": plain(e.detail)} for e in decision.events
            ],
            "outgoing": [p.as_json() for p in self.previews],
        }

    def lines(self) -> None:
        """Prints it for people."""
        shape = self.as_json()
        thread, ack, found = shape["thread"], shape["acknowledgement"], shape["authentication"]
        facts(
            [
                ("Message-ID", self.mail.message_id),
                ("Mailbox", shape["mailbox"]),
                ("Fate", shape["fate"]),
                ("Why", "; ".join(shape["reasons"])),
                ("Ticket", thread["ticket"] or ("a new one" if self.decision.new_ticket else None)),
                ("Evidence", f"level {thread['level']}" if thread["level"] else None),
                ("Automatic", _with(shape["automatic"]["kind"], shape["automatic"]["evidence"])),
                ("Sender", _with(found["verdict"], found["evidence"])),
                *(("Rule", f"{r['rule']}: {'; '.join(r['did'])}") for r in shape["rules"]),
                *(
                    (f"Sets {name}", value)
                    for name, value in shape["fields"].items()
                    if value not in (None, [], {})
                ),
                ("Assigned", shape["assignment"]["assignee"]),
                ("Because", shape["assignment"]["why"]),
                ("Policy", shape["policy"]),
                *(("Due", f"{d['kind']} at {d['due_at']}") for d in shape["due"] if d["due_at"]),
                ("Acknowledgement", f"{ack['decision']}: {ack['reason']}"),
                ("Promise", ack["promise"]),
            ]
        )
        for preview in self.previews:
            print(f"\n-- {preview.letter.kind.value} to {printable(preview.letter.to.address)}")
            print(f"   Subject: {printable(preview.draft.subject)}")
            print(*(f"   {line}".rstrip() for line in lines_of(preview.draft.text)), sep="\n")

    def _thread(self) -> dict[str, Any]:
        thread, context = self.decision.thread, self.context
        ticket, claims = context.ticket(self.decision.ticket_id), context.ticket(thread.claims)
        return {
            "level": thread.level,
            "ticket": ticket.reference if ticket else None,
            "verified": thread.verified,
            "claims": claims.reference if claims else None,
            "reasons": list(thread.reasons),
        }

    def _fields(self) -> dict[str, Any]:
        new = self.decision.new_ticket
        if new is None:
            return {name: plain(value) for name, value in self.decision.changes.items()}
        return {
            "subject": new.subject, "status": new.status.value, "priority": new.priority.value, "category": new.category,
            "tags": list(new.tags), "mailbox": new.mailbox, "language": new.language, "requester": new.requester.address,
            **{name: plain(value) for name, value in self.decision.changes.items()},
        }  # fmt: skip

    def _assignment(self) -> dict[str, Any]:
        new, ticket = self.decision.new_ticket, self.context.ticket(self.decision.ticket_id)
        owner = new or ticket
        changes = self.decision.changes
        why = next((e.detail["why"] for e in self.decision.events if e.kind == "assigned"), None)
        return {
            "team": changes.get("team", owner.team if owner else None),
            "assignee": changes.get("assignee", owner.assignee if owner else None),
            "why": why,
        }

    def _policy(self) -> str | None:
        ticket = self.context.ticket(self.decision.ticket_id)
        return next((t.policy for t in self.decision.timers), ticket.policy if ticket else None)

    def _due(self) -> list[dict[str, Any]]:
        return [
            {
                "kind": t.kind,
                "state": t.state,
                "policy": t.policy,
                "calendar": t.calendar,
                "target_s": t.target_s,
                "due_at": rfc3339(t.due_at),
            }
            for t in self.decision.timers
        ]

    def _acknowledgement(self) -> dict[str, Any]:
        ack, promise = self.decision.acknowledgement, self.decision.promise
        until = rfc3339(promise.until) if promise else None
        return {"decision": ack.form.value, "reason": ack.reason, "promise": until}


def plain(value: Any) -> Any:
    """The value as JSON knows it: instants as RFC 3339, enums by their values."""
    if isinstance(value, datetime):
        return rfc3339(value)
    if isinstance(value, StrEnum):
        return value.value
    if isinstance(value, dict):
        return {str(k): plain(v) for k, v in value.items()}
    return [plain(v) for v in value] if isinstance(value, list | tuple) else value


def _with(verdict: str, evidence: Sequence[str]) -> str:
    return f"{verdict} ({'; '.join(evidence)})" if evidence else verdict
