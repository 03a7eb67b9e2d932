"""Requests that nobody answered: what common clients say of names, connections, certificates and timeouts."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Final

from diagnose.intake.page import Found, Page
from diagnose.model import Silence

_ABOUT: Final = re.compile(r"nfisical|/api/(?:v\d|status)|universal-auth|INFISICAL|curl: \(")
_NEAR: Final = 12


@lru_cache(maxsize=1)
def _known() -> tuple[re.Pattern[str], Mapping[str, tuple[int, Silence]]]:
    """One pattern of all phrases, and what each means with its rank: earlier rows are more telling."""
    with Path(__file__).with_name("silences.csv").open(encoding="utf-8", newline="") as file:
        rows = [(row["says"], Silence(row["silence"])) for row in csv.DictReader(file)]
    meant = {says.lower(): (rank, silence) for rank, (says, silence) in enumerate(rows)}
    return re.compile("|".join(re.escape(says) for says, _ in rows), re.IGNORECASE), meant


def read(page: Page) -> Iterator[Found]:
    """One per line that says so; of several phrases on one line the most telling counts."""
    pattern, meant = _known()
    best: dict[int, tuple[int, re.Match[str], Silence]] = {}
    for match in pattern.finditer(page.text):
        if page.taken(match.start()) or not _ABOUT.search(page.around(match.start(), _NEAR, 4)):
            continue
        rank, silence = meant[match[0].lower()]
        index = page.index(match.start())
        if index not in best or rank < best[index][0]:
            best[index] = rank, match, silence
    for _, match, silence in best.values():
        line = page.line_of(match.start())
        page.take(match.start(), match.end())
        yield Found(
            start=match.start(), end=match.end(), silence=silence, number=line.number, quote=line.text, at=line.at
        )
