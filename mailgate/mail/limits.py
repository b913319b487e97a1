"""How much of a stranger's mail is read? The figures of SPEC section 5.4, and those of the text behind them."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Limits:
    """Bounds of one reading; sizes are octets before decoding and characters after it."""

    depth: int = 50  # nested multiparts; Python's own parser recurses once per level
    parts: int = 1_000
    header: int = 64 * 1024  # one field, folded
    headers: int = 256 * 1024  # one header block
    addresses: int = 500  # in all address fields together
    attachments: int = 200
    references: int = 200  # the oldest one and the newest are kept
    text: int = 1_000_000  # characters of body text that are searched for quotes
    html: int = 1_000_000  # nh3 and lexbor are quadratic in depth: see html_caps
    html_depth: int = 500


NORMAL = Limits()
