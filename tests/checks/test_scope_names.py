"""Names: the project, the environment, the folder and the secret, and what was given in their place."""

from __future__ import annotations

import msgspec
import pytest

from diagnose.judgement import judge
from diagnose.model import Confidence, Envelope, Evidence, State, Target
from tests.build import A_FAULT, FAULT, PAIR, PROJECT, TARGET, blamed, evidence, findings, login_ok, minted, said

BOT = f"Project with ID '{PROJECT}' not found during bot lookup. Are you sure you are using the correct project ID?"
B_BOT = "Project not found during bot lookup. Are you sure you are using the correct project ID?"
PLACE = (
    "Folder with path '/' in environment 'Development' was not found. "
    "Please ensure the environment slug and secret path is correct."
)
ENVIRONMENTS = {"environments": [{"name": "Development", "slug": "dev"}, {"name": "Production", "slug": "prod"}]}


def at(environment: str = "dev", project: str = PROJECT) -> Target:
    return msgspec.structs.replace(TARGET, environment=environment, project_id=project)


@pytest.mark.parametrize(
    ("era", "status", "error", "message", "expected"),
    [
        ("B1", 400, "BadRequest", B_BOT, "project-not-found"),
        ("B2", 404, "NotFound", B_BOT, "project-not-found"),
        ("C", 404, "NotFound", BOT, "project-not-found"),
    ],
)
def test_an_unknown_project_is_stated(era: str, status: int, error: str, message: str, expected: str) -> None:
    found = findings(evidence(said("read", status, error, message, era=era)))
    assert [cause for cause, finding in found.items() if finding.state is State.CAUSE] == [expected]
    assert found["not-project-member"].state is State.NOT_REACHED


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ("shop-abcd", "project-slug-as-id"),
        ("My Shop", "project-slug-as-id"),
        (f'"{PROJECT}"', "invalid-uuid"),
        (PROJECT[:-2], "invalid-uuid"),
        (PROJECT, "project-not-found"),
        ("undefined", "project-id-missing"),
        ("${INFISICAL_PROJECT_ID}", "project-id-missing"),
        ("vars.PROJECT", "project-id-missing"),
        ("***", "project-not-found"),
        ("<project-id>", "project-not-found"),
        ("xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx", "project-not-found"),
        ("5f3c\u20269e", "project-not-found"),
        ("REDACTED", "project-not-found"),
        ("your-project-id", "project-not-found"),
        ("41b2c3d4", "project-not-found"),
    ],
)
def test_what_was_given_as_the_project_is_told_from_its_form(given: str, expected: str) -> None:
    of = evidence(said("read", 404, "NotFound", BOT), target=at(project=given))
    assert blamed(of) == expected


FAULTS = tuple(said(probe, 500, "internal_server_error", A_FAULT, era="A") for probe in ("read", "folders"))


def test_era_a_has_no_project_by_a_newer_servers_id() -> None:
    of = evidence(login_ok("A"), *FAULTS, target=at(project=PROJECT), credential=PAIR, token=minted("A"))
    assert blamed(of) == "invalid-object-id"


def test_a_fault_over_a_fitting_id_is_not_its_form() -> None:
    found = findings(evidence(*FAULTS, target=at(project="65a1" * 6)))["invalid-object-id"]
    assert found.state is State.NOT_REACHED


def test_a_token_of_another_server_may_be_why_before_the_project_is() -> None:
    found = findings(evidence(*FAULTS, target=at(project=PROJECT)))
    assert {found[c].state for c in ("token-bad-signature", "invalid-object-id")} == {State.POSSIBLE}


def test_a_fault_over_a_slug_is_the_slug() -> None:
    of = evidence(said("read", 500, "Find one", FAULT, era="B2"), target=at(project="shop-abcd"))
    assert blamed(of) == "project-slug-as-id"


def test_a_project_that_is_found_by_its_slug_was_named_by_it() -> None:
    found = said("project-by-slug", 200, data={"slug": "shop-abcd", "id": PROJECT})
    of = evidence(said("read", 404, "NotFound", BOT), found, target=at(project="shop-abcd"))
    assert findings(of)["project-slug-as-id"].because == ("E2", "E1")


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ("Development", "environment-name-as-slug"),
        ("DEV", "environment-name-as-slug"),
        ("staging", "environment-not-found"),
    ],
)
def test_an_environment_is_compared_with_those_there_are(given: str, expected: str) -> None:
    refused = said("read", 404, "SecretPathNotFound", PLACE)
    assert blamed(evidence(refused, said("project", 200, data=ENVIRONMENTS), target=at(given))) == expected


