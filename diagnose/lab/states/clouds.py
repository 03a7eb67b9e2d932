"""States of identities that log in with the proof of a cloud, a directory, or a workload's agent."""

from __future__ import annotations

import secrets
import uuid
from collections.abc import Callable
from typing import Any

from diagnose.lab.bench import Bench
from diagnose.lab.methods import proofs
from diagnose.lab.states.logins import log_in, shared
from diagnose.lab.states.registry import state

_BC = "B1 B2 C1 C2"
_C = "C1 C2"
_ACCOUNT = "029608264753"
_ARN = f"arn:aws:sts::{_ACCOUNT}:assumed-role/deploy"
_TENANT, _OBJECT = "72f988bf-86f1-41af-91ab-2d7cd011db47", "5b1f3c22-8a0e-4d0f-9d51-0c6d1f7a2b11"
_EMAIL = "deploy@acme-shop.iam.gserviceaccount.com"
_HOUR = 3600

_Kept = dict[str, Any]


def caller(bench: Bench, **changed: str) -> _Kept:
    """A caller in AWS that may log in: its keys in the environment, and the identity's settings."""
    session = bench.canary(48)
    inputs = {
        "aws_key_id": "ASIAQNZGKIQY56JQ7WML",
        "aws_secret": secrets.token_urlsafe(30),
        "aws_session": session,
        "aws_region": "eu-central-1",
    }
    settings: _Kept = {
        "key_id": inputs["aws_key_id"], "secret": inputs["aws_secret"], "session": session, "arn": _ARN,
        "account": _ACCOUNT, "accounts": (_ACCOUNT,), "arns": (f"arn:aws:sts::{_ACCOUNT}:assumed-role/*",),
    }  # fmt: skip
    bench.canaries.add(inputs["aws_secret"])
    log_in(bench, "aws", settings, auth_method="aws-iam", **{**inputs, **changed})
    return settings


def _token(bench: Bench, route: str, method: str, settings: _Kept, claims: _Kept) -> _Kept:
    key = settings.pop("signed_with", settings["key"])
    token = proofs.issue({name: value for name, value in claims.items() if value is not None}, key)
    bench.canaries.add(token)
    log_in(bench, route, settings, auth_method=method, jwt=token)
    return settings


def _times(bench: Bench, lives: int, age: int = 60) -> _Kept:
    now = int(bench.clock.now())
    return {"iat": now - age, "nbf": now - age, "exp": now - age + lives}


def managed(bench: Bench, *, key: str = "", **changed: Any) -> _Kept:
    """A managed identity of Azure that may log in."""
    settings: _Kept = {
        "key": bench.canary(32), "tenant": _TENANT, "resource": "https://management.azure.com/",
        "principals": (_OBJECT,),
    }  # fmt: skip
    claims = {
        "iss": f"https://sts.windows.net/{_TENANT}/",
        "aud": "https://management.azure.com/",
        "tid": _TENANT,
        "oid": _OBJECT,
        "appid": "0d1e2f3a-4b5c-4d6e-8f70-8192a3b4c5d6",
        "idtyp": "app",
        "ver": "1.0",
        **_times(bench, 24 * _HOUR),
    }
    return _token(bench, "azure", "azure", settings | ({"signed_with": key} if key else {}), claims | changed)


def instance(bench: Bench, *, key: str = "", iam: bool = False, **changed: Any) -> _Kept:
    """An instance of Google Cloud, or a service account there, that may log in."""
    settings: _Kept = {
        "key": bench.canary(32), "type": "iam" if iam else "gce", "accounts": (_EMAIL,), "projects": (), "zones": (),
    }  # fmt: skip
    machine = {"project_id": "acme-shop", "zone": "europe-west3-a", "instance_name": "build-1"}
    claims: _Kept = {
        "iss": _EMAIL if iam else "https://accounts.google.com",
        "sub": _EMAIL if iam else "110169484474386276334",
        "aud": bench.identity.id,
        "email": None if iam else _EMAIL,
        "google": None if iam else {"compute_engine": machine},
        **_times(bench, _HOUR),
    }
    if not iam:
        settings |= {"projects": ("acme-shop",), "zones": ("europe-west3-a",)}
    settings |= {"signed_with": key} if key else {}
    return _token(bench, "gcp", "gcp-iam" if iam else "gcp-id-token", settings, claims | changed)


