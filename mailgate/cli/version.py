"""`mailgate version`."""

from mailgate.version import VERSION


def version() -> None:
    """Show the version."""
    print(f"mailgate {VERSION}")
