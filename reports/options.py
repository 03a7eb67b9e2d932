"""What a reader may choose about a report."""

from __future__ import annotations

import msgspec


class Options(msgspec.Struct, frozen=True, kw_only=True):
    """How to show. `width`: columns (terminal only). `unicode` false: nothing but ASCII is written to the terminal.

    `audience`: "support", or "customer" for a reader who needs the steps and no internals (no format for programs).
    `verbose` adds the evidence to the terminal report and every finding to JSON, and opens what a page folds.
    `quiet`: one line (terminal and JSON). `language`: in which the customer's copy is written, one of
    `languages.LANGUAGES`.
    """

    audience: str = "support"
    language: str = "en"
    width: int = 80
    color: bool = False
    unicode: bool = True
    verbose: bool = False
    quiet: bool = False
