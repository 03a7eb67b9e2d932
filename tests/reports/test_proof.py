"""What a login's proof says beside what is allowed, in every report."""

from __future__ import annotations

import json

import msgspec
import pytest

from diagnose.model import Comparison, Diagnosis
from reports import render
from reports.options import Options
from tests.reports.samples import permission_denied

NAMESPACE = Comparison(
    setting="Allowed Namespaces",
    cause="k8s-namespace-not-allowed",
    allowed=("billing",),
    says=("payments",),
    fits=False,
)
AUDIENCE = Comparison(setting="Allowed Audience", cause="k8s-audience-not-allowed", allowed=(), says=("a",), fits=True)


def compared() -> Diagnosis:
    return msgspec.structs.replace(permission_denied(), compared=(AUDIENCE, NAMESPACE))


def test_json_gives_both_sides_of_every_setting() -> None:
    row = json.loads(render(compared(), "json", Options()))["proof"][1]
    assert row == {"setting": "Allowed Namespaces", "says": ["payments"], "allowed": ["billing"], "fits": False}


@pytest.mark.parametrize("form", ["terminal", "markdown", "html"])
def test_people_see_first_what_does_not_fit(form: str) -> None:
    page = render(compared(), form, Options(verbose=True))
    assert page.index("payments") < page.index("anything")
    assert "billing" in page
    assert "does not fit" in page
