"""`check` with another login method: bad input ends in one line with nothing sent, and no proof in any output."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from diagnose.lab import Lab
from tests.cli.command import Ended, asking, command
from tests.credential.methods.handed import token
from tests.jwts import SECRET, UUID

FORMATS = ("terminal", "json", "html", "markdown", "junit")


@pytest.fixture
def pod() -> Iterator[Lab]:
    with Lab("kubernetes-other-namespace") as lab:
        yield lab


def refused(done: Ended, lab: Lab, says: str) -> None:
    assert (done.code, done.out) == (2, "")
    assert done.err.count("\n") == 1
    assert says in done.err
    assert lab.log == ()


def test_the_reports_name_the_namespace_beside_the_setting(tmp_path: Path, pod: Lab) -> None:
    done = command(tmp_path, "check", "-v", **asking(pod))

    assert done.code == 3
    words = " ".join(done.out.split())
    assert "kubernetes.io.namespace = payments" in words
    assert "Allowed Namespaces" in words


LEAKABLE = ["kubernetes-other-namespace", "oidc-other-subject", "aws-other-role", "ldap-wrong-password"]


@pytest.mark.parametrize("name", LEAKABLE)
def test_no_proof_is_in_any_output(tmp_path: Path, name: str) -> None:
    with Lab(name) as lab:
        environ = asking(lab)
        kept = tmp_path / "evidence.json"
        done = command(tmp_path, "check", "--yes", "--save-evidence", str(kept), "--format", "json", **environ)
        written = [done.both, kept.read_text()]
        written += [command(tmp_path, "report", str(kept), "--format", format_).both for format_ in FORMATS]
        secrets = lab.secrets

    assert done.code in {3, 4}
    assert not [secret for secret in secrets for text in written if secret in text]


def test_the_json_report_names_method_identity_and_claims(tmp_path: Path, pod: Lab) -> None:
    report = json.loads(command(tmp_path, "check", "--format", "json", **asking(pod)).out)

    assert report["credential"]["method"] == "kubernetes"
    assert report["credential"]["identity_id"] == pod.inputs["machine_identity_id"]
    assert report["credential"]["claims"]["kubernetes.io.namespace"] == "payments"


@pytest.mark.parametrize(
    ("changed", "says"),
    [
        ({"INFISICAL_KUBERNETES_SERVICE_ACCOUNT_TOKEN": "a.b"}, "this is no JSON web token"),
        ({"INFISICAL_KUBERNETES_SERVICE_ACCOUNT_TOKEN_PATH": "missing"}, "the file cannot be read: No such file"),
        ({"INFISICAL_MACHINE_IDENTITY_ID": ""}, "Kubernetes needs the identity's ID"),
        ({"INFISICAL_AUTH_METHOD": "k8s"}, "names no login method that is known here"),
        ({"INFISICAL_UNIVERSAL_AUTH_CLIENT_SECRET": SECRET}, "names kubernetes, and INFISICAL_UNIVERSAL_AUTH_CLIENT_S"),
        ({"INFISICAL_AUTH_METHOD": "oci-auth"}, "cannot be made here"),
    ],
)
def test_bad_input_is_one_line_and_nothing_is_sent(
    tmp_path: Path, pod: Lab, changed: dict[str, str], says: str
) -> None:
    refused(command(tmp_path, "check", **{**asking(pod), **changed}), pod, says)


def test_a_metadata_service_that_is_not_here_is_said_in_one_line(tmp_path: Path, pod: Lab) -> None:
    environ = {**asking(pod), "INFISICAL_AUTH_METHOD": "azure"}
    environ |= {"IDENTITY_ENDPOINT": "http://127.0.0.1:1/", "IDENTITY_HEADER": "x"}

    refused(command(tmp_path, "check", **environ), pod, "the app service's identity endpoint does not answer at")


def test_without_a_terminal_ldap_needs_yes_before_its_one_try(tmp_path: Path) -> None:
    with Lab("ldap-wrong-password") as lab:
        refused(command(tmp_path, "check", **asking(lab)), lab, "give --yes if the one try may be made")


def test_a_refused_ldap_login_is_not_tried_again(tmp_path: Path) -> None:
    with Lab("ldap-nearly-locked") as lab:
        assert command(tmp_path, "check", "--yes", "-q", **asking(lab)).code in {3, 4}
        assert [entry.path for entry in lab.log if entry.kind == "login"] == ["/api/v1/auth/ldap-auth/login"]


def test_the_plan_tells_the_login_and_what_the_proof_shows_and_asks_nobody(tmp_path: Path) -> None:
    environ = {
        "INFISICAL_DOMAIN": "http://127.0.0.1:1",
        "INFISICAL_AUTH_METHOD": "oidc-auth",
        "INFISICAL_MACHINE_IDENTITY_ID": UUID,
    }
    expired = command(tmp_path, "check", "--plan", **environ, INFISICAL_JWT=token(exp=1_700_000_000))
    github = {"ACTIONS_ID_TOKEN_REQUEST_URL": "https://127.0.0.1:1/x", "ACTIONS_ID_TOKEN_REQUEST_TOKEN": "x"}
    unasked = command(tmp_path, "check", "--plan", **environ, **github)

    assert "POST /api/v1/auth/oidc-auth/login" in expired.out
    assert "The token has ended" in expired.out
    assert "The proof comes from: GitHub's token service (not asked yet)." in unasked.out


def test_the_plan_for_a_hopeless_proof_names_the_dummy_and_no_login(tmp_path: Path) -> None:
    with Lab("oidc-infisical-token") as lab:
        done = command(tmp_path, "check", "--plan", **asking(lab))

    assert "a dummy stands in place of the proof" in " ".join(done.out.split())
    assert "no login" in done.out


def test_a_universal_auth_run_loads_no_login_method() -> None:
    program = "import sys; from diagnose.cli import run; run(['demo', '-q']); print(*sys.modules, file=sys.stderr)"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True, timeout=60)

    loaded = {name for name in done.stderr.split() if name.startswith("diagnose.")}
    assert not {name for name in loaded if name.startswith("diagnose.credential.methods")}
    assert not loaded & {"diagnose.http.metadata", "diagnose.inputs.login_method", "diagnose.gather.login_probes"}
