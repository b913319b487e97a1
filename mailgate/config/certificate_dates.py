"""When does a certificate end? Read from its bytes, without a library that would cost every process its memory."""

import re
import ssl
from datetime import datetime
from pathlib import Path

# Validity in a certificate (RFC 5280 section 4.1): two times, each UTCTime or GeneralizedTime.
_VALIDITY = re.compile(rb"(?:\x17\x0d\d{12}Z|\x18\x0f\d{14}Z)(?:\x17\x0d(\d{12})Z|\x18\x0f(\d{14})Z)")


def not_after(chain: Path) -> datetime | None:
    """When the first certificate of the file ends; None when that cannot be told. OSError as from reading."""
    begin, end = "-----BEGIN CERTIFICATE-----", "-----END CERTIFICATE-----"
    first = chain.read_text("ascii", "replace").partition(begin)[2].partition(end)[0]
    try:
        found = _VALIDITY.search(ssl.PEM_cert_to_DER_cert(begin + first + end))
    except ValueError:  # not base64 between the lines
        return None
    if found is None:
        return None
    # RFC 5280 section 4.1.2.5.1: UTCTime years from 50 on are of the last century.
    digits = (found[2] or (b"19" if found[1] >= b"5" else b"20") + found[1]).decode()
    return datetime.strptime(digits + "+0000", "%Y%m%d%H%M%S%z")
