"""`mailgate version`."""

from importlib.metadata import PackageNotFoundError, metadata


def installed() -> str:
    """The version of the installed package, "unknown" in a tree that was never installed."""
    try:
        return metadata("mailgate")["Version"]
    except PackageNotFoundError:
        return "unknown"


def version() -> None:
    """Show the version."""
    print(f"mailgate {installed()}")
