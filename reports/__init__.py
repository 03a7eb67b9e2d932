"""How a diagnosis is shown: one pure function per format, each loaded only when it is asked for."""

from __future__ import annotations

import importlib
from typing import Final

from diagnose.model import Diagnosis
from reports.options import Options

_MODULES: Final = {
    "terminal": "reports.terminal",
    "json": "reports.json_report",
    "html": "reports.html_page",
    "markdown": "reports.markdown",
    "junit": "reports.junit",
}
FORMATS: Final = tuple(_MODULES)

__all__ = ["FORMATS", "Options", "render"]


def render(diagnosis: Diagnosis, format: str, options: Options) -> str:  # noqa: A002 - the word for it
    """The diagnosis as text that ends with a newline. Equal input gives equal text.

    `format` is one of `FORMATS`; anything else is a ValueError.
    """
    if format not in _MODULES:
        msg = f"no such format: {format!r}; there are {', '.join(FORMATS)}"
        raise ValueError(msg)
    module = "reports.one_line" if format == "terminal" and options.quiet else _MODULES[format]
    text = importlib.import_module(module).render(diagnosis, options)
    return str(text)
