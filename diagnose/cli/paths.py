"""A parameter type for files that leaves pathlib unloaded until a path is given: `--help` must not wait for it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

import click

if TYPE_CHECKING:
    from pathlib import Path


class FilePath(click.Path):
    """A path to a file, as pathlib has it."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Path:
        """The path; whether it can be used is for the command to say."""
        from pathlib import Path

        return Path(cast("str", super().convert(value, param, ctx)))
