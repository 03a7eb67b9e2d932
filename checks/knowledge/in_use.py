"""What was added to our knowledge for this process, from files that the user named, before anything is judged."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from checks.knowledge.causes import Cause
    from checks.knowledge.row import Row


class _InUse:
    """The added rows and causes, and the names of their files."""

    def __init__(self) -> None:
        self.rows: tuple[Row, ...] = ()
        self.causes: Mapping[str, Cause] = {}
        self.files: tuple[str, ...] = ()


ADDED: Final = _InUse()
