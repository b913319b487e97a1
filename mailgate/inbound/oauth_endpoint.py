"""How is a form sent to a token endpoint? One POST under TLS, bounded in time and size, redirected nowhere."""

import ssl
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

from mailgate.inbound.oauth import LARGEST_ANSWER, NoToken


class Endpoint(Protocol):
    """Somebody who answers forms."""

    async def post(self, url: str, form: Mapping[str, str]) -> tuple[int, bytes]:
        """Status and body; NoToken when there is no answer."""


@dataclass(frozen=True)
class HttpEndpoint:
    """The real one."""

    timeout_s: float = 30.0
    tls: ssl.SSLContext | None = None  # None: the system's authorities

    async def post(self, url: str, form: Mapping[str, str]) -> tuple[int, bytes]:
        # Imported here: 150 ms that only those pay who log in by token.
        import aiohttp  # noqa: PLC0415

        limit = aiohttp.ClientTimeout(total=self.timeout_s)
        try:
            async with (
                aiohttp.ClientSession(timeout=limit, trust_env=True) as session,
                session.post(
                    url, data=dict(form), allow_redirects=False, ssl=self.tls or True,
                    headers={"Accept": "application/json"},
                ) as answer,
            ):  # fmt: skip
                body = await answer.content.read(LARGEST_ANSWER)
                while not answer.content.at_eof() and len(body) < LARGEST_ANSWER:
                    body += await answer.content.read(LARGEST_ANSWER - len(body))
                return answer.status, body
        except TimeoutError:
            raise NoToken("the token endpoint does not answer in time") from None
        except (aiohttp.ClientError, OSError) as error:
            # By class: the text of an error may hold the URL, and a URL what was sent.
            raise NoToken(f"the token endpoint cannot be reached ({type(error).__name__})") from None
