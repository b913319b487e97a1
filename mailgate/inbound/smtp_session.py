"""Who is this client, and may it go on? All of a session but its mails: order, greeting, TLS, login."""

import asyncio
from typing import ClassVar

from mailgate.events import CommandRefused, ConnectionRefused, LoginFailed, LoopFailed
from mailgate.inbound import smtp_auth
from mailgate.inbound import smtp_replies as replies
from mailgate.inbound.listen import Service
from mailgate.inbound.smtp_auth import Credentials
from mailgate.inbound.smtp_draft import Draft
from mailgate.inbound.smtp_protocol import SessionProtocol
from mailgate.inbound.smtp_reader import ClientGone, LineTooLong

_COMMON = ("MAIL", "RCPT", "DATA", "RSET", "NOOP", "QUIT", "VRFY", "EXPN", "HELP", "STARTTLS", "AUTH")
_BEFORE_TLS = frozenset({"EHLO", "LHLO", "NOOP", "STARTTLS", "QUIT"})  # RFC 3207 section 4
_BEFORE_LOGIN = _BEFORE_TLS | {"HELO", "AUTH", "RSET", "HELP"}
# A browser that was lured into sending a form here talks HTTP: its next lines could be our commands.
_FOREIGN = frozenset({"GET", "POST", "PUT", "HEAD", "OPTIONS", "CONNECT"})


class LoginRefused(Exception):  # noqa: N818 - an outcome
    """The login ends with this reply."""

    def __init__(self, reply: str) -> None:
        super().__init__(reply)
        self.reply = reply


