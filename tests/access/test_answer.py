"""The answer for people: what the rules allow, what is open, and the least rule to add."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from checks.access.answer import answer
from checks.access.evaluate import Outcome, verdict
from checks.access.merge import Grant, Merge, merged
from checks.access.question import Question
from checks.access.rules import Source, SourceKind, rules_of
from diagnose.model import Action, Era

READ = Question(action=Action.READ, environment="prod", path="/api", name="DB_PASS", tags=())
FINE = ["describeSecret", "readValue"]
ACTIONS = ["read", "describeSecret", "readValue", "create", "edit", "delete"]


def source(name: str, *rules: dict[str, Any], kind: SourceKind = SourceKind.ROLE) -> Source:
    return Source(name=name, kind=kind, rules=rules_of(rules, name))


def allow(*actions: str, **conditions: Any) -> dict[str, Any]:
    return {"subject": "secrets", "action": list(actions), **({"conditions": conditions} if conditions else {})}


def forbid(*actions: str, **conditions: Any) -> dict[str, Any]:
    return {**allow(*actions, **conditions), "inverted": True}


def test_a_rule_that_misses_by_one_field_is_named_with_that_field() -> None:
    role = source("reader", allow(*FINE, environment="dev", secretPath={"$glob": "/**"}))
    access = answer(READ, [role], [Era.C2])
    assert access.allowed is False
    assert [(row.source, row.matches, row.why) for row in access.rules] == [
        ("reader", False, "environment is prod, and the rule holds where it is dev")
    ]


def test_reading_a_value_needs_more_than_seeing_its_name() -> None:
    access = answer(READ, [source("lister", allow("describeSecret"))], [Era.C2])
    assert access.allowed is False


def test_the_least_rule_of_an_old_server_names_the_folder_by_a_pattern() -> None:
    added = answer(READ, [], [Era.B1]).add
    assert added is not None
    assert added.rule == {
        "action": "read",
        "subject": "secrets",
        "conditions": {"environment": "prod", "secretPath": {"$glob": "/api"}},
    }


def test_no_rule_of_an_old_server_names_a_folder_that_reads_as_a_pattern() -> None:
    odd = Question(action=Action.READ, environment="prod", path="/a*")
    assert answer(odd, [], [Era.B1]).add is None


def test_a_rule_that_forbids_is_named_instead_of_one_to_add() -> None:
    roles = [source("all", allow(*FINE)), source("no prod", forbid("readValue", environment="prod"))]
    access = answer(READ, roles, [Era.C2])
    assert (access.allowed, access.add, access.forbidden_by) == (False, None, ("no prod",))


def test_where_the_order_of_roles_decides_the_answer_is_open_and_says_so() -> None:
    roles = [source("all", allow("read")), source("none", forbid("read"))]
    access = answer(READ, roles, [Era.B1])
    assert access.allowed is None
    assert access.depends_on == ("the order in which the server takes its roles",)


def test_a_privilege_decides_before_roles_where_servers_put_it_last() -> None:
    sources = [source("none", forbid(*FINE)), source("extra", allow(*FINE), kind=SourceKind.PRIVILEGE)]
    found = {way: _outcome(way, sources) for way in (Merge.M1, Merge.M2, Merge.M3)}
    assert found == {Merge.M1: Outcome.DENIED, Merge.M2: Outcome.ALLOWED, Merge.M3: Outcome.DENIED}


def _outcome(way: Merge, sources: list[Source]) -> Outcome:
    rules = merged(way, [s.rules or () for s in sources])
    (found,) = verdict(rules, "readValue", READ.fields(Era.C2), split_read=True)
    return found


def test_a_rule_on_tags_leaves_the_answer_open_while_the_tags_are_not_known() -> None:
    unknown = Question(action=Action.READ, environment="prod", path="/api", name="DB_PASS")
    access = answer(unknown, [source("db", allow(*FINE, secretTags={"$in": ["db"]}))], [Era.C2])
    assert access.allowed is None
    assert access.depends_on == ("it depends on the object's secretTags",)


def test_a_role_that_cannot_be_read_leaves_the_answer_open() -> None:
    access = answer(READ, [Source(name="hidden", rules=None)], [Era.C2])
    assert access.allowed is None
    assert access.depends_on == ("the rules of hidden could not be read",)


def test_a_rule_that_makes_the_server_fail_does_not_allow() -> None:
    access = answer(READ, [source("broken", allow(*FINE, environment={"$in": "prod"}))], [Era.C2])
    assert (access.allowed, access.fails) == (False, True)


def test_a_folders_grant_decides_alone_at_its_folder() -> None:
    everything = rules_of([allow(*ACTIONS)])
    grant = Grant(environment="dev", path="/a/b", rules=rules_of([allow(*FINE)]))
    rules = merged(Merge.M5, [everything], [grant])

    def may(action: str, path: str) -> bool:
        fields = {"environment": "dev", "secretPath": path, "secretName": "X", "secretTags": []}
        return verdict(rules, action, fields, split_read=True) == {Outcome.ALLOWED}

    assert [may("readValue", "/a/b"), may("edit", "/a/b"), may("edit", "/a/b/c")] == [True, False, True]


conditions = st.dictionaries(
    st.sampled_from(["environment", "secretPath", "secretName", "secretTags"]),
    st.one_of(
        st.sampled_from(["prod", "dev", "/api", "DB_PASS"]),
        st.builds(lambda glob: {"$glob": glob}, st.sampled_from(["/**", "/*", "/api/**", "DB_*", "prod*"])),
        st.builds(lambda values: {"$in": values}, st.lists(st.sampled_from(["prod", "/api", "db"]))),
        st.builds(lambda value: {"$ne": value}, st.sampled_from(["prod", "dev", "/x"])),
    ),
    max_size=2,
)
rules = st.builds(
    lambda actions, conditions, inverted: {
        "subject": "secrets",
        "action": actions,
        "inverted": inverted,
        **({"conditions": conditions} if conditions else {}),
    },
    st.lists(st.sampled_from(ACTIONS), min_size=1, max_size=3),
    conditions,
    st.booleans(),
)
sources = st.lists(
    st.builds(
        lambda rules, kind: Source(name=f"{kind} {len(rules)}", kind=kind, rules=rules_of(rules, f"{kind}")),
        st.lists(rules, max_size=3),
        st.sampled_from(SourceKind),
    ),
    max_size=4,
)


@settings(max_examples=60)
@given(st.lists(rules, max_size=6).flatmap(lambda drawn: st.tuples(st.just(drawn), st.permutations(drawn))))
def test_where_forbidding_rules_win_the_order_of_rules_changes_nothing(drawn: tuple[list[Any], list[Any]]) -> None:
    fields = READ.fields(Era.C2)

    def found(way: Merge, rules: list[Any]) -> frozenset[Outcome]:
        return verdict(merged(way, [rules_of(rules)]), "readValue", fields, split_read=True)

    for way in (Merge.M3, Merge.M4):
        before, after = (found(way, rules) for rules in drawn)
        # A rule that makes the server fail does so only where it is reached.
        assert before == after or Outcome.THROWS in before | after


@pytest.mark.parametrize("era", list(Era))
@settings(max_examples=40)
@given(sources=sources, action=st.sampled_from(Action))
def test_the_rule_to_add_allows_what_is_asked_unless_a_named_rule_forbids_it(
    era: Era, sources: list[Source], action: Action
) -> None:
    question = Question(action=action, environment="prod", path="/api", name="DB_PASS", tags=("db",))
    before = answer(question, sources, [era])
    if before.allowed:
        assert before.add is None
        return
    assert bool(before.add) != bool(before.forbidden_by)
    if before.add is not None:
        added = Source(name="added", kind=SourceKind.PRIVILEGE, rules=rules_of([before.add.rule], "added"))
        assert answer(question, [*sources, added], [era]).allowed is True
