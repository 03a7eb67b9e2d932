"""What texts show beside their refusals: the credential, what was to be reached, the clients, and whether it worked.

A text without a refusal still shows who names Infisical, and what looks most like a failure.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Final
from urllib.parse import parse_qs

import msgspec

from checks.knowledge import routes
from diagnose.credential import Credential, classify, from_pair, from_token
from diagnose.credential.oddities import CLIENT_ID_FIELD, CLIENT_SECRET_FIELD, TOKEN_FIELD
from diagnose.credential.token import read_token
from diagnose.intake.page import REFUSED, Draft, Page
from diagnose.intake.tables import patterns, patterns_of
from diagnose.model import Action, CredentialFacts, CredentialKind, Target, Token

_RE: Final = patterns("clues")
_KINDS: Final = {
    CredentialKind.SERVICE_TOKEN: _RE["service-token"],
    CredentialKind.API_KEY: _RE["api-key"],
    CredentialKind.UNIVERSAL_AUTH: _RE["pair"],
}
_SETTINGS: Final = patterns_of("target setting")
_ACTIONS: Final = {"POST": Action.CREATE, "PATCH": Action.EDIT, "DELETE": Action.DELETE}
_MAX: Final = 400_000
_ABOVE, _BELOW = 30, 12
_MOST: Final = 20
_QUOTE: Final = 200


@lru_cache(maxsize=1)
def _shown() -> tuple[Mapping[str, Sequence[str]], Sequence[re.Pattern[str]]]:
    """What each client prints, in small letters, and the patterns of values that a step can name."""
    known = tomllib.loads(Path(__file__).with_name("shown.toml").read_text(encoding="utf-8"))
    return known["clients"], [re.compile(each["says"], re.MULTILINE) for each in known["values"]]


@dataclass
class Clues:
    """Collected over all texts; the first sight of each counts.

    `clients`: in the order of the data. `mentions`: how many lines name Infisical; `telling`: the line that looks most
    like a failure. `worked`: one that proves that Infisical let the credential in and gave what was asked for.
    """

    token: Token | None = None
    kinds: set[CredentialKind] = field(default_factory=set)
    client_id: str | None = None
    settings: dict[str, str] = field(default_factory=dict)
    clouds: dict[str, None] = field(default_factory=dict)
    asked: Target | None = None
    used: Credential | None = None
    clients: dict[str, None] = field(default_factory=dict)
    values: dict[str, str] = field(default_factory=dict)
    mentions: int = 0
    telling: str = ""
    worked: str = ""
    _looked: int = 0
    _weight: int = 0

    def before(self, text: str) -> None:
        """Look at a text that may still hold secrets; what is kept are kinds and the claims on the allow-list."""
        self.used = self.used or _printed_credential(text)
        for match in _RE["jwt"].finditer(text, 0, _MAX):
            kind = classify(match[0])
            if kind is CredentialKind.ACCESS_TOKEN and self.token is None:
                self.token = read_token(match[0])
            self.kinds.add(kind)
        self.kinds |= {kind for kind, pattern in _KINDS.items() if pattern.search(text, 0, _MAX)}

    def after(self, text: str) -> None:
        """Look at a text without secrets for the client ID, the host that is meant, and names."""
        self.asked = self.asked or _printed_target(text)
        if self.client_id is None and (found := _RE["client-id"].search(text)) is not None:
            self.client_id = found[1]
        for match in filter(None, (pattern.search(text) for pattern in _SETTINGS)):
            self.settings = match.groupdict() | self.settings
        self.clouds |= dict.fromkeys(_RE["cloud"].findall(text))

    def lines(self, page: Page) -> None:
        """Look at each line for Infisical's name, and for what went wrong or well."""
        for line in page.lines:
            text = line.text[:2000]
            named = _RE["names"].search(text) is not None
            self.mentions += named
            if _RE["worked"].search(text) is not None:
                self.worked = self.worked or _quoted(text)
                continue
            fails = len({match[0].lower() for match in _RE["fails"].finditer(text)})
            weight = fails and fails + 2 * named
            if weight > self._weight:
                self._weight, self.telling = weight, _quoted(text)

    def around(self, page: Page, found: Sequence[Draft]) -> None:
        """Look around each refusal for clients and values; the first few of a long log tell enough."""
        clients, values = _shown()
        for each in found[: max(0, _MOST - self._looked)]:
            text = f"{page.around(each.start, _ABOVE, _BELOW)}\n{each.message or ''}"
            small = f"\n{text.lower()}"
            self.clients |= dict.fromkeys(name for name, words in clients.items() if any(w in small for w in words))
            for match in filter(None, (pattern.search(text) for pattern in values)):
                self.values = match.groupdict() | self.values
        self._looked += len(found)

    def facts(self) -> CredentialFacts:
        """The kind, if the text shows one kind only; a pair and the token of its login count as one."""
        if self.used is not None:
            return self.used.facts
        kinds = self.kinds - {CredentialKind.UNKNOWN, CredentialKind.USER_SESSION}
        if kinds == {CredentialKind.UNIVERSAL_AUTH, CredentialKind.ACCESS_TOKEN}:
            kinds = {CredentialKind.UNIVERSAL_AUTH}
        kind = kinds.pop() if len(kinds) == 1 else CredentialKind.UNKNOWN
        sources = {"kind": "the text"} if kind is not CredentialKind.UNKNOWN else {}
        return CredentialFacts(kind=kind, client_id=self.client_id, sources=sources)

    def target(self, found: list[Draft]) -> Target:
        """What was to be reached: as the settings say, else as the refused request shows."""
        if self.asked is not None:
            return self.asked
        called = next((f for f in found if "://" in f.url), None)
        parts = routes.split(called.url if called is not None else "")
        asked = next((f for f in found if "?" in f.url), called)
        query = {k: v[0] for k, v in parse_qs(routes.split(asked.url).query).items()} if asked is not None else {}
        host = f"{parts.scheme}://{parts.netloc}" if parts.netloc else ""
        meant = self.settings.get("host") or self._other_cloud(parts.netloc) or host
        project = query.get("workspaceId") or query.get("projectId") or self.settings.get("project")
        environment, path = query.get("environment"), query.get("secretPath")
        changes = (f for f in found if "/secrets" in f.url and f.status >= REFUSED and f.method in _ACTIONS)
        known = {"base_url": meant, "project_id": project, "environment": environment, "secret_path": path}
        return Target(
            base_url=meant,
            project_id=project,
            environment=environment or self.settings.get("environment", ""),
            secret_path=path or "/",
            action=next((_ACTIONS[f.method] for f in changes), Action.READ),
            sources={name: "the text" for name, value in known.items() if value},
        )

    def _other_cloud(self, called: str) -> str:
        """The one other cloud region that the text names beside the one that was called."""
        others = [cloud for cloud in self.clouds if cloud != called]
        return f"https://{others[0]}" if called in self.clouds and len(others) == 1 else ""


def _printed_target(text: str) -> Target | None:
    match = _RE["target"].search(text)
    try:
        return msgspec.json.decode(match[1], type=Target) if match is not None else None
    except msgspec.MsgspecError:
        return None


def is_shape(value: str) -> bool:
    """Whether a value opens nothing: our printed questions show a credential by its form, a token unsigned."""
    return _RE["shape"].fullmatch(value) is not None


def _printed_credential(text: str) -> Credential | None:
    match = _RE["spelling"].search(text)
    if match is None:
        return None
    if match[1] == "token":
        return from_token(match[2], {TOKEN_FIELD: "the variable"})
    named = _RE["id"].search(text)
    sources = {CLIENT_ID_FIELD: "the variable", CLIENT_SECRET_FIELD: "the variable"}
    return from_pair(named[1] if named is not None else "", match[2], sources)


def _quoted(text: str) -> str:
    said = " ".join(text.split())
    return said if len(said) <= _QUOTE else said[:_QUOTE] + "…"
