"""Writes docs/library.md from the docstrings of the library: `python .ci/library_page.py`."""

from __future__ import annotations

import inspect
import re
from pathlib import Path
from typing import Any

import diagnose
from diagnose import api

PAGE = Path(__file__).parents[1] / "docs" / "library.md"


def page() -> str:
    """The whole page as Markdown."""
    functions = [name for name in diagnose.__all__ if inspect.isfunction(getattr(diagnose, name))]
    parts = ["# The library", (api.__doc__ or "").strip()]
    for name in functions:
        function = getattr(diagnose, name)
        head = f"def {name}{_signature(function)}"
        parts += [f"## `{name}`", f"```python\n{head}\n```", inspect.getdoc(function) or ""]
    fields = "\n".join(f"{name}: {kind}" for name, kind in inspect.get_annotations(api.Question).items())
    parts += ["## What `check` takes", f"```python\n{_readable(fields)}\n```", inspect.getdoc(api.Question) or ""]
    types = ", ".join(f"`{name}`" for name in diagnose.__all__ if name not in functions)
    parts += ["## Types", f"{types} are what the functions take, give and raise; `help(diagnose.Verdict)` tells more."]
    return "\n\n".join(parts) + "\n"


def _signature(function: Any) -> str:
    """The signature without the quotes around what is not evaluated."""
    return re.sub(r"(: |-> )'([^']*)'", r"\1\2", str(inspect.signature(function)))


def _readable(fields: str) -> str:
    return fields.replace("ForwardRef('", "").replace("', module='diagnose.api')", "")


if __name__ == "__main__":
    PAGE.write_text(page(), "utf-8")
