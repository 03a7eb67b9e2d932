"""A step that holds what the evidence tells, and none that leaves a gap where it does not."""

from __future__ import annotations

from typing import Any

import pytest
from msgspec.structs import replace

from checks.case import Case
from checks.known_names import step
from checks.rules_elsewhere import allowed_elsewhere, only_there
from diagnose.judgement import judge
from diagnose.model import Action, Exchange
from tests.build import evidence, login_ok, minted, said

Rule = dict[str, Any]
REFUSED = "You are not allowed to describeSecret on secrets"
PROD_ONLY = {"environment": {"$in": ["prod", "staging"]}}
FORBIDS = {"environment": {"$eq": "prod"}}


def refused(*rules: Rule) -> Exchange:
    exchange = said("absent-name", 403, "PermissionDenied", REFUSED)
    assert exchange.answer is not None
    return replace(exchange, answer=replace(exchange.answer, details=rules))


def rule(conditions: Rule | None, *, inverted: bool = False) -> Rule:
    held = {"subject": "secrets", "action": ["describeSecret", "readValue"], "inverted": inverted}
    return held | ({"conditions": conditions} if conditions else {})


def case(*rules: Rule) -> Case:
    return Case(evidence(login_ok("C2"), refused(*rules), token=minted("C2")))


@pytest.mark.parametrize(
    ("rules", "where"),
    [
        ((rule(PROD_ONLY),), ("prod", "staging")),
        ((rule(PROD_ONLY), rule(FORBIDS, inverted=True)), ("staging",)),
        ((rule({"environment": {"$glob": "prod*"}}),), ()),
        ((rule({**PROD_ONLY, "secretPath": "/elsewhere"}),), ()),
        ((), ()),
    ],
)
def test_another_environment_is_named_only_if_the_rules_allow_the_same_there(
    rules: tuple[Rule, ...], where: tuple[str, ...]
) -> None:
    assert allowed_elsewhere(case(*rules)) == where


def test_the_decisive_fact_is_told_to_both_readers() -> None:
    empty = said("read", 200, data={"secrets": 0})
    verdict = judge(evidence(login_ok("C2"), empty, refused(rule(PROD_ONLY)), token=minted("C2"))).verdict
    assert verdict.customer.endswith(
        "may read secrets only in prod or staging, but your application asks for those in dev."
    )
    assert verdict.customer_fix[0].endswith("to read secrets in dev.")
    assert "the secrets in prod or staging" in verdict.customer_fix[1]
    assert verdict.headline.endswith("see those in prod or staging only; the request asks for those in dev.")
    assert "secrets in dev" in verdict.fix[0]
    assert "in prod or staging" in verdict.fix[1]


@pytest.mark.parametrize(
    ("rules", "only"),
    [
        ((rule({"environment": "dev", "secretPath": {"$glob": "/app/**"}}),), "under /app/**"),
        ((rule({"environment": "prod", "secretPath": "/app"}),), ""),
        ((rule({"secretPath": {"$ne": "/"}}),), ""),
        ((rule({"secretPath": "/app"}), rule({"environment": "prod"})), ""),
        ((rule(None),), ""),
    ],
)
def test_only_the_one_condition_that_fails_in_every_rule_is_named(rules: tuple[Rule, ...], only: str) -> None:
    assert only_there(case(*rules)) == only


@pytest.mark.parametrize("action", [Action.CREATE, Action.EDIT, Action.DELETE])
@pytest.mark.parametrize("grants", [True, False])
def test_a_rule_about_reading_does_not_tell_where_alone_something_else_is_allowed(
    action: Action, *, grants: bool
) -> None:
    reads = rule({"secretPath": {"$glob": "/app/**"}})
    more = reads | {"action": [*reads["action"], action.value]} if grants else reads
    asked = case(more).evidence
    wanted = replace(asked, target=replace(asked.target, action=action))
    assert only_there(Case(wanted)) == ("under /app/**" if grants else "")


def test_a_step_with_a_name_that_is_not_known_is_none() -> None:
    assert step(case(), "Use {slug} as the environment.") == ""
    assert step(case(), "Use {redirect}.") == ""
    assert step(case(), "No name is wanted.") == "No name is wanted."


@pytest.mark.parametrize(
    ("rules", "first"),
    [
        (
            (rule(None), rule({"environment": {"$eq": "dev"}}, inverted=True)),
            "Check with a project admin whether the rule that forbids it",
        ),
        ((rule(PROD_ONLY), rule(FORBIDS, inverted=True)), "If the application is to read secrets in dev"),
        ((rule({"secretPath": {"$eq": "/other"}}),), "If the application is to read secrets under /"),
    ],
)
def test_a_rule_that_forbids_here_is_taken_out_and_any_other_lack_is_added(rules: tuple[Rule, ...], first: str) -> None:
    empty = said("read", 200, data={"secrets": 0})
    verdict = judge(evidence(login_ok("C2"), empty, refused(*rules), token=minted("C2"))).verdict
    assert verdict.fix[0].startswith(first)
