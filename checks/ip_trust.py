"""May this address use the credential?"""

from __future__ import annotations

from checks.check import table_check

CHECK = table_check("ip_trust", "May this address use the credential?")
