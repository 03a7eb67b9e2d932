"""Realistic values for the placeholders of one scenario, and the way back from a value to its placeholder."""

from __future__ import annotations

import base64
import hashlib
import json
import re
import uuid
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from tests.recorded.loader import Scenario

PLACEHOLDER = re.compile(r"<[a-z][a-z0-9-]*(?::[^<>\"\s]*)?>")
DATE = re.compile(r"\b20\d\d-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|\+00:00)")
HIDDEN = "<hidden-by-infisical>"  # the server's own words
LITERAL = {"<malformed-token>": "garbage-token", "<service-token:malformed>": "st.garbage", HIDDEN: HIDDEN}
NO_SECRETS = ("<client-secret-id>", "<service-token-id", HIDDEN)
TIMES = frozenset({"iat", "exp", "nbf", "creationEpoch"})
SHORTEST_SECRET = 12
HALF_SIGNATURE = 23


class Values:
    """Fills placeholders and moves dates, so that an age on the day of the recording is the same age at `now`."""

    def __init__(self, scenario: Scenario, now: int) -> None:
        self._scenario = scenario
        self._now = now
        self._values: dict[str, str] = {}
        self._placeholders: dict[str, str] = {}
        self._minted: set[str] = set()

    @property
    def secrets(self) -> frozenset[str]:
        """Every value handed out so far that nobody may print; what is too short to be told from a word is left out."""
        return frozenset(
            value
            for value, placeholder in self._placeholders.items()
            if not placeholder.startswith(NO_SECRETS) and len(value) >= SHORTEST_SECRET
        )

    def minted(self, token: str) -> bool:
        """Whether a login of this run gave that token out."""
        return token in self._minted

    def mint(self, placeholder: str) -> str:
        """A new token with the claims of a recorded one, issued now and unlike all others."""
        number = len(self._minted) + 1
        recorded = self._scenario.jwts[placeholder]
        payload = dict(recorded["payload"])
        names = {"identityAccessTokenId", "jti"} & payload.keys()
        payload |= dict.fromkeys(names, _uuid(f"{placeholder} {number}"))
        token = _jwt(recorded["header"], _moved(payload, self._now - payload["iat"]), f"minted {number}")
        self._placeholders[token] = placeholder
        self._minted.add(token)
        return token

    def fill(self, value: Any, recorded_at: int) -> Any:
        """JSON or text of an exchange recorded at that second, with values for placeholders and with moved dates."""
        if isinstance(value, list):
            return [self.fill(v, recorded_at) for v in value]
        if isinstance(value, dict):
            return {k: self.fill(v, recorded_at) for k, v in value.items()}
        if not isinstance(value, str):
            return value
        later = timedelta(seconds=self._now - recorded_at)
        filled = PLACEHOLDER.sub(lambda found: self._value(found.group()), value)
        return DATE.sub(lambda found: _later(found.group(), later), filled)

    def hide(self, value: Any) -> Any:
        """JSON or text as a client sent it, with the values put back to the placeholders that they stand for."""
        if isinstance(value, dict):
            return {k: self.hide(v) for k, v in value.items()}
        if not isinstance(value, str):
            return value
        for known in sorted(self._placeholders, key=len, reverse=True):
            value = value.replace(known, self._placeholders[known])
        return value

    def _value(self, placeholder: str) -> str:
        if placeholder not in self._values:
            self._values[placeholder] = made = self._make(placeholder)
            self._placeholders[made] = placeholder
        return self._values[placeholder]

    def _make(self, placeholder: str) -> str:
        kind, _, name = placeholder[1:-1].partition(":")
        whole, cut, length = name.rpartition("~")
        if cut:  # so many characters are left of it
            return self._value(f"<{kind}:{whole}>")[: int(length)]
        if placeholder in self._scenario.jwts:
            return self._token(placeholder)
        digest = hashlib.sha256(placeholder.encode()).hexdigest()
        made = {
            "client-secret-id": lambda: _uuid(placeholder),
            "service-token-id": lambda: _uuid(f"id of <service-token:{name}>"),
            "service-token": lambda: (
                f"st.{self._service_token_id(placeholder)}.{digest[:32]}" + f".{digest[32:]}" * (name == "with-key")
            ),
            "api-key": lambda: f"ak.{_uuid(placeholder)}.{digest[:32]}",
            "secret-value": lambda: f"val-{name}",
        }
        return LITERAL.get(placeholder) or made.get(kind, lambda: digest)()

    def _token(self, placeholder: str) -> str:
        recorded = self._scenario.jwts[placeholder]
        token = _jwt(recorded["header"], _moved(recorded["payload"], self._now - self._scenario.at), placeholder)
        if placeholder.endswith(":no-signature-part>"):
            return token.rpartition(".")[0]
        return token[: HALF_SIGNATURE + token.rindex(".")] if placeholder.endswith(":truncated>") else token

    def _service_token_id(self, placeholder: str) -> str:
        about_itself = (x for x in self._scenario.exchanges if x.label == "service-token-me" and not x.refused)
        own = f"<service-token-id:{placeholder[1:-1].partition(':')[2]}>"
        recorded = next((str(x.response_body["id"]) for x in about_itself), own)
        return self._value(recorded) if PLACEHOLDER.fullmatch(recorded) else recorded


def _uuid(seed: str) -> str:
    return str(uuid.UUID(bytes=hashlib.sha256(seed.encode()).digest()[:16], version=4))


def _later(date: str, by: timedelta) -> str:
    moved = datetime.fromisoformat(date).astimezone(UTC) + by
    return moved.isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _moved(payload: Mapping[str, Any], seconds: int) -> dict[str, Any]:
    return {k: v + seconds if k in TIMES else v for k, v in payload.items()}


def _jwt(header: Mapping[str, Any], payload: Mapping[str, Any], salt: str) -> str:
    """A token in three parts whose signature has the right length and is none."""
    signed = ".".join(_part(json.dumps(p, separators=(",", ":")).encode()) for p in (header, payload))
    unsigned = header.get("alg") == "none"
    return f"{signed}." + ("" if unsigned else _part(hashlib.sha256((salt + signed).encode()).digest()))


def _part(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")
