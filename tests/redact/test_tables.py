"""Values under the name of a secret: in tables of every make and in rows of SQL."""

from __future__ import annotations

import pytest

from diagnose.redact import Redactor
from tests.redact.shown import around

VALUES = ("Zq7dQ98S$GWCvwq*CoEM", "correct-horse-battery-staple", "falcon tundra marble")
TABLES = {
    "CSV": "name,client_id,client_secret,env\nci,0114be73,{},prod\nother,2f7deff5,,dev\n",
    "quoted CSV": '"name","password","env"\r\n"ci","{}","prod"\r\n',
    "CSV with a mark of its encoding": "\ufeffenv;client_secret\r\nprod;{}\r\n",
    "CSV with the separator in another cell": 'env,note,password\nprod,"old, unused",{}\n',
    "two of CSV, one below the other": "user,password\nbob,{}\nname,env,client_secret\nci,prod,{}\n",
    "semicolons": "user;password;env\nbob;{};prod\n",
    "TSV": "user\tpassword\tenv\nbob\t{}\tprod\n",
    "Zeek": "#fields\tenv\tuser\tpassword\nprod\tbob\t{}\n",
    "CSV in HTML": "<pre>env,user,password\nprod,bob,{}\n</pre>\n",
    "CSV with an empty cell at the end": "env,password,note\nprod,{},\n",
    "Markdown": "| Service | Secret | env |\n|---|---|---|\n| api | {} | prod |\n| web | | dev |\n",
    "psql": " id | password             | env\n----+----------------------+-----\n  1 | {} | prod\n(1 row)\n",
    "box": "┌────┬────┐\n│ user │ password │ env │\n├────┼────┤\n│ bob │ {} │ prod │\n└────┴────┘\n",
    "COPY": 'COPY public.c (name, "client_secret", env) FROM stdin;\nci\t{}\tprod\nb\t\\N\tdev\n\\.\n',
    "HTML": "<table><tr><th>User</th><th>Password</th></tr>\n<tr><td>prod</td><td>{}</td></tr></table>\n",
    "HTML of psql": '<tr><th>password</th><th>env</th></tr>\n<tr valign="top"><td>{}</td><td>prod</td></tr>\n',
    "AsciiDoc": "|===\n|User |Password |env\n\n|ci\n|{}\n|prod\n|===\n",
    "CSV with blanks": "env, user, client_secret\nprod, bob, {}\n",
    "slashes": "Env / Client secret\nprod / {}\n",
    "slashes and a colon": "Env / Client secret:\nprod / {}\n",
    "pandas": "           env                client_secret\n0  prod  {}\n",
    "arrays": '[["env","client_secret"],["prod","{}"],["dev",""]]\n',
    "arrays of columns and rows": '{{"columns": ["env", "client_secret"], "rows": [["prod", "{}"], ["dev", ""]]}}\n',
    "arrays on a line each": '"values": [\n  ["env", "client_secret"],\n  ["prod", "{}"]\n]\n',
    "SQL": "INSERT INTO c (name, client_secret, env) VALUES ('ci', '{}', 'prod'), ('b', '{}', 'dev');",
}
OF_ONE_WORD = {
    "PowerShell": "clientId clientSecret         env\n-------- ------------         ---\n0114be73 {} prod\n",
    "an id before": "ID  TOKEN   ENV\n7   {}  prod\n",
    "kubectl": "NAME   TOKEN                 AGE   ENV\nci     {}   3d    prod\n",
}


@pytest.mark.parametrize("before", ["", "one line\nand another\n"])
@pytest.mark.parametrize("value", VALUES)
@pytest.mark.parametrize("table", TABLES)
def test_a_value_under_the_name_of_a_secret_goes(table: str, value: str, before: str) -> None:
    text = before + TABLES[table]

    assert around(Redactor().document(text.replace("{}", value), "pasted")) == text


@pytest.mark.parametrize("value", VALUES[:2])
@pytest.mark.parametrize("table", OF_ONE_WORD)
def test_a_word_under_the_name_of_a_secret_goes_from_a_table_of_blanks(table: str, value: str) -> None:
    assert around(Redactor().document(OF_ONE_WORD[table].replace("{}", value), "pasted")) == OF_ONE_WORD[table]


def test_a_word_goes_from_its_column_beside_an_empty_one() -> None:
    text = "found\nall these:\nNAME   TOKEN            AGE   ENV\nci     velvet-otter-7         prod\n"

    assert Redactor().document(text, "pasted") == text.replace("velvet-otter-7", "<token:14 characters>")


