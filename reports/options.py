"""What a reader may choose about a report."""

from __future__ import annotations

import msgspec


class Options(msgspec.Struct, frozen=True, kw_only=True):
    """How to show. `width`: columns (terminal only). `unicode` false: nothing but ASCII is written to the terminal.

    `verbose` adds the evidence to the terminal report and opens it in the page. `quiet`: one line (terminal only).
    """

    width: int = 80
    color: bool = False
    unicode: bool = True
    verbose: bool = False
    quiet: bool = False
