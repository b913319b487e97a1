"""What would this mail cause, and why? A decision as JSON and as lines (SPEC section 16.5)."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from mailgate.cli.consequences import (
    Further,
    consequences,
    due_shape,
    fields_shape,
    further_shape,
    plain,
    print_consequences,
)
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
    further: Sequence[Further] = ()  # what it causes on other tickets

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
            **consequences(self.decision, self.context),
            "further": [further_shape(one, self.context) for one in self.further],
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
                    (f"Sets {name}", ", ".join(map(str, value)) if isinstance(value, list) else value)
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
        print_consequences(shape)
        for preview in (*self.previews, *(p for one in self.further for p in one.previews)):
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
        return fields_shape(self.decision)

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
        return due_shape(self.decision)

    def _acknowledgement(self) -> dict[str, Any]:
        ack, promise = self.decision.acknowledgement, self.decision.promise
        until = rfc3339(promise.until) if promise else None
        return {"decision": ack.form.value, "reason": ack.reason, "promise": until}


def _with(verdict: str, evidence: Sequence[str]) -> str:
    return f"{verdict} ({'; '.join(evidence)})" if evidence else verdict
