"""Why is another login method refused?"""

from __future__ import annotations

from checks.check import table_check

CHECK = table_check("other_auth", "Why is another login method refused?")
