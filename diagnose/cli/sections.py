"""A command whose help shows its options under headings, and an example at the end."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

import click

REPORT: Final = {"format_": "Report"}
"""The heading of the options that every command with a report shares."""

_NARROWEST, _WIDEST, _AROUND = 4, 30, 4


def _columns(records: list[tuple[str, str]], width: int) -> int:
    """How much of the width options may fill: so little that no variable's name beside them has to be cut in two."""
    longest = max(len(word) for _, says in records for word in says.split())
    return max(_NARROWEST, min(_WIDEST, width - longest - _AROUND))


class Sectioned(click.Command):
    """A command. `headings`: by the name of the first option of each section; `example`: command lines to copy."""

    def __init__(self, *args: Any, headings: Mapping[str, str], example: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.headings, self.example = headings, example

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the options in their order, each under the last heading before it."""
        heading = "Options"
        sections: dict[str, list[tuple[str, str]]] = {}
        for param in self.get_params(ctx):
            heading = "Options" if param.name == "help" else self.headings.get(param.name or "", heading)
            record = param.get_help_record(ctx) if isinstance(param, click.Option) else None
            if record is not None:
                sections.setdefault(heading, []).append(record)
        for name, records in sections.items():
            with formatter.section(name):
                formatter.write_dl(records, col_max=_columns(records, formatter.width))

    def format_epilog(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002 - click names it
        """Write the example, line by line."""
        with formatter.section("Example" if "\n" not in self.example else "Examples"):
            for line in self.example.splitlines():
                formatter.write(f"{'':>{formatter.current_indent}}{line}\n")
