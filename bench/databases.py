"""On which database? A fresh one for each measurement, empty or a copy of one that was filled before."""

import os
import shutil
from itertools import count
from pathlib import Path
from typing import Protocol

import psycopg
from sqlalchemy.engine import make_url

from bench.preload import preload


class Database(Protocol):
    """Gives one database after the other."""

    def fresh(self, home: Path) -> str:
        """The URL of a database of its own for one measurement."""

    def drop(self) -> None:
        """Removes the one given last; harmless when repeated."""


class SqliteFiles:
    """A file in the home of each trial, on the disk of that home."""

    def __init__(self, filled: Path | None = None) -> None:
        self._filled = filled

    @classmethod
    def with_tickets(cls, tickets: int, directory: Path) -> "SqliteFiles":
        """Fills a file once; each measurement gets a copy."""
        file = directory / "filled.db"
        preload(f"sqlite:///{file}", tickets)
        return cls(file)

    def fresh(self, home: Path) -> str:
        file = home / "mailgate.db"
        if self._filled is not None:
            shutil.copy(self._filled, file)
        return f"sqlite:///{file}"

    def drop(self) -> None:
        """The home goes with its file."""


class PostgresDatabases:
    """A database on a server where databases may be created; `close` removes the filled one."""

    _numbers = count(1)

    def __init__(self, server: str, filled: str = "template0") -> None:
        self._server, self._filled = server, filled
        self._given = ""

    @classmethod
    def with_tickets(cls, server: str, tickets: int) -> "PostgresDatabases":
        """Fills a database once; each measurement gets a copy."""
        filler = cls(server)
        preload(filler.fresh(Path()), tickets)
        return cls(server, filler._given)

    def fresh(self, home: Path) -> str:  # noqa: ARG002 - the server has its own disk
        self._given = f"mailgate_bench_{os.getpid()}_{next(self._numbers)}"
        self._command(f'CREATE DATABASE "{self._given}" TEMPLATE "{self._filled}"')
        return make_url(self._server).set(database=self._given).render_as_string(hide_password=False)

    def drop(self) -> None:
        if self._given:
            self._command(f'DROP DATABASE IF EXISTS "{self._given}" WITH (FORCE)')
            self._given = ""

    def close(self) -> None:
        self.drop()
        if self._filled != "template0":
            self._command(f'DROP DATABASE IF EXISTS "{self._filled}" WITH (FORCE)')

    def _command(self, sql: str) -> None:
        with psycopg.connect(self._server, autocommit=True) as admin:
            admin.execute(sql.encode())
