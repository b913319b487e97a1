"""What can be asked of a server, once it is connected? Verbs of our own over one connection; values come back.

A session is used by one task, and never again after a failure. Every failure is a `PeerError` in plain words; a server that
says NO to one mail is an answer, not a failure.
"""

import asyncio
import socket
import ssl
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from datetime import datetime

from mailgate.errors import PeerError
from mailgate.inbound import imap_answers as answers
from mailgate.inbound.body import Spool
from mailgate.inbound.imap_account import Account, Security
from mailgate.inbound.imap_answers import Facts, Selected
from mailgate.inbound.imap_command import Answer, plain
from mailgate.inbound.imap_login import log_in
from mailgate.inbound.imap_names import folder_name
from mailgate.inbound.imap_protocol import AUTH, NONAUTH, SELECTED, Abort, Client, Protocol

_KEEPALIVE_S = 60  # a dead peer is noticed after three of them without an answer
HEADER_OCTETS = 256 * 1024


class FolderMissing(PeerError):  # noqa: N818 - what it is
    """The folder cannot be opened; the other folders of the account may be well."""


class Session:
    """A connection that is logged in; see `connect`."""

    def __init__(self, protocol: Protocol, account: Account) -> None:
        self._protocol, self._account = protocol, account
        self.able: frozenset[str] = frozenset()
        self.ends_at: datetime | None = None  # when the login ends by itself

    @classmethod
    async def connect(
        cls, account: Account, tls: ssl.SSLContext | None, spool: Callable[[], Spool] = Spool
    ) -> "Session":
        """Connects, protects, logs in; PeerError, LoginRefused."""
        at_once = tls if account.security is Security.TLS else None
        client = Client(account.host, account.port, at_once, account.patience, spool)
        session = cls(client.protocol, account)
        try:
            greeting = await session._protocol.hello(client.connecting)
            _keep_alive(session._protocol.transport)
            await session._greeted(greeting.text)
            if account.security is Security.STARTTLS:
                await session._starttls(tls)
            await session._log_in()
        except (OSError, Abort) as error:
            raise session._protocol.cut(PeerError(_trouble(error))) from error
        except BaseException:
            client.connecting.cancel()
            session.close()
            raise
        return session

    @property
    def lost(self) -> bool:
        """Whether the connection is gone."""
        return self._protocol.lost

    def close(self) -> None:
        """Drops the connection without a word."""
        self._protocol.cut(PeerError("closed"))

    async def leave(self) -> None:
        """Says LOGOUT if the server listens, and closes."""
        with suppress(PeerError, Abort):
            await self._protocol.ask("LOGOUT")
        self.close()

    async def select(self, folder: str) -> Selected:
        """Opens a folder for reading and changing; FolderMissing."""
        answer = await self._protocol.ask("SELECT", folder_name(folder))
        if not answer.ok:
            raise FolderMissing(f"the folder {folder!r} cannot be opened: {answer.reason}")
        self._protocol.state = SELECTED
        found = answers.selected(answer.responses, answer.text)
        if found is None:
            raise FolderMissing(f"the folder {folder!r} has no UIDVALIDITY: its mails cannot be told apart")
        return found

    async def uids(self, first: int, criteria: str = "") -> list[int]:
        """The UIDs from `first` on, ascending.

        Without a charset, which Exchange refuses. `n:*` always names the last mail, however low its UID: it is left out.
        """
        self._protocol.news.clear()
        words = ("UID", f"{first}:*", *criteria.split())
        answer = await self._asked("SEARCH", *words, prefix="UID")
        return [uid for uid in answers.searched(answer.responses) if uid >= first]

    async def facts(self, uids: Sequence[int]) -> dict[int, Facts]:
        """Size, flags and INTERNALDATE; who is not in it is gone."""
        answer = await self._asked(
            "FETCH", uid_set(uids), "(UID FLAGS INTERNALDATE RFC822.SIZE)", prefix="UID"
        )
        return answers.fetched(answer.responses)

    async def bodies(self, uids: Sequence[int], octets: int, largest: int) -> dict[int, Facts] | None:
        """The mails themselves, unflagged by the look; None when the server says that it cannot."""
        words = (uid_set(uids), "(UID BODY.PEEK[])")
        answer = await self._protocol.ask("FETCH", *words, prefix="UID", octets=octets, largest=largest)
        return answers.fetched(answer.responses) if answer.ok else None

    async def header(self, uid: int) -> Facts | None:
        """The header of a mail that is too large to be taken."""
        words = (str(uid), "(UID BODY.PEEK[HEADER])")
        answer = await self._protocol.ask(
            "FETCH", *words, prefix="UID", octets=HEADER_OCTETS, largest=HEADER_OCTETS
        )
        return answers.fetched(answer.responses).get(uid) if answer.ok else None

    async def flag_seen(self, uids: Sequence[int]) -> None:
        """Marks mails as seen; those that are gone are no fault."""
        await self._asked("STORE", uid_set(uids), "+FLAGS.SILENT", "(\\Seen)", prefix="UID")

    async def move(self, uids: Sequence[int], folder: str) -> bool:
        """Moves mails: MOVE (RFC 6851), else COPY and EXPUNGE of just these (RFC 4315).

        False where the server can do neither without touching other mails that somebody marked as deleted: then the
        mail is in both folders, and marked.
        """
        words, name = uid_set(uids), folder_name(folder)
        if "MOVE" in self.able:
            await self._into("MOVE", words, name)
            return True
        await self._into("COPY", words, name)
        await self._asked("STORE", words, "+FLAGS.SILENT", "(\\Deleted)", prefix="UID")
        if "UIDPLUS" not in self.able:
            return False
        await self._asked("EXPUNGE", words, prefix="UID")
        return True

    async def wait(self, seconds: float) -> None:
        """Until something may be new, at most so long; in IDLE where the server can."""
        if self._protocol.news.is_set() and not self._protocol.lost:
            return
        if "IDLE" in self.able:
            if await self._protocol.idle(seconds):
                return
        else:
            with suppress(TimeoutError):
                async with asyncio.timeout(seconds):
                    await self._protocol.news.wait()
        await self._asked("NOOP")

    # Inside

    async def _asked(self, name: str, *words: str, prefix: str | None = None) -> Answer:
        answer = await self._protocol.ask(name, *words, prefix=prefix)
        if not answer.ok:
            raise PeerError(f"the server refused {name}: {answer.result} {answer.reason}")
        return answer

    async def _into(self, name: str, words: str, folder: str) -> None:
        """The target is made when it is not there (RFC 3501 section 6.4.7, TRYCREATE)."""
        answer = await self._protocol.ask(name, words, folder, prefix="UID")
        if not answer.ok and b"[TRYCREATE]" in answer.text.upper():
            await self._asked("CREATE", folder)
            answer = await self._protocol.ask(name, words, folder, prefix="UID")
        if not answer.ok:
            raise PeerError(f"the server refused to {name.lower()} to {folder}: {answer.reason}")

    async def _greeted(self, text: bytes) -> None:
        word = text[2:].split(b" ")[0].upper()
        if word not in (b"OK", b"PREAUTH"):
            raise self._protocol.cut(PeerError(f"turned away: {plain(text[2:])}"))
        self._protocol.state = NONAUTH if word == b"OK" else AUTH
        await self._learn()

    async def _starttls(self, tls: ssl.SSLContext | None) -> None:
        if "STARTTLS" not in self.able or self._protocol.state != NONAUTH:
            raise self._protocol.cut(
                PeerError("the server offers no STARTTLS, and without it nobody logs in")
            )
        await self._asked("STARTTLS")
        await self._protocol.protect(tls, self._account.host)
        await self._learn()

    async def _log_in(self) -> None:
        if self._protocol.state == NONAUTH:
            self.ends_at = await log_in(self._protocol, self._account, self.able)
            await self._learn()

    async def _learn(self) -> None:
        answer = await self._asked("CAPABILITY")
        self.able = answers.capabilities(answer.responses)


