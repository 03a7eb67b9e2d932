"""The report as one page: loads nothing, runs only its own script, and shows text from elsewhere as text."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any, Final

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from diagnose.model import Diagnosis
from reports import html_view, words
from reports.escape import plain
from reports.languages import ENGLISH
from reports.options import Options
from reports.words import Untranslated

_TEMPLATES: Final = Path(__file__).parent / "templates"


def support(diagnosis: Diagnosis, options: Options) -> str:
    """The diagnosis as a complete HTML document."""
    return _page("support", html_view.support(diagnosis), options)


def customer(diagnosis: Diagnosis, options: Options) -> str:
    """The customer's copy as a complete HTML document."""
    return _page("customer", html_view.customer(diagnosis, words.of(options.language)), options)


def _page(audience: str, view: Mapping[str, Any], options: Options) -> str:
    css, script = style() + _labels(options.language), behaviour()
    page = _environment().get_template(f"{audience}.html.j2")
    # Style and script are ours, and their hashes must hold byte for byte, so they alone are not escaped.
    text = page.render(
        css=Markup(css),  # noqa: S704
        script=Markup(script),  # noqa: S704
        policy=_policy(css, script),
        audience=audience,
        language=options.language,
        open=options.verbose,
        **view,
    )
    return _flush(text) + "\n"


def _labels(language: str) -> str:
    """What the style sheet writes on buttons, in another language than its own."""
    if language == ENGLISH:
        return ""
    say = words.of(language)
    before, after = say("Copy"), say("Copied")
    return f'\n.copy::after{{content:"{before}";}}\n.copy.done::after{{content:"{after}";}}'


def fleet(view: Mapping[str, Any]) -> str:
    """A page of many results, one row each; it has no script, and what the view holds is shown as text."""
    css = style()
    page = _environment().get_template("fleet.html.j2")
    return _flush(page.render(css=Markup(css), policy=_policy(css, ""), **view)) + "\n"  # noqa: S704


def _policy(css: str, script: str) -> str:
    """What a browser may load and run of the page: its own style, and its own script if it has one."""
    runs = f"script-src '{_hash(script)}'; " if script else ""
    return f"default-src 'none'; style-src '{_hash(css)}'; {runs}img-src data:; base-uri 'none'; form-action 'none'"


def _flush(text: str) -> str:
    """The text without what indents its lines and without empty ones."""
    return "\n".join(line for row in text.split("\n") if (line := row.strip(" ")))


@cache
def style() -> str:
    """The page's style sheet, as it stands in the page."""
    return _flush((_TEMPLATES / "page.css").read_text(encoding="utf-8"))


@cache
def behaviour() -> str:
    """The page's script, as it stands in the page. The page says all that it says without it."""
    return _flush((_TEMPLATES / "page.js").read_text(encoding="utf-8"))


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
    if isinstance(value, Untranslated):
        return Markup('<span lang="en">{}</span>').format(plain(value))
    return plain(value) if isinstance(value, str) and not isinstance(value, Markup) else value
