"""What an answer without a sentence held, in words."""

from __future__ import annotations

from typing import Any

import pytest

from reports.answer_words import in_words

PERMANENT = {"role": "viewer", "isTemporary": False, "temporaryAccessEndTime": None}
ENDED = {
    "role": "custom",
    "customRoleSlug": "deployer",
    "isTemporary": True,
    "temporaryAccessStartTime": "2026-11-01T00:00:00.000Z",
    "temporaryAccessEndTime": "2026-11-02T00:00:00.000Z",
}


@pytest.mark.parametrize(
    ("data", "told"),
    [
        ({}, "an answer without words"),
        ({"secrets": 1, "imports": 2}, "a list of 1 secret and 2 imports"),
        (
            {"name": "Shop", "id": "5051fea7-18f7-456e-b83a-b34ab4609bb8", "slug": "shop"},
            "name: Shop; slug: shop; id: ",
        ),
        ({"roles": [PERMANENT]}, "roles: viewer"),
        ({"roles": [ENDED]}, "roles: deployer from 2026-11-01T00:00:00.000Z to 2026-11-02T00:00:00.000Z"),
        ({"roles": [{"role": "viewer", "isTemporary": True}]}, "roles: viewer"),
    ],
)
def test_names_stand_before_ids_and_a_temporary_role_with_its_times(data: dict[str, Any], told: str) -> None:
    assert in_words(data).startswith(told)


def test_what_a_membership_holds_stands_before_whose_it_is() -> None:
    data = {"identity": {"name": "ci", "id": "1"}, "roles": [PERMANENT]}
    assert in_words(data) == "roles: viewer; identity: ci"
