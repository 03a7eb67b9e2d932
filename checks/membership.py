"""Is the identity in the organisation and in the project?"""

from __future__ import annotations

from checks.check import table_check

CHECK = table_check("membership", "Is the identity in the organisation and in the project?")
