"""The report as one page: loads nothing, runs only its own script, and shows text from elsewhere as text."""

from __future__ import annotations

import base64
import hashlib
import re
from functools import cache
from pathlib import Path
from typing import Any, Final

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from diagnose.model import Diagnosis
from reports import html_view
from reports.options import Options
from reports.text import plain

_TEMPLATES: Final = Path(__file__).parent / "templates"
_VIEWS: Final = {"support": html_view.support, "customer": html_view.customer}
_EDGES: Final = re.compile(r"\s*([{};,])\s*|(?<=[a-z]:)\s+|\s*\n\s*")


def render(diagnosis: Diagnosis, options: Options) -> str:
    """The diagnosis as a complete HTML document."""
    css, script = style(), behaviour()
    policy = (
        f"default-src 'none'; style-src '{_hash(css)}'; script-src '{_hash(script)}'; img-src data:; "
        "base-uri 'none'; form-action 'none'"
    )
    page = _environment().get_template(f"{options.audience}.html.j2")
    # Style and script are ours, and their hashes must hold byte for byte, so they alone are not escaped.
    text = page.render(
        css=Markup(css),  # noqa: S704
        script=Markup(script),  # noqa: S704
        policy=policy,
        audience=options.audience,
        open=options.verbose,
        **_VIEWS[options.audience](diagnosis),
    )
    return "".join(f"{line}\n" for row in text.split("\n") if (line := row.strip(" ")))


@cache
def style() -> str:
    """The page's style sheet, as it stands in the page: without the blanks that are there for its writer."""
    return _EDGES.sub(lambda edge: edge[1] or "", (_TEMPLATES / "page.css").read_text(encoding="utf-8"))


@cache
def behaviour() -> str:
    """The page's script, as it stands in the page. The page says all that it says without it."""
    lines = (_TEMPLATES / "page.js").read_text(encoding="utf-8").split("\n")
    return "\n".join(line for raw in lines if (line := raw.strip()))


def _hash(content: str) -> str:
    return f"sha256-{base64.b64encode(hashlib.sha256(content.encode()).digest()).decode()}"


@cache
def _environment() -> Environment:
    return Environment(
        loader=FileSystemLoader(_TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=_finalize,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )


def _finalize(value: Any) -> Any:
    """Every value that the template prints passes here; what could move or hide text is spelled out."""
    return plain(value) if isinstance(value, str) and not isinstance(value, Markup) else value