@pytest.mark.parametrize(
    "text",
    ["env,client_secret\nprod,null\ndev,********\nqa,missing\neu,203.0.113.20\n",
     "env,token\nprod,/home/app/token\n", "env,client_secret\nprod,$1\ndev,0114be73-2803-4582-8c87-368782085ef7\n",
     "| Service | Secret | Status |\n|---|---|---|\n| web | | 200 |\n", "name,token_id,env\nci,0114be73,prod\n",
     "NAME   TYPE     DATA   AGE\ndefault-token-x   Opaque   3   4d\n",
     "user, password or token\nis missing, sir or madam\n", "Password, please\nThanks, Bob\n",
     'f("user", User, secret)\nf("action", Action, other_value)\n',
     "INSERT INTO c (name, env) VALUES ('ci', 'prod');"],
)  # fmt: skip
def test_what_stands_under_other_names_stays(text: str) -> None:
    assert Redactor().document(text, "pasted") == text


@pytest.mark.parametrize("behind", ["</table>\n<p>not a member</p>", "</table> user not found"])
def test_what_is_behind_a_table_of_html_stays(behind: str) -> None:
    text = f"<table><tr><th>User</th><th>Password</th></tr><tr><td>k8s-operator</td><td></td></tr>{behind}\n"

    assert Redactor().document(text, "pasted") == text


PAIRS = {
    "infisical export": "Key,Value\nMAPS,{}\nPORT,8080\nNODE_ENV,production-eu\n",
    "quoted CSV": '"Key","Value"\n"PORT","8080"\n"DB_PASS","{}"\n',
    "bars": "| NAME | VALUE |\n|---|---|\n| MAPS | {} |\n| PORT | 8080 |\n| NODE_ENV | production-eu |\n",
    "az": "Name     Value          Slot\n-------  -------------  ----\nHOST     files.example  no\nDB_PASS  {}  yes\n",
    "PowerShell": "Name     Value\n----     -----\nHOST     files.example\nDB_PASS  {}\nNUMBER_OF_CPUS 6\n",
    "a name longer than its column": "Name     Value\n----     -----\nHOST     files.example\nINFISICAL_PASSWORD {}\n",
}


@pytest.mark.parametrize("value", ["Berlin#1987", "falcon tundra marble", "correct-horse-battery"])
@pytest.mark.parametrize("table", PAIRS)
def test_the_value_of_a_secret_goes_from_a_table_of_names_and_values(table: str, value: str) -> None:
    assert around(Redactor().document(PAIRS[table].replace("{}", value), "pasted")) == PAIRS[table]


def test_a_line_of_a_name_and_a_value_is_no_header() -> None:
    text = "    DefaultPassword    REG_SZ    changeme42\n    AutoAdminLogon     REG_SZ    1\n"

    cleaned = Redactor().document(text, "pasted")

    assert "changeme42" not in cleaned
    assert "    AutoAdminLogon     REG_SZ    1\n" in cleaned


def test_a_row_below_another_one_is_no_header() -> None:
    text = "╭────╮\n│ client_id │ 0114be73 │\n│ client_secret │ velvet-otter-marble │\n│ status │ 401 │\n╰────╯\n"

    cleaned = Redactor().document(text, "pasted")

    assert "velvet" not in cleaned
    assert "│ status │ 401 │" in cleaned


def test_a_code_under_the_name_of_one_goes_and_the_status_beside_it_stays() -> None:
    cleaned = Redactor().document("| User | PIN | Code |\n|---|---|---|\n| bob | 561972 | 401 |\n", "pasted")

    assert "561972" not in cleaned
    assert "| 401 |" in cleaned


@pytest.mark.parametrize("sign", [",", ";", "\t"])
def test_a_row_that_names_a_secret_is_no_header(sign: str) -> None:
    rows = (
        "name,kind,used in,remarks",
        "domain,string,all,see below",
        "token,string,login,short",
        "region,string,all,none",
    )
    text = "\n".join(rows).replace(",", sign) + "\n"

    assert Redactor().document(text, "pasted") == text


def test_a_header_below_a_sentence_with_as_many_commas_is_one() -> None:
    assert "hunter2xyz" not in Redactor().document("Dear all, see this:\nname,password\nbob,hunter2xyz\n", "pasted")
