"""Access tokens from an endpoint that rotates, refuses, goes away; no token ever in a log (SPEC section 4.2)."""

import asyncio
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

import pytest
from aiohttp import web

from mailgate.cli.house import House as DeskHouse
from mailgate.cli.oauth import log_in
from mailgate.config.imap import imap_problems
from mailgate.config.oauth import OauthTable, oauth_problems
from mailgate.config.secrets import Secret
from mailgate.inbound.imap_account import Account, Security
from mailgate.inbound.oauth import Grant, Login, NoToken, read_token
from mailgate.inbound.oauth_device import DeviceLogin
from mailgate.inbound.oauth_endpoint import HttpEndpoint
from mailgate.inbound.oauth_tokens import TokenSource
from mailgate.outbound.session import Limits, Session
from mailgate.outbound.smarthost import parse_smarthost
from mailgate.store import Store
from mailgate.store.oauth import stored_token
from tests.imap.fetching import SUPPORT, Heard, House
from tests.imap.stub import ANSWERS, Client, StubServer, serving
from tests.imap.test_wrong_servers import HASTE
from tests.scenario.stage import FakeClock, configured

CONFIGURED = "configured-refresh-token"


@dataclass
class StubEndpoint:
    """Answers with tokens that are numbered, or as a test says."""

    rotates: bool = False
    refuses: tuple[int, Mapping[str, object]] | None = None
    forms: list[dict[str, str]] = field(default_factory=list)
    lasts_s: int = 3600

    async def post(self, url: str, form: Mapping[str, str]) -> tuple[int, bytes]:  # noqa: ARG002
        self.forms.append(dict(form))
        if self.refuses is not None:
            status, said = self.refuses
            return status, json.dumps(said).encode()
        count = len(self.forms)
        answer: dict[str, object] = {"access_token": f"access-{count}", "expires_in": self.lasts_s}
        if self.rotates:
            answer["refresh_token"] = f"rotated-{count}"
        return 200, json.dumps(answer).encode()

    @property
    def refresh_tokens(self) -> list[str]:
        return [form["refresh_token"] for form in self.forms]


def login(**changes: object) -> Login:
    values: dict[str, object] = {
        "name": "m365", "token_url": "https://login.example/token", "client_id": "desk", "scope": "mail",
        "refresh_token": Secret(CONFIGURED), "client_secret": Secret("client-secret"),
    }  # fmt: skip
    return Login(**(values | changes))  # type: ignore[arg-type]


@pytest.fixture
def endpoint() -> StubEndpoint:
    return StubEndpoint()


@pytest.fixture
def source(endpoint: StubEndpoint, store: Store, clock: FakeClock) -> TokenSource:
    return TokenSource(login(), endpoint, store, clock, Heard())


async def test_a_token_is_asked_for_once_while_it_lasts(
    source: TokenSource, endpoint: StubEndpoint, clock: FakeClock
) -> None:
    first, until = await source.access()
    assert until == clock.now() + timedelta(hours=1)
    clock.advance(hours=0.9)
    again = await asyncio.gather(*(source.access() for _ in range(5)))
    assert {one.reveal() for one, _ in again} == {first.reveal()} == {"access-1"}
    clock.advance(hours=0.1)
    fresh, _ = await source.access()
    assert fresh.reveal() == "access-2"
    assert (await source.access(refused=fresh))[0].reveal() == "access-3"


async def test_a_rotated_token_is_stored_before_it_is_used_and_survives_a_restart(
    source: TokenSource, endpoint: StubEndpoint, store: Store, clock: FakeClock
) -> None:
    endpoint.rotates = True
    first, _ = await source.access()
    await source.access(refused=first)
    later = TokenSource(login(), endpoint, store, clock, Heard())
    await later.access()
    assert endpoint.refresh_tokens == [CONFIGURED, "rotated-1", "rotated-2"]
    kept = store.read_now(lambda tx: stored_token(tx, "m365"))
    assert kept is not None
    assert (kept.refresh_token, kept.generation) == ("rotated-3", 3)


