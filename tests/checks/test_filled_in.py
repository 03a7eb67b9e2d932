from __future__ import annotations

import re

import pytest

from checks.knowledge.causes import all_causes

_UNFILLED = re.compile(r"\$[A-Z]+|\{[A-Z]+\}|TODO|XXX")


@pytest.mark.parametrize("cause_id", all_causes())
def test_no_text_for_people_holds_a_placeholder_that_nobody_fills(cause_id: str) -> None:
    known = all_causes()[cause_id]
    texts = (known.headline, known.why, known.who, known.verify, known.decides, known.ruled_out, *known.fix)
    assert not [text for text in texts if _UNFILLED.search(text)]
