"""Somebody's mail program: a real neomutt that reads by IMAP and sends by SMTP, driven by keys on a terminal of its own.

Facts
- neomutt makes everything that a mail program makes: ids, dates, References, the quotation with its introduction, the
  signature below it. Only the words above the quotation come from the test; the editor puts them there.
- What it has sent lies in a Maildir of its own afterwards. It writes there only after the server's 250.
- A question that nobody foresaw would wait for a key for ever: the run is ended, and its screen stands in the error.
"""

import fcntl
import os
import pty
import re
import select
import shutil
import struct
import subprocess
import termios
import time
from dataclasses import dataclass
from email.message import EmailMessage
from pathlib import Path

from tests.e2e.maildir import Maildir

PROGRAM = shutil.which("neomutt") or ""
PATIENCE_S = 20.0  # for one mail on a busy machine; it takes half a second
_ESCAPES = re.compile(rb"\x1b(\[[0-9;?]*[ -/]*[@-~]|[()][A-Z0-9]|[=>78])|[\x00-\x09\x0b-\x1f]")

_SETTINGS = """\
set realname="{name}" from="{address}" use_from=yes use_envelope_from=yes envelope_from_address="{address}"
set hostname="{host}" signature="{directory}/signature"
set folder="imap://localhost:{imap}/" spool_file="imap://localhost:{imap}/INBOX"
set imap_user="{address}" imap_pass="{password}" imap_authenticators="login"
set smtp_url="smtp://{login}@localhost:{smtp}/" smtp_pass="{smtp_password}" smtp_authenticators="plain"
set ssl_starttls=yes ssl_force_tls=no certificate_file="{certificate}"
set mbox_type=Maildir record="{directory}/sent" copy=yes fcc_clear=yes postponed="{directory}/drafts"
set editor="sh {directory}/editor" edit_headers=no include=yes fast_reply=yes autoedit=yes reply_to=yes recall=no
set abort_nosubject=no abort_noattach=no abort_unmodified=no crypt_use_gpgme=no header_cache="" message_cachedir=""
set quit=yes move=no delete=no mark_old=no confirm_append=no wait_key=no sleep_time=0 beep=no mail_check=600
set send_charset="us-ascii:utf-8" charset="utf-8"
"""
# The draft holds the quotation; what was written goes above it, as the author's cursor stands there.
_EDITOR = """\
cat "$E2E_WORDS" "$1" > "$1.whole" && cat "$1.whole" > "$1" && rm "$1.whole"
"""


@dataclass(frozen=True)
class Account:
    """How somebody's mail program is set up."""

    name: str
    address: str
    password: str
    imap: int
    smtp: int
    smtp_password: str
    host: str  # the name of the laptop, which stands in every Message-ID
    signature: str
    certificate: Path | None = None  # of a server that takes a login only over TLS


class Neomutt:
    """One person's program; the directory is its home."""

    def __init__(self, directory: Path, account: Account) -> None:
        self._directory = directory
        self.sent = Maildir(directory / "sent")
        self._account = account
        (directory / "signature").write_text(account.signature)
        (directory / "editor").write_text(_EDITOR)
        values = {
            **vars(account),
            "directory": directory,
            "login": account.address.replace("@", "%40"),
            "certificate": account.certificate or "",
        }
        (directory / "rc").write_text(_SETTINGS.format_map(values))

    def write(self, to: str, subject: str, words: str) -> EmailMessage:
        """A new mail, without a terminal: the words come on standard input."""
        before = self.sent.names()
        command = [PROGRAM, "-n", "-F", str(self._directory / "rc"), "-s", subject, "--", to]
        done = subprocess.run(
            command,
            input=words,
            text=True,
            capture_output=True,
            timeout=PATIENCE_S,
            env=self._environment(),
            check=False,
        )
        assert done.returncode == 0, f"neomutt ended with {done.returncode}: {done.stdout}{done.stderr}"
        return self._newly_sent(before, done.stderr)

    def reply(self, to: EmailMessage, words: str, *, to_author: bool = False) -> EmailMessage:
        """Opens the mailbox, finds the mail, replies with the words above neomutt's own quotation, sends.

        `to_author` is how programs reply that know no Reply-To.
        """
        before = self.sent.names()
        pattern = re.sub(r"[^0-9A-Za-z@-]", ".", str(to["Message-ID"]).strip("<>"))
        keys = f"<limit>~i {pattern}<enter><reply><send-message><quit>"
        (self._directory / "words").write_text(words)
        command = [PROGRAM, "-n", "-F", str(self._directory / "rc"), "-e", f"push '{keys}'"]
        if to_author:
            command += ["-e", "set reply_to=no"]
        screen = self._at_terminal(command)
        return self._newly_sent(before, screen)

    def _newly_sent(self, before: frozenset[str], screen: str) -> EmailMessage:
        new = [letter for letter in self.sent.letters() if letter.name not in before]
        assert len(new) == 1, f"{self._account.address} sent {len(new)} mails:\n{screen}"
        return new[0].mail

    def _at_terminal(self, command: list[str]) -> str:
        """Runs it on a terminal of 100 columns; what it showed, or an error with it where it did not end."""
        ours, theirs = pty.openpty()
        fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 40, 100, 0, 0))
        process = subprocess.Popen(
            command,
            stdin=theirs,
            stdout=theirs,
            stderr=theirs,
            env=self._environment(),
            start_new_session=True,
        )
        os.close(theirs)
        shown, ended = b"", False
        try:
            shown, ended = _watch(ours, time.monotonic() + PATIENCE_S)
        finally:
            if not ended:
                process.kill()
            process.wait()
            os.close(ours)
        screen = _ESCAPES.sub(b" ", shown).decode("utf-8", "replace")
        assert ended, f"neomutt waits for something:\n{screen}"
        return screen

    def _environment(self) -> dict[str, str]:
        return {
            "HOME": str(self._directory),
            "PATH": os.environ["PATH"],
            "LANG": "C.UTF-8",
            "TERM": "xterm",
            "TMPDIR": str(self._directory),
            "E2E_WORDS": str(self._directory / "words"),
        }


def _watch(terminal: int, end: float) -> tuple[bytes, bool]:
    """Reads until nobody holds the other side any more (True) or the time is over."""
    shown = b""
    while (left := end - time.monotonic()) > 0:
        if not select.select([terminal], [], [], left)[0]:
            continue
        try:
            piece = os.read(terminal, 65536)
        except OSError:  # EIO: how Linux says it
            return shown, True
        if not piece:
            return shown, True
        shown += piece
    return shown, False
