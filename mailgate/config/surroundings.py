"""Is there what the configuration points at: files, directories, secrets? Reads the disk, changes nothing."""

from collections.abc import Iterator
from functools import partial
from pathlib import Path

from mailgate.config.consistency import Check
from mailgate.config.endpoints import secret_in
from mailgate.config.layout import fault
from mailgate.config.schema import Settings
from mailgate.config.secrets import SecretSource, UnreadableSecret
from mailgate.config.signing import key_faults
from mailgate.errors import Fault


def surroundings(source: SecretSource) -> tuple[Check, ...]:
    """The checks that need the machine the service will run on."""
    return (
        Check(("store",), _store_place),
        Check(("smtp", "outbound", "imap"), _files_there),
        Check(("store",), partial(_store_secret, source=source)),
        Check(("outbound",), partial(_smarthost_secrets, source=source)),
        Check(("agent",), partial(_agent_secrets, source=source)),
        Check(("dkim",), partial(key_faults, source=source)),
        Check(("imap",), partial(_account_secrets, source=source)),
        Check(("oauth",), partial(_login_secrets, source=source)),
    )


def _store_place(settings: Settings) -> Iterator[Fault]:
    """SQLite makes its file, but not the directory around it."""
    scheme, _, path = settings.store.url.partition(":///")
    directory = Path(path.partition("?")[0]).parent
    if scheme == "sqlite" and not directory.is_dir():
        yield fault(("store", "url"), f"there is no directory {directory}", f"make it: mkdir -p {directory}")


def _files_there(settings: Settings) -> Iterator[Fault]:
    for parts, path in (
        (("smtp", "certificate"), settings.smtp.certificate),
        (("smtp", "key"), settings.smtp.key),
        (("outbound", "ca_file"), settings.outbound.ca_file),
        *_account_files(settings),
    ):
        problem = _unreadable(path) if path else None
        if problem:
            yield fault(parts, f"{path} {problem}", "write the path of a PEM file that the service may read")


def _unreadable(path: Path) -> str | None:
    try:
        with path.open("rb"):
            return None
    except OSError as refused:
        return f"cannot be read: {refused.strerror}"


def _store_secret(settings: Settings, source: SecretSource) -> Iterator[Fault]:
    name = secret_in(settings.store.url)
    if name:
        yield from _absent(("store", "url"), name, source)


def _smarthost_secrets(settings: Settings, source: SecretSource) -> Iterator[Fault]:
    for n, url in enumerate(settings.outbound.smarthosts):
        name = secret_in(url)
        if name:
            yield from _absent(("outbound", "smarthosts", n), name, source)


def _agent_secrets(settings: Settings, source: SecretSource) -> Iterator[Fault]:
    for n, agent in enumerate(settings.agent):
        if agent.secret:
            yield from _absent(("agent", n, "secret"), agent.secret, source)


def _account_files(settings: Settings) -> Iterator[tuple[tuple[str | int, ...], Path]]:
    for n, account in enumerate(settings.imap):
        if account.ca_file is not None:
            yield ("imap", n, "ca_file"), settings.directory / account.ca_file


def _account_secrets(settings: Settings, source: SecretSource) -> Iterator[Fault]:
    for n, account in enumerate(settings.imap):
        if account.secret:
            yield from _absent(("imap", n, "secret"), account.secret, source)


def _login_secrets(settings: Settings, source: SecretSource) -> Iterator[Fault]:
    for name, login in settings.oauth.items():
        for key, secret in (("client_secret", login.client_secret), ("refresh_token", login.refresh_token)):
            if secret:
                yield from _absent(("oauth", name, key), secret, source)


def _absent(parts: tuple[str | int, ...], name: str, source: SecretSource) -> Iterator[Fault]:
    try:
        if source.find(name) is None:
            yield fault(parts, f"the secret {name!r} is nowhere to be found", f"make {source.places(name)}")
    except UnreadableSecret as unreadable:
        yield fault(parts, f"the secret {name!r} {unreadable}", f"mend {source.places(name)}")
