"""The knowledge about causes: complete, well-formed, and in words that people can use."""

from __future__ import annotations

import csv
import re
import string
import tomllib
from pathlib import Path
from typing import Any

import msgspec
import pytest

import checks.knowledge.causes
from checks.knowledge.causes import Cause, all_causes, cause, faq_items, questions
from diagnose.model import Silence, State

HERE = Path(checks.knowledge.causes.__file__).parent
KNOWN = tuple(csv.DictReader((Path(__file__).parent / "cause_ids.csv").read_text().splitlines()))
GATES = frozenset(
    """reach server login-request client-id login-address lockout secret secret-lifetime secret-uses sub-organisation
    token-format token-signature token-record token-address organisation token-uses token-lifetime route request project
    blind-index encryption membership role permission location secret-name secret-value service-token api-key
    identity-admin client certificate login-identity login-method
    proof-issuer proof-form proof proof-origin proof-account proof-subject proof-name proof-audience proof-claims
    proof-details     login-plan""".split()  # noqa: SIM905  a list of forty strings is harder to read
)
PLACEHOLDERS = {"environment", "path", "project", "host", "identity", "action"}
FOR_PEOPLE = ("title", "headline", "why", "who", "verify", "decides", "ruled_out", "customer", "fix", "customer_fix")
MAY_BE_EMPTY = (
    "open",
    "look",
    "settle",
    "looked",
    "first",
    "customer_first",
    "customer_known",
    "headline_known",
    "retryable",
)
ONE_SENTENCE = ("headline", "verify", "decides", "customer")
BANNED = re.compile(
    r"\b(simply|just|obviously|clearly|of course|easily|please|sorry|oops|unfortunately|user error|your fault"
    r"|your mistake|wrong of you|you failed|you should have|you forgot|stupid|blame|in order to|leverage|utili[sz]e)\b",
    re.IGNORECASE,
)
INTERNALS = re.compile(
    r"\b(JWT|JSON|TTL|HTTP \d|40[134]|422|5\d\d|UUID|CIDR|regex|endpoint|header"
    r"|payload|claims?|HMAC|hash|stdin|RBAC|CRD)\b"
)
SENTENCE_END = re.compile(r"[.!?](?=\s+[A-Z]|$)")


def texts(known: Cause, fields: tuple[str, ...]) -> list[str]:
    values = [getattr(known, field) for field in fields]
    return [text for value in values for text in ([value] if isinstance(value, str) else value)]


def test_every_known_cause_is_explained_under_its_faq_item() -> None:
    for row in KNOWN:
        assert cause(row["id"]).faq == row["faq"]


def test_no_cause_is_explained_that_the_list_lacks() -> None:
    assert sorted(all_causes()) == sorted(row["id"] for row in KNOWN)


def test_every_reason_for_silence_that_is_a_cause_is_explained() -> None:
    told_otherwise = {Silence.RESET, Silence.DEADLINE, Silence.TOO_LARGE, Silence.CANNOT_SEND}
    assert {silence for silence in Silence if silence not in all_causes()} == told_otherwise


def test_an_unknown_id_is_named_in_the_error() -> None:
    with pytest.raises(KeyError, match="no-such-cause"):
        cause("no-such-cause")


def document(check: str) -> dict[str, dict[str, Any]]:
    return tomllib.loads((HERE / f"{check}.toml").read_text())


def tables(check: str) -> dict[str, dict[str, Any]]:
    defaults = document(check).get("defaults", {})
    return {name: {**defaults, **table} for name, table in document(check).items() if name != "defaults"}


@pytest.mark.parametrize("check", questions())
def test_a_cause_repeats_no_default_of_its_file(check: str) -> None:
    found = document(check)
    defaults = found.pop("defaults", {})
    assert [(n, f) for n, table in found.items() for f in table if f in defaults and table[f] == defaults[f]] == []


def test_causes_come_in_the_order_of_the_files_and_of_their_tables() -> None:
    in_files = [name for check in questions() for name in tables(check)]
    assert list(all_causes()) == in_files
    assert len(in_files) == len(set(in_files))


def test_a_cause_has_what_its_table_says_and_its_files_defaults() -> None:
    whole = {
        name: msgspec.convert({**table, "id": name, "check": check}, Cause)
        for check in questions()
        for name, table in tables(check).items()
    }
    assert dict(all_causes()) == whole


