"""Every recorded state of the servers of era C, asked without sockets: what is made of their answers."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from pathlib import Path

import httpx
import pytest

from diagnose.gather import first_evidence
from diagnose.gather.run import Run
from diagnose.http.client import Client, Settings
from diagnose.http.messages import common_headers
from diagnose.http.transport import Opened
from diagnose.inputs import Given, Inputs, resolve
from diagnose.judgement import judge
from diagnose.model import Confidence, Diagnosis, Status
from tests.lab.agreement import contradictions
from tests.recorded.loader import WHOLE, Row, rows
from tests.recorded.server import UNMATCHED, RecordedServer, Reply

VARIABLES = {
    "client_id": "INFISICAL_UNIVERSAL_AUTH_CLIENT_ID",
    "client_secret": "INFISICAL_UNIVERSAL_AUTH_CLIENT_SECRET",
    "token": "INFISICAL_TOKEN",
    "project_id": "INFISICAL_PROJECT_ID",
    "environment": "INFISICAL_ENVIRONMENT",
    "secret_path": "INFISICAL_SECRET_PATH",
    "secret_name": "INFISICAL_SECRET_NAME",
}
_FAULT = "a fault of the server that one request alone met may as well be a rate limit's or an address's"
_EMPTY = "the token ends with the first answer, an empty list, which is that of an empty folder as well"
# States whose only possible cause is named without certainty.
NOT_TOLD = {
    ("c1", "custom-role-with-null-permissions"): _FAULT,
    ("c2", "custom-role-with-null-permissions"): _FAULT,
    ("c1", "one-use-by-login-and-other-environment"): _EMPTY,
    ("c2", "one-use-by-login-and-other-environment"): _EMPTY,
}


Change = Callable[[Reply], Reply]


class _Recorded(httpx.HTTPTransport):
    """Stands where the client's connections stand, and hands each request to the recorded server."""

    def __init__(self, server: RecordedServer, change: Change) -> None:
        self._server, self._change = server, change

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        request.extensions["trace"]("http11.send_request_headers.started", {})
        headers = {name.lower(): value for name, value in request.headers.items()}
        reply = self._server.answer(request.method, request.url.raw_path.decode(), headers, request.read())
        status, said, body = self._change(reply)
        return httpx.Response(status, headers={"content-type": "application/json", **said}, content=body)

    def close(self) -> None:
        """Nothing is open."""


def inputs_of(server: RecordedServer) -> Inputs:
    """What the user of that state has, and wants."""
    given = {VARIABLES[name]: value for name, value in server.inputs.items()}
    return resolve(Given(), {"INFISICAL_DOMAIN": server.base_url, **given}, Path("/"), lambda: b"", None)


def client_of(server: RecordedServer, change: Change = lambda reply: reply) -> Client:
    """The tool's own client, whose requests reach the recorded server without a socket, and its changed answers it."""
    client = Client(Settings(base_url=server.base_url))
    client._opened = Opened(_Recorded(server, change), "127.0.0.1", None, None, common_headers({}))
    return client


@cache
def asked(row: Row) -> tuple[Diagnosis, list[str]]:
    """The diagnosis of that state, and the requests that no recording could answer."""
    server = RecordedServer(row.server, row.scenario)
    try:
        inputs, client = inputs_of(server), client_of(server)
        diagnosis = judge(Run(client, inputs.credential).gather(first_evidence(inputs)))
        return diagnosis, [entry.path for entry in server.log if entry.status == UNMATCHED]
    finally:
        server.close()


def named_by(row: Row) -> str:
    return f"{row.server}-{row.scenario}"


PARTS = [row for row in rows() if row.server not in WHOLE]
every_state = pytest.mark.parametrize("row", PARTS, ids=named_by)


@every_state
def test_the_true_cause_is_named_and_certain_where_it_is_the_only_one(row: Row) -> None:
    verdict = asked(row)[0].verdict
    named = "none" if verdict.status is Status.NO_CAUSE else verdict.cause
    if not row.unique:
        assert named in row.right or row.true_cause in verdict.alternatives
        return
    assert named in row.right
    certain = verdict.confidence is Confidence.CERTAIN or row.healthy
    assert certain != ((row.server, row.scenario) in NOT_TOLD)


@every_state
def test_nothing_untrue_is_called_certain_or_healthy(row: Row) -> None:
    verdict = asked(row)[0].verdict
    named = "none" if verdict.status is Status.NO_CAUSE else verdict.cause
    if verdict.confidence is Confidence.CERTAIN or named == "none":
        assert named in row.right | row.also_true | (row.acceptable & {"none"})


@every_state
def test_what_is_named_may_be_named_and_agrees_with_all_else_that_is_said(row: Row) -> None:
    diagnosis, unmatched = asked(row)
    verdict = diagnosis.verdict
    named = "none" if verdict.status is Status.NO_CAUSE else verdict.cause
    assert named is None or named in row.acceptable | row.also_true | row.right
    assert unmatched == []
    assert contradictions(diagnosis) == []


def test_every_state_without_certainty_says_why() -> None:
    assert all(NOT_TOLD.values())
