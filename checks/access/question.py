"""What an identity wants to do on secrets, as the servers of each era put it to the rules."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Final

import msgspec

from checks.access.conditions import UNKNOWN
from checks.access.evaluate import FINE_READS
from checks.access.merge import Merge
from diagnose.model import Action, Era

_MERGES: Final[Mapping[Era, tuple[Merge, ...]]] = {
    Era.A: (Merge.M0,),
    Era.B1: (Merge.M1,),
    Era.B2: (Merge.M1,),
    Era.C1: (Merge.M2, Merge.M3),
    Era.C2: (Merge.M3, Merge.M4, Merge.M5),
}
_MODERN: Final = frozenset({Era.C1, Era.C2})


class Question(msgspec.Struct, frozen=True, kw_only=True):
    """An action on secrets at one place. `name` None: any secret there; `tags` None: its tags are not known."""

    action: Action
    environment: str
    path: str
    name: str | None = None
    tags: tuple[str, ...] | None = None

    def fields(self, era: Era) -> Mapping[str, Any]:
        """The fields that the server compares with conditions."""
        place: dict[str, Any] = {"environment": self.environment, "secretPath": _trimmed(self.path)}
        if era not in _MODERN:
            return place
        name, tags = self.name or UNKNOWN, UNKNOWN if self.tags is None else self.tags
        return {**place, "secretName": name, "secretTags": tags}

    def actions(self, era: Era) -> tuple[str, ...]:
        """The actions that must all be allowed."""
        if self.action is Action.READ and era in _MODERN:
            return tuple(sorted(FINE_READS))
        return (self.action.value,)


def merges(era: Era) -> tuple[Merge, ...]:
    """The ways in which servers of the era merge rules."""
    return _MERGES[era]


def splits_read(era: Era) -> bool:
    """Whether servers of the era know reading a name and reading a value apart."""
    return era in _MODERN


def newest(eras: Iterable[Era]) -> Era:
    """The newest of the eras, or the newest of all."""
    order = list(Era)
    return max(eras, key=order.index, default=Era.C2)


def _trimmed(path: str) -> str:
    return path[:-1] if len(path) > 1 and path.endswith("/") else path
