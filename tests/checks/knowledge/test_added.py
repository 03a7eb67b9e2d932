"""Rejections and causes from files of the user's: beside ours, in place of none, and said to be theirs."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest

from checks.knowledge.added import BadKnowledgeError, load, use
from checks.knowledge.causes import all_causes
from checks.knowledge.exported import exported
from checks.knowledge.in_use import ADDED
from checks.knowledge.table import rows
from diagnose.judgement import judge
from diagnose.model import Confidence, Envelope, Exchange, Verdict
from tests.build import evidence, said

ROW = """
[[rejection]]
eras = "B1 B2 C1 C2"
where = "login"
status = "403"
message = "Blocked by the edge policy <number>"
causes = "edge-policy"
"""
CAUSE = """
[cause.edge-policy]
check = "reachable"
gate = "reach"
faq = "outside"
title = "The gateway blocks it"
headline = "The gateway blocked the request by policy."
why = "It admits only registered hosts."
fix = ["Register the host."]
who = "The network team"
verify = "Run the check again."
docs = "https://gateway.example/hosts"
decides = "Look at the gateway's log."
ruled_out = "the gateway let it pass"
customer = "Your company's gateway blocked the request."
customer_fix = ["Ask the network team to register the host."]
"""


@pytest.fixture(autouse=True)
def only_ours_afterwards() -> Iterator[None]:
    yield
    use(())


def file(folder: Path, text: str, name: str = "edge.toml") -> Path:
    (folder / name).write_text(text, encoding="utf-8")
    return folder / name


def blocked(message: str = "Blocked by the edge policy 42", error: str = "Forbidden") -> Exchange:
    return said("login", 403, error, message, envelope=Envelope.C)


def verdict(*exchanges: Exchange) -> Verdict:
    return judge(evidence(*exchanges)).verdict


def test_what_is_exported_is_what_is_ours(tmp_path: Path) -> None:
    found = load(file(tmp_path, exported(rows(), all_causes().values())))
    assert found.causes == all_causes()
    assert [msgspec.structs.replace(row, number=0, origin="") for row in found.rows] == [
        msgspec.structs.replace(row, number=0) for row in rows()
    ]


def test_what_is_ours_adds_nothing(tmp_path: Path) -> None:
    use([file(tmp_path, exported(rows(), all_causes().values()))])
    assert (ADDED.rows, ADDED.causes) == ((), {})


def test_words_that_only_the_file_knows_are_explained_and_said_to_be_the_files(tmp_path: Path) -> None:
    assert verdict(blocked()).cause is None
    use([file(tmp_path, ROW + CAUSE)])
    found = judge(evidence(blocked()))
    assert (found.verdict.cause, found.verdict.confidence) == ("edge-policy", Confidence.LIKELY)
    assert "What E1 can mean is from edge.toml, not from this tool's own knowledge." in found.verdict.notes
    assert found.knowledge.endswith(", edge.toml")


def test_it_is_certain_only_where_the_file_says_that_nothing_else_can_mean_it(tmp_path: Path) -> None:
    use([file(tmp_path, ROW + "unique = true\n" + CAUSE)])
    assert verdict(blocked()).confidence is Confidence.CERTAIN


def test_words_that_we_know_keep_their_meaning_beside_that_of_the_file(tmp_path: Path) -> None:
    ours = "Access denied due to expired client secret"
    known = said("login", 401, "UnauthorizedError", ours, envelope=Envelope.C)
    assert verdict(known).cause == "client-secret-expired"
    use([file(tmp_path, ROW.replace("403", "401").replace("Blocked by the edge policy <number>", ours) + CAUSE)])
    found = verdict(known)
    assert {found.cause, *found.alternatives} == {"client-secret-expired", "edge-policy"}
    assert found.confidence is not Confidence.CERTAIN


def test_a_folder_gives_all_of_its_files(tmp_path: Path) -> None:
    file(tmp_path, ROW, "1.toml")
    file(tmp_path, CAUSE, "2.toml")
    file(tmp_path, "no knowledge", "read.me")
    use([tmp_path])
    assert ADDED.files == ("1.toml", "2.toml")
    assert verdict(blocked()).cause == "edge-policy"


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("no toml", "edge.toml is no knowledge: "),
        ("[[rejections]]\n", "edge.toml is no knowledge: Object contains unknown field `rejections`"),
        (ROW.replace("causes =", "cause ="), "edge.toml is no knowledge: Object contains unknown field `cause`"),
        (ROW, "its rejection 1 names a cause that is not known: 'edge-policy'"),
        (ROW.replace('"login"', '"nowhere"') + CAUSE, "its rejection 1 has no era, or a route that is not known"),
        (ROW.replace("C2", "D7") + CAUSE, "edge.toml is no knowledge: 'D7' is not a valid Era"),
        (ROW.replace('"403"', '"9"') + CAUSE, "its rejection 1 has a status that is none"),
        (ROW.replace("Blocked by the edge policy", "<a>") + CAUSE, "its rejection 1 has too few words of its own"),
        (ROW.replace("Blocked", "<a><b><c><d><e><f><g>") + CAUSE, "its rejection 1 has more than 6 slots"),
        (CAUSE.replace('"reach"', '"moon"'), "the cause 'edge-policy' names no gate"),
        (CAUSE.replace("https://", "javascript:"), "the cause 'edge-policy' has docs that are no https address"),
        (CAUSE.replace("by policy", "by\\u001b[2Jpolicy"), "has a text that is too long or cannot be shown"),
        (CAUSE.replace("edge-policy", "client-secret-expired"), "is known already; give it another id"),
        (CAUSE + "retries = 1\n", "the cause edge-policy has a field retries that no cause has"),
        (CAUSE.replace('fix = ["Register the host."]', "fix = 1"), "edge.toml is no knowledge: Expected `array`"),
    ],
)
def test_a_file_that_cannot_be_used_is_one_line_and_changes_nothing(tmp_path: Path, text: str, why: str) -> None:
    with pytest.raises(BadKnowledgeError) as error:
        use([file(tmp_path, text)])
    assert why in str(error.value)
    assert len(str(error.value).splitlines()) == 1
    assert (ADDED.rows, ADDED.causes, ADDED.files) == ((), {}, ())


def test_a_large_file_and_one_that_is_not_there_are_refused(tmp_path: Path) -> None:
    with pytest.raises(BadKnowledgeError, match=r"^edge\.toml is larger than 1 MB$"):
        use([file(tmp_path, "#" * 1_100_000)])
    with pytest.raises(BadKnowledgeError, match=r"^zero is larger than 1 MB$"):
        use([Path("/dev/zero")])
    with pytest.raises(BadKnowledgeError, match=r"^none\.toml cannot be read$"):
        use([tmp_path / "none.toml"])
    (tmp_path / "empty").mkdir()
    with pytest.raises(BadKnowledgeError, match=r"^empty is a folder without TOML files$"):
        use([tmp_path / "empty"])