def test_an_environment_that_exists_leaves_the_folder() -> None:
    refused = said("read", 404, "SecretPathNotFound", PLACE)
    of = evidence(refused, said("project", 200, data=ENVIRONMENTS), target=at("dev"))
    found = findings(of)
    assert found["environment-not-found"].state is State.RULED_OUT
    assert blamed(of) == "environment-or-path-not-found"


@pytest.mark.parametrize(
    "data", [{}, {"environments": []}, {"environments": [{"name": "Development"}]}, {"environments": ["dev"]}]
)
def test_a_project_that_names_no_environments_tells_nothing_of_them(data: dict[str, object]) -> None:
    refused = said("read", 404, "SecretPathNotFound", PLACE)
    of = evidence(refused, said("project", 200, data=data), target=at("Development"))
    assert findings(of)["environment-name-as-slug"].state is not State.CAUSE


@pytest.mark.parametrize(("era", "status"), [("B1", 400), ("B2", 404)])
def test_an_unknown_environment_that_lists_as_empty_is_not_ruled_out_by_the_list(era: str, status: int) -> None:
    empty = said("read", 200, data={"secrets": 0}, era=era)
    unknown = said("folders", status, "get folders", "Environment not found", era=era)
    found = findings(evidence(empty, unknown, target=at("Development")))
    for known in ("environment-not-found", "environment-name-as-slug", "environment-or-path-not-found"):
        assert found[known].state is not State.RULED_OUT


def _named(era: str, status: int, error: str, message: str) -> Evidence:
    return evidence(said("read-name", status, error, message, era=era))


@pytest.mark.parametrize(
    ("of", "expected"),
    [
        (_named("B1", 400, "BadRequest", "Secret not found"), "secret-not-found"),
        (_named("B2", 404, "NotFound", "Secret not found"), "secret-not-found"),
        (_named("C", 404, "NotFound", "Secret with name 'DATABASE_URL' not found"), "secret-not-found"),
        (
            _named("C", 404, "GetSecretByName", "Folder with path '/x' in environment with slug 'dev' not found"),
            "environment-or-path-not-found",
        ),
        (
            _named("B1", 400, "Create secret", "Folder not found for the given environment slug & secret path"),
            "environment-or-path-not-found",
        ),
    ],
)
def test_a_name_that_is_not_there_is_stated(of: Evidence, expected: str) -> None:
    assert blamed(of) == expected
    assert findings(of)["not-project-member"].state is State.RULED_OUT


def test_era_a_says_the_same_of_a_secret_and_of_its_folder() -> None:
    found = findings(_named("A", 404, "secret_not_found_error", "The requested secret was not found"))
    assert found["secret-not-found"].state is State.POSSIBLE
    assert found["environment-or-path-not-found"].state is State.POSSIBLE


def test_a_status_alone_does_not_prove_that_the_slug_was_refused() -> None:
    of = evidence(said("read", 401, envelope=Envelope.CLIENT), target=at(project="shop"))
    assert findings(of)["project-slug-as-id"].state is not State.CAUSE


DENIED = said("read", 403, "PermissionDenied", "You are not allowed to describeSecret on secrets", era="C2")
HAS = said("project", 200, data=ENVIRONMENTS)


@pytest.mark.parametrize(
    ("environment", "cause", "hint"),
    [
        ("Production", "environment-name-as-slug", "Use prod as the environment, where Production was given."),
        ("qa", "permission-denied", "The project's environments are: dev, prod."),
        ("prod", "permission-denied", ""),
    ],
)
def test_no_rule_fits_an_environment_that_was_named_wrongly(environment: str, cause: str, hint: str) -> None:
    verdict = judge(evidence(DENIED, HAS, target=at(environment))).verdict
    assert (verdict.cause, verdict.confidence) == (cause, Confidence.CERTAIN)
    assert hint in (verdict.hint, *verdict.fix, "")
