"""Secrets that something cuts apart: a margin, the plus signs of code, colours, characters that are not seen."""

from __future__ import annotations

import random
import re
from collections.abc import Callable

import pytest

from diagnose.redact import Redactor
from tests.redact.corpus import hexes, jwt, leaked, password, service_token
from tests.redact.shown import around

_RNG = random.Random(8)
SECRETS: dict[str, str] = {
    "client secret": hexes(_RNG, 64),
    "jwt": jwt(_RNG),
    "service token": service_token(_RNG),
    "password": password(_RNG, 48, signs=""),
}


def halves(secret: str, between: str) -> str:
    third = len(secret) // 3
    return between.join((secret[:third], secret[third : 2 * third], secret[2 * third :]))


CUTS: dict[str, Callable[[str], str]] = {
    "code": lambda s: f"{{\n  clientSecret: '{halves(s, chr(39) + ' +' + chr(10) + '    ' + chr(39))}',\n  n: 7200 }}",
    "code on one line": lambda s: 'clientSecret = "' + halves(s, '" + "') + '"',
    "implied": lambda s: "client_secret=(\n  '" + halves(s, "'\n  '") + "')",
    "highlighted": lambda s: f"clientSecret={halves(s, chr(27) + '[01;31m' + chr(27) + '[K')} x",
    "coloured": lambda s: f'\x1b[34m"clientSecret"\x1b[0m: \x1b[32m"{halves(s, chr(27) + "[0m")}"\x1b[0m',
    "zero width": lambda s: f"clientSecret: {halves(s, chr(0x200B))}\nnext",
    "soft hyphen": lambda s: f"clientSecret: {halves(s, chr(0xAD))}",
    "box": lambda s: "\n".join(f"│ {part:<50} │" for part in re.findall(".{1,50}", f"saw clientSecret={s} in it, too")),
}


def seen(text: str) -> str:
    """The text as a reader puts it together."""
    text = re.sub("\x1b\\[[0-9;]*[mK]|[\u200b\u00ad]", "", text)
    return re.sub(r"[\"'] \+ [\"']|[\"']? ?[+│]?\n *[│\"']? ?", "", text)


@pytest.mark.parametrize("kind", SECRETS)
@pytest.mark.parametrize("cut", CUTS)
def test_a_secret_that_is_cut_apart_goes(cut: str, kind: str) -> None:
    text = CUTS[cut](SECRETS[kind])

    cleaned = Redactor().document(text, "pasted")

    assert leaked(SECRETS[kind], seen(text))
    assert not leaked(SECRETS[kind], seen(cleaned))
    assert cleaned.count("\n") == text.count("\n")


@pytest.mark.parametrize("kind", ["client secret", "jwt", "service token"])
@pytest.mark.parametrize("hidden", ["\u200b", "\u00ad", "\x1b[31m"])
def test_what_is_not_seen_hides_no_shape_either(hidden: str, kind: str) -> None:
    assert not leaked(SECRETS[kind], seen(Redactor().line(f"we use {halves(SECRETS[kind], hidden)} here")))


@pytest.mark.parametrize("kind", ["client secret", "service token", "password"])
@pytest.mark.parametrize("width", [44, 50, 57, 66, 80, 97])
def test_lines_of_any_one_width_are_read_as_one(width: int, kind: str) -> None:
    text = f"2025-12-21T15:15:41Z ERROR login failed, clientSecret={SECRETS[kind]} {'was what we used for it; ' * 5}"
    wrapped = "\n".join(text[at : at + width] for at in range(0, len(text), width))

    cleaned = Redactor().document(f"at first\nor so:\n{wrapped}\nat last\n", "pasted")

    assert not leaked(SECRETS[kind], cleaned.replace("\n", ""))
    assert cleaned.startswith("at first\nor so:\n2025-12-21T15:15:41Z ERROR login failed")
    assert cleaned.endswith(f"{wrapped[-40:]}\nat last\n")


FRAMES: dict[str, tuple[str, str, str]] = {  # what stands before the first piece, before each other one, behind all
    "a box": ("│ client_secret │ ", "│               │ ", " │"),
    "a column between others": ("| ci-bot | ", "|        | ", " |      |"),
    "a column beside others that go on": ("| secret | ", "| next   | ", " | eu |"),
    "psql": (" client_secret | ", "               | ", "+"),
    "a quoted mail": ("> > Client secret: ", "> > ", ""),
    "strings": ('secret = "', '         "', '" +'),
    "docker compose": ("api-1  | client_secret=", "api-1  | ", ""),
    "kubectl": ("[pod/api-6c9f7d4b8-x2k9z/api] client_secret=", "[pod/api-6c9f7d4b8-x2k9z/api] ", ""),
    "a partial line": ("2026-11-14T10:00:00Z stdout P secret: ", "2026-11-14T10:00:01Z stdout F     ", ""),
    "colours": ("client_secret=", "\x1b[0m", ""),
    "JSON lines": ('{"log":"client_secret=', '{"log":"', '\\n","stream":"stdout"}'),
    "a log that does not name it": ("[api-1] got ", "[api-1] ", ""),
    "a line above": ("api-1  | Client secret:\napi-1  | ", "api-1  | ", ""),
}


