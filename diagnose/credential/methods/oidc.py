"""OIDC: a token that a build system or identity provider issues to the job that is running."""

from __future__ import annotations

import json
from typing import Final
from urllib.parse import quote

from diagnose.credential.methods import issuers, texts, tokens
from diagnose.credential.methods.method import Fetch, Method, Place, Proof
from diagnose.credential.methods.texts import Text
from diagnose.problems import UsageProblem
from diagnose.secret import Secret

OPTION: Final = "jwt"
VARIABLES: Final = ("INFISICAL_JWT", "INFISICAL_OIDC_AUTH_JWT")
NAMED_BY: Final = "INFISICAL_OIDC_AUTH_TOKEN_NAME"
OTHERS: Final = (
    "INFISICAL_AUTH_JWT", "CIRCLE_OIDC_TOKEN_V2", "CIRCLE_OIDC_TOKEN", "BITBUCKET_STEP_OIDC_TOKEN",
    "TFC_WORKLOAD_IDENTITY_TOKEN",
)  # fmt: skip
"""Terraform's own variable, and those in which build systems hand a token to a job."""
GITHUB_URL: Final = "ACTIONS_ID_TOKEN_REQUEST_URL"
GITHUB_TOKEN: Final = "ACTIONS_ID_TOKEN_REQUEST_TOKEN"

_TOKEN: Final = tokens.Kind(
    what="a token of a build system or identity provider",
    claims=(
        *("repository", "repository_owner", "ref", "ref_type", "environment", "job_workflow_ref", "event_name"),
        *("actor", "workflow", "runner_environment", "repository_visibility"),
        *("namespace_path", "project_path", "ref_protected", "pipeline_source"),
        *("terraform_organization_name", "terraform_workspace_name", "terraform_run_phase"),
    ),
    expired="oidc-token-expired",
    wrong="oidc-token-invalid",
)


def read(place: Place) -> Proof:
    """The token of the flag, else of the official variables, else from GitHub, else of another build system."""
    return issuers.provider(place, tokens.read(_text(place), _TOKEN, place.now))


def _text(place: Place) -> Text:
    given = texts.from_flag(place, OPTION) or texts.from_variables(place, _variables(place))
    if given is not None:
        return given
    if place.environ.get(GITHUB_URL) and place.environ.get(GITHUB_TOKEN):
        return _from_github(place)
    handed = texts.from_variables(place, OTHERS)
    if handed is not None:
        return handed
    if place.environ.get("GITHUB_ACTIONS") == "true":
        msg = (
            f"GitHub gave this job no way to a token ({GITHUB_URL} is not set): "
            "add `permissions: id-token: write` to the job. Nothing was sent."
        )
        raise UsageProblem(msg)
    msg = f"there is no token: set {' or '.join(VARIABLES)}, or give --jwt - or @FILE. Nothing was sent."
    raise UsageProblem(msg)


def _variables(place: Place) -> tuple[str, ...]:
    """The official CLI's variables, and the one that Terraform's provider is told to read."""
    named = place.environ.get(NAMED_BY, "").strip()
    return (*VARIABLES, named) if named else VARIABLES


def _from_github(place: Place) -> Text:
    """The token that GitHub issues to this job, for the audience that was asked for."""
    audience = place.flags.get("oidc_audience")
    url = place.environ[GITHUB_URL].strip() + (f"&audience={quote(audience, safe='')}" if audience else "")
    token = place.environ[GITHUB_TOKEN].strip()
    wanted = Fetch(
        what="GitHub's token service",
        url=url,
        headers={"Authorization": Secret(f"Bearer {token}"), "Accept": "application/json"},
        local=False,
    )
    answer = place.fetch(wanted)
    try:
        value = json.loads(answer)["value"]
    except (ValueError, KeyError, TypeError):
        value = None
    if not isinstance(value, str):
        msg = "GitHub's token service answered without a token. Nothing was sent to Infisical."
        raise UsageProblem(msg)
    return texts.checked(value.encode(), "GitHub's token service", "GitHub's token service")


METHOD: Final = Method(
    id="oidc-auth",
    route="oidc",
    title="OIDC",
    identities=("INFISICAL_OIDC_AUTH_IDENTITY_ID",),
    read=read,
    dummy={"jwt": "x.y.z"},
)
