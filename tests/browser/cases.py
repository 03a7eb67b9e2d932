"""Three diagnoses as the judge makes them, with the words that people get, and the two audiences."""

from __future__ import annotations

from functools import cache

from diagnose.judgement import judge
from diagnose.model import Diagnosis
from tests.build import FROM_ADDRESS, NO_READ, evidence, said

AUDIENCES = ("support", "customer")
CAUSES = ("client-secret-expired", "permission-denied", "untrusted-ip-login")


@cache
def case(name: str) -> Diagnosis:
    expired = said("login", 401, "UnauthorizedError", "Access denied due to expired client secret")
    elsewhere = said("login", 403, "ForbiddenError", FROM_ADDRESS)
    allowed = said("login", 200, data={"expiresIn": 7200, "accessTokenMaxTTL": 7200})
    refused = said("read", 403, "PermissionDenied", NO_READ)
    told = {CAUSES[0]: (expired,), CAUSES[1]: (allowed, refused), CAUSES[2]: (elsewhere,)}
    return judge(evidence(*told[name]))
