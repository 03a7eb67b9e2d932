"""Names that every run has to know of login methods; all else of them is loaded when one is used."""

from __future__ import annotations

from typing import Final

UNIVERSAL: Final = "universal-auth"
METHOD: Final = "INFISICAL_AUTH_METHOD"
IDENTITY: Final = "INFISICAL_MACHINE_IDENTITY_ID"
ORGANIZATION: Final = "INFISICAL_AUTH_ORGANIZATION_SLUG"
