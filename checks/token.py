"""Is the access token genuine, complete, and one of this server's?"""

from __future__ import annotations

from checks.check import table_check

CHECK = table_check("token", "Is the token genuine, complete and issued by this server?")
