"""What a batch has asked and learned so far, on disk: a run that is killed at any moment is finished by the next one.

A row is entered before its first request goes out, and its evidence is kept after every answer, so that no later run
asks any of it again. What is left of the servers' limits is kept too. None of it holds a secret.
"""

from __future__ import annotations

import os
import sqlite3
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Final, Self

from diagnose.problems import UsageProblem

_VERSION: Final = 2
_PAGES: Final = 8192
"""Of 4 KiB, that the log may have before it is written into the database: some 800 rows, of ten pages each."""
_TABLES: Final = (
    "CREATE TABLE IF NOT EXISTS rows (key TEXT PRIMARY KEY, evidence BLOB, result BLOB)",
    "CREATE TABLE IF NOT EXISTS levels (name TEXT PRIMARY KEY, level BLOB) WITHOUT ROWID",  # from version 2
)


class Journal:
    """The journal in one file, for its owner only. Safe to use from several threads, not from several processes."""

    def __init__(self, path: Path) -> None:
        """Raises UsageProblem where the file cannot be used, or another run uses it."""
        self._lock = threading.Lock()
        try:
            os.close(os.open(path, os.O_RDWR | os.O_CREAT | getattr(os, "O_NOFOLLOW", 0), 0o600))
            self._database = sqlite3.connect(path, timeout=0, isolation_level=None, check_same_thread=False)
        except (OSError, sqlite3.Error):
            msg = f"the journal {path} cannot be written."
            raise UsageProblem(msg) from None
        try:
            self._open(path)
        except sqlite3.OperationalError:
            self._database.close()
            msg = f"another run uses the journal {path}; wait for its end, or name another with --journal."
            raise UsageProblem(msg) from None
        except sqlite3.DatabaseError:
            self._database.close()
            msg = f"{path} is no journal of a batch; name another with --journal, or remove it."
            raise UsageProblem(msg) from None

    def _open(self, path: Path) -> None:
        # Exclusive: the file is ours until the process ends, and the system forgets that of a killed process.
        self._database.execute("PRAGMA locking_mode=EXCLUSIVE")
        # Synchronous NORMAL: what is committed survives the end of the process; a power cut may lose the last rows.
        self._database.execute("PRAGMA journal_mode=WAL")
        self._database.execute("PRAGMA synchronous=NORMAL")
        self._database.execute(f"PRAGMA wal_autocheckpoint={_PAGES}")  # each waits for the disk
        if self._database.execute("PRAGMA user_version").fetchone()[0] > _VERSION:
            self._database.close()
            msg = f"{path} is the journal of a later version; name another with --journal, or remove it."
            raise UsageProblem(msg)
        for table in _TABLES:
            self._database.execute(table)
        self._database.execute(f"PRAGMA user_version={_VERSION}")

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        with self._lock:
            self._database.close()

    def begin(self, key: str) -> None:
        """A row's first request is about to go out."""
        self._do("INSERT INTO rows (key) VALUES (?)", key)

    def observe(self, key: str, evidence: bytes) -> None:
        """What is known of a row that is being asked."""
        self._do("UPDATE rows SET evidence = ? WHERE key = ?", evidence, key)

    def finish(self, key: str, result: bytes) -> None:
        """A row's result; its evidence is not needed any more."""
        # In place: to replace the row would write twice as many pages, its index among them.
        self._do(
            "INSERT INTO rows (key, result) VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET "
            "evidence = NULL, result = excluded.result",
            key,
            result,
        )

    def results(self) -> Iterator[tuple[str, bytes]]:
        """Key and result of every row that is done."""
        with self._lock:
            rows = self._database.execute("SELECT key, result FROM rows WHERE result IS NOT NULL").fetchall()
        return ((str(key), bytes(result)) for key, result in rows)

    def begun(self) -> dict[str, bytes | None]:
        """The rows that were asked and are not done, each with what is known of it."""
        with self._lock:
            rows = self._database.execute("SELECT key, evidence FROM rows WHERE result IS NULL").fetchall()
        return {str(key): None if evidence is None else bytes(evidence) for key, evidence in rows}

    def keep(self, name: str, level: bytes) -> None:
        """What is left of one limit of a server; forgotten with nothing else, since the server does not forget it."""
        self._do("INSERT OR REPLACE INTO levels (name, level) VALUES (?, ?)", name, level)

    def levels(self) -> dict[str, bytes]:
        """What was left of the servers' limits, by name."""
        with self._lock:
            return {str(name): bytes(level) for name, level in self._database.execute("SELECT name, level FROM levels")}

    def forget(self, key: str) -> None:
        """A row of which nothing was asked after all."""
        self._do("DELETE FROM rows WHERE key = ? AND result IS NULL", key)

    def forget_begun(self) -> None:
        """Forget the rows that were asked and are not done, so that they are asked again."""
        self._do("DELETE FROM rows WHERE result IS NULL")

    def forget_all(self) -> None:
        """Begin anew."""
        self._do("DELETE FROM rows")

    def _do(self, statement: str, *values: object) -> None:
        with self._lock:
            self._database.execute(statement, values)
