"""The additional privileges that a privileged credential saw, however the server shows them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from checks.case.looks import Looks

_ONE = "look-privilege"


def privileges_of(looks: Looks) -> tuple[Mapping[str, Any], ...]:
    """The subject's privileges; where a list lacks their rules, with those that were read one by one."""
    listed, single = looks.facts("look-privileges").get("privileges", ()), _read_singly(looks)
    return tuple({**one, **single.get(one.get("id", ""), {})} for one in listed)


def unread_privileges(looks: Looks) -> tuple[str, ...]:
    """The ids of those whose rules the list lacks and that were not asked for."""
    unread = (one.get("id") for one in privileges_of(looks) if one.get("permissions") is None)
    asked = _read_singly(looks)
    return tuple(id_ for id_ in unread if isinstance(id_, str) and id_ not in asked)


def _read_singly(looks: Looks) -> Mapping[str, Mapping[str, Any]]:
    """What was read of each privilege that was asked for by its id; nothing where that was refused."""
    asked = ((x.url.partition("?")[0].rpartition("/")[2], x.answer) for x in looks.put if x.probe == _ONE)
    return {id_: next(iter(answer.data.get("privileges", ())), {}) if answer else {} for id_, answer in asked}
