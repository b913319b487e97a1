"""`[[imap]]`: the mailboxes elsewhere whose mail is fetched (SPEC sections 4.2 and 15.1)."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time
from ipaddress import ip_address
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field

from mailgate.config.fields import Count, MailAddress, Name, SecretName, Span
from mailgate.config.table import Table

PORTS = {"tls": 993, "starttls": 143, "none": 143}


def _folder(value: Any) -> Any:
    """A name alone is a folder with everything as usual."""
    return {"name": value} if isinstance(value, str) else value


def _since(value: Any) -> Any:
    """`connect`, `all`, or a day, with or without quotes."""
    if value in ("connect", "all"):
        return value
    if isinstance(value, date) and not isinstance(value, datetime):
        return value.isoformat()
    try:
        return date.fromisoformat(value).isoformat()
    except (TypeError, ValueError):
        raise ValueError('neither a day nor a known word; write "connect", "all" or 2026-11-01') from None


class FolderTable(Table):
    """One of `folders`: a folder of the account."""

    name: Name = Field(description='the folder\'s name as people see it, such as "INBOX" or "Entwürfe"')
    role: Literal["inbox", "sent"] = "inbox"
    after: Literal["leave", "flag", "move"] | None = None  # as the account's
    move_to: Name | None = None


class ImapTable(Table):
    """`[[imap]]`: an account on an IMAP server."""

    host: Name = Field(description="the name of the IMAP server, such as imap.example.com")
    port: Annotated[Count, Field(le=65535, description="a port")] | None = None
    tls: Literal["tls", "starttls", "none"] = "tls"  # none: for a server on this machine only
    ca_file: Path | None = None
    user: Name = Field(description="the login, often the address of the mailbox")
    name: Name | None = None  # what it is called here; the user by default
    secret: SecretName | None = None
    oauth: Name | None = None  # the name of an [oauth.NAME]
    mailbox: MailAddress = Field(description="the address of a [[mailbox]] for mail that names none of ours")
    folders: tuple[Annotated[FolderTable, BeforeValidator(_folder)], ...] = Field(
        default=(FolderTable(name="INBOX"),), min_length=1, description='folders, such as ["INBOX"]'
    )
    since: Annotated[str, BeforeValidator(_since)] = "connect"
    after: Literal["leave", "flag", "move"] = "leave"
    move_to: Name | None = None
    poll: Annotated[Span, Field(le=300, description="a duration from 1 s to 5 min")] = 300
    timeout: Annotated[Span, Field(le=600, description="a duration from 1 s to 10 min")] = 60

    @property
    def called(self) -> str:
        """The name in logs, in `status` and behind `imap:` in trusted_results."""
        return self.name or self.user

    @property
    def at(self) -> int:
        return self.port or PORTS[self.tls]

    def begins(self) -> datetime | str:
        """`since` as a value: a day begins at midnight UTC."""
        if self.since in ("connect", "all"):
            return self.since
        return datetime.combine(date.fromisoformat(self.since), time(), UTC)

    def after_of(self, folder: FolderTable) -> tuple[str, str]:
        """What is done with a mail of this folder, and where it is moved to."""
        return folder.after or self.after, folder.move_to or self.move_to or ""


Found = tuple[tuple[str | int, ...], str, str]  # key, problem, remedy


def imap_problems(
    accounts: tuple[ImapTable, ...], logins: list[str], mailboxes: list[str]
) -> Iterator[Found]:
    """What the accounts' own rules, and their ties to other tables, find wrong."""
    seen: dict[str, int] = {}
    for n, account in enumerate(accounts):
        at = ("imap", n)
        first = seen.setdefault(account.called, n)
        if first != n:
            yield (
                (*at, "name"),
                f"{account.called} is already imap[{first + 1}]",
                "give each account its own name",
            )
        if (account.secret is None) == (account.oauth is None):
            yield at, "needs a password or a login by token", "write secret or oauth, one of them"
        if account.oauth is not None and account.oauth not in logins:
            remedy = f"add [oauth.{account.oauth}], or write the name of one that there is"
            yield (*at, "oauth"), f"there is no login {account.oauth!r}", remedy
        if account.mailbox not in mailboxes:
            remedy = "write the address of a [[mailbox]] of mailgate.toml"
            yield (*at, "mailbox"), f"there is no mailbox {account.mailbox!r}", remedy
        if account.tls == "none" and not _here(account.host):
            problem = "a login without TLS would show the password to the network"
            yield (*at, "tls"), problem, 'write tls = "tls" or "starttls"'
        yield from _folder_problems(at, account)


def _folder_problems(at: tuple[str | int, ...], account: ImapTable) -> Iterator[Found]:
    names = [folder.name for folder in account.folders]
    for m, folder in enumerate(account.folders):
        key = (*at, "folders", m)
        if folder.name in names[:m]:
            yield key, f"{folder.name!r} stands there twice", "remove one of them"
        after, target = account.after_of(folder)
        if folder.role == "sent":
            continue
        if after == "move" and not target:
            yield (
                (*at, "move_to"),
                "is missing",
                f'write the folder for mail of {folder.name!r}: move_to = "Processed"',
            )
        if after == "move" and target in names:
            problem = f"{target!r} is watched itself: its mails would be taken again and again"
            yield (*at, "move_to"), problem, "write a folder that is not among folders"


def _here(host: str) -> bool:
    try:
        return host == "localhost" or ip_address(host).is_loopback
    except ValueError:
        return False
