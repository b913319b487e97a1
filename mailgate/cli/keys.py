"""`mailgate keys`: the keys that seal reply addresses and Message-IDs, and those that sign mail."""

import secrets
from typing import Annotated, Any

import typer

from mailgate.cli import signing_keys
from mailgate.cli.house import house
from mailgate.cli.options import Config, Json
from mailgate.cli.output import emit, emit_array, rfc3339, table
from mailgate.errors import NotFound
from mailgate.failpoints import Unit
from mailgate.store import nodes, views_keys
from mailgate.store.views_keys import KeyView

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    help="Keys of reply addresses and of signatures.",
)
_RELOAD = "the running service takes it up at a reload: systemctl reload mailgate"


@app.command("list")
def list_(as_json: Json = False, config: Config = None) -> None:
    """List the keys, the newest last; the secrets themselves are never shown."""
    with house(config) as place:
        found = place.store.read_now(views_keys.keys)
    if as_json:
        emit_array(key_shape(k) for k in found)
        return
    rows = [
        (k.kid, k.created_at, k.retired_at, "signs" if k.signs else "retired" if k.retired_at else "verifies")
        for k in found
    ]
    table(("Key", "Made", "Retired", "Use"), rows, empty="There is no key; the first start makes one.")


def key_shape(key: KeyView) -> dict[str, Any]:
    """The shape of `keys list --json`."""
    return {
        "kid": key.kid,
        "created_at": rfc3339(key.created_at),
        "retired_at": rfc3339(key.retired_at),
        "signs": key.signs,
    }


@app.command()
def rotate(as_json: Json = False, config: Config = None) -> None:
    """Make a key that signs from now on; addresses under the older ones stay good."""
    with house(config) as place:
        now = place.clock.now()
        kid = place.store.write_now(Unit.OPERATOR, lambda tx: nodes.add_key(tx, secrets.token_bytes, now))
    if as_json:
        emit({"kid": kid})
    else:
        print(f"key {kid} signs; {_RELOAD}")


@app.command()
def retire(
    kid: Annotated[int, typer.Argument(min=1, max=nodes.MAX_KEYS, metavar="KEY", help="As `list` shows it.")],
    as_json: Json = False,
    config: Config = None,
) -> None:
    """Make everything under an old key worthless, as after a theft."""
    with house(config) as place:
        now = place.clock.now()
        done = place.store.write_now(Unit.OPERATOR, lambda tx: nodes.retire_key(tx, kid, now))
    if not done:
        raise NotFound(f"key {kid} is not there, is retired, or signs; rotate first")
    if as_json:
        emit({"kid": kid})
    else:
        print(f"key {kid} is retired; {_RELOAD}")


app.command("dkim")(signing_keys.dkim)
