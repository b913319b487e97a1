import ssl
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any

import pytest
import trustme

from tests.unit.outbound.stub_smarthost import StubSmarthost

Start = Callable[..., Awaitable[StubSmarthost]]


@pytest.fixture(scope="session")
def authority() -> trustme.CA:
    return trustme.CA()


@pytest.fixture
def server_tls(authority: trustme.CA) -> ssl.SSLContext:
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    authority.issue_cert("127.0.0.1").configure_cert(context)
    return context


@pytest.fixture
def trusting(authority: trustme.CA) -> ssl.SSLContext:
    context = ssl.create_default_context()
    authority.configure_trust(context)
    return context


@pytest.fixture
async def start() -> AsyncIterator[Start]:
    """Starts stub smarthosts and stops them all after the test."""
    running: list[StubSmarthost] = []

    async def started(**settings: Any) -> StubSmarthost:
        stub = StubSmarthost(**settings)
        await stub.start()
        running.append(stub)
        return stub

    yield started
    for stub in running:
        await stub.stop()
