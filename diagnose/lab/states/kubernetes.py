"""States of an identity that logs in with the token of a Kubernetes service account."""

from __future__ import annotations

import uuid
from typing import Any

from diagnose.lab.bench import Bench
from diagnose.lab.methods import proofs
from diagnose.lab.methods.kubernetes import DEFAULT_AUDIENCE
from diagnose.lab.states.logins import log_in
from diagnose.lab.states.registry import state

_BC = "B1 B2 C1 C2"
_C = "C1 C2"
_NAMESPACE, _NAME = "payments", "deploy"


def pod(bench: Bench, *, key: str = "", **changed: Any) -> dict[str, Any]:
    """A pod that may log in: its token, issued a minute ago, and the identity's settings, which are given back."""
    settings: dict[str, Any] = {
        "key": bench.canary(32), "namespaces": (_NAMESPACE,), "names": (_NAME,), "audience": DEFAULT_AUDIENCE,
    }  # fmt: skip
    if bench.dialect.family == "B":
        settings["audience"] = ""
    now = int(bench.clock.now())
    claims: dict[str, Any] = {
        "iss": "https://kubernetes.default.svc.cluster.local",
        "sub": f"system:serviceaccount:{_NAMESPACE}:{_NAME}",
        "aud": [DEFAULT_AUDIENCE],
        "iat": now - 60,
        "nbf": now - 60,
        "exp": now + 3540,
        "kubernetes.io": {
            "namespace": _NAMESPACE,
            "serviceaccount": {"name": _NAME, "uid": str(uuid.uuid4())},
            "pod": {"name": "deploy-7d9c5b8f4-x2x7k", "uid": str(uuid.uuid4())},
        },
    }
    token = proofs.issue(claims | changed, key or settings["key"])
    bench.canaries.add(token)
    log_in(bench, "kubernetes", settings, auth_method="kubernetes", service_account_token=token)
    return settings


@state("kubernetes-healthy", "The pod's service account may log in, and the secrets can be read.", _BC, works=True)
def healthy(bench: Bench) -> None:
    """Everything fits."""
    pod(bench)


@state("kubernetes-expired-token", "The service account token ended two hours ago.", _BC)
def expired(bench: Bench) -> None:
    """A token that was kept after it was rotated."""
    now = int(bench.clock.now())
    pod(bench, iat=now - 10_800, nbf=now - 10_800, exp=now - 7200)


@state("kubernetes-token-of-other-cluster", "The token was issued by another cluster than the one that is asked.", _BC)
def other_cluster(bench: Bench) -> None:
    """Signed with a key that the cluster does not have."""
    pod(bench, key=bench.canary(32), iss="https://oidc.other-cluster.example")


@state("kubernetes-other-namespace", "The pod runs in a namespace that the identity does not allow.", _BC)
def other_namespace(bench: Bench) -> None:
    """The list holds another one."""
    pod(bench)["namespaces"] = ("billing",)


@state("kubernetes-other-service-account", "The pod runs as a service account that the identity does not allow.", _BC)
def other_name(bench: Bench) -> None:
    """The list holds another one."""
    pod(bench)["names"] = ("default",)


@state("kubernetes-other-audience", "The token was requested for another audience than the identity wants.", _BC)
def other_audience(bench: Bench) -> None:
    """The identity wants its own audience, the pod's token has the cluster's."""
    pod(bench)["audience"] = "infisical"


@state("kubernetes-reviewer-expired", "The reviewer token that the identity's settings hold has ended.", _BC)
def reviewer_expired(bench: Bench) -> None:
    """The cluster refuses the server, not the caller."""
    pod(bench)["fault"] = "reviewer"


@state("kubernetes-reviewer-forbidden", "The reviewer lacks the right to review tokens in the cluster.", _C)
def reviewer_forbidden(bench: Bench) -> None:
    """No binding to system:auth-delegator."""
    pod(bench)["fault"] = "forbidden"


@state("kubernetes-api-refused", "Nothing listens where the settings say that the cluster's API is.", _BC)
def api_refused(bench: Bench) -> None:
    """A wrong port."""
    pod(bench)["fault"] = "refused"


@state("kubernetes-api-unresolved", "The name of the cluster's API in the settings does not resolve.", _BC)
def api_unresolved(bench: Bench) -> None:
    """A name of the cluster's own network."""
    pod(bench)["fault"] = "unresolved"


@state("kubernetes-api-timeout", "A firewall swallows the server's request to the cluster's API.", _C)
def api_timeout(bench: Bench) -> None:
    """No way through."""
    pod(bench)["fault"] = "timeout"


