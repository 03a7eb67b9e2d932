"""What needs a text as it reads is found however a program or a web page wrote that text."""

from __future__ import annotations

import html
import json
import quopri
from collections.abc import Callable

import pytest

from diagnose.redact import Redactor

SECRET = "marble-velvet-lantern"
WRITERS: dict[str, Callable[[str], str]] = {
    "HTML": lambda text: f"<pre>{html.escape(text)}</pre>",
    "HTML that was escaped twice": lambda text: html.escape(html.escape(text)),
    "lines of HTML": lambda text: html.escape(text).replace("\n", "<br>\n"),
    "CDATA of XML": lambda text: f"<system-out><![CDATA[{text}]]></system-out>",
    "a mail as it was sent": lambda text: quopri.encodestring(f"a=b{'.' * 90}\n{text}".encode()).decode(),
    "a string of JSON": lambda text: json.dumps({"log": f"it fails:\n{text}"}),
    "strings of JSON, a line each": lambda text: "\n".join(json.dumps({"msg": line}) for line in text.split("\n")),
    "a string of Python": lambda text: f"body={f'it fails:{chr(10)}{text}'!r}",
    "colours": lambda text: "\n".join(f"\x1b[36m{line}\x1b[0m" for line in text.split("\n")),
    "a terminal that clears lines": lambda text: "\n".join(f"\x1b[2K\x1b[1G{line}\x1b[K" for line in text.split("\n")),
    "blanks that do not break": lambda text: text.replace(" ", "\u00a0"),
    "an empty line behind each": lambda text: text.replace("\n", "\n\n"),
    "quotation marks of a mail": lambda text: text.replace('"', "\u201d").replace("'", "\u2019"),
}
WRITTEN = {
    "a label of another language": "Benutzer: bob\nKennwort: {}\nServer: a.example\n",
    "an option": "$ mongosh -u bob -p '{}' --tls\nstatus: 401\n",
    "a table": "Benutzer;Kennwort;Adresse\nbob;{};203.0.113.9\n",
    "what a command prints": "$ echo $CLIENT_SECRET\n{}\n$ ls\na.txt\n",
    "a string of PHP": '["clientSecret"]=>\n  string(21) "{}"\n["status"]=>\n  int(401)\n',
}


@pytest.mark.parametrize("written", WRITTEN)
@pytest.mark.parametrize("writer", WRITERS)
def test_a_secret_goes_however_its_text_is_written_and_evidence_stays(writer: str, written: str) -> None:
    text = WRITERS[writer](WRITTEN[written].format(SECRET))

    cleaned = Redactor().document(text, "pasted")

    assert SECRET in text
    assert SECRET not in cleaned
    assert all(kept in cleaned for kept in ("bob", "401", "203.0.113.9", "a.txt", "a.example") if kept in text)
