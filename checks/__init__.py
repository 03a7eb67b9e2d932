"""What evidence means: one module per check, the rejection table, and the causes as data.

Everything here is pure: no network, clock, environment; time comes from the evidence. `ALL` lists the checks in the
server's order. To add one, write its module and its causes, and add it here.
"""

from __future__ import annotations

from typing import Final

from checks import (
    clock,
    credential_shape,
    e2ee_raw,
    expiry,
    identity_admin,
    integrations,
    ip_trust,
    login,
    membership,
    other_auth,
    permission_scope,
    reachable,
    retired_auth,
    scope_names,
    token,
)
from checks.check import Check

ALL: Final[tuple[Check, ...]] = (
    reachable.CHECK,
    credential_shape.CHECK,
    clock.CHECK,
    login.CHECK,
    ip_trust.CHECK,
    expiry.CHECK,
    token.CHECK,
    membership.CHECK,
    scope_names.CHECK,
    permission_scope.CHECK,
    e2ee_raw.CHECK,
    retired_auth.CHECK,
    identity_admin.CHECK,
    other_auth.CHECK,
    integrations.CHECK,
)
