"""What a command printed that shows a secret is removed, whatever it looks like."""

from __future__ import annotations

import csv
from importlib.resources import files

import pytest

from diagnose.redact import Redactor
from tests.redact.shown import around

ROWS = csv.DictReader((files("diagnose.redact") / "printing_commands.csv").read_text(encoding="utf-8").splitlines())
COMMANDS = tuple(row["words"] for row in ROWS)
VALUES = ("copper silver cobalt marble", "juniper-velvet-candle", "fUn2HD!$a9bt")


@pytest.mark.parametrize("command", COMMANDS)
def test_the_line_below_a_command_that_shows_a_secret_goes(command: str) -> None:
    texts = [f"$ {command} a/b\n{value}\n$ echo $?\n0\n" for value in VALUES]

    left = [around(Redactor().document(text, "pasted")).splitlines()[1:] for text in texts]

    assert left == [["{}", "$ echo $?", "0"]] * 3


@pytest.mark.parametrize(
    "command",
    ["root@web:~# op read op://a/b", "PS C:\\> op read op://a/b", "$ op read \\\n  op://a/b", "$ echo $DB_PASSWORD",
     "PS C:\\> op read `\n  op://a/b", "C:\\>echo %DB_PASSWORD%", "$ cat db_password.txt",
     "$ kubectl exec web -- env | head -0\n$ op read op://a/b",
     "$ printenv DB_PASSWORD", '$ echo "${API_KEY}"', "$ cat /run/secrets/db_password",
     "$ kubectl exec api -- printenv DB_PASSWORD", "PS C:\\> gc C:\\secrets\\client-secret.txt"],
)  # fmt: skip
def test_the_prompt_may_be_any(command: str) -> None:
    assert Redactor().line(f"{command}\ncopper silver\n") == f"{command}\n<secret:13 characters>\n"


@pytest.mark.parametrize(
    "text",
    ["$ terraform output -raw host\nError: no such output\n", "$ op read op://a/b\n[ERROR] not signed in\n",
     "run `op read op://a/b` first\nand then look at it\n", "op read op://a/b\nbw get password c\n",
     "$ echo $HOME\n/root\n", "$ infisical secrets get A\nB\n", "$ cat secret.yaml\napiVersion: v1\n",
     "$ op read op://a/b\n$ whoami\n", "$ infisical user get token\nSession ID: 4711\n",
     "$ infisical export --env=prod\ninfisical: Cannot renew exhausted access token\n", "$ echo $KEY\nmeadow\n",
     "$ ls\nop read op://a/b\nwas run\n", "$ op read op://a/host\n203.0.113.20\n",
     "$ op read op://a/url\nhttps://files.example/x\n",
     "$ env\nAPP_HOST=secrets-of-nordwind4.example\nDOCS=https://files.example/a1b2c3d4e5\nCLIENT_ID=a1b2c3d4e5f6\n",
     "$ cat notes.txt\nbuild-4f7a9c2d\n",
     "$ netcat db_password\nmeadow\n", "$ jq -r '.clientId, .clientSecret' a\n6a17ef72-91b1-40db-939b-1205ae53d64e\n"],
)  # fmt: skip
def test_what_shows_no_secret_stays(text: str) -> None:
    assert Redactor().document(text, "pasted") == text


@pytest.mark.parametrize("command", ["op read op://a/b", "it was\n$ ls\nthen\n$ op read op://a/b"])
def test_of_what_a_command_printed_only_its_line_goes(command: str) -> None:
    text = f"{command}\n{{}}\n$ echo meadow\n"

    assert around(Redactor().document(text.format("meadow"), "pasted")) == text


@pytest.mark.parametrize(
    "command",
    ["$ yq '.auth.clientSecret' a.yml", "$ consul kv get app/client_secret",
     "[zk: h:2181(CONNECTED) 0] get /a/password",
     "$ psql -Atc 'select client_secret from a'", "$ awk -F= '/SECRET/{print $2}' .env", "$ wl-paste # secret",
     "$ grep DB_PASSWORD .env | cut -d= -f2", "PS C:\\> $c.GetNetworkCredential().Password", "$ cat a.b64 | base64 -d"],
)  # fmt: skip
def test_a_passphrase_goes_that_a_program_reads_under_the_name_of_a_secret(command: str) -> None:
    for phrase in ("copper silver cobalt marble", "juniper-velvet-candle"):
        assert around(Redactor().document(f"{command}\n{phrase}\n", "pasted")) == f"{command}\n{{}}\n"
    assert Redactor().document(f"{command}\n17\n", "pasted") == f"{command}\n17\n"


