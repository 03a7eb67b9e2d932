"""Keys and tokens of other makers, told by the letters that they all begin with; and codes of OAuth in addresses."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from diagnose.redact.scan import LETTERS_AND_DIGITS, Alphabet, hits
from diagnose.redact.span import Span
from diagnose.redact.values import is_secretish, mark

_KEY, _TOKEN = "api-key", "token"
# How it begins, the kind, and what follows. The beginnings alone are no secrets.
_MAKERS: Final = (
    ("ghp_", _TOKEN, r"[A-Za-z0-9]{20,}"),
    ("gho_", _TOKEN, r"[A-Za-z0-9]{20,}"),
    ("ghu_", _TOKEN, r"[A-Za-z0-9]{20,}"),
    ("ghs_", _TOKEN, r"[A-Za-z0-9]{20,}"),
    ("ghr_", _TOKEN, r"[A-Za-z0-9]{20,}"),
    ("github_pat_", _TOKEN, r"[A-Za-z0-9_]{30,}"),
    ("glpat-", _TOKEN, r"[A-Za-z0-9_-]{16,}"),
    ("xox", _TOKEN, r"[abeoprs]-[A-Za-z0-9-]{16,}"),
    ("xapp-", _TOKEN, r"[A-Za-z0-9-]{16,}"),
    ("AKIA", _KEY, r"[A-Z0-9]{16}(?![A-Za-z0-9])"),
    ("ASIA", _KEY, r"[A-Z0-9]{16}(?![A-Za-z0-9])"),
    ("hvs.", _TOKEN, r"[A-Za-z0-9_-]{20,}"),
    ("hvb.", _TOKEN, r"[A-Za-z0-9_-]{20,}"),
    ("npm_", _TOKEN, r"[A-Za-z0-9]{30,}"),
    ("pypi-", _TOKEN, r"[A-Za-z0-9_-]{40,}"),
    ("AIza", _KEY, r"[A-Za-z0-9_-]{30,}"),
    ("sk_live_", _KEY, r"[A-Za-z0-9]{16,}"),
    ("sk_test_", _KEY, r"[A-Za-z0-9]{16,}"),
    ("rk_live_", _KEY, r"[A-Za-z0-9]{16,}"),
    ("whsec_", _KEY, r"[A-Za-z0-9+/=]{20,}"),
    ("sk-ant-", _KEY, r"[A-Za-z0-9_-]{20,}"),
    ("sk-proj-", _KEY, r"[A-Za-z0-9_-]{20,}"),
    ("dop_v1_", _TOKEN, r"[0-9a-f]{40,}"),
    ("SG.", _KEY, r"[A-Za-z0-9_-]{16,}\.[A-Za-z0-9_-]{16,64}"),
    ("AGE-SECRET-KEY-1", "key", r"[A-Z0-9]{40,}"),
)
_KINDS: Final = {f"g{number}": kind for number, (_, kind, _) in enumerate(_MAKERS)}
_SHAPE: Final = re.compile(
    "(?<![A-Za-z0-9])(?:"
    + "|".join(f"(?P<g{number}>{re.escape(start)}{rest})" for number, (start, _, rest) in enumerate(_MAKERS))
    + ")"
)
# All of them have a long run of these; what of a beginning stands before the run is at most so long.
_LETTERS: Final = Alphabet(LETTERS_AND_DIGITS + "_-")
_LEAST, _BEFORE, _BEHIND = 16, 4, 66
_CODE: Final = re.compile(r"(?<=[?&])code=([A-Za-z0-9._~%/+-]{20,4000})")


def vendor_spans(text: str) -> Iterator[Span]:
    """Every key of a known maker in `text`, and every code that stands for a login."""
    done = 0
    for start, end in _LETTERS.runs(text, _LEAST):
        for match in _SHAPE.finditer(text, max(done, start - _BEFORE), end + _BEHIND):
            done = match.end()
            kind = _KINDS[match.lastgroup or ""]
            yield Span(*match.span(), mark(kind, match[0]), kind, match[0])
    for at, _ in hits(text, ("code=",)):
        code = _CODE.match(text, at)
        if code is not None and is_secretish(code[1]):
            yield Span(*code.span(1), mark("token", code[1]), "token", code[1])
