"""Does the server know the client ID and accept the client secret?"""

from __future__ import annotations

from checks.check import table_check

CHECK = table_check("login", "Does Infisical know this client ID and accept this client secret?")
