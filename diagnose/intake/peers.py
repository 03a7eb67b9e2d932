"""Whom a line about a failed connection names, and whether that is Infisical or another service of the customer."""

from __future__ import annotations

import re
from collections.abc import Iterator
from enum import Enum
from functools import lru_cache
from typing import Final

import msgspec

from checks.knowledge import routes
from diagnose.intake import mentions
from diagnose.intake.tables import pattern_of, patterns_of, rows_of

_URL: Final = re.compile(r"""https?://[^\s"'<>\\)\]},]+""")
_SETTING: Final = pattern_of("peers.setting")
_IP: Final = r"(?:\d{1,3}(?:\.\d{1,3}){3}|\[[0-9a-f:]+\])"
_NAMED: Final = patterns_of("host")
"""A host where clients and libraries name it, with or without its port."""
_AT_PORT: Final = re.compile(rf"(?:{_IP}|\b[a-z][\w.-]*):(\d{{2,5}})\b|\bport[=: ]+(\d{{2,5}})\b", re.IGNORECASE)
# What Infisical's own client throws is about its own connection, or what the server said.
_THROWN: Final = pattern_of("peers.thrown")
_API: Final = re.compile(r"/(?:api/?)?$|/api/(?:v\d|status)")


class Peer(Enum):
    """Whose connection it was."""

    OURS = "Infisical's"
    THROWN = "of Infisical's own client, which may hand on what the server says of a connection of its own"
    FOREIGN = "another service's"
    STRANGE = "of a host that the text does not speak of elsewhere"
    UNKNOWN = "not named"


class Targets(msgspec.Struct, frozen=True):
    """The hosts that a text shows to be Infisical's."""

    hosts: frozenset[str]

    def has(self, host: str) -> bool:
        """Whether it is one of them, or calls itself so."""
        return host.lower() in self.hosts or "infisical" in host.lower()


def targets(text: str) -> Targets:
    """The hosts to which Infisical's own routes are called, and those that its settings name."""
    asked = (m.url for m in mentions.all_of(text) if routes.is_infisicals(routes.of_url(m.method, m.url)))
    urls = [*asked, *(match[1] for match in _SETTING.finditer(text))]
    return Targets(frozenset(host for host in map(_host, urls) if host))


def is_ours(url: str, known: Targets) -> bool:
    """Whether host or path are Infisical's; a path may lack the `/api` that it should have."""
    path = routes.split(url).path
    paths = (url, f"/api{path}") if not path.startswith("/api/") else (url,)
    return known.has(_host(url)) or any(routes.is_infisicals(routes.of_url("", each)) for each in paths)


def is_anothers(message: str, known: Targets) -> bool:
    """Whether a message names URLs, but neither one of Infisical's nor Infisical."""
    urls = [match[0] for match in _URL.finditer(message)]
    return bool(urls) and "nfisical" not in message and not any(is_ours(url, known) for url in urls)


def judged(line: str, known: Targets) -> Peer:
    """Whose connection the line speaks of, by the URLs, names and ports in it."""
    urls = [match[0] for match in _URL.finditer(line)]
    if any(is_ours(url, known) for url in urls):
        return Peer.OURS
    names = list(_names(line))
    if any(known.has(name) for name in names):
        return Peer.OURS
    if not names and not urls and _THROWN.search(line):
        return Peer.THROWN
    ports = {int(found[1] or found[2]) for found in _AT_PORT.finditer(line)}
    if ports & _foreign_ports() or any(not _API.search(routes.split(url).path or "/") for url in urls if _host(url)):
        return Peer.FOREIGN
    return Peer.STRANGE if names or urls else Peer.UNKNOWN


def _names(line: str) -> Iterator[str]:
    for pattern in _NAMED:
        yield from (match[1].rstrip(".") for match in pattern.finditer(line))


def _host(url: str) -> str:
    try:
        return (routes.split(url).hostname or "").lower()
    except ValueError:
        return ""


@lru_cache(maxsize=1)
def _foreign_ports() -> frozenset[int]:
    """The ports on which other services listen, and Infisical does not."""
    return frozenset(int(row["port"]) for row in rows_of("ports"))
