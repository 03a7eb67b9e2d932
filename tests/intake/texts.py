"""Texts as support receives them, with what an honest reader may say of each; all that is secret is made up."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from diagnose.intake import read
from diagnose.judgement import judge, verdict_of
from diagnose.model import Confidence, Diagnosis, Evidence, Status, Verdict

HERE = Path(__file__).parent
PASTED = HERE / "pasted"


@dataclass(frozen=True, slots=True)
class Text:
    """One text. `causes`: what an honest reader may name, best first; none if it holds no rejection.

    `certain`: the text alone proves the first. `undecidable`: it proves nothing, so saying that is right as well.
    """

    name: str
    content: bytes
    causes: tuple[str, ...]
    same_as_first: frozenset[str]
    certain: bool
    undecidable: bool
    ranked: bool
    faq: tuple[str, ...]
    facts: tuple[str, ...]
    secrets: tuple[str, ...]

    def wrong(self, verdict: Verdict) -> str:
        """What is wrong with a verdict on this text; "" if nothing is."""
        right = {*self.causes, *self.same_as_first}
        sure = verdict.status is Status.CAUSE_FOUND and verdict.confidence is Confidence.CERTAIN
        if not self.causes:
            return "" if verdict.status is Status.INCONCLUSIVE and verdict.cause is None else f"blames {verdict.cause}"
        if self.undecidable and verdict.cause is None:
            return ""
        if verdict.cause not in right:
            return f"blames {verdict.cause}"
        if sure and not self.certain:
            return f"is too sure of {verdict.cause}"
        first = {self.causes[0], *self.same_as_first}
        ranked = self.ranked and not self.undecidable
        return f"puts {verdict.cause} first" if ranked and verdict.cause not in first else ""


@lru_cache(maxsize=1)
def texts() -> tuple[Text, ...]:
    """All texts, in the table's order."""
    with (HERE / "expected.csv").open(encoding="utf-8", newline="") as file:
        return tuple(_text(row) for row in csv.DictReader(file))


def reports() -> Iterator[Text]:
    """Texts in the form of public reports, each on a line of its own with what an honest reader may say of it."""
    with (HERE / "reports.jsonl").open(encoding="utf-8") as file:
        for line in file:
            row = json.loads(line)
            yield Text(
                name=row["name"],
                content=row["text"].encode(),
                causes=tuple(row["causes"]),
                same_as_first=frozenset(row.get("same", ())),
                certain=row.get("certain", True),
                undecidable=row.get("undecidable", False),
                ranked=row.get("ranked", True),
                faq=(),
                facts=(),
                secrets=(),
            )


def _text(row: dict[str, str]) -> Text:
    facts = (row[name] for name in ("status", "error", "message", "url", "host", "request_id"))
    return Text(
        name=row["file"],
        content=(PASTED / row["file"]).read_bytes(),
        causes=tuple(row["causes"].split()),
        same_as_first=frozenset(row["same_as_first"].split()),
        certain=row["certain"] == "1",
        undecidable=row["undecidable"] == "1",
        ranked=row["first_matters"] == "1",
        faq=tuple(row["faq"].split()),
        facts=tuple(filter(None, facts)),
        secrets=tuple(row["secrets"].split()),
    )


def explained(content: bytes) -> Diagnosis:
    """The diagnosis of what somebody pasted."""
    return judge(evidence_in(content))


def verdict_on(content: bytes) -> Verdict:
    """The verdict of that diagnosis, at half the price."""
    return verdict_of(evidence_in(content))


def evidence_in(content: bytes) -> Evidence:
    """The evidence in what somebody pasted."""
    return read(("-",), lambda: io.BytesIO(content))
