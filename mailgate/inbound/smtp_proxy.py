"""For whom does this proxy speak? (PROXY protocol, versions 1 and 2)"""

import asyncio

from aiosmtpd.proxy_protocol import get_proxy

from mailgate.inbound.smtp_reader import ClientGone


async def proxied_client(reader: asyncio.StreamReader) -> str | None:
    """The client's address, "" where the proxy speaks for itself (LOCAL, UNKNOWN); None for a broken header.

    Asked only of listed proxies: from everybody else the header is one more unknown command.
    """
    try:
        header = await get_proxy(reader)
    except (asyncio.IncompleteReadError, OSError):
        raise ClientGone from None
    if not header.valid:
        return None
    return str(header.src_addr) if header.src_addr else ""
