"""The lines and the table of a batch."""

from __future__ import annotations

import json

import msgspec

from diagnose.model import Status
from diagnose.model.result import Result
from reports import fleet

ACTING = "deploy \x9b31m\u202ebot"


def result() -> Result:
    return Result(
        row=1, name=ACTING, identity="", base_url="https://infisical.example", project_id=None, environment="dev",
        secret_path="/", status=Status.CAUSE_FOUND, cause="client-secret-expired", headline=ACTING,
    )  # fmt: skip


def test_a_line_is_json_that_does_not_act_on_a_terminal() -> None:
    line = fleet.line(result())
    assert not {"\x9b", "\u202e"} & set(line)
    assert (json.loads(line)["name"], line.count("\n")) == (ACTING, 1)


def test_the_table_does_not_act_on_a_terminal() -> None:
    assert not {"\x9b", "\u202e"} & set(fleet.table([result()]))


def test_the_table_fits_the_terminal() -> None:
    long = msgspec.structs.replace(result(), name="web", headline="The client secret has expired. " * 9)
    lines = fleet.table([long], width=80).splitlines()

    assert [len(line) for line in lines[:-2]] == [80]
    assert lines[0].endswith("…")


def test_a_page_names_a_row_without_a_name_by_its_line() -> None:
    page = fleet.page([msgspec.structs.replace(result(), name="", headline="x")], source="f.csv", now=0.0)

    assert '<th scope="row"><b>line 1</b>' in page
    assert '<span class="state is-cause-found">' in page