class ClientSession(SessionProtocol):
    """Says which command may come when, counts what goes wrong, and ends a session with too much of it."""

    _SMTP: ClassVar[frozenset[str]] = frozenset({"HELO", "EHLO", *_COMMON})
    _LMTP: ClassVar[frozenset[str]] = frozenset({"LHLO", *_COMMON})

    errors = 0
    commands = 0  # since the last accepted mail
    login_failures = 0
    hello = ""  # the name that the client gives itself
    extended = False  # said EHLO or LHLO
    agent: str | None = None  # who logged in
    draft: Draft | None = None  # the mail that has been begun

    async def obey(self, line: bytes) -> None:
        verb, _, rest = line[:-2].partition(b" ")
        if not line.endswith(b"\r\n") or b"\r" in line[:-2] or b"\0" in line:
            self.refuse(replies.BAD_LINE)
            return
        try:
            name, argument = verb.decode("ascii").upper(), rest.decode().strip()
        except UnicodeDecodeError:
            self.refuse(replies.BAD_LINE)
            return
        self.commands += 1
        refusal = self._not_now(name)
        if refusal is not None:
            self.refuse(refusal)
            return
        try:
            await getattr(self, f"on_{name.lower()}")(argument)
        except ClientGone:
            raise
        except Exception as error:  # noqa: BLE001 - whatever fails in the house, the mail stays with its sender
            self.failed(name, error)
            self.say(replies.LATER)

    def refuse(self, reply: str) -> None:
        # Temporary refusals are not the client's fault: one with 150 recipients hears 50 times 452 and goes on.
        self.errors += reply.startswith("5")
        self.gate.events.emit(CommandRefused(reason=reply[4:], code=int(reply[:3]), peer=self.peer))
        if reply.startswith("421"):
            self.say_goodbye(reply)
            return
        self.say(reply)
        if self.errors >= self.gate.limits.errors:
            self.say_goodbye(replies.TOO_MANY_ERRORS)

    def turned_away(self, reason: str) -> None:
        self.gate.events.emit(ConnectionRefused(reason=reason, peer=self.peer))

    @property
    def lmtp(self) -> bool:
        return self.door.address.service is Service.LMTP

    def failed(self, what: str, error: Exception) -> None:
        self.gate.events.emit(LoopFailed(loop=f"{self.door.address} {what}", error=type(error).__name__))

    def _not_now(self, name: str) -> str | None:
        if name not in (self._LMTP if self.lmtp else self._SMTP):
            return replies.TOO_MANY_ERRORS if name in _FOREIGN else replies.UNKNOWN_COMMAND
        if self.commands > self.gate.limits.commands:
            return replies.TOO_MANY_COMMANDS
        service = self.door.address.service
        if service.requires_tls and not self.tls and name not in _BEFORE_TLS:
            return replies.LOGIN_NEEDS_TLS if name == "AUTH" else replies.TLS_FIRST
        if service.requires_login and self.agent is None and name not in _BEFORE_LOGIN:
            return replies.LOGIN_FIRST
        if name in {"MAIL", "RCPT", "DATA"} and not self.hello:
            return replies.GREET_FIRST
        return None

    # Greeting

    async def on_helo(self, argument: str) -> None:
        if self._introduce(argument):
            self.extended = False
            self.say(f"250 {self.gate.hostname}")

    async def on_ehlo(self, argument: str) -> None:
        if self._introduce(argument):
            self.extended = True
            words = [self.gate.hostname, *self._extensions()]
            self.say(*(f"250-{word}" for word in words[:-1]), f"250 {words[-1]}")

    async def on_lhlo(self, argument: str) -> None:
        await self.on_ehlo(argument)

    def _introduce(self, name: str) -> bool:
        if not name or not name.isprintable():
            self.refuse(replies.BAD_ARGUMENT)
            return False
        self.draft = None
        self.hello = name.split(maxsplit=1)[0][:255]
        return True

    def _extensions(self) -> list[str]:
        words = [
            f"SIZE {self.gate.limits.max_size}",
            "8BITMIME",
            "SMTPUTF8",
            "ENHANCEDSTATUSCODES",
            "PIPELINING",
        ]
        if self.door.certificate is not None and not self.tls:
            words.append("STARTTLS")
        if self.tls and self.door.address.service.allows_login and self.agent is None:
            words.append("AUTH " + " ".join(smtp_auth.MECHANISMS))
        return words

    async def on_starttls(self, argument: str) -> None:
        if argument:
            self.refuse(replies.BAD_ARGUMENT)
        elif self.tls:
            self.refuse(replies.BAD_SEQUENCE)
        elif self.door.certificate is None:
            self.refuse(replies.NOT_IMPLEMENTED)
        else:
            self.say(replies.READY_FOR_TLS)
            await self.start_tls()
            # RFC 3207 section 4.2: nothing that was said before counts.
            self.draft = None
            self.hello, self.extended = "", False

    # Login

    async def on_auth(self, argument: str) -> None:
        refusal = self._refuse_login()
        if refusal is not None:
            self.refuse(refusal)
            return
        mechanism, _, initial = argument.partition(" ")
        try:
            given = await self._ask(mechanism.upper(), initial.encode())
        except LoginRefused as outcome:
            self.refuse(outcome.reply)
            return
        if given is not None:
            authenticate = self.gate.reception.authenticate
            self.agent = await asyncio.to_thread(authenticate, given.login, given.password)
        if self.agent is None:
            self._login_failed(given)
        else:
            self.say(replies.LOGGED_IN)

    def _refuse_login(self) -> str | None:
        if not self.door.address.service.allows_login:
            return replies.NOT_IMPLEMENTED
        if not self.extended:
            return replies.GREET_FIRST
        if self.agent is not None or self.draft is not None:
            return replies.BAD_SEQUENCE
        return None

    async def _ask(self, mechanism: str, initial: bytes) -> Credentials | None:
        if mechanism == "PLAIN":
            return smtp_auth.plain(await self._answer(initial, smtp_auth.EMPTY_CHALLENGE))
        if mechanism == "LOGIN":
            login = await self._answer(initial, smtp_auth.USERNAME)
            return smtp_auth.credentials(login, await self._answer(b"", smtp_auth.PASSWORD))
        raise LoginRefused(replies.LOGIN_MECHANISM)

    async def _answer(self, initial: bytes, challenge: str) -> bytes:
        text = initial
        if not text:
            self.say(challenge)
            try:
                text = (await self.read_line() or b"*").rstrip(b"\r\n")
            except LineTooLong:
                raise LoginRefused(replies.LONG_LINE) from None
        if text == b"*":
            raise LoginRefused(replies.LOGIN_ABORTED)
        answer = smtp_auth.decode(text)
        if answer is None:
            raise LoginRefused(replies.LOGIN_NOT_BASE64)
        return answer

    def _login_failed(self, given: Credentials | None) -> None:
        self.login_failures += 1
        self.gate.events.emit(LoginFailed(login=given.login[:64] if given else "", peer=self.peer))
        too_many = self.login_failures >= self.gate.limits.login_failures
        self.refuse(replies.TOO_MANY_LOGINS if too_many else replies.LOGIN_FAILED)

    # Small talk

    async def on_noop(self, _argument: str) -> None:
        self.say(replies.OK)

    async def on_rset(self, argument: str) -> None:
        if argument:
            self.refuse(replies.BAD_ARGUMENT)
            return
        self.draft = None
        self.say(replies.OK)

    async def on_quit(self, _argument: str) -> None:
        self.say_goodbye(replies.BYE)

    async def on_help(self, _argument: str) -> None:
        self.say(replies.HELP)

    async def on_vrfy(self, argument: str) -> None:
        """Says nothing of who exists: RCPT does, and is counted."""
        if argument:
            self.say(replies.CANNOT_VERIFY)
        else:
            self.refuse(replies.BAD_ARGUMENT)

    async def on_expn(self, _argument: str) -> None:
        self.refuse(replies.NOT_IMPLEMENTED)
