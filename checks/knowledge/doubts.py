"""Why a text that tells of a refusal is no proof that there was one."""

from __future__ import annotations

from typing import Final

SAMPLE: Final = "It stands in a test, a specification or a comparison, so it need not have happened."
SUPPOSED: Final = "The text tells of it as of something that can happen or was before, so it need not be so now."
OVER: Final = "The text tells that it is over, so it need not be so now."
UNHAPPENED: Final = frozenset({SAMPLE, SUPPOSED})
"""Those of an exchange that may never have been."""
