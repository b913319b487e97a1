"""How is it asked whether it is well? /healthz, /readyz and /metrics over HTTP, for this machine only.

/healthz  200 while every working loop turns, else 503: a supervisor should restart the process.
/readyz   200 while new mail is accepted, else 503; the status as JSON either way.
/metrics  Prometheus' text format; counters even when the store is away.
"""

import asyncio
import ipaddress
import json
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from mailgate.clock import Clock
from mailgate.errors import ConfigError, Fault, StoreUnavailable
from mailgate.operations.heartbeat import Heartbeats
from mailgate.operations.metrics import CONTENT_TYPE, MetricsSink
from mailgate.operations.status import Status, StatusSource

if TYPE_CHECKING:
    from aiohttp import web

STATUS_TIMEOUT_S = 5.0  # below the 10 s after which Prometheus gives a scrape up
_SHUTDOWN_S = 1.0


@dataclass(frozen=True, slots=True)
class TcpAddress:
    """A loopback address and port; port 0 lets the kernel choose."""

    host: str
    port: int


@dataclass(frozen=True, slots=True)
class UnixAddress:
    """The path of a unix socket."""

    path: Path


def parse_address(text: str) -> TcpAddress | UnixAddress:
    """Reads `127.0.0.1:8027`, `[::1]:8027` or `unix:/path`; anything not of this machine is a ConfigError.

    `localhost` is taken for 127.0.0.1 without asking a resolver. The pages show no mail, but how much of it
    there is and where it comes from; who wants them elsewhere puts an authenticating proxy in front.
    """
    if text.startswith("unix:/"):
        return UnixAddress(Path(text.removeprefix("unix:")))
    host, _, port = text.rpartition(":")
    host = "127.0.0.1" if host == "localhost" else host.removeprefix("[").removesuffix("]")
    if not _is_loopback(host) or not port.isdecimal() or int(port[:6]) > 65535:
        remedy = "write 127.0.0.1:PORT, [::1]:PORT or unix:/PATH"
        raise ConfigError(
            [Fault("mailgate.toml", "operator.health", f"{text!r} is not of this machine", remedy)]
        )
    return TcpAddress(host, int(port))


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


class HealthServer:
    """Answers the three questions; stopped after everything else, it shows a slow stop as it goes."""

    def __init__(
        self,
        metrics: MetricsSink,
        source: StatusSource,
        heartbeats: Heartbeats,
        clock: Clock,
        status_timeout_s: float = STATUS_TIMEOUT_S,
    ) -> None:
        self._metrics = metrics
        self._source = source
        self._heartbeats = heartbeats
        self._clock = clock
        self._status_timeout_s = status_timeout_s
        self._runner: web.AppRunner | None = None
        self._socket_path: Path | None = None

    async def start(self, address: TcpAddress | UnixAddress) -> str:
        """Listens on the address; returns where, as in `127.0.0.1:8027`. Raises OSError if it is taken."""
        from aiohttp import web  # noqa: PLC0415 - 150 ms that no other command should pay

        app = web.Application(client_max_size=1)
        app.router.add_get("/healthz", self._healthz)
        app.router.add_get("/readyz", self._readyz)
        app.router.add_get("/metrics", self._metrics_page)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=_SHUTDOWN_S)
        await self._runner.setup()
        if isinstance(address, UnixAddress):
            await web.UnixSite(self._runner, address.path).start()
            # As open as a loopback port would be; who shall come in is decided by the directory around it.
            address.path.chmod(0o666)
            self._socket_path = address.path
            return f"unix:{address.path}"
        await web.TCPSite(self._runner, address.host, address.port).start()
        host, port = self._runner.addresses[0][:2]
        return f"[{host}]:{port}" if ":" in host else f"{host}:{port}"

    async def stop(self) -> None:
        """Closes the listener and ends open requests within a second; harmless if it was never started."""
        if self._runner is not None:
            await self._runner.cleanup()
            self._runner = None
        if self._socket_path is not None:
            self._socket_path.unlink(missing_ok=True)
            self._socket_path = None

    async def _healthz(self, _request: "web.Request") -> "web.Response":
        late = self._heartbeats.late(self._clock.monotonic())
        return _json_response({"alive": not late, "late": late}, ok=not late)

    async def _readyz(self, _request: "web.Request") -> "web.Response":
        status, trouble = await self._look()
        if status is None:
            return _json_response({"ready": False, "problems": [trouble]}, ok=False)
        return _json_response(status.as_json(), ok=status.ready)

    async def _metrics_page(self, _request: "web.Request") -> "web.Response":
        from aiohttp import web  # noqa: PLC0415 - loaded since start

        status, _ = await self._look()
        body = self._metrics.exposition(status)
        return web.Response(body=body, headers={"Content-Type": CONTENT_TYPE})

    async def _look(self) -> tuple[Status | None, str]:
        """The status, or None and the reason: a store that hangs must not make the probes hang."""
        try:
            async with asyncio.timeout(self._status_timeout_s):
                return await self._source.status(), ""
        except TimeoutError:
            return None, f"the store did not answer within {self._status_timeout_s:g} s"
        except StoreUnavailable as error:
            return None, f"the store is unavailable: {error}"


def _json_response(content: object, *, ok: bool) -> "web.Response":
    from aiohttp import web  # noqa: PLC0415 - loaded since start

    return web.json_response(content, status=200 if ok else 503, dumps=lambda value: json.dumps(value) + "\n")
