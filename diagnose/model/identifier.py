"""How identifiers are written, as parts of a pattern: a UUID, and the object id of servers with MongoDB (era A)."""

from __future__ import annotations

from typing import Final

UUID_FORM: Final = "[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}"
OBJECT_ID_FORM: Final = "[0-9a-f]{24}"
