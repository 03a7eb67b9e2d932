"""A route that every Infisical has and this server does not know: something changed its path, or it is no Infisical."""

from __future__ import annotations

import msgspec
import pytest

from diagnose.judgement import judge
from diagnose.model import Confidence, Evidence, Exchange, Status, Verdict
from tests.build import BASE, PAIR, blamed, evidence, said

LOGIN = "/api/v1/auth/universal-auth/login"
READ = "/api/v3/secrets/raw"


def lost(probe: str, seen: str, *, era: str = "B") -> Exchange:
    if era == "A":
        return said(probe, 404, "route_not_found", f"The requested source '{seen}' was not found", era="A")
    return said(probe, 404, "Not Found", f"Route {seen} not found", era="B")


def logging_in(seen: str, *, era: str = "B") -> Evidence:
    return evidence(lost("login", seen, era=era), credential=PAIR)


def verdict(of: Evidence) -> Verdict:
    return judge(of).verdict


@pytest.mark.parametrize(
    ("seen", "era"),
    [("POST:/v1/auth/login", "B"), (f"POST:/api{LOGIN}", "B"), ("(POST)/v1/auth/login", "A")],
    ids=["cut off", "doubled", "era A"],
)  # fmt: skip
def test_another_path_than_was_sent_shows_that_something_changes_it(seen: str, era: str) -> None:
    found = verdict(logging_in(seen, era=era))
    assert (found.status, found.cause) == (Status.NOT_REACHED, "base-url-api-suffix")
    assert found.confidence is Confidence.CERTAIN
    assert "changes the path" in found.hint


def test_a_path_before_the_api_may_be_cut_off_on_the_way() -> None:
    sent = msgspec.structs.replace(lost("login", f"POST:{LOGIN}"), url=f"{BASE}/infisical{LOGIN}")
    assert blamed(evidence(sent, credential=PAIR)) != "base-url-api-suffix"


def test_a_login_that_every_server_has_is_missing_at_another_product() -> None:
    found = verdict(logging_in(f"POST:{LOGIN}"))
    assert (found.status, found.cause, found.confidence) == (Status.NOT_REACHED, "not-infisical", Confidence.LIKELY)
    assert found.alternatives[0] == "route-not-found"


def test_a_server_older_than_the_login_does_not_know_it() -> None:
    assert blamed(logging_in(f"(POST){LOGIN}", era="A")) == "route-not-found"


def test_one_route_of_two_may_be_gone() -> None:
    assert blamed(evidence(lost("read", f"GET:{READ}"))) == "route-not-found"
    gone = evidence(lost("read", f"GET:{READ}?a=b"), lost("read-v4", "GET:/api/v4/secrets"))
    assert verdict(gone).cause == "not-infisical"
