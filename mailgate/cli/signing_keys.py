"""`mailgate keys dkim`: what is published of the keys that sign mail, and how a new one is made."""

import os
import re
from pathlib import Path
from typing import Annotated, Any

import typer

from mailgate.cli.house import settings_of
from mailgate.cli.options import Config, Json
from mailgate.cli.output import emit, emit_array
from mailgate.config.load import SECRETS, secret_source
from mailgate.config.place import place
from mailgate.config.secrets import SecretSource, UnreadableSecret
from mailgate.config.signing import DkimTable, read_key
from mailgate.mail.sign_key import SigningKey, UnfitKey, new_private_key, zone_strings

_NAME = r"^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$"


def dkim(
    make: Annotated[
        str | None,
        typer.Option(metavar="NAME", help="Make a key: the name of its secret, such as dkim-2026a."),
    ] = None,
    algorithm: Annotated[str, typer.Option(help="Of the key to make: rsa or ed25519.")] = "rsa",
    as_json: Json = False,
    config: Config = None,
) -> None:
    """Print the DNS records of the keys that sign mail, or make such a key."""
    if make is not None:
        _make(make, algorithm, config, as_json=as_json)
        return
    settings = settings_of(config)
    source = secret_source(settings.directory, os.environ)
    found = [(table, _key(table, source)) for table in settings.dkim]
    if as_json:
        emit_array(record_shape(table, key) for table, key in found)
        return
    for table, key in found:
        print(*_zone_lines(table, key), sep="\n")
    if not found:
        print("No key signs mail; `mailgate keys dkim --make NAME` makes one.")


def record_shape(table: DkimTable, key: SigningKey) -> dict[str, Any]:
    """The shape of `keys dkim --json`."""
    return {
        "domain": key.domain,
        "selector": key.selector,
        "algorithm": key.algorithm,
        "signs": table.sign,
        "name": key.name,
        "type": "TXT",
        "value": key.record,
    }


def _zone_lines(table: DkimTable, key: SigningKey) -> list[str]:
    """As a zone file takes it, one string a line."""
    use = "signs" if table.sign else "published only"
    strings = [f'  "{each}"' for each in zone_strings(key.record)]
    return [f"; {key.algorithm} key of {table.domain}, {use}", f"{key.name}. IN TXT (", *strings, ")"]


def _make(name: str, algorithm: str, config: Path | None, *, as_json: bool) -> None:
    """A file under secrets/; it signs once a [[dkim]] table names it."""
    if algorithm not in ("rsa", "ed25519"):
        raise typer.BadParameter("write rsa or ed25519", param_hint="--algorithm")
    if not re.fullmatch(_NAME, name):
        raise typer.BadParameter(
            "letters, digits, dot, hyphen and underscore make a name", param_hint="--make"
        )
    path = (
        place(config, os.environ) / SECRETS / name
    )  # not loaded: what names the key may already stand in it
    try:
        path.parent.mkdir(mode=0o700, exist_ok=True)
        path.touch(mode=0o600, exist_ok=False)
        path.write_text(new_private_key(algorithm), encoding="ascii")
    except FileExistsError:
        raise typer.BadParameter(
            f"{path} is there already; keys are never replaced: take a new name"
        ) from None
    except OSError as refused:
        raise typer.BadParameter(f"{path} cannot be written: {refused.strerror}") from None
    if as_json:
        emit({"secret": name, "algorithm": algorithm, "file": str(path)})
        return
    print(f"made {path}; add to mailgate.toml, with your own domain:")
    print(
        f'[[dkim]]\ndomain = "example.com"\nselector = "{_selector(name)}"\nsecret = "{name}"\nsign = false'
    )
    print("then publish what `mailgate keys dkim` prints, wait for the DNS, and write sign = true")


def _key(table: DkimTable, source: SecretSource) -> SigningKey:
    try:
        return read_key(table, source)
    except (UnreadableSecret, UnfitKey) as unfit:
        raise typer.BadParameter(f"the secret {table.secret!r} {unfit}; see `mailgate check`") from None


def _selector(name: str) -> str:
    return "".join(c if c.isalnum() else "-" for c in name.lower().removeprefix("dkim-")).strip("-")
