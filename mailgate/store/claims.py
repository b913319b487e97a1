"""Whose is a claim? That of one process: the node's name, and a word that each start makes anew.

Only one process works under a node's name (`operations.lock`, `store.presence`), so whatever a former start of the same
name has claimed is free. Freeing it once at the start is not enough: on PostgreSQL a COMMIT of the process that was
killed may still run at the server, and land after that. Its claims would then rest until their lease ends.
"""

import sqlalchemy as sa

GENERATION = 8  # characters of the word


def claimant(node: str, word: str) -> str:
    """The name that a process claims under; `word` has `GENERATION` characters."""
    return f"{node}/{word}"


def of_former(claimed_by: sa.Column[str], mine: sa.ColumnElement[str]) -> sa.ColumnElement[bool]:
    """Claims of former starts under the name in `mine`; of nobody where that is no claimant's.

    By length and beginning: names of nodes may hold any sign, and one may be the beginning of another.
    """
    size = sa.func.length(mine)
    head = sa.func.substr(mine, 1, size - GENERATION)
    return sa.and_(
        claimed_by != mine,
        sa.func.length(claimed_by) == size,
        size > GENERATION,
        sa.func.substr(mine, size - GENERATION, 1) == "/",
        sa.func.substr(claimed_by, 1, size - GENERATION) == head,
    )


def of_node(claimed_by: sa.Column[str], node: str) -> sa.ColumnElement[bool]:
    """Claims of any start under this node's name."""
    head = f"{node}/"
    started = sa.and_(
        sa.func.length(claimed_by) == len(head) + GENERATION,
        sa.func.substr(claimed_by, 1, len(head)) == head,
    )
    return sa.or_(claimed_by == node, started)
