"""Secrets in what programs print of bytes: they are decoded, and the dump of a secret goes."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable

import pytest

from diagnose.redact import Redactor
from tests.redact.shown import around

SECRET = "q7Xw2Lm9Rt4Kd8VzGh3Np6"
BODY = json.dumps({"clientId": "0114be73", "clientSecret": SECRET}).encode()


def _rows(show: Callable[[int, bytes], str], data: bytes = BODY) -> str:
    return "\n".join(show(at, data[at : at + 16]) for at in range(0, len(data), 16))


def _letters(row: bytes) -> str:
    return "".join(chr(byte) if 32 <= byte < 127 else "." for byte in row)


def _pairs(row: bytes) -> str:
    return " ".join(row[at : at + 2].hex() for at in range(0, len(row), 2))


def _words(row: bytes) -> list[int]:
    return [int.from_bytes(row[at : at + 2], "little") for at in range(0, len(row), 2)]


_NEXT: int = len(BODY)
DUMPS: dict[str, str] = {
    "xxd -c 8": "\n".join(
        f"{at:08x}: {_pairs(BODY[at : at + 8]):<19}  {_letters(BODY[at : at + 8])}" for at in range(0, len(BODY), 8)
    ),
    "od": _rows(lambda at, row: f"{at:07o} {' '.join(f'{word:06o}' for word in _words(row))}") + f"\n{_NEXT:07o}",
    "od -b": _rows(lambda at, row: f"{at:07o} {' '.join(f'{byte:03o}' for byte in row)}") + f"\n{_NEXT:07o}",
    "od -c": _rows(lambda at, row: f"{at:07o}{''.join(f'{letter:>4}' for letter in _letters(row))}"),
    "od -An -c": _rows(lambda _, row: "".join(f"{letter:>4}" for letter in _letters(row))),
    "od -An -tx1": _rows(lambda _, row: f" {row.hex(' ')}"),
    "xxd": _rows(lambda at, row: f"{at:08x}: {_pairs(row):<39}  {_letters(row)}"),
    "hexdump -C": _rows(lambda at, row: f"{at:08x}  {row[:8].hex(' ')}  {row[8:].hex(' ')}  |{_letters(row)}|"),
    "tcpdump -X": _rows(
        lambda at, row: f"\t0x{at:04x}:  {_pairs(row):<39}  {_letters(row)}", b"E..\x00\x01@" * 5 + BODY
    ),
    "curl --trace": _rows(lambda at, row: f"{at:04x}: {row.hex(' '):<48} {_letters(row)}"),
    "Wireshark": _rows(lambda at, row: f"{at:04x}   {row.hex(' '):<47}   {_letters(row)}"),
    "curl --trace-ascii": "\n".join(f"{at:04x}: {BODY[at : at + 64].decode()}" for at in range(0, len(BODY), 64)),
    "bytes of Go": f"body: [{' '.join(map(str, BODY))}]",
    "bytes of journald": json.dumps({"MESSAGE": list(BODY)}),
    "bytes on a line each": "[\n" + ",\n".join(map(str, BODY)) + "\n]",
    "an array in C": "{ " + ", ".join(f"0x{byte:02x}" for byte in BODY) + " }",
    "bytes of Python": "b'" + "".join(f"\\x{byte:02x}" for byte in BODY) + "'",
    "octal": "".join(f"\\{byte:03o}" for byte in BODY),
    "references": "".join(f"&#{byte};" for byte in BODY),
    "hexadecimal references": "".join(f"&#x{byte:x};" for byte in BODY),
    "escapes of JSON": "".join(f"\\u{byte:04x}" for byte in BODY),
    "percent twice": "".join(f"%25{byte:02X}" for byte in BODY),
    "escapes in braces": "".join(f"\\u{{{byte:02x}}}" for byte in BODY),
    "numbers of characters": " & ".join(f"Chr({byte})" for byte in BODY),
    "percent": "".join(f"%{byte:02X}" for byte in BODY),
    "colons": BODY.hex(":"),
}


@pytest.mark.parametrize("dump", DUMPS)
def test_a_dump_of_a_secret_goes_and_what_is_around_it_stays(dump: str) -> None:
    text = f"before status=401\n{DUMPS[dump]}\nafter req-6kaXdLGbNUvpfd\n"

    cleaned = Redactor().document(text, "pasted")

    before, _, behind = around(cleaned).partition("{}")
    assert text.startswith(before)
    assert before.startswith("before status=401\n")
    assert text.endswith(behind.lstrip("\n"))
    assert behind.endswith("\nafter req-6kaXdLGbNUvpfd\n")
    assert cleaned.count("\n") == text.count("\n")
    if dump != "curl --trace-ascii":
        assert len(before) <= len("before status=401\n00000000: 7b22 ")
        assert "<dump:" in cleaned


def test_a_dump_shows_escapes_and_numbers_in_place_of_what_is_no_letter() -> None:
    before = '0000000   {  \\n 303 251  sp   "   c   l   i   e   n   t   S   e   c\n'
    dump = before + '0000020   r   e   t   "   :   "' + "".join(f"   {letter}" for letter in SECRET[:10])
    dump += "\n0000040" + "".join(f"   {letter}" for letter in SECRET[10:]) + '   "  \\n   }\n0000056\n'

    assert Redactor().document(dump, "pasted") == "0000000<dump:46 characters>\n\n\n0000056\n"


def test_a_dump_of_base64_of_base64_goes_as_well() -> None:
    twice = base64.b64encode(b"this was packed: " + base64.b64encode(BODY))

    cleaned = Redactor().document(f"read\n{twice.hex(':')}\nend\n", "pasted")

    assert cleaned == f"read\n<dump:{len(twice)} characters>\nend\n"


@pytest.mark.parametrize("dump", ["xxd", "hexdump -C", "Wireshark"])
def test_a_dump_without_a_secret_stays(dump: str) -> None:
    shown = {
        "xxd": lambda at, row: f"{at:08x}: {_pairs(row):<39}  {_letters(row)}",
        "hexdump -C": lambda at, row: f"{at:08x}  {row[:8].hex(' ')}  {row[8:].hex(' ')}  |{_letters(row)}|",
        "Wireshark": lambda at, row: f"{at:04x}   {row.hex(' '):<47}   {_letters(row)}",
    }[dump]
    text = _rows(shown, b"HTTP/1.1 401 Unauthorized\r\nContent-Type: application/json\r\n\r\n")

    assert Redactor().document(text, "pasted") == text


def test_groups_of_eight_characters_are_one_value() -> None:
    text = "Client Secret   189459c7 825e1561 f401e8f1 1f75c848 d4e79383 4a2f5220 1978ae87 02a3ff95\nStatus 401\n"

    assert Redactor().document(text, "picture") == "Client Secret   <secret:71 characters>\nStatus 401\n"


PASSWORD = "Walnut-Lantern803!"
CODES = [*PASSWORD.encode()]
NAMED: dict[str, str] = {
    "a Buffer of Node.js": f"clientSecret: <Buffer {PASSWORD.encode().hex(' ')}>,",
    "a Buffer in JSON": f'{{"clientSecret":{{"type":"Buffer","data":{json.dumps(CODES)}}},',
    "a typed array in JSON": '{"password":{' + ",".join(f'"{at}":{code}' for at, code in enumerate(CODES)) + "},",
    "a typed array": f"password: Uint8Array({len(CODES)}) [\n  " + ", ".join(map(str, CODES)) + "\n]",
    "Rust": f"Login {{ client_secret: {CODES},",
    "Go": f"Secret:[]byte{{{', '.join(map(hex, CODES))}}}",
    "Erlang": f"{{client_secret,<<{','.join(map(str, CODES))}>>}}",
    "characters of Java": f"password=[{', '.join(PASSWORD)}],",
    "C": f"char client_secret[] = {{{', '.join(map(hex, CODES))}}};",
}


@pytest.mark.parametrize("dump", NAMED)
def test_bytes_beside_the_name_of_a_secret_go_though_they_look_like_words(dump: str) -> None:
    text = f"status=401 {NAMED[dump]} host=api.example.com"

    cleaned = Redactor().document(text, "pasted")

    assert f"<dump:{len(PASSWORD)} characters>" in cleaned
    before, _, behind = around(cleaned).rpartition("{}")
    assert text.startswith(before.partition("{}")[0])
    assert text.endswith(behind)
    assert len(behind) <= len("\n]} host=api.example.com")


def test_bytes_beside_another_name_stay() -> None:
    text = f"a password\ntitle=[{', '.join(PASSWORD)}] body={CODES} token_counts=[3, 1, 4, 1, 5, 9, 2, 6]"
    text += " secret_sizes=[311, 402, 399, 412, 385, 390, 377, 300]"

    assert Redactor().document(text, "pasted") == text
