"""A file's name, and why it could not be used, as they may be shown: a secret may stand in the place of a name."""

from __future__ import annotations

import os
from pathlib import Path


def shown(path: Path | str) -> str:
    """The name, or a line with names in it, without what looks like a secret."""
    from diagnose.redact import Redactor  # only a message needs it

    return Redactor().line(str(path))


def reason(error: Exception) -> str:
    """The system's own words for why a file could not be used; an exception's text may repeat what was typed."""
    return os.strerror(error.errno) if isinstance(error, OSError) and error.errno else "not a file name"
