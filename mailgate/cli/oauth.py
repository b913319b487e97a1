"""`mailgate oauth`: logins by access token, for IMAP and for the smarthost."""

import asyncio
import os
from collections.abc import Awaitable, Callable
from typing import Annotated, Any

import typer

from mailgate.cli.house import House, house
from mailgate.cli.options import Config, Json
from mailgate.cli.output import emit, emit_array, rfc3339, table
from mailgate.config.load import secret_source
from mailgate.config.oauth import OauthTable
from mailgate.daemon.logins import login_of
from mailgate.errors import NotFound
from mailgate.failpoints import Unit
from mailgate.inbound.oauth import Device, Login
from mailgate.inbound.oauth_device import DeviceLogin
from mailgate.inbound.oauth_endpoint import Endpoint, HttpEndpoint
from mailgate.operations.printable import printable
from mailgate.store.oauth import StoredToken, store_token, stored_token

Pause = Callable[[float], Awaitable[None]]
app = typer.Typer(
    no_args_is_help=True, add_completion=False, rich_markup_mode=None, help="Logins by access token."
)


@app.command("list")
def list_(as_json: Json = False, config: Config = None) -> None:
    """List the logins and since when each has its token; the tokens themselves are never shown."""
    with house(config) as place:
        found = [(name, login, _stored(place, name)) for name, login in place.settings.oauth.items()]
    if as_json:
        emit_array(login_shape(*one) for one in found)
        return
    rows = [(name, t.provider, t.grant, s.stored_at if s else None) for name, t, s in found]
    table(("Login", "Provider", "Grant", "Token stored"), rows, empty="There is no [oauth.NAME].")


def login_shape(name: str, login: OauthTable, stored: StoredToken | None) -> dict[str, Any]:
    """The shape of `oauth list --json`."""
    return {
        "name": name,
        "provider": login.provider,
        "grant": login.grant,
        "stored_at": rfc3339(stored.stored_at) if stored is not None else None,
    }


@app.command()
def login(
    name: Annotated[str, typer.Argument(metavar="NAME", help="As in [oauth.NAME].")],
    as_json: Json = False,
    config: Config = None,
) -> None:
    """Log in for the desk with a code that you type in a browser, on any device."""
    with house(config) as place:
        chosen = _login(place, name)
        asyncio.run(log_in(place, chosen, HttpEndpoint()))
    if as_json:
        emit({"name": name})
    else:
        print(f"{name} is logged in; the running service uses it at its next try")


async def log_in(place: House, chosen: Login, endpoint: Endpoint, pause: Pause = asyncio.sleep) -> None:
    """Shows the code, waits for the person, and stores the token."""
    steps = DeviceLogin(chosen, endpoint, place.clock, pause)
    device = await steps.start()
    _show(device)
    token = await steps.finish(device)
    now = place.clock.now()
    await place.store.write(
        Unit.OPERATOR, lambda tx: store_token(tx, chosen.name, token.reveal(), "", None, now)
    )


def _show(device: Device) -> None:
    typer.echo(f"Open {printable(device.url)} and type {printable(device.user_code)}", err=True)
    typer.echo(f"Log in there as the mailbox; this waits at most {device.lasts_s // 60} minutes.", err=True)


def _login(place: House, name: str) -> Login:
    found = place.settings.oauth.get(name)
    if found is None:
        raise NotFound(f"there is no [oauth.{name}] in mailgate.toml")
    if found.refresh_token is not None:
        raise NotFound(f"[oauth.{name}] names a refresh_token, which would win; remove the key first")
    return login_of(name, found, secret_source(place.settings.directory, os.environ))


def _stored(place: House, name: str) -> StoredToken | None:
    return place.store.read_now(lambda tx: stored_token(tx, name))