def person(bench: Bench) -> _Kept:
    """An account of a directory that may log in."""
    settings: _Kept = {"user": "svc-deploy", "password": bench.canary(12), "plan": True}
    log_in(
        bench, "ldap", settings, auth_method="ldap-auth", ldap_username="svc-deploy", ldap_password=settings["password"]
    )
    return settings


def workload(bench: Bench, *, key: str = "", **changed: Any) -> _Kept:
    """A workload with an SVID that may log in."""
    settings: _Kept = {"key": bench.canary(32), "audiences": ("infisical",), "ids": ("spiffe://acme.example/shop/*",)}
    claims = {"sub": "spiffe://acme.example/shop/deploy", "aud": ["infisical"], **_times(bench, 300)}
    settings |= {"signed_with": key} if key else {}
    return _token(bench, "spiffe", "spiffe-auth", settings, claims | changed)


def _add(name: str, title: str, eras: str, build: Callable[[Bench], object], *, works: bool = False) -> None:
    def built(bench: Bench) -> None:
        build(bench)

    state(name, title, eras, works=works)(built)


def _other_key(made: Callable[..., object]) -> Callable[[Bench], object]:
    return lambda bench: made(bench, key=bench.canary(32))


def _expired(made: Callable[..., object], **more: Any) -> Callable[[Bench], object]:
    return lambda bench: made(bench, **_times(bench, _HOUR, 3 * _HOUR), **more)


def _unsessioned(bench: Bench) -> None:
    caller(bench)
    del bench.inputs["aws_session"]


def _near_lockout(bench: Bench) -> None:
    person(bench)["password"] = "another"
    lock = bench.identity.lockout
    lock.failures, lock.last_failure = lock.threshold - 1, bench.clock.now()


def _locked(bench: Bench) -> None:
    person(bench)
    bench.identity.lockout.locked_until = bench.clock.now() + 300


_add("aws-healthy", "The role may log in, and the secrets can be read.", _BC, caller, works=True)
_add("aws-wrong-secret-key", "The secret access key is not the one of its key ID.", _BC,
     lambda b: caller(b, aws_secret=b.canary(20)))  # fmt: skip
_add("aws-no-session-token", "The session token of temporary credentials is missing.", _BC, _unsessioned)
_add("aws-expired-credentials", "The temporary credentials have ended.", _BC, lambda b: caller(b).update(over=True))
_add("aws-no-such-region", "The region that is set does not exist.", _C, lambda b: caller(b, aws_region="frankfurt"))
_add("aws-other-account", "The caller's account is not allowed.", _BC,
     lambda b: caller(b).update(accounts=("111122223333",)))  # fmt: skip
_add("aws-other-role", "The caller's role is not allowed.", _BC,
     lambda b: caller(b).update(arns=(f"arn:aws:iam::{_ACCOUNT}:role/build",)))  # fmt: skip
_add("aws-role-with-path", "The allowed role is written with its path, which the server drops.", _C,
     lambda b: caller(b).update(arns=(f"arn:aws:iam::{_ACCOUNT}:role/team/deploy",)))  # fmt: skip
_add("aws-root-user", "The caller is the root user of its account.", _C,
     lambda b: caller(b).update(arn=f"arn:aws:iam::{_ACCOUNT}:root"))  # fmt: skip

_add("azure-healthy", "The managed identity may log in, and the secrets can be read.", _BC, managed, works=True)
_add("azure-expired-token", "Azure's token ended two hours ago.", _BC, _expired(managed))
_add("azure-token-of-other-tenant", "Azure's token was signed with a key that the tenant does not have.", _BC,
     _other_key(managed))  # fmt: skip
_add("azure-other-resource", "Azure's token was requested for another resource.", _BC,
     lambda b: managed(b, aud="https://vault.azure.net"))  # fmt: skip
_add("azure-token-version-2", "Azure's token is one of version 2.0.", _BC,
     lambda b: managed(b, iss=f"https://login.microsoftonline.com/{_TENANT}/v2.0", ver="2.0"))  # fmt: skip
_add("azure-tenant-mismatch", "The settings name another tenant.", _BC,
     lambda b: managed(b).update(tenant=str(uuid.UUID(int=7))))  # fmt: skip
_add("azure-tenant-does-not-exist", "The settings name a tenant that does not exist.", _C,
     lambda b: managed(b).update(fault="tenant"))  # fmt: skip
