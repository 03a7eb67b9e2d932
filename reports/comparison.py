"""What is different between two runs: the verdict, each question's answer, and what was asked for."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

import msgspec

from diagnose.model import Diagnosis, Evidence, Exchange
from reports import names
from reports.answer_words import in_words
from reports.escape import ascii_only, clip, json_text, plain

SCHEMA: Final = "infisical-diagnose/comparison/v1"
_LONGEST: Final = 300


class Change(msgspec.Struct, frozen=True, kw_only=True):
    """One thing that is different. `what`: a probe's name, or a field; empty: it was not there."""

    what: str
    before: str
    after: str


def changes(before: Diagnosis, after: Diagnosis) -> tuple[Change, ...]:
    """All that is different, the verdict first. What differs between any two runs, such as times and ids, is none."""
    found = [Change(what="verdict", before=_verdict(before), after=_verdict(after))]
    found += _fields(before.evidence, after.evidence)
    probes = dict.fromkeys(x.probe for d in (before, after) for x in d.evidence.exchanges)
    for probe in probes:
        first, second = before.evidence.of(probe), after.evidence.of(probe)
        found.append(Change(what=probe, before=_answer(first), after=_answer(second)))
    return tuple(change for change in found if change.before != change.after)


def text(before: Diagnosis, after: Diagnosis, *, unicode: bool = True) -> str:
    """The changes for people, a line each."""
    asked = {x.probe for diagnosis in (before, after) for x in diagnosis.evidence.exchanges}
    told = changes(before, after)
    lines = [_line(one, "not asked" if one.what in asked else "none") for one in told]
    lines = lines or [f"Nothing changed: {_verdict(after)}"]
    whole = "".join(f"{plain(line)}\n" for line in lines)
    return whole if unicode else ascii_only(whole)


def json(before: Diagnosis, after: Diagnosis) -> str:
    """The changes for programs, with both verdicts."""
    content = {
        "schema": SCHEMA,
        "before": _told(before),
        "after": _told(after),
        "changes": changes(before, after),
    }
    return json_text(msgspec.json.format(msgspec.json.encode(content), indent=1).decode()) + "\n"


def _line(change: Change, nothing: str) -> str:
    return f"{change.what}: {change.before or nothing} → {change.after or nothing}"


def _told(diagnosis: Diagnosis) -> dict[str, Any]:
    verdict = diagnosis.verdict
    return {
        "status": verdict.status,
        "cause": verdict.cause,
        "confidence": verdict.confidence,
        "headline": str(verdict.headline),
        "started_at": diagnosis.evidence.started_at,
    }


def _verdict(diagnosis: Diagnosis) -> str:
    verdict = diagnosis.verdict
    sure = f" ({names.CONFIDENCES[verdict.confidence]})" if verdict.confidence else ""
    return f"{verdict.cause or names.STATUSES[verdict.status].lower()}{sure}"


def _fields(before: Evidence, after: Evidence) -> Iterator[Change]:
    """The target, and which credential it was."""
    first, second = (
        {
            **{k: v for k, v in msgspec.structs.asdict(e.target).items() if k != "sources"},
            "client ID": e.credential.client_id,
            "credential": e.credential.kind.value,
        }
        for e in (before, after)
    )
    for name, value in first.items():
        shown = [clip(str(v), _LONGEST) if v is not None else "" for v in (value, second[name])]
        yield Change(what=name.replace("_", " "), before=shown[0], after=shown[1])


def _answer(exchange: Exchange | None) -> str:
    if exchange is None:
        return ""
    answer = exchange.answer
    if answer is None:
        return names.SILENCES[exchange.silence] if exchange.silence is not None else "no answer"
    said = answer.message or (in_words(answer.data) if answer.data else "")
    return f"{answer.status} {clip(said, _LONGEST)}".strip()
