"""Would a client take our certificate? Asked of the TLS library itself: a handshake within this process.

Two handshakes, because a client stops at the first fault: one with the certificate as its own authority, for the name; one
with the machine's authorities, for the chain. The end is read from the file, so that any clock may ask.
"""

import ssl
from datetime import datetime
from pathlib import Path

from mailgate.config.certificate_dates import not_after
from mailgate.operations.doctor import Finding, Whose, fault, ok, warning

CHECK = "certificate"
_NO_CHECK_TIME = 0x200000  # X509_V_FLAG_NO_CHECK_TIME of OpenSSL
_SELF_SIGNED, _HOSTNAME = 18, 62  # X509_V_ERR_DEPTH_ZERO_SELF_SIGNED_CERT, X509_V_ERR_HOSTNAME_MISMATCH
_RENEW = "renew it; a changed file is taken into use by itself"


def check_certificate(
    chain: Path, key: Path, hostname: str, now: datetime, soon_s: int, authorities: ssl.SSLContext
) -> list[Finding]:
    """Its end, its name, and whether others trust it; `authorities` is a client's context."""
    subject = str(chain)
    try:
        server = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        server.load_cert_chain(chain, key, password=_no_password)
        ends_at = not_after(chain)
    except OSError as error:  # ssl.SSLError is one
        remedy = "check smtp.certificate and smtp.key: PEM files that belong together, the key not encrypted"
        return [fault(CHECK, subject, f"cannot be used: {_words(error)}", Whose.CONFIG, remedy)]
    return [
        _end(subject, ends_at, now, soon_s),
        _name(subject, chain, server, hostname),
        _chain(subject, server, authorities),
    ]


def _end(subject: str, ends_at: datetime | None, now: datetime, soon_s: int) -> Finding:
    if ends_at is None:
        return warning(CHECK, subject, "its end cannot be read", Whose.MACHINE, _RENEW)
    day, left = f"{ends_at:%Y-%m-%d}", (ends_at - now).total_seconds()
    if left <= 0:
        return fault(
            CHECK, subject, f"it ended on {day}: nobody can log in or send safely", Whose.MACHINE, _RENEW
        )
    if left <= soon_s:
        return warning(
            CHECK, subject, f"it ends on {day}, in {int(left // 86400)} days", Whose.MACHINE, _RENEW
        )
    return ok(CHECK, subject, f"it is good until {day}")


def _name(subject: str, chain: Path, server: ssl.SSLContext, hostname: str) -> Finding:
    client = ssl.create_default_context(cafile=chain)
    client.verify_flags |= ssl.VerifyFlags.VERIFY_X509_PARTIAL_CHAIN | _NO_CHECK_TIME
    trouble = _handshake(client, server, hostname)
    if trouble is None:
        return ok(CHECK, subject, f"it is for {hostname}")
    if trouble.verify_code == _HOSTNAME:
        remedy = "get one for smtp.hostname, or set smtp.hostname to the name that clients use"
        return fault(CHECK, subject, f"it is not for {hostname}", Whose.CONFIG, remedy)
    return warning(
        CHECK, subject, f"its name cannot be checked: {trouble.verify_message}", Whose.MACHINE, _RENEW
    )


def _chain(subject: str, server: ssl.SSLContext, authorities: ssl.SSLContext) -> Finding:
    authorities.check_hostname = False
    authorities.verify_flags |= _NO_CHECK_TIME
    trouble = _handshake(authorities, server, None)
    if trouble is None:
        return ok(CHECK, subject, "this machine's authorities vouch for it")
    if trouble.verify_code == _SELF_SIGNED:
        detail, remedy = (
            "nobody vouches for it: mail programs will ask their users",
            "get one of a public authority",
        )
        return warning(CHECK, subject, detail, Whose.MACHINE, remedy)
    remedy = "put the authority's intermediate certificates behind ours in the same file"
    return warning(CHECK, subject, f"it is not trusted: {trouble.verify_message}", Whose.MACHINE, remedy)


def _handshake(
    client: ssl.SSLContext, server: ssl.SSLContext, hostname: str | None
) -> ssl.SSLCertVerificationError | None:
    """What the client has against the server's certificate; no socket is opened."""
    to_client, to_server = ssl.MemoryBIO(), ssl.MemoryBIO()
    asking = client.wrap_bio(to_client, to_server, server_hostname=hostname)
    answering = server.wrap_bio(to_server, to_client, server_side=True)
    for _ in range(4):
        try:
            asking.do_handshake()
        except ssl.SSLWantReadError:
            pass
        except ssl.SSLCertVerificationError as refused:
            return refused
        else:
            return None
        try:
            answering.do_handshake()
        except ssl.SSLWantReadError:
            continue
    return None


def _no_password() -> bytes:
    raise ssl.SSLError("the private key is encrypted")


def _words(error: OSError) -> str:
    return error.strerror or str(error) or type(error).__name__