_add("azure-other-principal", "The settings allow the application's ID, where the object's ID is compared.", _BC,
     lambda b: managed(b).update(principals=("0d1e2f3a-4b5c-4d6e-8f70-8192a3b4c5d6",)))  # fmt: skip

_add("gcp-healthy", "The instance may log in, and the secrets can be read.", _BC, instance, works=True)
_add("gcp-iam-healthy", "The service account may log in, and the secrets can be read.", _BC,
     lambda b: instance(b, iam=True), works=True)  # fmt: skip
_add("gcp-expired-token", "Google's token ended two hours ago.", _BC, _expired(instance))
_add("gcp-other-audience", "Google's token was made for another audience than the identity's ID.", _BC,
     lambda b: instance(b, aud="https://infisical.example"))  # fmt: skip
_add("gcp-bad-signature", "Google did not sign the token.", _BC, _other_key(instance))
_add("gcp-iam-expired-token", "The token that the service account signed has ended.", "B1 B2 C2",
     _expired(instance, iam=True))  # fmt: skip
_add("gcp-iam-other-audience", "The signed token was made for another audience than the identity's ID.", _BC,
     lambda b: instance(b, iam=True, aud="infisical"))  # fmt: skip
_add("gcp-no-email", "Google's token lacks the e-mail address of the service account.", "C2",
     lambda b: instance(b, email=None))  # fmt: skip
_add("gcp-other-account", "The service account is not allowed.", _BC,
     lambda b: instance(b).update(accounts=("build@acme-shop.iam.gserviceaccount.com",)))  # fmt: skip
_add("gcp-other-project", "The instance's project is not allowed.", _BC,
     lambda b: instance(b).update(projects=("acme-infra",)))  # fmt: skip
_add("gcp-other-zone", "The instance's zone is not allowed.", _BC, lambda b: instance(b).update(zones=("us-east1-b",)))
_add("gcp-no-machine", "The token of a container says nothing of a machine, and projects are restricted.", "C2",
     lambda b: instance(b, google=None))  # fmt: skip

_add("ldap-healthy", "The directory's account may log in, and the secrets can be read.", _C, person, works=True)
_add("ldap-wrong-password", "The directory refuses the password.", _C, lambda b: person(b).update(password="another"))
_add("ldap-unknown-user", "The directory does not know the user.", _C, lambda b: person(b).update(user="svc-build"))
_add("ldap-missing-attribute", "The user lacks an attribute that the settings want.", _C,
     lambda b: person(b).update(attribute=True))  # fmt: skip
_add("ldap-locked", "Earlier failures have locked the login for a while.", _C, _locked)
_add("ldap-nearly-locked", "The password is wrong, and one more failure locks the login.", _C, _near_lockout)
_add("ldap-plan", "The organization's plan does not include LDAP.", _C, lambda b: person(b).update(plan=False))
_add("ldap-contended", "Other failing logins hold the counter's lock.", _C,
     lambda b: person(b).update(fault="contended"))  # fmt: skip

_add("spiffe-healthy", "The workload's SVID may log in, and the secrets can be read.", "C2", workload, works=True)
_add("spiffe-expired-svid", "The SVID ended.", "C2", _expired(workload))
_add("spiffe-bad-signature", "The trust bundle lacks the key that signed the SVID.", "C2", _other_key(workload))
_add("spiffe-other-audience", "The SVID was fetched for another audience.", "C2", lambda b: workload(b, aud=["vault"]))
_add("spiffe-other-id", "The workload's SPIFFE ID is not allowed.", "C2",
     lambda b: workload(b, sub="spiffe://acme.example/infra/build"))  # fmt: skip
_add("spiffe-bundle-missing", "The settings hold no trust bundle.", "C2",
     lambda b: workload(b).update(fault="bundle-missing"))  # fmt: skip
_add("spiffe-bundle-down", "The trust bundle cannot be fetched.", "C2",
     lambda b: workload(b).update(fault="bundle-down"))  # fmt: skip

shared("aws", "AWS", _BC, caller)
shared("azure", "Azure", _BC, managed, "jwt")
shared("gcp", "GCP", _BC, instance, "jwt")
shared("ldap", "LDAP", _C, person)
shared("spiffe", "SPIFFE", "C2", workload, "jwt")


@state("aws-other-account-early", "The caller's account is not allowed.", "B1", dialect="B1-early")
def other_account_early(bench: Bench) -> None:
    """The first builds do not say what was not allowed."""
    caller(bench)["accounts"] = ("111122223333",)
