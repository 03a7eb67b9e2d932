"""How a diagnosis is shown: one pure function per format and audience, each loaded only when it is asked for."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from importlib import import_module
from typing import Final

from diagnose.model import Diagnosis
from reports.languages import ENGLISH, LANGUAGES
from reports.options import Options

SUPPORT: Final = "support"
CUSTOMER: Final = "customer"
_WHOLE: Final = "reports.terminal.render"
_BRIEF: Final = "reports.brief.render"
_RENDERERS: Final[Mapping[tuple[str, str], str]] = {
    ("terminal", SUPPORT): _WHOLE,
    ("terminal", CUSTOMER): "reports.letter_terminal.render",
    ("json", SUPPORT): "reports.json_report.render",
    ("html", SUPPORT): "reports.html_page.support",
    ("html", CUSTOMER): "reports.html_page.customer",
    ("markdown", SUPPORT): "reports.markdown.render",
    ("markdown", CUSTOMER): "reports.letter_markdown.render",
    ("email", SUPPORT): "reports.letter_email.render",
    ("email", CUSTOMER): "reports.letter_email.render",
    ("junit", SUPPORT): "reports.junit.render",
    ("github", SUPPORT): "reports.github.render",
}
_ONE_LINE: Final = {SUPPORT: "reports.one_line.support", CUSTOMER: "reports.one_line.customer"}
FORMATS: Final = tuple(dict.fromkeys(format_ for format_, _ in _RENDERERS))
FOR_PROGRAMS: Final = frozenset(format_ for format_ in FORMATS if (format_, CUSTOMER) not in _RENDERERS)
"""Formats that have no copy for the customer."""

__all__ = ["FORMATS", "FOR_PROGRAMS", "Options", "render", "renderer"]


def render(diagnosis: Diagnosis, format: str, options: Options) -> str:  # noqa: A002 - the word for it
    """The diagnosis as text that ends with a newline. Equal input gives equal text. ValueError as for `renderer`."""
    return renderer(format, options)(diagnosis, options)


def renderer(format: str, options: Options) -> Callable[[Diagnosis, Options], str]:  # noqa: A002 - the word for it
    """What renders so, loaded.

    `format` is one of `FORMATS`; anything else is a ValueError, as is an audience or a language without such a copy.
    """
    if format not in FORMATS:
        msg = f"no such format: {format!r}; there are {', '.join(FORMATS)}"
        raise ValueError(msg)
    if options.language not in LANGUAGES:
        msg = f"no such language: {options.language!r}; there are {', '.join(LANGUAGES)}"
        raise ValueError(msg)
    if options.language != ENGLISH and options.audience != CUSTOMER and format != "email":
        msg = f"the copy for {options.audience} is in English alone"
        raise ValueError(msg)
    name = _RENDERERS.get((format, options.audience))
    if name is None:
        msg = f"no copy of the {format} report is for {options.audience!r}"
        raise ValueError(msg)
    if format == "terminal" and options.quiet:
        name = _ONE_LINE[options.audience]
    elif name == _WHOLE and not options.verbose:
        name = _BRIEF
    module, _, function = name.rpartition(".")
    found: Callable[[Diagnosis, Options], str] = getattr(import_module(module), function)
    return found
