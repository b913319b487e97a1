"""Where is a name server? An address, with its port where that is another than 53."""

from ipaddress import ip_address

_EXAMPLES = "127.0.0.1, 127.0.0.1:5353 or [::1]:5353"
_PORT = 53


def check_nameserver(text: str) -> str:
    """The text itself if it names a name server; ValueError says what to write instead."""
    parse_nameserver(text)
    return text


def parse_nameserver(text: str) -> tuple[str, int]:
    """Address and port. A host name is refused: nobody would be there to look it up."""
    host, colon, port = text.rpartition(":")
    if not colon or (":" in host and not host.startswith("[")):  # a bare address, of either family
        host, port = text, str(_PORT)
    try:
        address = ip_address(host.removeprefix("[").removesuffix("]"))
    except ValueError:
        raise ValueError(f"not a name server's address; write {_EXAMPLES}") from None
    if not (port.isascii() and port.isdigit() and 0 < int(port[:6]) < 65536):
        raise ValueError(f"not a port; write {_EXAMPLES}")
    return str(address), int(port)
