"""The lines and the table of a batch."""

from __future__ import annotations

import json

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