@state("kubernetes-api-certificate", "The CA in the settings is not that of the cluster's API.", _BC)
def api_certificate(bench: Bench) -> None:
    """A renewed cluster certificate."""
    pod(bench)["fault"] = "certificate"


@state("kubernetes-api-private", "The cluster's API has a private address, which this server does not call.", "C2")
def api_private(bench: Bench) -> None:
    """The server's own guard."""
    pod(bench)["fault"] = "private"


@state("kubernetes-gateway-retired", "The method goes through a gateway of a system that is no longer supported.", "C2")
def gateway_retired(bench: Bench) -> None:
    """An old gateway."""
    pod(bench)["fault"] = "gateway-retired"


@state("kubernetes-no-host", "The method's settings lack the address of the cluster's API.", _C)
def no_host(bench: Bench) -> None:
    """Saved half."""
    pod(bench)["fault"] = "no-host"


@state("kubernetes-user-token", "The token is one of a person in the cluster, not of a service account.", _C)
def user_token(bench: Bench) -> None:
    """The cluster confirms it, but it names no service account."""
    pod(bench, sub="jane@example.com")


@state(
    "kubernetes-organization-key-missing",
    "The organization's key, with which settings are kept, is missing.",
    "B1 B2",
)
def bot_missing(bench: Bench) -> None:
    """The server cannot read the settings."""
    pod(bench)["fault"] = "bot"


@state("kubernetes-method-missing", "The identity has no Kubernetes Auth.", _BC)
def method_missing(bench: Bench) -> None:
    """Another method is set up."""
    pod(bench)
    bench.world.login_methods.clear()


@state("kubernetes-unknown-identity", "No identity has this ID.", _BC)
def unknown_identity(bench: Bench) -> None:
    """A UUID that names nothing."""
    pod(bench)
    bench.inputs["machine_identity_id"] = str(uuid.uuid4())


@state("kubernetes-other-instance", "The identity belongs to another region or instance.", _BC)
def other_instance(bench: Bench) -> None:
    """Nothing of the user's exists here."""
    pod(bench)
    bench.world.login_methods.clear()
    bench.world.identities.clear()
    bench.world.projects.clear()


@state("kubernetes-orphaned-method", "The login method is there, but its identity is gone.", _C)
def orphaned(bench: Bench) -> None:
    """A deletion that stopped half-way."""
    pod(bench)
    bench.world.identities.clear()


@state("kubernetes-not-in-organization", "The identity is no member of the organization any more.", "B1 B2")
def not_in_organization(bench: Bench) -> None:
    """Its membership was removed."""
    pod(bench)
    bench.identity.in_org = False


@state("kubernetes-unknown-sub-organization", "The login names a sub-organization that does not exist.", _C)
def unknown_sub_organization(bench: Bench) -> None:
    """A misspelt slug."""
    pod(bench)
    bench.inputs["organization_slug"] = "emea"


@state("kubernetes-closed-sub-organization", "The identity may not log in to the sub-organization that is named.", _C)
def closed_sub_organization(bench: Bench) -> None:
    """It exists, for others."""
    pod(bench)
    bench.world.sub_organizations["emea"] = frozenset()
    bench.inputs["organization_slug"] = "emea"


@state("kubernetes-infisical-token", "An access token of Infisical was given in place of the cluster's token.", _BC)
def infisical_token(bench: Bench) -> None:
    """A mix-up of two tokens."""
    pod(bench)
    inputs = dict(bench.inputs)
    token = bench.token()
    bench.inputs.clear()
    bench.inputs.update(inputs, service_account_token=token)


@state("kubernetes-not-a-project-member", "The login works, but the identity is not in the project.", _BC)
def not_a_member(bench: Bench) -> None:
    """The second step fails."""
    pod(bench)
    bench.project.members.clear()


@state("kubernetes-token-from-untrusted-address", "The login works, but its token may not be used from here.", _C)
def untrusted_use(bench: Bench) -> None:
    """The list for tokens is asked only afterwards."""
    from diagnose.lab.bench import ELSEWHERE

    pod(bench)
    bench.identity.use_from = ELSEWHERE


@state("kubernetes-own-reviewer", "The token reviews itself, and the cluster that is asked did not issue it.", _C)
def own_reviewer(bench: Bench) -> None:
    """No reviewer is stored, so that the caller's own token stands in for it."""
    pod(bench, key=bench.canary(32))["own_reviewer"] = True


@state("kubernetes-other-namespace-early", "The pod runs in a namespace that is not allowed.", "B1", dialect="B1-early")
def other_namespace_early(bench: Bench) -> None:
    """The first builds do not say what was not allowed."""
    other_namespace(bench)
