"""Where the results of a batch go: lines as they come, a table or page at the end, and a bar meanwhile."""

from __future__ import annotations

import os
import shutil
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Final

import click

from diagnose.cli.exits import BY_STATUS, CAUSE_FOUND
from diagnose.cli.output import check_place
from diagnose.cli.streams import complain, is_terminal, need_stdout, shows_unicode

if TYPE_CHECKING:
    from pathlib import Path

    from diagnose.model.result import Result

FORMATS: Final = ("table", "jsonl", "html")
_BY_SUFFIX: Final = {".html": "html", ".htm": "html", ".jsonl": "jsonl", ".json": "jsonl", ".txt": "table"}


class Results:
    """Takes each result once. Checked before anything is asked; `source` is what the file is called."""

    def __init__(self, format_: str | None, path: Path | None, *, force: bool, source: str) -> None:
        suffix = path.suffix.lower() if path is not None else ""
        usual = "table" if path is not None or is_terminal(sys.stdout) else "jsonl"
        self._format = format_ or _BY_SUFFIX.get(suffix, usual)
        self._path, self._force, self._source = path, force, source
        self._results: list[Result] = []
        self._bar: Callable[[], None] | None = None
        if path is None:
            need_stdout()
        else:
            check_place(path, force=force)

    def add(self, result: Result) -> None:
        """One more; called by one thread at a time."""
        self._results.append(result)
        if self._format == "jsonl" and self._path is None:
            from reports.fleet import line

            sys.stdout.write(line(result))
            sys.stdout.flush()
        if self._bar is not None:
            self._bar()

    @contextmanager
    def progress(self, total: int) -> Iterator[None]:
        """A bar on stderr with the rate and what is left, while the block runs; nothing where nobody watches."""
        if not is_terminal(sys.stderr) or os.environ.get("TERM") == "dumb":
            yield
            return
        from diagnose.cli.batch.bar import bar_of

        with bar_of(total) as self._bar:
            yield
        self._bar = None

    def finish(self) -> int:
        """Write what is due at the end; the exit code of the worst row."""
        from diagnose.model.result import urgency

        text = self._text()
        if self._path is not None:
            from diagnose.files.names import shown
            from diagnose.files.private import write_private

            write_private(self._path, text.encode("utf-8", "backslashreplace"), force=self._force)
            complain(f"The results are in {shown(self._path)}")
        elif self._format != "jsonl":
            click.echo(text, nl=False)
        if self._format == "jsonl" or self._path is not None:
            from reports.fleet import counts

            complain(counts(self._results))
        worst = min(self._results, key=urgency)
        return CAUSE_FOUND if worst.expiring else BY_STATUS[worst.status.value]

    def _text(self) -> str:
        from reports import fleet

        if self._format == "jsonl":
            return "".join(map(fleet.line, self._results))
        if self._format == "html":
            return fleet.page(self._results, source=self._source, now=time.time())
        width = shutil.get_terminal_size().columns if self._path is None and is_terminal(sys.stdout) else 120
        unicode = self._path is not None or shows_unicode(sys.stdout)
        return fleet.table(self._results, width=width, unicode=unicode)
