"""Which directory holds the configuration?"""

from collections.abc import Mapping
from pathlib import Path

VARIABLE = "MAILGATE_CONFIG"
INSTALLED = Path("/etc/mailgate")


def place(option: Path | None, environment: Mapping[str, str], *, otherwise: Path = INSTALLED) -> Path:
    """The directory of `--config`, else of MAILGATE_CONFIG, else `otherwise`; absolute, not looked at."""
    named = option or (Path(environment[VARIABLE]) if environment.get(VARIABLE) else otherwise)
    return named.expanduser().absolute()
