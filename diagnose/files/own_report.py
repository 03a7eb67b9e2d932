"""Whether a file is a report of ours, which a later run may put a newer one in the place of."""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import Final

_EDGE: Final = 4096
_PAGE: Final = re.compile(rb'<!DOCTYPE html>.*<meta name="infisical-diagnose" content="', re.DOTALL)
_JSON: Final = re.compile(rb'\{\s*"schema": "infisical-diagnose/report/')
_JUNIT: Final = re.compile(rb'<\?xml [^>]*>\s*<testsuites>\s*<testsuite name="infisical-diagnose"')
_MARKDOWN: Final = re.compile(rb"\. Made by infisical-diagnose \S+; holds no secret\.\s*\Z")
_BEGINNINGS: Final = (_PAGE, _JSON, _JUNIT)


def is_own_report(path: Path) -> bool:
    """Whether the file is a page, a JSON, JUnit or Markdown report that this tool wrote. False if it cannot be read."""
    flags = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)
    try:
        with os.fdopen(os.open(path, flags), "rb") as file:
            begin = file.read(_EDGE)
            file.seek(max(file.seek(0, os.SEEK_END) - _EDGE, 0))
            end = file.read(_EDGE)
    except (OSError, ValueError):
        return False
    return any(mark.match(begin) for mark in _BEGINNINGS) or _MARKDOWN.search(end) is not None
