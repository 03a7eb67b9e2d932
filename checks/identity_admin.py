"""Why can identities not be created, read, changed or deleted?"""

from __future__ import annotations

from checks.check import table_check

CHECK = table_check("identity_admin", "Why can identities not be created, read, changed or deleted?")
