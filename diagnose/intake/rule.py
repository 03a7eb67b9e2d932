"""A pattern, and beside it the texts that show what it is for."""

from __future__ import annotations

import re
from typing import Any, AnyStr, Final, Literal, NamedTuple

Method = Literal["search", "match", "fullmatch"]


class Examples(NamedTuple):
    """What `pattern` finds with the method `by`, and near texts that it leaves."""

    pattern: re.Pattern[Any]
    by: Method
    finds: tuple[Any, ...]
    leaves: tuple[Any, ...]


EXAMPLES: Final[list[Examples]] = []
"""Those of every `rule`, in the order of the modules that were imported. A test runs them all."""


def rule(
    pattern: AnyStr,
    flags: re.RegexFlag = re.NOFLAG,
    *,
    finds: tuple[AnyStr, ...],
    leaves: tuple[AnyStr, ...],
    by: Method = "search",
) -> re.Pattern[AnyStr]:
    """The compiled pattern itself, so that a rule is as fast as a pattern without examples.

    `by`: the method that the pattern is used with, where it would find something in any text without its ends.
    """
    compiled = re.compile(pattern, flags)
    EXAMPLES.append(Examples(compiled, by, finds, leaves))
    return compiled
