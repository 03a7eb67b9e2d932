"""Puts requests to a lab over HTTP, as plainly as it goes, or without it."""

from __future__ import annotations

import http.client
import json
import ssl
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode, urlsplit

from diagnose.lab import Lab
from tests.in_process import lab_request

LOGIN = "/api/v1/auth/universal-auth/login"
REVOKE = "/api/v1/auth/token/revoke"
RAW = "/api/v3/secrets/raw"


@dataclass(frozen=True)
class Got:
    """One answer: status, body (decoded if it is JSON, else text) and headers by lower-case name."""

    status: int
    body: Any
    headers: Mapping[str, str]

    @property
    def said(self) -> tuple[int, str | None, Any]:
        """Status, `error` (era A: `type`) and `message`."""
        return self.status, self.body.get("error", self.body.get("type")), self.body.get("message")


class Client:
    """Asks a running lab, with the credential that its inputs or a login gave."""

    def __init__(self, lab: Lab) -> None:
        self.lab = lab
        self.token = lab.inputs.get("token")

    def ask(
        self,
        method: str,
        path: str,
        query: Mapping[str, str] | None = None,
        body: Any = None,
        headers: Mapping[str, str] | None = None,
    ) -> Got:
        """One request on a connection of its own."""
        sent = dict(headers or {}) | ({"content-type": "application/json"} if body is not None else {})
        target = path + (f"?{urlencode(query)}" if query else "")
        written = None if body is None else json.dumps(body)
        return self._answer(method, target, written, sent)

    def _answer(self, method: str, target: str, written: str | None, sent: Mapping[str, str]) -> Got:
        connection = self._connection()
        try:
            connection.request(method, target, written, dict(sent))
            answer = connection.getresponse()
            raw = answer.read().decode()
        finally:
            connection.close()
        found = {name.lower(): value for name, value in answer.getheaders()}
        return _got(answer.status, raw, found)

    def _connection(self) -> http.client.HTTPConnection:
        """One over TLS with the client's certificate, where the lab has one for it."""
        host, inputs = urlsplit(self.lab.base_url).netloc, self.lab.inputs
        if "client_cert" not in inputs:
            return http.client.HTTPConnection(host, timeout=10)
        context = ssl.create_default_context(cafile=inputs["ca_bundle"])
        context.load_cert_chain(inputs["client_cert"], inputs["client_key"])
        return http.client.HTTPSConnection(host, timeout=10, context=context)

    def login(self, **changed: str) -> Got:
        """A login with the lab's pair, or with parts of it changed; keeps the token."""
        inputs = self.lab.inputs
        body = {"clientId": inputs["client_id"], "clientSecret": inputs["client_secret"]} | changed
        got = self.ask("POST", LOGIN, body=body)
        if got.status == 200 and isinstance(got.body, dict):
            self.token = got.body["accessToken"]
        return got

    def get(self, path: str, query: Mapping[str, str] | None = None) -> Got:
        """A GET with the token."""
        return self.ask("GET", path, query, headers={"authorization": f"Bearer {self.token}"} if self.token else {})

    def secrets(self, path: str = RAW, **changed: str) -> Got:
        """The lab's own target: the list, or the secret that its inputs name."""
        inputs = self.lab.inputs
        name = f"/{inputs['secret_name']}" if "secret_name" in inputs else ""
        project = "projectId" if path.startswith("/api/v4") else "workspaceId"
        query = {project: inputs["project_id"], "environment": inputs["environment"]}
        return self.get(path + name, query | {"secretPath": inputs["secret_path"]} | changed)


class Near(Client):
    """Asks a lab that need not be running, by a function call."""

    def _answer(self, method: str, target: str, written: str | None, sent: Mapping[str, str]) -> Got:
        reply = self.lab._app.handle(lab_request(self.lab, method, target, sent, (written or "").encode()))
        if reply.drop:
            raise ConnectionError
        found = {"content-type": reply.content_type, **{name.lower(): text for name, text in reply.headers.items()}}
        return _got(reply.status, reply.encoded().decode(), found)


def _got(status: int, raw: str, found: Mapping[str, str]) -> Got:
    is_json = "json" in found.get("content-type", "") and raw
    return Got(status, json.loads(raw) if is_json else raw, found)
