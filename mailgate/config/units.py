"""Where do the systemd units go, and which program do they start?"""

from pathlib import Path

from mailgate.config.newdirectory import create, taken

DIRECTORY = Path("/etc/systemd/system")
_PROGRAM = "/opt/mailgate/bin/mailgate"  # as the shipped unit has it


def read_units(source: Path, program: Path) -> dict[str, str]:
    """The shipped units by name, starting this program; empty where none were shipped."""
    found = sorted((*source.glob("*.service"), *source.glob("*.socket")))
    return {path.name: path.read_text(encoding="utf-8").replace(_PROGRAM, str(program)) for path in found}


def install_units(units: dict[str, str], directory: Path, *, force: bool) -> list[Path]:
    """Writes what is not there yet (all, with `force`) and returns it; raises OSError."""
    directory.mkdir(parents=True, exist_ok=True)
    present = set() if force else set(taken(directory, units))
    new = [directory / name for name in units if directory / name not in present]
    for path in new:
        create(path, units[path.name], mode=0o644, force=force)
    return new
