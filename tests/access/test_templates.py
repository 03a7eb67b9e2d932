"""Templates in rules: what is filled in, what stays, and what nobody can know here."""

from __future__ import annotations

import pytest

from checks.access.conditions import hold
from checks.access.outcome import ServerFailsError, UndecidableError
from checks.access.rules import rule_of
from checks.access.templates import rendered

NAMES = {"identity.id": "1", "identity.metadata.team": "pay=ments"}
PLACE = {"environment": "prod", "secretPath": "/pay&#x3D;ments"}


def conditions(**wanted: object) -> dict[str, object]:
    rule = rule_of({"action": "read", "subject": "secrets", "conditions": wanted})
    return dict(rendered(rule, NAMES, metadata_keys=()).conditions or {})


def test_a_value_is_filled_in_with_its_special_characters_escaped() -> None:
    assert conditions(secretPath="/{{ identity.metadata.team }}") == {"secretPath": "/pay&#x3D;ments"}
    assert hold(conditions(secretPath={"$glob": "/{{identity.metadata.team}}"}), PLACE)


def test_a_key_that_the_identity_lacks_stays_as_it_is_written() -> None:
    assert conditions(environment="{{identity.metadata.env}}") == {"environment": "{{identity.metadata.env}}"}


def test_what_only_the_login_tells_leaves_the_condition_open() -> None:
    with pytest.raises(UndecidableError, match=r"identity\.auth\.oidc"):
        hold(conditions(environment="{{identity.auth.oidc.claims.env}}"), PLACE)


def test_another_condition_that_fails_decides_all_the_same() -> None:
    assert not hold(conditions(environment="{{identity.auth.x}}", secretPath="/other"), PLACE)


def test_a_template_that_is_not_closed_makes_the_server_fail() -> None:
    with pytest.raises(ServerFailsError):
        conditions(secretPath={"$glob": "/{{a,b}/**"})
