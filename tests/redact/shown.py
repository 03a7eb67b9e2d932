"""What a text shows when its secrets are gone."""

from __future__ import annotations

import re
from typing import Final

_MARK: Final = re.compile(r"<[a-z]+(?:-[a-z]+)*:\d+ (?:characters|hex)>")


def around(cleaned: str) -> str:
    """All of a redacted text but its secrets: `{}` for each mark."""
    return _MARK.sub("{}", cleaned)