async def test_a_token_that_the_operator_configures_anew_wins_over_the_stored(
    source: TokenSource, endpoint: StubEndpoint, store: Store, clock: FakeClock
) -> None:
    endpoint.rotates = True
    await source.access()
    await TokenSource(login(refresh_token=Secret("new")), endpoint, store, clock, Heard()).access()
    assert endpoint.refresh_tokens == [CONFIGURED, "new"]


async def test_a_refusal_is_for_a_person_and_says_what_to_do(
    source: TokenSource, endpoint: StubEndpoint
) -> None:
    endpoint.refuses = (
        400,
        {"error": "invalid_grant", "error_description": f"AADSTS700082: {CONFIGURED} expired"},
    )
    for _ in range(3):
        with pytest.raises(NoToken, match=r"invalid_grant AADSTS700082; log in anew") as told:
            await source.access()
        assert told.value.temporary is False
    assert source.failing_since is not None
    assert isinstance(source.events, Heard)
    assert source.events.names() == ["token_trouble"]  # once for each cause
    endpoint.refuses = None
    await source.access()
    assert source.failing_since is None


@pytest.mark.parametrize(
    ("status", "said"),
    [(503, {}), (500, {"error": "temporarily_unavailable"}), (200, {"access_token": 7}), (302, {})],
)
async def test_an_outage_is_temporary(
    source: TokenSource, endpoint: StubEndpoint, status: int, said: dict[str, object]
) -> None:
    endpoint.refuses = status, said
    with pytest.raises(NoToken) as told:
        await source.access()
    assert told.value.temporary is True


@pytest.mark.parametrize("body", [b"", b"[]", b"<html>", b"\xff", b"[" * 60_000, b'{"access_token": ""}'])
def test_an_answer_that_is_none_is_a_temporary_no(body: bytes, clock: FakeClock) -> None:
    answer = read_token(200, body, clock.now())
    assert getattr(answer, "lasting", None) is False


async def test_client_credentials_need_no_refresh_token_and_store_none(
    endpoint: StubEndpoint, store: Store, clock: FakeClock
) -> None:
    app = login(grant=Grant.CLIENT, refresh_token=None, scope="https://outlook.office365.com/.default")
    await TokenSource(app, endpoint, store, clock, Heard()).access()
    (form,) = endpoint.forms
    assert form["grant_type"] == "client_credentials"
    assert form["scope"].endswith("/.default")
    assert store.read_now(lambda tx: stored_token(tx, "m365")) is None


async def test_no_secret_is_in_any_event_or_repr(source: TokenSource, endpoint: StubEndpoint) -> None:
    endpoint.rotates = True
    granted = await source.access()
    endpoint.refuses = 400, {"error": CONFIGURED, "error_description": CONFIGURED}
    with pytest.raises(NoToken) as told:
        await source.access(refused=granted[0])
    shown = repr((source, granted, told.value, source.login, source.events)) + str(told.value)
    for secret in (CONFIGURED, "access-1", "rotated-1", "client-secret"):
        assert secret not in shown


async def test_the_real_endpoint_is_bounded_and_follows_no_redirect(tmp_path: Path) -> None:
    seen: list[str] = []

    async def token(request: web.Request) -> web.Response:
        seen.append((await request.post())["grant_type"])  # type: ignore[arg-type]
        return web.Response(body=b"x" * 200_000)

    async def elsewhere(_: web.Request) -> web.Response:
        raise web.HTTPFound("/token")

    app = web.Application()
    app.add_routes([web.post("/token", token), web.post("/elsewhere", elsewhere)])
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    at = f"http://127.0.0.1:{runner.addresses[0][1]}"
    try:
        status, body = await HttpEndpoint(5.0).post(f"{at}/token", {"grant_type": "refresh_token"})
        assert (status, len(body), seen) == (200, 64 * 1024, ["refresh_token"])
        assert (await HttpEndpoint(5.0).post(f"{at}/elsewhere", {}))[0] == 302
    finally:
        await runner.cleanup()
    with pytest.raises(NoToken, match="cannot be reached"):
        await HttpEndpoint(5.0).post(f"{at}/token", {"secret": "x"})


