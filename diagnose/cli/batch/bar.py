"""The bar of a batch on stderr: how many rows are done, how many in a second, and how long the rest will take."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, ProgressColumn, Task, TimeRemainingColumn
from rich.text import Text


class _Rate(ProgressColumn):
    """Rows in a second."""

    def render(self, task: Task) -> Text:
        """Nothing before the first rows."""
        speed = task.finished_speed or task.speed
        return Text(f"{speed:.1f} rows/s" if speed else "")


@contextmanager
def bar_of(total: int) -> Iterator[Callable[[], None]]:
    """Show the bar while the block runs; what it gives is called once a row."""
    columns = (BarColumn(), MofNCompleteColumn(), _Rate(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("", total=total)
        yield lambda: bar.advance(task)
