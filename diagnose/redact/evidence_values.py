"""Values that are never secrets, whatever stands before them: what support needs to follow a request."""

from __future__ import annotations

import re
from typing import Final

_LONGEST: Final = 80
_OCTET: Final = r"(?:25[0-5]|2[0-4][0-9]|1?[0-9]{1,2})"
_DATE: Final = r"[0-9]{4}(?:-[01][0-9]-|/[01][0-9]/)[0-3][0-9]"
_CLOCK: Final = r"[0-2][0-9]:[0-5][0-9](?::[0-6][0-9](?:[.,][0-9]{1,9})?)?(?:Z|[+-][0-9]{2}:?[0-9]{2})?"
_SHAPES: Final = (
    r"req-[A-Za-z0-9-]{4,40}",  # the id of a request
    rf"(?:{_OCTET}\.){{3}}{_OCTET}(?:/[0-9]{{1,2}}|:[0-9]{{1,5}})?",  # an address, a network, an address with its port
    r"\[?(?=[0-9a-f:]*::|(?:[0-9a-f]{1,4}:){7})[0-9a-f:]{2,39}\]?(?:/[0-9]{1,3}|:[0-9]{1,5})?",
    rf"{_DATE}(?:[T ]{_CLOCK})?",
    _CLOCK,
    r"(?:HTTP[ /]?)?[1-5][0-9]{2}(?: [A-Z][A-Za-z ]{1,30})?",  # a status
    r"[0-9]{1,9} bytes",  # how long a value is, as `kubectl describe` shows it
)
_EVIDENCE: Final = re.compile("|".join(f"(?:{shape})" for shape in _SHAPES))


def is_evidence_value(value: str) -> bool:
    """Whether a value is the id of a request, an address, a network, a time or a status."""
    return len(value) <= _LONGEST and _EVIDENCE.fullmatch(value) is not None
