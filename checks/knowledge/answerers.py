"""Who answers in place of Infisical's API, and what that amounts to: in `answerers.csv` the first row that fits counts.

`mark`: what `diagnose.http.answer` saw of who wrote the answer; with `*` at its end, how the mark begins; empty: needs
none. `statuses`: statuses and ranges of them; empty: any. `body`: the shape of the body; empty: any. `sure`: how sure
it is that this is why; `alone`: certain unless Infisical answered other requests of the run, which shows that they
arrive. `note`: a line for people, in which `{answer}` stands for the exchange.
"""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Final

import msgspec

from checks.knowledge.csv_file import read
from diagnose.model import Answer, Confidence

_ALONE: Final = "alone"


class Answerer(msgspec.Struct, frozen=True, kw_only=True):
    """One kind of answer that is not the API's, and the cause that it amounts to."""

    mark: str
    statuses: tuple[range, ...]
    body: str
    cause: str
    sure: Confidence
    alone: bool
    note: str

    def wrote(self, answer: Answer) -> bool:
        """Whether the answer is of this kind."""
        if self.statuses and not any(answer.status in some for some in self.statuses):
            return False
        return (not self.mark or any(map(self._is, answer.marks))) and self.body in {"", answer.envelope.value}

    def _is(self, mark: str) -> bool:
        return mark.startswith(self.mark[:-1]) if self.mark.endswith("*") else mark == self.mark


def answerer(answer: Answer) -> Answerer:
    """Who wrote an answer that is not of Infisical's API; the last row fits any."""
    return next(row for row in rows() if row.wrote(answer))


@lru_cache(maxsize=1)
def rows() -> tuple[Answerer, ...]:
    """All kinds, in the order in which they are tried."""
    return tuple(map(_row, read(Path(__file__).with_name("answerers.csv"))))


def _row(row: dict[str, str]) -> Answerer:
    spans = (span.partition("-") for span in row["statuses"].split())
    return Answerer(
        mark=row["mark"],
        statuses=tuple(range(int(first), int(last or first) + 1) for first, _, last in spans),
        body=row["body"],
        cause=row["cause"],
        sure=Confidence.CERTAIN if row["sure"] == _ALONE else Confidence(row["sure"]),
        alone=row["sure"] == _ALONE,
        note=row["note"],
    )
