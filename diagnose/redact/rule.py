"""A pattern that recognises a wording, beside what shows what it is for."""

from __future__ import annotations

import re
from typing import AnyStr, Generic, NamedTuple


class Rule(NamedTuple, Generic[AnyStr]):
    """`finds`: texts in which the pattern finds something. `leaves`: near ones where it must not. A test runs all."""

    pattern: re.Pattern[AnyStr]
    finds: tuple[AnyStr, ...]
    leaves: tuple[AnyStr, ...]
