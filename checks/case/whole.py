"""Whether a search that found nobody means that there is nobody."""

from __future__ import annotations

from typing import Final
from urllib.parse import urlsplit

from checks.case.looks import Looks

_SHARED_HOSTS: Final = ("infisical.com",)
"""Servers of many organisations: what no identity of one of them has, one of another may have."""
_LISTS: Final = frozenset({"look-identities", "look-all-identities"})


def covers_the_server(looks: Looks) -> bool:
    """Whether the identities that were searched are all that the client ID can belong to.

    Any server can hold several organisations, so the list has to be that of the organisation which has the project.
    """
    host = urlsplit(looks.base_url).hostname or ""
    organisation = looks.facts("look-project").get("orgId")
    if host.endswith(_SHARED_HOSTS) or not isinstance(organisation, str) or not organisation:
        return False
    return any(organisation in x.url for x in looks.listings if x.probe in _LISTS)
