"""What a text tells of the credential and of the target, before and after secrets are taken out of it."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Final
from urllib.parse import parse_qs

from checks.knowledge import routes
from diagnose.credential import Credential, classify
from diagnose.credential.token import read_token
from diagnose.intake import asked
from diagnose.intake.page import Draft
from diagnose.intake.tables import pattern_of
from diagnose.model import Action, CredentialFacts, CredentialKind, Target, Token
from diagnose.model.identifier import UUID_FORM

_JWT: Final = re.compile(r"\beyJ[\w-]{6,}\.eyJ[\w-]{6,}\.[\w-]*")
_SERVICE: Final = re.compile(r"\bst\.[0-9a-f-]{20,}\.\w|\bserviceTokenV2\.js\b")
_API_KEY: Final = re.compile(r"\bak\.[\w-]{8,}\.\w|x-api-key", re.IGNORECASE)
_PAIR: Final = pattern_of("clues.pair")
_CLIENT_ID: Final = re.compile(rf"client[-_]?id[\"'\\]*\s*[:=]\s*[\"'\\]*({UUID_FORM})", re.IGNORECASE)
_HOST: Final = pattern_of("clues.host")
_CLOUD: Final = re.compile(r"\b(app|us|eu)\.infisical\.com\b")
_SLUG: Final = pattern_of("clues.slug")
_ENVIRONMENT: Final = pattern_of("clues.environment")
_PROJECT: Final = pattern_of("clues.project")
_ACTIONS: Final = {"POST": Action.CREATE, "PATCH": Action.EDIT, "DELETE": Action.DELETE}
_MAX: Final = 400_000


_SETTINGS: Final = (("host", _HOST), ("slug", _SLUG), ("environment", _ENVIRONMENT), ("project", _PROJECT))


@dataclass
class Clues:
    """Collected over all texts; the first sight of each counts."""

    token: Token | None = None
    kinds: list[CredentialKind] = field(default_factory=list)
    client_id: str | None = None
    settings: dict[str, str] = field(default_factory=dict)
    clouds: list[str] = field(default_factory=list)
    asked: Target | None = None
    used: Credential | None = None

    def before(self, text: str) -> None:
        """Look at a text that may still hold secrets; what is kept are kinds and the claims on the allow-list."""
        self.used = self.used or asked.credential(text)
        for match in _JWT.finditer(text, 0, _MAX):
            kind = classify(match[0])
            if kind is CredentialKind.ACCESS_TOKEN and self.token is None:
                self.token = read_token(match[0])
            self._kind(kind)
        if _SERVICE.search(text, 0, _MAX):
            self._kind(CredentialKind.SERVICE_TOKEN)
        if _API_KEY.search(text, 0, _MAX):
            self._kind(CredentialKind.API_KEY)
        if _PAIR.search(text, 0, _MAX):
            self._kind(CredentialKind.UNIVERSAL_AUTH)

    def after(self, text: str) -> None:
        """Look at a text without secrets for the client ID, the host that is meant, and names."""
        self.asked = self.asked or asked.target(text)
        if self.client_id is None and (found := _CLIENT_ID.search(text)) is not None:
            self.client_id = found[1]
        for name, setting in _SETTINGS:
            if name not in self.settings and (found := setting.search(text)) is not None:
                self.settings[name] = next(filter(None, found.groups()))
        for found in _CLOUD.finditer(text):
            if found[0] not in self.clouds:
                self.clouds.append(found[0])

    def _kind(self, kind: CredentialKind) -> None:
        if kind not in self.kinds and kind is not CredentialKind.USER_SESSION:
            self.kinds.append(kind)

    def facts(self) -> CredentialFacts:
        """The kind, if the text shows one kind only; a pair and the token of its login count as one."""
        if self.used is not None:
            return self.used.facts
        kinds = [k for k in self.kinds if k is not CredentialKind.UNKNOWN]
        machine = {CredentialKind.UNIVERSAL_AUTH, CredentialKind.ACCESS_TOKEN}
        kind = CredentialKind.UNKNOWN
        if len(kinds) == 1:
            kind = kinds[0]
        elif kinds and set(kinds) <= machine:
            kind = CredentialKind.UNIVERSAL_AUTH
        sources = {"kind": "the text"} if kind is not CredentialKind.UNKNOWN else {}
        return CredentialFacts(kind=kind, client_id=self.client_id, sources=sources)

    def target(self, found: list[Draft]) -> Target:
        """What was to be reached: as the settings say, else as the refused request shows."""
        if self.asked is not None:
            return self.asked
        called = next((f for f in found if "://" in f.url), None)
        parts = routes.split(called.url) if called is not None else routes.split("")
        asked = next((f for f in found if "?" in f.url), called)
        query = {k: v[0] for k, v in parse_qs(routes.split(asked.url).query).items()} if asked is not None else {}
        host = f"{parts.scheme}://{parts.netloc}" if parts.netloc else ""
        meant = self.settings.get("host") or self._other_cloud(parts.netloc) or host
        project = query.get("workspaceId") or query.get("projectId") or self.settings.get("project")
        known = {"base_url": meant, "project_id": project, "environment": query.get("environment")}
        known["secret_path"] = query.get("secretPath")
        return Target(
            base_url=meant,
            project_id=project,
            environment=query.get("environment") or self.settings.get("environment", ""),
            secret_path=query.get("secretPath") or "/",
            action=_action(found),
            sources={name: "the text" for name, value in known.items() if value},
        )

    def _other_cloud(self, called: str) -> str:
        """The one other cloud region that the text names beside the one that was called."""
        others = [cloud for cloud in self.clouds if cloud != called]
        return f"https://{others[0]}" if called in self.clouds and len(others) == 1 else ""


def _action(found: list[Draft]) -> Action:
    for each in found:
        if "/secrets" in each.url and each.status >= 400 and each.method in _ACTIONS:  # noqa: PLR2004 - refusals
            return _ACTIONS[each.method]
    return Action.READ