def test_every_file_of_causes_is_read() -> None:
    assert {path.stem for path in HERE.glob("*.toml")} == set(questions())


def test_tables_hold_only_fields_that_are_read() -> None:
    fields = set(Cause.__struct_fields__) - {"id", "check"}
    for check in questions():
        for name, table in tables(check).items():
            assert set(table) | set(MAY_BE_EMPTY) == fields, f"{check}: {name}"


def test_a_cause_has_something_to_say_in_every_field() -> None:
    for known in all_causes().values():
        for field in Cause.__struct_fields__:
            value = getattr(known, field)
            assert value or field in MAY_BE_EMPTY
            assert all(
                text.strip() == text and text
                for text in (value if isinstance(value, tuple) else (str(value),))
                if value
            ), field


def test_a_cause_belongs_to_a_known_gate_and_faq_item() -> None:
    for known in all_causes().values():
        assert known.gate in GATES
        assert known.faq in {item.id for item in faq_items()}


def test_texts_keep_to_their_lengths() -> None:
    for known in all_causes().values():
        assert len(known.title) <= 60
        assert not known.title.endswith(".")
        assert len(known.headline) <= 140
        assert len(known.ruled_out) <= 70
        assert not known.ruled_out.endswith(".")
        assert 1 <= len(known.fix) <= 5
        assert 1 <= len(known.customer_fix) <= 5
        assert len(SENTENCE_END.findall(known.why)) in {1, 2, 3}


@pytest.mark.parametrize("field", ONE_SENTENCE)
def test_short_texts_are_one_sentence(field: str) -> None:
    for known in all_causes().values():
        text = getattr(known, field)
        assert text.endswith(".")
        assert len(SENTENCE_END.findall(text)) == 1


def test_fix_steps_are_sentences() -> None:
    for known in all_causes().values():
        assert all(step.endswith(".") for step in known.fix + known.customer_fix)


FILLED = ("headline", "customer", "customer_fix")


def test_only_headline_and_customers_texts_have_placeholders_and_only_known_ones() -> None:
    for known in all_causes().values():
        for text in texts(known, FILLED):
            assert {name for _, name, _, _ in string.Formatter().parse(text) if name is not None} <= PLACEHOLDERS
        rest = texts(known, tuple(field for field in FOR_PEOPLE if field not in FILLED))
        assert not [text for text in rest if re.search(r"[{}]", text)]


def test_docs_lead_to_the_vendors_documentation() -> None:
    for known in all_causes().values():
        assert re.fullmatch(r"https://infisical\.com/docs/[a-z0-9./-]+[a-z0-9]", known.docs)


def test_words_neither_blame_nor_fill() -> None:
    for known in all_causes().values():
        for text in texts(known, FOR_PEOPLE):
            assert not BANNED.search(text), text
            assert "!" not in text
            assert "—" not in text
            assert "  " not in text


def test_the_customers_texts_are_free_of_internals() -> None:
    for known in all_causes().values():
        for text in texts(known, ("customer", "customer_fix")):
            assert not INTERNALS.search(text), text


def test_no_two_causes_share_a_title_or_headline() -> None:
    causes = all_causes().values()
    assert len({known.title for known in causes}) == len(causes)
    assert len({known.headline for known in causes}) == len(causes)


def test_faq_items_are_the_vendors_four_their_siblings_and_the_rest() -> None:
    expected = ["expired", "permission", "e2ee-raw", "untrusted-ip", "service-token", "identity-crud", "outside"]
    assert [item.id for item in faq_items()] == expected


@pytest.mark.parametrize("item", faq_items(), ids=lambda item: item.id)
def test_an_faq_item_says_one_sentence_for_each_state(item: checks.knowledge.causes.FaqText) -> None:
    assert set(item.says) == {state.value for state in State} | {"partly", "further"}
    assert item.title
    for sentence in item.says.values():
        assert sentence.endswith(".")
        assert len(SENTENCE_END.findall(sentence)) == 1
        assert not BANNED.search(sentence)


def test_a_text_that_names_nothing_hides_no_other() -> None:
    lists = ((known.id, texts) for known in all_causes().values() for texts in (known.first, known.customer_first))
    assert [name for name, texts in lists if any("{" not in text for text in texts[:-1])] == []
