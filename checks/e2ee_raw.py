"""Can the server read this project's secrets for a /raw request?"""

from __future__ import annotations

from checks.check import table_check

CHECK = table_check("e2ee_raw", "Can the server read this project's secrets for a /raw request?")
