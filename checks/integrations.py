"""Does the client use the credential as it was given?"""

from __future__ import annotations

from checks.check import table_check

CHECK = table_check("integrations", "Does the client use the credential as it was given?")
