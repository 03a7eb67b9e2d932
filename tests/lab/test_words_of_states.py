"""What people read of the lab's states: the report that fits one screen, and verdicts that leave the cause open."""

from __future__ import annotations

import re
from functools import cache

from checks.knowledge.causes import cause
from diagnose.model import Diagnosis, Status
from reports import names
from tests.lab.test_verdicts import results
from tests.reports.test_brief import MOST, shown

INSIDE = re.compile(r"\b(faq|generations?|eras?|lab|gates?)\b", re.IGNORECASE)
CUT_ID = re.compile(r"[0-9a-f]{8}-([0-9a-f]{4}-?){0,3}([0-9a-f]{0,11})$", re.MULTILINE)


@cache
def of_every_state() -> tuple[tuple[str, Diagnosis, str], ...]:
    return tuple((str(seen.state.name), seen.diagnosis, shown(seen.diagnosis)) for seen in results())


def test_no_state_takes_more_lines_than_its_verdict_may() -> None:
    long = [(name, text.count("\n")) for name, d, text in of_every_state() if text.count("\n") > MOST[d.verdict.status]]
    assert long == []


def test_the_first_line_of_every_state_is_the_verdict() -> None:
    said = ((name, names.lead(d.verdict) + d.verdict.headline, text[2:40]) for name, d, text in of_every_state())
    assert [name for name, answer, text in said if not answer.startswith(text)] == []


def test_no_state_lacks_the_one_who_can_mend_it_or_has_an_empty_line() -> None:
    told = ((name, d.verdict.who if d.verdict.status is not Status.NO_CAUSE else "") for name, d, _ in of_every_state())
    texts = [text for *_, text in of_every_state()]
    assert [one for one, text in zip(told, texts, strict=True) if one[1] and "\nWho can " not in text] == []
    assert [text for text in texts if "\n\n" in text] == []


def test_no_state_is_told_in_words_of_ours() -> None:
    assert [(name, found[0]) for name, _, text in of_every_state() if (found := INSIDE.search(text))] == []


def test_no_id_is_cut_and_no_query_shown() -> None:
    assert [name for name, _, text in of_every_state() if CUT_ID.search(text) or "?workspaceId=" in text] == []


def test_no_open_state_states_a_cause_that_is_only_possible() -> None:
    open_ = [seen.diagnosis.verdict for seen in results() if seen.diagnosis.verdict.status is Status.INCONCLUSIVE]
    stated = [v.headline for v in open_ if v.cause and v.headline == cause(v.cause).headline]
    assert stated == []
    assert [v.headline for v in open_ if v.cause and not v.look] == []