def test_what_infisical_says_before_it_runs_a_program_stays() -> None:
    text = "$ infisical run -- printenv DB_PASSWORD\nINF Injecting 3 Infisical secrets\n{}\n"

    assert around(Redactor().document(text.format("juniper"), "pasted")) == text


def test_a_prompt_may_stand_right_behind_what_a_command_printed() -> None:
    text = "root@web:/# cat db_password\n{}root@web:/# id\nuid=0\n"

    assert around(Redactor().document(text.format("juniper"), "pasted")) == text


@pytest.mark.parametrize(
    ("command", "shown"),
    [("$ printenv A_SECRET A_ID", "copper silver cobalt marble\nci-bot"),
     ("$ echo $A_ID $A_SECRET", "ci-bot copper silver cobalt marble"),
     ("$ echo $A_ID $A_SECRET $B_ID", "ci-bot Sunflower7 prod"), ("$ cat a-id.txt a-secret.txt", "ci-bot\nSunflower7"),
     ("$ cat id.txt ./client-secret.txt", "ci-bot\ncopper silver cobalt marble")],
)  # fmt: skip
def test_of_what_a_command_prints_for_several_names_the_secret_goes(command: str, shown: str) -> None:
    cleaned = Redactor().document(f"{command}\n{shown}\n", "pasted")

    left = shown.replace("copper silver cobalt marble", "{}").replace("Sunflower7", "{}")
    assert around(cleaned) == f"{command}\n{left}\n"


@pytest.mark.parametrize("command", ["cat .env", "head -3 /etc/app/.env", "kubectl exec web -- printenv | sort", "env"])
def test_a_phrase_in_listed_settings_goes_and_other_settings_stay(command: str) -> None:
    text = f"$ {command}\nPORT=8080\nMERCHANT=marble-tundra-saddle\nAPP_NAME=the-web-server\nNODE_ENV=production\n"

    cleaned = Redactor().document(text, "pasted")

    assert cleaned == text.replace("marble-tundra-saddle", "<secret:20 characters>")


@pytest.mark.parametrize(
    ("command", "shown"),
    [("printenv UA_SECRET | xxd -p", "436f707065722d4665727279383221"),
     ("cat ua_secret.txt | base32", "INXXA4DFOI======"),
     ("printf '%s' \"$UA_SECRET\" | base64", "Q29wcGVyLUZlcnJ5ODIh\n"),
     ("od -An -c ua_secret", "   C   o   p   p   e   r"),
     ("echo $UA_SECRET | od -c", "0000000   C   o   p   p   e   r\n0000006")],
)  # fmt: skip
def test_a_secret_that_was_encoded_before_it_was_printed_goes(command: str, shown: str) -> None:
    cleaned = Redactor().document(f"$ {command}\n{shown}\n$ hostname\nweb-1\n", "pasted")

    left = around(cleaned).split("\n")
    assert ["".join(left[1:-3]), *left[-3:]] == ["{}", "$ hostname", "web-1", ""]
    assert cleaned.startswith(f"$ {command}\n<secret:")


@pytest.mark.parametrize(
    "command",
    ["terraform output -raw ua_client_id", "vault kv get -field=client_id kv/ua", "op read op://ops/ua/client_id",
     "aws ssm get-parameter --name /p/client-id --query Parameter.Value --output text"],
)  # fmt: skip
def test_the_id_that_a_command_was_asked_for_stays_and_a_uuid_that_is_a_secret_goes(command: str) -> None:
    uuid = "6a17ef72-91b1-40db-939b-1205ae53d64e"

    assert uuid in Redactor().document(f"$ {command}\n{uuid}\n", "pasted")
    asked = command.replace("client_id", "secret_id").replace("client-id", "secret-id")
    for of_a_secret in (asked, "echo $UA_SECRET"):
        assert uuid not in Redactor().document(f"$ {of_a_secret}\n{uuid}\n", "pasted")


def test_where_a_text_without_escapes_ends_nothing_was_printed() -> None:
    text = "now\\n $ kubectl get secret a -o jsonpath='{.data.clientSecret}' | base64 -d\nZq7SvQgs%gZXmVS!Z27z\n"
    assert around(Redactor().document(text, "pasted")) == text.replace("Zq7SvQgs%gZXmVS!Z27z", "{}")
