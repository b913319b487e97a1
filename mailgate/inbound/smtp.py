"""What is answered to MAIL, RCPT and DATA? SMTP (RFC 5321), LMTP (RFC 2033), submission (RFC 6409).

Every refusal keeps the mail with its sender; the only reply that takes it over is the one after
`Reception.accept` has returned.
"""

import asyncio

from mailgate.errors import StoreUnavailable
from mailgate.failpoints import Step
from mailgate.inbound import smtp_replies as replies
from mailgate.inbound.smtp_draft import Draft, begin_mail, refuse_recipient
from mailgate.inbound.smtp_incoming import Incoming
from mailgate.inbound.smtp_path import parse_path
from mailgate.inbound.smtp_reader import ClientGone
from mailgate.inbound.smtp_session import ClientSession
from mailgate.model.journal import Envelope


class GateSMTP(ClientSession):
    """One client's session with its mails, one after the other."""

    # Sent bare CR or LF: what follows may have been smuggled past the server in front of us, so no more mail.
    tainted = False

    async def on_mail(self, argument: str) -> None:
        login_offered = self.door.address.service.allows_login
        draft = self._refuse_mail() or begin_mail(
            argument, extended=self.extended, login_offered=login_offered
        )
        refusal = draft if isinstance(draft, str) else self._refuse_size(draft.size)
        if refusal is not None:
            self.refuse(refusal)
        elif isinstance(draft, Draft):
            self.draft = draft
            self.say(replies.SENDER_OK)

    def _refuse_mail(self) -> str | None:
        if self.tainted:
            return replies.UNTRUSTED_SESSION
        if self.draft is not None:
            return replies.BAD_SEQUENCE
        if self.pace.session_over(self.gate.clock.monotonic()):
            return replies.SESSION_TOO_LONG
        return replies.NO_SPACE if self.gate.reception.disk_low() else None

    def _refuse_size(self, declared: int) -> str | None:
        if declared > self.gate.limits.max_size:
            return replies.TOO_LARGE
        return None if self.gate.budget.has_room(declared) else replies.BUSY

    async def on_rcpt(self, argument: str) -> None:
        if self.draft is None:
            self.refuse(replies.BAD_SEQUENCE)
            return
        path = parse_path("TO:", argument)
        address = path.address if path else ""
        refusal = refuse_recipient(
            self.draft, argument, self.gate.limits.recipients
        ) or self.gate.reception.refuse_recipient(address)
        if refusal is not None:
            self.refuse(refusal)
            return
        self.draft.rcpt_to.append(address)
        self.say(replies.RECIPIENT_OK)

    async def on_data(self, argument: str) -> None:
        if argument:
            self.refuse(replies.BAD_ARGUMENT)
        elif self.draft is None:
            self.refuse(replies.BAD_SEQUENCE)
        elif not self.draft.rcpt_to:
            self.refuse(replies.NO_RECIPIENTS)
        else:
            await self._receive_mail(self.draft)

    async def _receive_mail(self, draft: Draft) -> None:
        gate = self.gate
        incoming = Incoming(
            gate.limits,
            gate.budget.share(),
            repair=self.door.repair_line_endings,
            directory=gate.spool_directory,
        )
        self.say(replies.GO_AHEAD)
        try:
            await self.receive(incoming)
        except ClientGone:
            incoming.close()
            raise
        reply = incoming.refusal or await self._accept(self._envelope(draft), incoming)
        self.tainted = self.tainted or incoming.bare
        self.leaving = not incoming.ended
        # RFC 2033 section 4.2: one reply for each recipient that was accepted.
        answer = [reply] * (len(draft.rcpt_to) if self.lmtp else 1)
        self.draft = None
        if reply == replies.OK:
            await self._answer_250(answer)
        else:
            self.say(*answer)

    async def _answer_250(self, answer: list[str]) -> None:
        self.gate.failpoints.reach(f"before:{Step.ANSWER_250}")
        self.commands = 0
        self.say(*answer)
        await self.flush()
        self.gate.failpoints.reach(f"after:{Step.ANSWER_250}")

    async def _accept(self, envelope: Envelope, incoming: Incoming) -> str:
        # A task of its own: were the session cancelled, the mail could be half accepted.
        task = self.gate.sessions.begin(self._hand_over(envelope, incoming))
        try:
            await asyncio.shield(task)
        except StoreUnavailable:
            return replies.LATER
        except Exception as error:  # noqa: BLE001 - an unknown failure is temporary, its text may quote the mail
            self.failed("accept", error)
            return replies.LATER
        return replies.OK

    async def _hand_over(self, envelope: Envelope, incoming: Incoming) -> None:
        try:
            await self.gate.reception.accept(envelope, incoming.body)
        finally:
            incoming.close()

    def _envelope(self, draft: Draft) -> Envelope:
        return Envelope(
            source=str(self.door.address),
            mail_from=draft.mail_from,
            rcpt_to=tuple(draft.rcpt_to),
            peer=self.peer,
            helo=self.hello,
            auth_user=self.agent,
            tls=self.tls,
        )
