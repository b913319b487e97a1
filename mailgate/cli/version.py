"""`mailgate version`."""

from mailgate.cli.options import Json
from mailgate.cli.output import emit
from mailgate.version import VERSION


def version(as_json: Json = False) -> None:
    """Show the version."""
    if as_json:
        emit({"version": VERSION})
    else:
        print(f"mailgate {VERSION}")
