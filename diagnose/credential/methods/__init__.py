"""The ways in which a machine identity logs in besides universal auth: one module per method, loaded when it is used.

A method says where its proof comes from, what the proof shows without being sent, and which request logs in with it.
Other packages add theirs through the entry-point group `infisical_diagnose.methods`, whose names are the methods' ids.
"""

from __future__ import annotations

from importlib import import_module
from typing import Final

from diagnose.credential.method_names import UNIVERSAL
from diagnose.credential.methods.method import Fetch, FetchError, Method, NotFetched, Place, Proof
from diagnose.problems import UsageProblem

__all__ = ["GROUP", "KNOWN", "Fetch", "FetchError", "Method", "NotFetched", "Place", "Proof", "find"]

GROUP: Final = "infisical_diagnose.methods"
_HERE: Final = "diagnose.credential.methods."
_MODULES: Final = {
    "kubernetes": ("kubernetes", "METHOD"),
    "aws-iam": ("aws", "METHOD"),
    "azure": ("azure", "METHOD"),
    "gcp-id-token": ("gcp", "METHOD"),
    "gcp-iam": ("gcp", "IAM"),
    "oidc-auth": ("oidc", "METHOD"),
    "jwt-auth": ("jwt", "METHOD"),
    "ldap-auth": ("ldap", "METHOD"),
    "tls-cert-auth": ("tls_cert", "METHOD"),
    "spiffe-auth": ("spiffe", "METHOD"),
    "oci-auth": ("unmade", "OCI"),
    "alicloud-auth": ("unmade", "ALICLOUD"),
}
"""The values of the official CLI's `--method`, and those of the methods that it lacks: a module and the name in it."""

KNOWN: Final = (UNIVERSAL, *_MODULES)


def find(name: str, source: str) -> Method:
    """The method of that name. `source` is who named it, for people. Raises UsageProblem if there is none."""
    if name in _MODULES:
        module, attribute = _MODULES[name]
        found = getattr(import_module(_HERE + module), attribute)
        if isinstance(found, Method):
            return found
    installed = _installed(name)
    if installed is not None:
        return installed
    msg = f"{source} names no login method that is known here; known are {', '.join(KNOWN)}."
    raise UsageProblem(msg)


def _installed(name: str) -> Method | None:
    """The method of another package. Raises UsageProblem if it is there and cannot be loaded."""
    from importlib.metadata import entry_points

    for point in entry_points(group=GROUP, name=name):
        try:
            found = point.load()
        except Exception as error:
            msg = f"the login method {name} of another package cannot be loaded ({type(error).__name__})."
            raise UsageProblem(msg) from error
        if isinstance(found, Method):
            return found
    return None
