"""Which certificate is shown now?"""

import ssl
from pathlib import Path

from mailgate.config.certificate_dates import not_after
from mailgate.events import CertificateRejected, CertificateReloaded, EventSink

_MISSING = (-1,)


class Certificate:
    """A certificate chain and its key, read again when either file changes.

    Renewal tools replace two files one after the other, so a pair that does not fit is normal for a moment:
    the former one stays in use and the files are looked at again for the next client. ssl.SSLError or OSError
    when the first reading fails.
    """

    def __init__(self, chain: Path, key: Path, events: EventSink) -> None:
        self._chain = chain
        self._key = key
        self._events = events
        self._seen = self._stamp()
        self._rejected: tuple[int, ...] = ()
        self._context = self._load()

    def context(self) -> ssl.SSLContext:
        """The context for a new client; costs two stat calls."""
        try:
            stamp = self._stamp()
            if stamp not in (self._seen, self._rejected):
                self._renew(stamp)
        except OSError as error:  # ssl.SSLError is one
            self._reject(_MISSING, error)
        return self._context

    def _renew(self, stamp: tuple[int, ...]) -> None:
        try:
            self._context = self._load()
        except OSError as error:
            self._reject(stamp, error)
            return
        self._seen, self._rejected = stamp, ()
        self._events.emit(CertificateReloaded(file=str(self._chain), not_after=_not_after(self._chain)))

    def _reject(self, stamp: tuple[int, ...], error: OSError) -> None:
        """Says so once for each state of the files."""
        if stamp == self._rejected:
            return
        self._rejected = stamp
        self._events.emit(CertificateRejected(file=str(self._chain), detail=type(error).__name__))

    def _stamp(self) -> tuple[int, ...]:
        """Inode and size as well: a file restored from a backup has an old time."""
        stats = (self._chain.stat(), self._key.stat())
        return tuple(n for s in stats for n in (s.st_mtime_ns, s.st_ino, s.st_size))

    def _load(self) -> ssl.SSLContext:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.minimum_version = ssl.TLSVersion.TLSv1_2
        # An encrypted key would ask on the terminal and block; refuse it instead.
        context.load_cert_chain(self._chain, self._key, password=_no_password)
        return context


def _no_password() -> bytes:
    raise ssl.SSLError("the private key is encrypted")


def _not_after(chain: Path) -> str:
    """When the first certificate of the file ends, RFC 3339; "" when that cannot be told."""
    ends_at = not_after(chain)
    return ends_at.isoformat() if ends_at is not None else ""
