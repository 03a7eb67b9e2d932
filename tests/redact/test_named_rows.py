"""Rows that begin with the name of a secret, under a header that says which cells are values; tables of wikis."""

from __future__ import annotations

import pytest

from diagnose.redact import Redactor
from tests.redact.shown import around

VALUES = ("Tr0ub4dor&3", "velvet-otter-marble-seven", "amber lantern quiet")
TABLES = {
    "bars of an export": "NAME|TYPE|VALUE|UPDATED\nDB_PASS|plain|{}|2025-11-01\nREGION|plain|eu-west-1|2025-11-01\n",
    "two values a row": "| Key | Shared value | Override |\n|---|---|---|\n| DB_PASS | {0} | {0} |\n| PORT | 84 | |\n",
    "a column for each environment": "field,dev,prod\nclient_id,0114be73,2f7deff5\nclient_secret,{0},{0}\nsite,a,b\n",
    "far from its header": "key;value;note\n" + "REGION;eu-west-1;plain\n" * 30 + "DB_PASS;{};plain\n",
    "names of two words": "| Setting | Value |\n|---|---|\n| Client secret | {} |\n| Region | eu-west-1 |\n",
    "MediaWiki": '{{| class="wikitable"\n! Host !! User !! Password\n|-\n| pg-1.int || app || {}\n|}}\n',
    "Jira": "||Variable||Value||Env||\n|DB_PASS|{}|prod|\n|SITE|a.example|prod|\n",
    "Jira in monospace": "||Variable||Value||Env||\n|DB_PASS|{{{{{}}}}}|prod|\n",
    "a header in another language": "Umgebung\tBenutzer\tKennwort\tRechner\nTest\tapp\t{}\tpg-1.intern\n",
}


@pytest.mark.parametrize("value", VALUES)
@pytest.mark.parametrize("table", TABLES)
def test_a_value_goes_and_all_other_cells_stay(table: str, value: str) -> None:
    left = around(Redactor().document(TABLES[table].format(value), "pasted"))

    # The braces of Jira may go along.
    assert left.replace("{{{}}}", "{}") == TABLES[table].format("{}").replace("{{{}}}", "{}")


@pytest.mark.parametrize(
    "text",
    [
        "field,dev,prod\nclient_id,Zq7d,correct-horse\nregion,eu-west-1,us-east-1\n",
        "NAME|TYPE|VALUE\nDB_PASS|a\n",
        "name,type,updated\nDB_PASS,correct-horse,today\n",
        "! Host !! User\n| pg-1.int || correct-horse\n",
        "||Variable||Value||\nno row\n|DB_USER|bob|\n",
    ],
)
def test_what_no_header_says_to_be_a_value_stays(text: str) -> None:
    assert Redactor().document(text, "pasted") == text
