"""Where each input comes from, what wins, and what is refused."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest

from diagnose.inputs import Given, Inputs, resolve
from diagnose.model import CredentialKind, Oddity
from diagnose.problems import UsageProblem
from tests.jwts import SECRET, UUID, jwt

ID, PASS = "INFISICAL_UNIVERSAL_AUTH_CLIENT_ID", "INFISICAL_UNIVERSAL_AUTH_CLIENT_SECRET"
TOKEN = "INFISICAL_TOKEN"
PAIR = {ID: UUID, PASS: SECRET}


def never() -> bytes:
    raise AssertionError("standard input was read")


@pytest.fixture
def inputs(tmp_path: Path) -> Callable[..., Inputs]:
    def run(
        environ: Mapping[str, str] = PAIR,
        stdin: Callable[[], bytes] = never,
        prompt: Callable[[str], str] | None = None,
        file: Mapping[str, Any] | None = None,
        **flags: Any,
    ) -> Inputs:
        if file is not None:
            (tmp_path / ".infisical.json").write_text(json.dumps(file))
        return resolve(Given(**flags), environ, tmp_path, stdin, prompt)

    return run


Run = Callable[..., Inputs]

FILE = {"workspaceId": "p-file", "defaultEnvironment": "e-file", "defaultSecretPath": "/file", "domain": "eu"}
ENVIRON = {
    **PAIR,
    "INFISICAL_DOMAIN": "https://env.example",
    "INFISICAL_PROJECT_ID": "p-env",
    "INFISICAL_ENVIRONMENT": "e-env",
    "INFISICAL_SECRET_PATH": "/env",
    "INFISICAL_SECRET_NAME": "N_ENV",
}
FLAGS = {
    "domain": "https://flag.example",
    "project_id": "p-flag",
    "environment": "e-flag",
    "secret_path": "/flag",
    "secret_name": "N_FLAG",
}


@pytest.mark.parametrize(
    ("environ", "flags", "file", "target", "sources"),
    [
        (PAIR, {}, None, ("https://app.infisical.com", None, "dev", "/", None), ["default"] * 3),
        (PAIR, {}, FILE, ("https://eu.infisical.com", "p-file", "e-file", "/file", None), [".infisical.json"] * 4),
        (ENVIRON, {}, FILE, ("https://env.example", "p-env", "e-env", "/env", "N_ENV"), [*ENVIRON][2:]),
        (ENVIRON, FLAGS, FILE, ("https://flag.example", "p-flag", "e-flag", "/flag", "N_FLAG"),
         ["--domain", "--projectId", "--env", "--path", "--secret-name"]),
        (dict.fromkeys(ENVIRON, "") | PAIR, {}, FILE,
         ("https://eu.infisical.com", "p-file", "e-file", "/file", None), [".infisical.json"] * 4),
    ],
    ids=["default", "file", "environment", "flags", "empty variables count as unset"],
)  # fmt: skip
def test_flags_win_over_variables_over_the_file_over_defaults_and_the_source_is_told(
    inputs: Run, *, environ: Any, flags: Any, file: Any, target: Any, sources: list[str]
) -> None:
    found = inputs(environ, file=file, **flags).target
    assert (
        found.base_url, found.project_id, found.environment, found.secret_path, found.secret_name
    ) == target  # fmt: skip
    assert list(found.sources.values()) == sources


def test_a_malformed_project_id_is_no_usage_problem(inputs: Run) -> None:
    assert inputs(project_id="my project").target.project_id == "my project"


@pytest.mark.parametrize("field", ["domain", "project_id", "environment", "secret_path", "secret_name"])
@pytest.mark.parametrize(
    "secret", [SECRET, SECRET.upper(), f'"{SECRET}"', f"/app/{SECRET}/x", jwt(), f"st.{'0' * 24}.{'a' * 32}.{'b' * 32}"]
)
def test_a_secret_in_the_place_of_a_name_is_refused_before_it_is_sent_or_shown(
    inputs: Run, field: str, secret: str
) -> None:
    with pytest.raises(UsageProblem, match="form of a client secret or token") as refused:
        inputs(**{field: secret})
    assert SECRET[:12] not in str(refused.value).lower()


@pytest.mark.parametrize("name", ["eyJ", "st.prod", "ak.47", "a" * 63, f"x{'a' * 64}", UUID, "a.b.c"])
def test_a_name_that_only_resembles_a_secret_is_taken(inputs: Run, name: str) -> None:
    assert inputs(secret_name=name).target.secret_name == name


def test_white_space_around_a_name_is_removed_and_remarked_on(inputs: Run) -> None:
    found = inputs({**PAIR, "INFISICAL_ENVIRONMENT": "prod\r\n"})
    assert found.target.environment == "prod"
    assert found.stray == ("INFISICAL_ENVIRONMENT has white space around its value; it was removed.",)


@pytest.mark.parametrize("flag", ["domain", "client_id", "client_secret", "token", "project_id", "environment"])
def test_an_explicitly_empty_flag_is_refused(inputs: Run, flag: str) -> None:
    with pytest.raises(UsageProblem, match="is empty"):
        inputs({}, **{flag: ""})


@pytest.mark.parametrize(
    ("environ", "flags", "kind", "sources"),
    [
        (PAIR, {}, CredentialKind.UNIVERSAL_AUTH, {"client-id": ID, "client-secret": PASS}),
        ({TOKEN: jwt()}, {}, CredentialKind.ACCESS_TOKEN, {"token": TOKEN}),
        ({TOKEN: jwt(), "INFISICAL_UNIVERSAL_AUTH_ACCESS_TOKEN": jwt()}, {}, CredentialKind.ACCESS_TOKEN,
         {"token": "INFISICAL_UNIVERSAL_AUTH_ACCESS_TOKEN"}),
        ({TOKEN: jwt()}, {"client_id": UUID, "client_secret": "-"}, CredentialKind.UNIVERSAL_AUTH,
         {"client-id": "--client-id", "client-secret": "stdin"}),
        ({PASS: SECRET, TOKEN: jwt()}, {"client_id": UUID}, CredentialKind.UNIVERSAL_AUTH,
         {"client-id": "--client-id", "client-secret": PASS}),
        (PAIR, {"token": "-"}, CredentialKind.UNKNOWN, {"token": "stdin"}),
        ({ID: UUID, TOKEN: jwt()}, {}, CredentialKind.ACCESS_TOKEN, {"token": TOKEN}),
    ],
)  # fmt: skip
def test_which_credential_is_used_and_where_it_came_from(
    inputs: Run, environ: Any, flags: Any, kind: CredentialKind, sources: Any
) -> None:
    credential = inputs(environ, f"{SECRET}\n".encode, **flags).credential
    assert credential.kind is kind
    assert credential.facts.sources == sources


@pytest.mark.parametrize(
    ("environ", "flags", "remark"),
    [
        ({**PAIR, "TOKEN": "x" * 20}, {}, "TOKEN is set in the environment; it was not used"),
        ({**PAIR, "INFISICAL_CLIENT_ID": "x"}, {}, f"that name is not read; the name is {ID}"),
        ({**PAIR, "INFISICAL_API_URL": "eu"}, {}, "INFISICAL_API_URL, an old name"),
        ({**PAIR, "INFISICAL_API_URL": "eu", "INFISICAL_DOMAIN": "us"}, {}, "differ"),
        ({TOKEN: jwt(), "INFISICAL_UNIVERSAL_AUTH_ACCESS_TOKEN": jwt()}, {}, "the first one wins"),
        ({PASS: SECRET, TOKEN: jwt()}, {"client_id": UUID}, "INFISICAL_TOKEN is set; it was not used because of --"),
        (PAIR, {"token": "-"}, f"{PASS} is set; it was not used because of --token"),
        ({ID: UUID, TOKEN: jwt()}, {}, f"{ID} is set; it was not used because of INFISICAL_TOKEN"),
    ],
)  # fmt: skip
def test_what_was_not_used_is_remarked_on(inputs: Run, environ: Any, flags: Any, remark: str) -> None:
    found = inputs(environ, jwt().encode, **flags)
    assert any(remark in said for said in found.stray)
    assert not any(value in said for said in found.stray for value in (SECRET, jwt(), "x" * 20))


def test_nothing_stray_is_nothing_said(inputs: Run) -> None:
    assert inputs(PAIR).stray == ()


def test_unknown_keys_of_the_project_file_are_remarked_on(inputs: Run) -> None:
    assert "enviroment" in inputs(file={"enviroment": "prod"}).stray[0]


@pytest.mark.parametrize(
    ("environ", "flags", "names"),
    [
        ({}, {"client_id": UUID, "token": "-"}, ("--client-id", "--token")),
        ({}, {"client_secret": "-", "token": "-"}, ("--client-secret", "--token")),
        ({**PAIR, TOKEN: jwt()}, {}, (PASS, TOKEN)),
        ({}, {}, (ID, PASS, TOKEN, "--client-secret", "--token", "@FILE")),
        ({PASS: SECRET}, {}, (ID, "--client-id")),
        ({ID: UUID}, {}, (PASS, "--client-secret")),
    ],
)
def test_two_credentials_or_none_are_a_problem_that_names_the_places(
    inputs: Run, environ: Any, flags: Any, names: tuple[str, ...]
) -> None:
    with pytest.raises(UsageProblem) as problem:
        inputs(environ, **flags)
    assert all(name in str(problem.value) for name in names)


@pytest.mark.parametrize("literal", [SECRET, "st.abcdefgh.ijklmnop", jwt(), "hunter2hunter2", "@", "--", " -"])
@pytest.mark.parametrize("flag", ["client_secret", "token"])
def test_a_secret_on_the_command_line_is_refused_and_not_repeated(inputs: Run, flag: str, literal: str) -> None:
    with pytest.raises(UsageProblem) as problem:
        inputs({}, **{flag: literal} | ({"client_id": UUID} if flag == "client_secret" else {}))
    assert len(literal) < 5 or literal not in str(problem.value)


def test_the_flags_as_typed_are_not_shown_by_their_representation() -> None:
    assert SECRET not in repr(Given(client_id=SECRET, client_secret=SECRET, token=SECRET, domain=SECRET))


@pytest.mark.parametrize(
    ("content", "value", "oddities"),
    [
        (SECRET.encode(), SECRET, []),
        (f"{SECRET}\n".encode(), SECRET, []),
        (f"{SECRET}\n\n".encode(), SECRET, [Oddity.SURROUNDING_WHITESPACE]),
        (f"{SECRET}\r\n".encode(), SECRET, [Oddity.CARRIAGE_RETURN]),
        (f"\ufeff{SECRET}".encode(), SECRET, [Oddity.BYTE_ORDER_MARK]),
        (SECRET.encode("utf-16"), SECRET, [Oddity.BYTE_ORDER_MARK]),
        (b"\xfe\xff" + SECRET.encode("utf-16-be"), SECRET, [Oddity.BYTE_ORDER_MARK]),
    ],
)
@pytest.mark.parametrize("way", ["stdin", "file"])
def test_a_secret_from_stdin_or_a_file_is_decoded_and_its_ends_are_remarked_on(
    inputs: Run, tmp_path: Path, *, way: str, content: bytes, value: str, oddities: list[Oddity]
) -> None:
    (tmp_path / "secret.txt").write_bytes(content)
    flag = "-" if way == "stdin" else "@secret.txt"
    credential = inputs({}, lambda: content, client_id=UUID, client_secret=flag).credential
    assert credential.client_secret is not None
    assert credential.client_secret.reveal() == value
    assert credential.facts.sources["client-secret"] == way
    assert [(t.oddity, t.fatal) for t in credential.facts.traits] == [(oddity, False) for oddity in oddities]


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "is empty"),
        (b"\n", "is empty"),
        (b" \r\n", "is empty"),
        (b"\xef\xbb\xbf", "is empty"),
        (b"caf\xe9canary", "not UTF-8"),
        (b"\xff\xfe\x00", "not UTF-8"),
        (b"canary" * 20_000, "more than 16 KiB"),
    ],
)
def test_an_unusable_file_is_told_and_not_quoted(inputs: Run, tmp_path: Path, content: bytes, says: str) -> None:
    (tmp_path / "secret.txt").write_bytes(content)
    with pytest.raises(UsageProblem, match=says) as problem:
        inputs({}, token="@secret.txt")
    assert "canary" not in str(problem.value)


@pytest.mark.parametrize("name", ["@no-such-canary", "@.", "@can\0ary"])
def test_a_file_that_cannot_be_read_is_told_without_its_name(inputs: Run, name: str) -> None:
    with pytest.raises(UsageProblem, match="--token: the file cannot be read") as problem:
        inputs({}, token=name)
    assert "canary" not in str(problem.value)


def test_a_missing_client_secret_is_asked_for_unseen(inputs: Run) -> None:
    asked = []

    def prompt(what: str) -> str:
        asked.append(what)
        return SECRET

    credential = inputs({ID: UUID}, prompt=prompt).credential
    assert asked == [f"Client secret of client ID {UUID}, for https://app.infisical.com"]
    assert credential.facts.sources == {"client-id": ID, "client-secret": "prompt"}


def test_nothing_typed_at_the_prompt_is_refused(inputs: Run) -> None:
    with pytest.raises(UsageProblem, match="The client secret is empty"):
        inputs({ID: UUID}, prompt=lambda _what: "")


def test_a_variable_that_is_not_utf8_is_refused(inputs: Run) -> None:
    with pytest.raises(UsageProblem, match="INFISICAL_TOKEN is not UTF-8"):
        inputs({TOKEN: "caf\udce9"})
    with pytest.raises(UsageProblem, match="INFISICAL_ENVIRONMENT is not UTF-8"):
        inputs({**PAIR, "INFISICAL_ENVIRONMENT": "caf\udce9"})


OTHER_HOST = {"domain": "https://secrets.example.com"}


def test_a_host_that_only_the_file_names_is_refused_where_nobody_can_be_asked(inputs: Run) -> None:
    with pytest.raises(UsageProblem, match="--trust-domain") as problem:
        inputs(file=OTHER_HOST)
    assert "https://secrets.example.com" in str(problem.value)


@pytest.mark.parametrize(
    ("file", "flags", "environ", "asks"),
    [
        (OTHER_HOST, {}, {}, True),
        (OTHER_HOST, {"trust_domain": True}, {}, False),
        (OTHER_HOST, {"domain": "https://secrets.example.com"}, {}, False),
        (OTHER_HOST, {}, {"INFISICAL_DOMAIN": "https://secrets.example.com"}, False),
        ({"domain": "https://eu.infisical.com/api"}, {}, {}, False),
        ({"domain": "https://eu.infisical.com:8443"}, {}, {}, True),
        ({"domain": "http://127.0.0.1:8080"}, {}, {}, True),
        ({}, {}, {}, False),
    ],
)
def test_a_host_that_only_the_file_names_must_be_confirmed(
    inputs: Run, file: Any, flags: Any, environ: Any, *, asks: bool
) -> None:
    found = inputs({**PAIR, **environ}, prompt=lambda _what: SECRET, file=file, **flags)
    assert found.domain_from_file_only is asks


def test_custom_headers_are_secrets(inputs: Run) -> None:
    found = inputs({**PAIR, "INFISICAL_CUSTOM_HEADERS": "CF-Access-Client-Secret=canary"})
    assert found.custom_headers["CF-Access-Client-Secret"].reveal() == "canary"
    assert "canary" not in repr(found)
    assert SECRET not in repr(found)


@pytest.mark.parametrize(
    ("typed", "kind"),
    [
        ([SECRET, UUID], CredentialKind.UNIVERSAL_AUTH),
        (["st.5a1c9c52-6c4f-4f0e-9a53-2f6a9a0f7d11.00.11"], CredentialKind.SERVICE_TOKEN),
    ],
)
def test_where_nothing_was_given_a_person_is_asked(inputs: Run, typed: list[str], kind: CredentialKind) -> None:
    asked: list[str] = []

    def prompt(what: str) -> str:
        asked.append(what)
        return typed[len(asked) - 1]

    assert inputs({}, prompt=prompt).credential.kind is kind
    assert asked[0] == "Client secret or token, for https://app.infisical.com"
    assert len(asked) == len(typed)
