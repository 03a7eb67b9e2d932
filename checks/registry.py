"""The checks in the server's order, which is that of `knowledge/checks.toml`.

A check has a module in this package if it sees more than the table of rejections does; to add one, add its row, its
causes, and, if it has one, its module.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Final

from checks import (
    clock,
    credential_shape,
    e2ee_raw,
    expiry,
    integrations,
    ip_trust,
    membership,
    other_auth,
    permission_scope,
    reachable,
    retired_auth,
    scope_names,
)
from checks.case import Case
from checks.check import Check, no_signs, table_check
from checks.knowledge.causes import questions
from checks.signs import Sign

_SIGNS: Final[Mapping[str, Callable[[Case], Iterable[Sign]]]] = {
    "reachable": reachable.signs,
    "credential_shape": credential_shape.signs,
    "clock": clock.signs,
    "ip_trust": ip_trust.signs,
    "expiry": expiry.signs,
    "membership": membership.signs,
    "scope_names": scope_names.signs,
    "permission_scope": permission_scope.signs,
    "e2ee_raw": e2ee_raw.signs,
    "retired_auth": retired_auth.signs,
    "other_auth": other_auth.signs,
    "integrations": integrations.signs,
}
ALL: Final[tuple[Check, ...]] = tuple(table_check(id_, _SIGNS.get(id_, no_signs)) for id_ in questions())
