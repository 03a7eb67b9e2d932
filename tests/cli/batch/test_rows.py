"""The file of a batch: what is read of it, and what is refused before anything is asked."""

from __future__ import annotations

from pathlib import Path

import pytest

from diagnose.cli.batch.rows import Row, read_rows
from diagnose.problems import UsageProblem

SECRET = "0a1b2c3d" * 8


def rows_of(text: str, folder: Path) -> tuple[Row, ...]:
    path = folder / "rows.csv"
    path.write_text(text, "utf-8")
    return read_rows(path)


def test_csv_and_json_lines_give_the_same_rows(tmp_path: Path) -> None:
    as_csv = rows_of("name,client_id,client_secret\nweb,id-1,WEB_SECRET\n\napi,id-2,@api.txt\n", tmp_path)
    as_lines = rows_of(
        '{"name":"web","client_id":"id-1","client_secret":"WEB_SECRET"}\n'
        '{"name":"api","client_id":"id-2","client_secret":"@api.txt","token":null}\n',
        tmp_path,
    )
    assert [row.key for row in as_csv] == [row.key for row in as_lines]
    assert [row.line for row in as_csv] == [2, 4]


def test_a_byte_order_mark_and_spaces_around_cells_mean_nothing(tmp_path: Path) -> None:
    (row,) = rows_of("\ufefftoken, project_id\n".replace(", ", ",") + " CI_TOKEN , p\n", tmp_path)
    assert (row.token, row.project_id) == ("CI_TOKEN", "p")


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "has no rows"),
        ("token\n", "has no rows"),
        (f"client_id,client_secret\nid,{SECRET}\n", "line 2 holds what has the form of a secret in client_secret"),
        (f"client_id,client_secret\nid,@{SECRET}\n", "line 2 holds what has the form of a secret"),
        ("client_id,client_secret\nid,two words\n", "line 2 needs the name of a variable, or @FILE, in client_secret"),
        ("token,password\nA,b\n", "line 1 has the column 'password'; there are name, domain"),
        (f"token,{SECRET}\nA,b\n", "line 1 has a column; there are"),
        ("token,project_id\nA\n", "line 2 has more or fewer cells than the header"),
        ("token\nA,b\n", "line 2 has more or fewer cells than the header"),
        ('token\n"A\n', "is no CSV"),
        ('{"token": 1}\n', "line 1 is no JSON object with texts"),
        ("token,client_id,client_secret\nA,id,B\n", "line 2 has client_secret and token"),
        ("client_secret\nB\n", "line 2 has client_secret without client_id"),
        ("project_id\np\n", "line 2 has neither a credential nor an identity"),
        ("token\nA\nA\n", "line 3 is line 2 again"),
    ],
)
def test_what_cannot_be_used_is_refused_with_its_line(text: str, says: str, tmp_path: Path) -> None:
    with pytest.raises(UsageProblem, match=says.replace("(", r"\(")) as problem:
        rows_of(text, tmp_path)
    assert SECRET not in str(problem.value)


def test_a_file_that_is_not_there_is_said_to_be_so(tmp_path: Path) -> None:
    with pytest.raises(UsageProblem, match="cannot be read"):
        read_rows(tmp_path / "none.csv")


def test_a_file_that_is_no_text_is_refused(tmp_path: Path) -> None:
    (tmp_path / "rows.csv").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(UsageProblem, match="not UTF-8"):
        read_rows(tmp_path / "rows.csv")
