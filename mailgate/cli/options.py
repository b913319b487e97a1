"""The options that many commands share, so that they are spelt alike everywhere."""

from pathlib import Path
from typing import Annotated

import typer

Config = Annotated[
    Path | None,
    typer.Option("--config", metavar="DIR", help="Default: MAILGATE_CONFIG, else /etc/mailgate."),
]
Json = Annotated[bool, typer.Option("--json", help="For programs; see docs/cli.md.")]
LARGEST = 2**63 - 1  # that a column of the store can hold
Limit = Annotated[int, typer.Option("--limit", min=0, max=LARGEST, metavar="N", help="At most N; 0 for all.")]
To = Annotated[
    list[str] | None,
    typer.Option("--to", metavar="ADDR", help="Recipient; repeat. Default: as the mail says."),
]
From = Annotated[
    str | None,
    typer.Option("--from", metavar="ADDR", help="Sender; '' for none. Default: as the mail says."),
]
Yes = Annotated[bool, typer.Option("--yes", help="Do not ask.")]
