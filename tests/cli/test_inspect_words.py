"""What `inspect` says of a denial: which rule it is, what to change, and who can."""

from __future__ import annotations

from pathlib import Path

import pytest

from diagnose.lab import Lab
from tests.cli.command import Ended, command


def inspected(folder: Path, state: str, era: str) -> Ended:
    with Lab(state, era=era) as lab:
        mine = next(one for one in lab.world.identities.values() if one.name == "deploy-bot")
        place = {f"INFISICAL_{name.upper()}": value for name, value in lab.inputs.items() if "client" not in name}
        return command(
            folder, "inspect", "--identity-id", mine.id,
            INFISICAL_DOMAIN=lab.base_url, INFISICAL_DIAGNOSE_ADMIN_TOKEN=lab.admin_token, **place,
        )  # fmt: skip


def test_a_rule_that_forbids_is_to_be_changed_and_none_added(tmp_path: Path) -> None:
    said = " ".join(inspected(tmp_path, "forbidding-rule", "C2").out.split())
    assert "whether the rule of role Deployer that forbids this is meant" in said
    assert "Rule Secrets" not in said


@pytest.mark.parametrize("era", ["B1", "C2"])
def test_the_least_rule_and_who_can_add_it_stand_in_the_short_answer(tmp_path: Path, era: str) -> None:
    said = " ".join(inspected(tmp_path, "role-for-other-environment", era).out.split())
    assert "Rule Secrets: " in said
    assert "Environment Slug equals prod" in said
    assert "Who can A project admin" in said


def test_an_ended_role_is_to_be_extended_and_no_rule_added(tmp_path: Path) -> None:
    said = " ".join(inspected(tmp_path, "temporary-role-ended", "C2").out.split())
    assert "Extend the temporary role" in said
    assert "Rule Secrets" not in said