def uid_set(uids: Iterable[int]) -> str:
    """`1:3,7`: runs are written as ranges, or thousands of UIDs would not fit a line (RFC 7162 section 4: 8 192)."""
    runs: list[list[int]] = []
    for uid in uids:
        if runs and uid == runs[-1][1] + 1:
            runs[-1][1] = uid
        else:
            runs.append([uid, uid])
    return ",".join(str(a) if a == b else f"{a}:{b}" for a, b in runs)


def _keep_alive(transport: asyncio.Transport) -> None:
    """A NAT that forgot us, or a peer without power, says nothing: the kernel asks."""
    sock = transport.get_extra_info("socket")
    if sock is not None and sock.family != socket.AF_UNIX:
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
        for option, value in (
            ("TCP_KEEPIDLE", _KEEPALIVE_S),
            ("TCP_KEEPINTVL", _KEEPALIVE_S),
            ("TCP_KEEPCNT", 3),
        ):
            if hasattr(socket, option):
                sock.setsockopt(socket.IPPROTO_TCP, getattr(socket, option), value)


def _trouble(error: Exception) -> str:
    if isinstance(error, ssl.SSLCertVerificationError):
        return f"the certificate is not good: {error.verify_message}"
    if isinstance(error, ssl.SSLError):
        return f"no TLS: {error.reason or error}"
    if isinstance(error, socket.gaierror):
        return "the name of the server cannot be looked up"
    return f"no connection: {error}"
