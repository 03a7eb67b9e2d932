"""What tells rules where to look leaves nothing out: where every rule reads the whole text, the same goes."""

from __future__ import annotations

import re
from functools import cached_property

import pytest

from diagnose.redact import Redactor, redactor
from diagnose.redact.index import SOUGHT, Indexed
from diagnose.redact.notations import NOTATIONS
from diagnose.redact.scan import hits
from tests.redact.ordinary import PROGRAMS, log

SECRET = "Zq7dQ98S$GWCvwq"
EXAMPLES = [
    re.sub(r"\bV\b", lambda _: SECRET, example).replace("\r", "")
    for row in NOTATIONS
    for example in (row.finds, row.leaves)
]


class Reading(Indexed):
    """A text in which every rule has to read everything."""

    @cached_property
    def literals(self) -> dict[str, list[int]]:
        return {literal: [at + 1 for at, _ in hits(self.low, (literal,))] for literal in SOUGHT.literals}

    @cached_property
    def words(self) -> frozenset[str]:
        return frozenset(re.findall("[a-z]+", self.low))

    @cached_property
    def vocabulary(self) -> str:
        return self.low

    def has(self, literal: str) -> bool:
        return literal in f"\n{self.low}"

    def lines(self, *_: object) -> list[tuple[int, int]]:
        return [(0, len(self.text))]

    def _hits_of(self, literal: str) -> list[int]:
        return [at for at, _ in hits(self.low, (literal,))]


def redacted(text: str) -> str:
    return Redactor().document(text, "log")


@pytest.mark.parametrize("part", range(4))
def test_a_text_is_redacted_as_if_every_rule_had_read_all_of_it(part: int, monkeypatch: pytest.MonkeyPatch) -> None:
    text = "\n".join([*EXAMPLES[part::4], log(list(PROGRAMS)[part], 8)])
    looked_up = redacted(text)

    monkeypatch.setattr(redactor, "Indexed", Reading)

    assert looked_up == redacted(text)
