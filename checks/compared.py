"""What a login's proof says, field by field beside what the identity's settings allow."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any, Final

from checks.access import glob
from checks.access.outcome import UndecidableError
from checks.case import Case
from checks.case.looks import ids
from checks.knowledge.csv_file import read
from checks.knowledge.hints import hint, listed
from checks.signs import Sign
from diagnose.model import Comparison, Confidence, State, Text

LOOK: Final = "look-method"
_ABSENT: Final = (400, 404)


def compared(case: Case) -> tuple[Comparison, ...]:
    """One row for each setting that is compared with the proof, in the server's order; none where none was read."""
    facts, settings = case.evidence.credential, case.looks.facts(LOOK)
    rows = (row for row in _rows() if row["method"] == facts.method and row["field"] in settings)
    return tuple(found for row in rows for found in _of_row(row, settings[row["field"]], facts.claims))


def signs(case: Case) -> Iterable[Sign]:
    """The first setting that the proof does not fit is what refused it; what the others allow is told beside them."""
    looks, left = case.looks, tuple(suspect.cause for suspect in case.suspects)
    if not left or case.evidence.credential.method is None:
        return
    yield from _of_its_absence(case, left)
    found, because = compared(case), ids((looks.exchange(LOOK),))
    first = next((one for one in found if one.fits is False), None)
    for one in found:
        told = hint(
            "proof-against", said=listed(one.says) or Text("nothing"), setting=one.setting, allowed=listed(one.allowed)
        )
        if one is first:
            sure = Confidence.CERTAIN if left == (one.cause,) else Confidence.LIKELY
            yield Sign(cause=one.cause, explains=left, confidence=sure, because=because, hint=told)
            yield Sign(cause=left[0], state=State.UNKNOWN, hint=told)
        elif one.fits is not None:
            yield Sign(cause=one.cause, state=State.UNKNOWN, hint=told)


def _of_its_absence(case: Case, left: tuple[str, ...]) -> Iterator[Sign]:
    """Whether the identity has no such method, or is none that the one who looks can see."""
    for exchange, answer in case.looks.refused():
        said = (answer.message or "").lower()
        if exchange.probe != LOOK or answer.status not in _ABSENT:
            continue
        if "does not have" in said:
            yield Sign(cause="auth-method-not-configured", explains=left, because=(exchange.id,))
        elif "failed to find identity" in said and len(left) > 1:
            # Another organisation, or another region, may have it.
            yield Sign(cause="identity-unknown", explains=left, confidence=Confidence.LIKELY, because=(exchange.id,))


def _of_row(row: Mapping[str, str], allowed: Any, claims: Mapping[str, Any]) -> Iterator[Comparison]:
    if row["kind"] != "claims":
        yield _comparison(
            row, row["setting"], "spaced" if row["kind"] == "spaced" else row["kind"], allowed, claims.get(row["claim"])
        )
    elif isinstance(allowed, Mapping):
        for name, wanted in allowed.items():
            yield _comparison(row, f"{row['setting']}: {name}", "spaced", wanted, claims.get(name))


def _comparison(row: Mapping[str, str], setting: str, kind: str, allowed: Any, said: Any) -> Comparison:
    wanted, says = _entries(allowed, ", " if kind == "spaced" else ","), _texts(said)
    if kind in {"one", "glob", "url"}:
        wanted = _texts(allowed)
    return Comparison(setting=setting, cause=row["cause"], allowed=wanted, says=says, fits=_fits(kind, wanted, says))


def _entries(allowed: Any, separator: str) -> tuple[str, ...]:
    """The entries of a list, which older servers keep as one text; a comma without a blank may belong to an entry."""
    if isinstance(allowed, str):
        parts = allowed.split(separator)
        return tuple(part.strip() if separator == "," else part for part in parts if part.strip())
    return _texts(allowed)


def _texts(value: Any) -> tuple[str, ...]:
    parts = value if isinstance(value, list | tuple) else (value,)
    return tuple(str(part) for part in parts if isinstance(part, str | int) and part != "")


def _fits(kind: str, allowed: tuple[str, ...], says: tuple[str, ...]) -> bool | None:
    """Whether one of what the proof says is allowed. An empty setting allows all; what is not said is not known."""
    if not allowed:
        return True
    if not says:
        return None
    try:
        return any(_TESTS[kind](one, said) for one in allowed for said in says)
    except UndecidableError:
        return None


def _like(pattern: str, said: str) -> bool:
    """Whether a text fits a pattern; a scheme in front of it is a text like any other."""
    if pattern == said or glob.is_literal(pattern):
        return pattern == said
    scheme, sign, rest = pattern.partition("://")
    if sign and glob.is_literal(scheme):
        return said.startswith(f"{scheme}://") and _like(rest, said.removeprefix(f"{scheme}://"))
    return glob.matches(pattern, said)


def _arn(pattern: str, said: str) -> bool:
    """Both forms of a role's name are compared, with `*` for any text."""
    role = re.sub(r"^arn:aws:sts::(\d+):assumed-role/([^/]+).*", r"arn:aws:iam::\1:role/\2", said)
    short = re.sub(r"(:assumed-role/[^/]+)/.*", r"\1", said)
    wanted = re.compile(".*".join(re.escape(part) for part in pattern.split("*")))
    return any(wanted.fullmatch(form) for form in (said, role, short))


_TESTS: Final[Mapping[str, Callable[[str, str], bool]]] = {
    "one": lambda allowed, said: allowed == said,
    "list": lambda allowed, said: allowed == said,
    "url": lambda allowed, said: allowed.rstrip("/") == said.rstrip("/"),
    "glob": _like,
    "globs": _like,
    "spaced": _like,
    "arns": _arn,
}


@cache
def _rows() -> tuple[Mapping[str, str], ...]:
    """The settings that are compared, in the order in which servers do."""
    return read(Path(__file__).parent / "knowledge" / "settings.csv")
