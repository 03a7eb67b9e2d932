"""The lab with a privileged token: never certain and wrong, nothing written, the token in nothing that is kept."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import msgspec
import pytest

from diagnose.cli.demo import VARIABLES
from diagnose.files.evidence_file import encode
from diagnose.gather import Limits, first_evidence
from diagnose.gather.run import Run
from diagnose.inputs import Given, resolve
from diagnose.judgement import judge
from diagnose.lab import Lab, states
from diagnose.lab.truth import truth
from diagnose.model import Action, Confidence, Diagnosis, Status, Verdict
from tests.in_process import LOOPBACK, Direct, in_front


def looked_at(lab: Lab) -> Diagnosis:
    environ = {VARIABLES[name]: value for name, value in lab.inputs.items() if name in VARIABLES}
    environ |= {"INFISICAL_DIAGNOSE_ADMIN_TOKEN": lab.admin_token, "INFISICAL_DOMAIN": LOOPBACK}
    given = Given(action=Action(lab.inputs.get("action", "read")))
    inputs = resolve(given, environ, Path("/"), lambda: b"", None)
    run = Run(Direct(lab), inputs.credential, Limits(), privileged=inputs.privileged)
    return judge(run.gather(first_evidence(inputs)))


ASKED = [(state.name, state.era) for state in states() if (state.name, state.era) not in in_front()]


_ABSENT = {"auth-method-not-configured", "wrong-region-or-instance"}
_SECRETS = {f"client-secret-{end}" for end in ("wrong", "revoked", "expired", "usage-limit")}
OPEN = {
    "which client secret it was": _SECRETS,
    "whose client ID it is, where no list holds all": {
        *_SECRETS, *_ABSENT, "client-id-unknown", "identity-deleted", "identity-id-as-client-id",
    },
    "whether another organisation or region has the identity": {
        "wrong-region-or-instance", "identity-unknown", "identity-not-in-org",
    },
    "whose signature it is": {"server-error", "database-down", "token-bad-signature", "wrong-region-or-instance"},
    "what the directory said, of which the server tells nothing": {"ldap-bad-credentials", "ldap-required-attribute"},
    "what failed in the server": {"server-error", "client-ip-unparseable", "rate-limited"},
    "what another service said, of which the server tells nothing": {
        "server-error", "client-ip-unparseable", "proof-service-unreachable",
        "aws-sts-rejected", "aws-root-principal", "azure-tenant-mismatch", "azure-signing-key-unknown",
        "azure-service-principal-not-allowed",
        "gcp-token-invalid", "jwt-token-invalid", "oidc-discovery-unreachable", "k8s-api-unreachable",
        "k8s-api-certificate", "k8s-reviewer-jwt-invalid", "k8s-token-not-authenticated",
    },
}  # fmt: skip
"""What a privileged look cannot settle, whatever it sees."""


@cache
def seen(name: str, era: str) -> tuple[Lab, Diagnosis]:
    lab = Lab(name, era=era)
    return lab, looked_at(lab)


def left_open(verdict: Verdict) -> set[str]:
    return {verdict.cause or "", *verdict.alternatives} if verdict.status is Status.INCONCLUSIVE else set()


@pytest.mark.parametrize(("name", "era"), ASKED)
def test_a_privileged_token_makes_no_verdict_wrong_and_changes_nothing(name: str, era: str) -> None:
    lab, diagnosis = seen(name, era)
    verdict = diagnosis.verdict
    if verdict.confidence is Confidence.CERTAIN:
        assert verdict.cause in truth(name, era)
    assert any(left_open(verdict) <= OPEN[kind] for kind in OPEN)
    counts = lab.counts()
    assert counts["writes"] == 0
    assert counts["logins"] <= 1
    assert lab.admin_token.encode() not in msgspec.json.encode(diagnosis, enc_hook=str)


def test_nothing_is_called_open_that_every_look_settles() -> None:
    found = [left_open(seen(name, era)[1].verdict) for name, era in ASKED]
    left = {kind: set().union(*(causes for causes in found if causes <= OPEN[kind])) for kind in OPEN}
    assert left == OPEN


@pytest.mark.parametrize("era", ["B1", "B2", "C1", "C2"])
def test_a_privilege_that_allows_the_wanted_write_counts(era: str) -> None:
    assert looked_at(Lab("may-create-secrets-by-privilege", era=era)).verdict.cause is None


@pytest.mark.parametrize("era", ["A", "B1", "C1", "C2"])
def test_a_client_secret_that_is_gone_leaves_open_just_what_became_of_it(era: str) -> None:
    verdict = looked_at(Lab("revoked-client-secret", era=era)).verdict
    ends = {f"client-secret-{end}" for end in ("wrong", "revoked", "expired", "usage-limit")}
    assert {verdict.cause, *verdict.alternatives} == ends


PAIRS = ("INFISICAL_DIAGNOSE_ADMIN_CLIENT_ID", "INFISICAL_DIAGNOSE_ADMIN_CLIENT_SECRET")


def looked_at_with_a_pair(lab: Lab, client_id: str, client_secret: str) -> Diagnosis:
    environ = {VARIABLES[name]: value for name, value in lab.inputs.items() if name in VARIABLES}
    environ |= {PAIRS[0]: client_id, PAIRS[1]: client_secret, "INFISICAL_DOMAIN": LOOPBACK}
    inputs = resolve(Given(), environ, Path("/"), lambda: b"", None)
    run = Run(Direct(lab), inputs.credential, Limits(), privileged=inputs.privileged)
    return judge(run.gather(first_evidence(inputs)))


def test_a_privileged_pair_logs_in_once_and_gives_its_token_back() -> None:
    lab = Lab("wrong-client-secret", era="B1")
    owner = next(iter(lab.world.identities.values()))
    secret = next(one for one in owner.secrets if not one.revoked)
    diagnosis = looked_at_with_a_pair(lab, owner.client_id, secret.value)
    probes = [x.probe for x in diagnosis.evidence.exchanges]
    assert probes.count("look-login") == 1
    assert probes[-1] == "look-revoke"
    assert lab.counts()["writes"] == 0
    assert secret.value not in encode(diagnosis.evidence).decode()


def test_a_privileged_pair_that_is_refused_is_said_and_looks_at_nothing() -> None:
    lab = Lab("wrong-client-secret", era="B1")
    diagnosis = looked_at_with_a_pair(lab, "00000000-0000-4000-8000-000000000000", "0" * 64)
    assert [x.probe for x in diagnosis.evidence.exchanges] == ["login", "look-login"]
    assert any("refused" in remark for remark in diagnosis.evidence.remarks)


def test_where_nothing_is_open_a_privileged_pair_does_not_log_in() -> None:
    lab = Lab("healthy-viewer", era="B1")
    diagnosis = looked_at_with_a_pair(lab, "00000000-0000-4000-8000-000000000000", "0" * 64)
    assert "look-login" not in [x.probe for x in diagnosis.evidence.exchanges]


@pytest.mark.parametrize(
    ("name", "cause"), [("not-a-project-member", "not-project-member"), ("no-access-role", "permission-denied")]
)
def test_the_list_of_members_tells_the_oldest_servers_refusals_apart(name: str, cause: str) -> None:
    verdict = looked_at(Lab(name, era="A")).verdict
    assert (verdict.cause, verdict.confidence) == (cause, Confidence.CERTAIN)