# Login at the IMAP server


def account(stub: StubServer, source: TokenSource) -> Account:
    return Account(
        name="support", host="127.0.0.1", port=stub.port, user="support@example.com", mailbox=SUPPORT,
        security=Security.NONE, since="all", patience=HASTE, tokens=source, secret_name="m365",
    )  # fmt: skip


@pytest.mark.parametrize("mechanism", ["XOAUTH2", "OAUTHBEARER"])
async def test_a_refused_token_is_answered_and_a_fresh_one_tried(
    house: House, source: TokenSource, mechanism: str
) -> None:
    """The refusal comes as a question (RFC 7628 section 3.2.3), which the library would leave open until a time-out."""
    able = ANSWERS["CAPABILITY"].replace(b"AUTH=PLAIN", f"AUTH={mechanism}".encode())
    tries: list[bytes] = []

    async def turn(client: Client, tag: str, name: str) -> bool:
        if name != "AUTHENTICATE" or tries:
            return False
        await client.say(b"+ eyJzdGF0dXMiOiI0MDEifQ==\r\n")
        tries.append((await client.reader.readline()).strip())
        await client.say(f"{tag} NO [AUTHENTICATIONFAILED] no\r\n".encode())
        return True

    stub = StubServer(turn, answers={**ANSWERS, "CAPABILITY": able})
    source.clock = house.clock
    async with serving(stub), house.fetching(account(stub, source)):
        await house.has(1)
        assert house.heard.count("source_trouble") == 0
    assert tries == [b"" if mechanism == "XOAUTH2" else b"AQ=="]


async def test_a_token_endpoint_that_is_away_is_told_apart_from_a_refused_login(
    house: House, source: TokenSource, endpoint: StubEndpoint
) -> None:
    endpoint.refuses = 503, {}
    stub = StubServer(answers={**ANSWERS, "CAPABILITY": ANSWERS["CAPABILITY"].replace(b"PLAIN", b"XOAUTH2")})
    async with serving(stub), house.fetching(account(stub, source)):
        await house.heard.until(lambda: house.heard.count("source_trouble") >= 1)
        since = house.state.token_failing_since
        assert (since is not None, house.state.login_failing_since) == (True, None)
        endpoint.refuses = None
        await house.has(1)
        await house.heard.until(lambda: house.heard.count("source_connected") >= 1)
        assert house.state.token_failing_since is None
        assert house.state.token_ends_at is not None


# Login for a person


async def test_a_person_logs_in_on_another_device(clock: FakeClock) -> None:
    answers = iter(
        [
            (200, {"device_code": "secret-device", "user_code": "ABC-DEF", "verification_uri": "https://x.example/d",
                   "interval": 5, "expires_in": 900}),
            (400, {"error": "authorization_pending"}),
            (400, {"error": "slow_down"}),
            (200, {"access_token": "a", "refresh_token": "r", "expires_in": 3600}),
        ]
    )  # fmt: skip
    pauses: list[float] = []

    class Scripted:
        async def post(self, url: str, form: Mapping[str, str]) -> tuple[int, bytes]:  # noqa: ARG002
            status, said = next(answers)
            return status, json.dumps(said).encode()

    async def pause(seconds: float) -> None:
        pauses.append(seconds)
        clock.advance(seconds)

    steps = DeviceLogin(
        login(device_url="https://login.example/device", refresh_token=None), Scripted(), clock, pause
    )
    device = await steps.start()
    assert (device.user_code, device.url) == ("ABC-DEF", "https://x.example/d")
    assert "secret-device" not in repr(device)
    assert (await steps.finish(device)).reveal() == "r"
    assert pauses == [5, 5, 10]


