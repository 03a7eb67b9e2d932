from __future__ import annotations

import re

from checks.knowledge.causes import all_causes

_UNFILLED = re.compile(r"\$[A-Z]+|\{[A-Z]+\}|TODO|XXX")


def test_no_text_for_people_holds_a_placeholder_that_nobody_fills() -> None:
    for cause_id in all_causes():
        known = all_causes()[cause_id]
        texts = (known.headline, known.why, known.who, known.verify, known.decides, known.ruled_out, *known.fix)
        assert not [text for text in texts if _UNFILLED.search(text)]
