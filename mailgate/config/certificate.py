"""A certificate for the first day, so that agents' AUTH has TLS to stand on.

Made by the `openssl` program: a library for it would be a dependency of every installation, for one command
that runs once. Self-signed, so mail clients ask their user to accept it; a public one may replace the files.
"""

import subprocess
from pathlib import Path
from shutil import which

DAYS = 825  # the longest that Apple's mail programs accept of a certificate
_TIMEOUT = 30  # seconds


def can_make_certificate() -> bool:
    """True if the machine has the program that `make_certificate` needs."""
    return which("openssl") is not None


def make_certificate(hostname: str, certificate: Path, key: Path) -> str | None:
    """Writes both as PEM, the key readable by its owner only; returns what went wrong, if anything did.

    Raises OSError if the files cannot be written. `hostname` is a checked host name: it enters an argument.
    """
    key.touch(mode=0o600, exist_ok=False)  # openssl then writes into a file that was never open to others
    subject = f"/CN={hostname[:64]}"  # ub-common-name, RFC 5280 appendix A.1
    command = [
        "openssl", "req", "-x509", "-nodes", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1",
        "-days", str(DAYS), "-subj", subject, "-addext", f"subjectAltName=DNS:{hostname}",
        "-keyout", str(key), "-out", str(certificate),
    ]  # fmt: skip
    try:
        done = subprocess.run(command, capture_output=True, timeout=_TIMEOUT, check=False)  # noqa: S603 - no shell
    except (OSError, subprocess.TimeoutExpired) as failed:
        key.unlink(missing_ok=True)
        return type(failed).__name__
    if done.returncode != 0:
        key.unlink(missing_ok=True)
        return (done.stderr.decode("utf-8", "replace").strip().splitlines() or ["no message"])[-1]
    certificate.chmod(0o644)
    return None