async def test_what_a_person_logged_in_with_is_used_by_the_service(
    store: Store, clock: FakeClock, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """`mailgate oauth login` shows the code, never a token, and needs no restart."""
    said: list[dict[str, object]] = [
        {"device_code": "secret-device", "user_code": "ABC-DEF", "verification_uri": "https://x.example/d"},
        {"access_token": "a", "refresh_token": "by-login", "expires_in": 3600},
    ]
    endpoint = StubEndpoint()

    async def pause(_: float) -> None:
        endpoint.refuses = 200, said[1]

    chosen = login(device_url="https://login.example/device", refresh_token=None)
    service = TokenSource(chosen, StubEndpoint(), store, clock, Heard())
    with pytest.raises(NoToken, match="oauth login m365"):
        await service.access()
    endpoint.refuses = 200, said[0]
    desk = DeskHouse(configured(tmp_path / "config", store.url), store, clock)
    await log_in(desk, chosen, endpoint, pause)
    shown = capsys.readouterr()
    assert "ABC-DEF" in shown.err
    assert "secret-device" not in shown.err + shown.out
    await service.access()
    assert isinstance(service.endpoint, StubEndpoint)
    assert service.endpoint.refresh_tokens == ["by-login"]


async def test_a_login_that_nobody_agrees_to_ends(clock: FakeClock, endpoint: StubEndpoint) -> None:
    async def pause(seconds: float) -> None:
        clock.advance(seconds)

    endpoint.refuses = (
        200,
        {"device_code": "d", "user_code": "u", "verification_uri": "https://x.example", "expires_in": 60},
    )
    steps = DeviceLogin(login(device_url="https://login.example/device"), endpoint, clock, pause)
    device = await steps.start()
    endpoint.refuses = 400, {"error": "authorization_pending"}
    with pytest.raises(NoToken, match="in time"):
        await steps.finish(device)


# Login at the smarthost


async def test_a_smarthost_is_logged_in_to_by_token_and_once_more_with_a_fresh_one(
    source: TokenSource,
) -> None:
    import ssl  # noqa: PLC0415

    import aiosmtplib  # noqa: PLC0415

    host = parse_smarthost("smtps://desk%40example.com@smtp.example.com").with_tokens(source)
    session = Session(host, ssl.create_default_context(), "desk.example.com", Limits())
    given: list[str] = []

    class FakeServer:
        async def auth_xoauth2(self, user: str, token: str) -> None:
            given.append(f"{user} {token}")
            if len(given) == 1:
                raise aiosmtplib.SMTPAuthenticationError(535, "expired")

        def get_transport_info(self, key: str) -> object:  # noqa: ARG002
            return object()

    session._client = FakeServer()  # type: ignore[assignment]
    await session._log_in()
    assert given == ["desk@example.com access-1", "desk@example.com access-2"]


# Configuration


@pytest.mark.parametrize(
    ("table", "key"),
    [
        ({"provider": "google"}, "refresh_token"),
        (
            {"provider": "google", "grant": "client-credentials", "client_secret": "s", "refresh_token": "r"},
            "grant",
        ),
        ({"provider": "microsoft", "grant": "client-credentials", "tenant": "x.example"}, "client_secret"),
        ({"provider": "microsoft", "grant": "client-credentials", "client_secret": "s"}, "tenant"),
        ({"provider": "other"}, "token_url"),
        ({"provider": "other", "token_url": "http://login.example/token"}, "token_url"),
    ],
)
def test_a_login_that_cannot_work_is_a_fault(table: dict[str, object], key: str) -> None:
    made = OauthTable.model_validate({"client_id": "desk", **table})
    assert [parts[-1] for parts, _, remedy in oauth_problems({"x": made}) if remedy] == [key]


def test_the_providers_are_known() -> None:
    microsoft = OauthTable.model_validate(
        {"provider": "microsoft", "client_id": "d", "tenant": "example.com"}
    )
    assert microsoft.url("token") == "https://login.microsoftonline.com/example.com/oauth2/v2.0/token"
    assert "offline_access" in microsoft.scopes()
    google = OauthTable.model_validate({"provider": "google", "client_id": "d", "refresh_token": "r"})
    assert (google.url("token"), google.url("devicecode")) == ("https://oauth2.googleapis.com/token", "")
    assert list(imap_problems((), [], [])) == []
