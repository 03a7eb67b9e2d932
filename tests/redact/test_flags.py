"""Passwords behind the flags of well-known programs are removed; the same flags of others mean something else."""

from __future__ import annotations

import csv
from importlib.resources import files

import pytest

from diagnose.redact import Redactor
from tests.redact.shown import around

ROWS = tuple(csv.DictReader((files("diagnose.redact") / "flags.csv").read_text(encoding="utf-8").splitlines()))
COMMANDS = tuple((row, program) for row in ROWS for program in row["programs"].split())


@pytest.mark.parametrize(("row", "program"), COMMANDS, ids=lambda each: each if isinstance(each, str) else each["flag"])
def test_a_word_behind_the_flag_of_a_program_goes(row: dict[str, str], program: str) -> None:
    gaps = {"joined": ("",), "next": (" ",), "either": ("", " ")}[row["place"]]
    behind = f"bob{row['behind']}" if len(row["behind"]) == 1 else row["behind"]
    commands = [f"$ /usr/bin/{program.replace('+', ' ')} x {row['flag']}{gap}{behind}Welcome1 y\n" for gap in gaps]

    left = [around(Redactor().document(command, "pasted")) for command in commands]

    # What is before the password in the same word may go along with it.
    assert [each.replace(behind, "") for each in left] == [
        command.replace(f"{behind}Welcome1", "{}") for command in commands
    ]


@pytest.mark.parametrize(
    "command",
    ["mysqldump -h db \\\n  -u root \\\n  -p'two words' app", '["redis-cli", "-a", "two words"]',
     '"C:\\tools\\plink.exe" -ssh bob@files.example -pw "two words"', "curl -u 'bob:two words' https://files.example",
     "curl -u bob:'two words' https://files.example", "http -a bob:'two words' https://files.example",
     "smbclient -U bob%'two words' //files/a",
     "mysqldump -p'two words' app", "mysqldump -h db ^\r\n  -u root ^\r\n  -p'two words' app",
     "mysqldump -h db `\n  -u root `\n  -p'two words' app"],
)  # fmt: skip
def test_a_phrase_goes_however_the_command_is_written(command: str) -> None:
    assert around(Redactor().document(command, "pasted")) == command.replace("two words", "{}")


def test_a_password_goes_whole_that_has_the_sign_before_it_once_more() -> None:
    cleaned = Redactor().line("curl -u bob:meadow:lark https://files.example")

    assert cleaned == "curl -u bob:<password:11 characters> https://files.example"


@pytest.mark.parametrize(
    "command",
    ["docker run -p 8080:80 nginx", "mysql -uroot -P 3306 -h db app", "redis-cli -h cache ping", "mkdir -p build/app",
     "sqlcmd -S db.example -E -Q 'select 1'", "http -a bob https://files.example", "mysql -p$PASS -h db",
     "mysql -uroot -p app", "redis-cli -a -h cache ping", "a -x mysql; tar -pextract",
     "snmpwalk -v3 -u bob -x AES 203.0.113.20", "docker login x && ssh -p 2222 bob@files.example", "unzip -p a.zip b"],
)  # fmt: skip
def test_what_is_behind_another_flag_stays(command: str) -> None:
    assert Redactor().document(command, "pasted") == command
