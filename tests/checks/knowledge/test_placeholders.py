"""Headlines name what the text names, and have no hole where it names nothing."""

from __future__ import annotations

import json

import pytest

from checks.knowledge.causes import all_causes
from checks.knowledge.placeholders import filled
from tests.intake.texts import explained

ID = "7b1c0a4e-0a4e-4f6b-9c7d-8e1f2a3b4c5d"
NAMES = ("environment", "path", "project", "host")
READ = "GET https://infisical.example/api/v3/secrets/raw?environment=prod"


def said(status: int, error: str, message: str) -> str:
    return json.dumps({"reqId": "r", "statusCode": status, "message": message, "error": error})


DENIED = said(403, "PermissionDenied", "You are not allowed to describeSecret on secrets")
NO_FOLDER = said(404, "GetSecretByName", "Folder with path '/payments' in environment with slug 'production' not found")


@pytest.mark.parametrize(
    ("text", "headline"),
    [
        (said(404, "NotFound", f"Project with ID '{ID}' not found"), f"No project with ID {ID} exists on the server."),
        (NO_FOLDER, "There is no folder /payments in environment production of this project."),
        (DENIED, "The identity may not read secrets there."),
        (f"{READ} {DENIED}", "The identity may not read secrets in prod under /."),
        ("infisical: connection refused", "The server refuses the connection, so no server was reached."),
        ("infisical: no such host", "The server's name cannot be resolved from this machine, so nothing was sent."),
        (
            'infisical "POST /api/v1/auth/universal-auth/login HTTP/1.1" 401 157',
            "A login was refused with 401; what the server said is missing from the text.",
        ),
        (
            "infisical: 403 You are not allowed to create on app-connections",
            "The request was refused (status 403), and the answer leaves open why.",
        ),
        (
            "infisical: the desired SecretStore shop is not ready\n",
            "The login was refused, and the answer leaves open why.",
        ),
    ],
)
def test_the_headline_names_what_the_text_names(text: str, headline: str) -> None:
    assert explained(f"{text}\n".encode()).verdict.headline == headline


def test_no_headline_has_a_hole_where_nothing_is_named() -> None:
    for cause in all_causes().values():
        headline = filled(cause.headline, dict.fromkeys(NAMES, "") | {"action": "read", "identity": "the identity"})
        assert "{" not in headline
        assert "  " not in headline
        assert " ." not in headline
        assert headline[0].isupper()


def test_names_that_are_known_stand_in_their_slots() -> None:
    assert (
        filled("No project {project} on {host}, {other}.", {"project": "p", "host": "h"})
        == "No project p on h, {other}."
    )