@pytest.mark.parametrize("width", [16, 18, 24, 32, 40, 50])
@pytest.mark.parametrize("frame", FRAMES)
def test_a_client_secret_goes_from_all_lines_of_its_frame(frame: str, width: int) -> None:
    first, others, behind = FRAMES[frame]
    parts = re.findall(f".{{1,{width}}}", SECRETS["client secret"])
    text = "\n".join(f"{others if number else first}{part}{behind}" for number, part in enumerate(parts))

    cleaned = Redactor().document(f"GET /api 200\n{text}\nGET /api 401", "pasted")

    left = "\n".join((f"{first}{{}}{behind}", *[f"{others}{behind}"] * (len(parts) - 1)))
    # Strings that a sign joins may be one.
    assert re.sub(r'[\s"+]', "", around(cleaned)) == re.sub(r'[\s"+]', "", f"GET /api 200\n{left}\nGET /api 401")
    assert cleaned.count("\n") == text.count("\n") + 2


@pytest.mark.parametrize("begin", ["", "here it is "])
@pytest.mark.parametrize("between", ["\n", "\r\n", "\\n", "\\r\\n", "\\\\n", "\\\n", "\n\t", "\n> ", "\n│ ", "-\n"])
@pytest.mark.parametrize("width", [10, 16, 21, 30, 40])
def test_a_client_secret_goes_that_a_break_cuts_and_counts_once(width: int, between: str, begin: str) -> None:
    parts = re.findall(f".{{1,{width}}}", SECRETS["client secret"])
    redactor = Redactor()

    cleaned = redactor.document(f"{begin}{between.join(parts)} and it fails with 401\n", "pasted")

    assert cleaned == f"{begin}<client-secret:64 hex>{between * (len(parts) - 1)} and it fails with 401\n"
    assert [(removed.kind, removed.count) for removed in redactor.removed] == [("client-secret", 1)]
    assert redactor.values == {SECRETS["client secret"]}


@pytest.mark.parametrize("quote", ["%22", "%2522", "\\x22", "\\u0022", "=%0a"])
def test_a_client_secret_goes_from_between_escapes_and_leaves_them_whole(quote: str) -> None:
    cleaned = Redactor().line(f"payload={quote}{SECRETS['client secret']}{quote}")

    assert cleaned == f"payload={quote}<client-secret:64 hex>{quote}"


@pytest.mark.parametrize("line", ["- {}", "span_id={} took 3 ms", '  "{}",', "| GET | {} | 3 ms |"])
def test_the_ids_of_four_spans_are_no_secret(line: str) -> None:
    text = "GET /api\nreading the client secret\ndone\n" + "\n".join(line.format(hexes(_RNG, 16)) for _ in range(4))

    assert Redactor().document(text, "pasted") == text


@pytest.mark.parametrize("line", ["{1}={0}", "{0} {1}"])
def test_ids_of_several_names_below_a_line_about_a_secret_are_none(line: str) -> None:
    names = ("span", "parent", "group", "run")
    text = "\n".join(("reading the client secret", *(line.format(hexes(_RNG, 16), name) for name in names)))

    assert Redactor().document(text, "pasted") == text


def test_two_ids_that_have_sixty_four_digits_together_are_no_secret() -> None:
    text = f"| commit | {hexes(_RNG, 40)} |\n| object_id | {hexes(_RNG, 24)} |\n| state | ok |\n"

    assert Redactor().document(text, "pasted") == text


def test_lines_of_a_log_that_are_equally_long_are_not_joined() -> None:
    text = (
        "2026-06-20T05:00:48Z ERROR reading the client secret=\n2026-06-20T05:00:49Z ERROR reading the client secret=\n"
    )

    assert Redactor().document(text, "pasted") == text


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("\x1b[36m482193 is your verification code.\x1b[0m", "482193"),
        ("\x1b[1mlogin with \x1b[36m[ci-bot/S3cr3tSauce9]\x1b[0m", "S3cr3tSauce9"),
        ('│ + admin of the shop\n│ ~ admin_password = "velvet-otter" -> "Wd4t_Dymn\n│ QnETb"', "QnETb"),
    ],
)
def test_a_way_of_writing_is_found_in_a_text_with_colours_or_cut_by_a_frame(text: str, value: str) -> None:
    assert value not in Redactor().document(text, "pasted")


@pytest.mark.parametrize("line", ["- Installing infisical v0.12.11 (signed, key ID {})", "key {}", "{}"])
@pytest.mark.parametrize("ids", [("4C5D7E8F90A1B2C3",) * 4, ("4c5d7e8f90a1b2c3", "0a1b2c3d4e5f6071") * 2])
def test_an_id_on_line_after_line_is_no_piece_of_a_secret(ids: tuple[str, ...], line: str) -> None:
    text = "Initializing\n" + "".join(f"{line.format(each)}\n" for each in ids) + "done\n"

    assert Redactor().document(text, "pasted") == text
