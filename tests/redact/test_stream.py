from __future__ import annotations

import io
import random
import re
from collections.abc import Callable
from itertools import pairwise

import pytest

from diagnose.files import processes
from diagnose.model import Redaction
from diagnose.problems import LeakFound
from diagnose.redact import Redactor, stream
from diagnose.redact.span import Span, applied
from diagnose.redact.stream import redact_stream, scan_stream
from tests.redact.corpus import har, jwt, leaked, password, planted, transcript
from tests.redact.reader import text_reader

_LINE = "2026-06-20T05:00:48Z INFO processed job 17 status=200 path=/v1/items/1 from 203.0.113.20\n"


def cleaned(data: bytes, redactor: Redactor | None = None) -> str:
    target = io.StringIO()
    redact_stream(text_reader(io.BytesIO(data)), target.write, redactor or Redactor(), "app.log")
    return target.getvalue()


def test_a_stream_without_secrets_is_unchanged() -> None:
    text = _LINE * 20_000

    assert cleaned(text.encode()) == text


def test_no_secret_stays_wherever_the_windows_meet() -> None:
    secrets = [planted(random.Random(seed)) for seed in range(60)]
    text = "".join(_LINE * random.Random(n).randint(100, 400) + transcript(each) for n, each in enumerate(secrets))

    result = cleaned(text.encode())

    assert [name for each in secrets for name, secret in each.items() if leaked(secret, result)] == []
    assert result.count("\n") == text.count("\n")


def test_a_line_longer_than_any_window_is_cleaned_too() -> None:
    secrets = [jwt(random.Random(seed)) for seed in range(200)]
    text = '{"a":"' + ("x" * 9000).join(f'","token":"{secret}","b":"' for secret in secrets) + '"}'

    result = cleaned(text.encode())

    assert [secret for secret in secrets if leaked(secret, result)] == []
    assert result.count("x" * 9000) == 199


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be", "utf-8-sig"])
def test_texts_that_windows_writes_are_read(encoding: str) -> None:
    secrets = planted(random.Random(7))

    result = cleaned(transcript(secrets).encode(encoding))

    assert [name for name, secret in secrets.items() if leaked(secret, result)] == []
    assert "Invalid credentials" in result


def test_bytes_that_are_no_text_survive() -> None:
    data = b"caf\xe9 \xff status=401\n"

    assert cleaned(data).encode("utf-8", "surrogateescape") == data


def test_places_name_the_line_also_in_later_windows() -> None:
    redactor = Redactor()

    cleaned((_LINE * 15_000 + f"password={password(random.Random(1))}\n").encode(), redactor)

    assert [entry.places for entry in redactor.removed] == [("app.log:15001",)]


def test_places_name_the_line_in_each_of_many_windows(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stream, "_BLOCK", 64 * 1024)
    redactor, passwords = Redactor(), [password(random.Random(seed)) for seed in range(5)]

    cleaned("".join(_LINE * 1000 + f"password={each}\n" for each in passwords).encode(), redactor)

    assert [entry.places for entry in redactor.removed] == [tuple(f"app.log:{1001 * n}" for n in range(1, 6))]


def test_a_last_line_that_has_no_end_is_cleaned_too() -> None:
    secret = password(random.Random(1))

    assert secret not in cleaned(f"{_LINE}password={secret}".encode())


def test_a_file_is_read_a_megabyte_at_a_time() -> None:
    read = stream.utf8_reader(io.BytesIO(b"a" * 3_000_000))

    assert [len(piece) for piece in iter(read, "")] == [1_048_576, 1_048_576, 902_848]


def test_windows_are_whole_lines_and_overlap(monkeypatch: pytest.MonkeyPatch) -> None:
    block = 128 * 1024
    monkeypatch.setattr(stream, "_BLOCK", block)
    text = "".join(f"line {number:09}\n" for number in range(50_000))
    pieces = iter([text[at : at + block] for at in range(0, len(text), block)])

    windows = list(stream._windows(lambda: next(pieces, "")))

    assert len(windows) > 3
    for one, other in pairwise(windows):
        end = one.at + len(one.text)
        assert text[one.at : end] == one.text
        assert other.at % 15 == end % 15 == 0
        assert end % block > block - 15
        assert abs(end - other.at - stream._AHEAD - stream._BEHIND) < 60
    assert windows[-1].at + len(windows[-1].text) == len(text)


def test_what_was_learnt_late_is_removed_by_the_last_look() -> None:
    secret = "myDatabaseMasterPhrase"
    redactor = Redactor()
    first = cleaned((f"saw {secret} here\n" + _LINE * 15_000 + f"password={secret}\n").encode(), redactor)
    target = io.StringIO()

    scan_stream(text_reader(io.BytesIO(first.encode())), target.write, redactor)

    assert secret in first
    assert secret not in target.getvalue()


def test_the_last_look_writes_all_windows_once() -> None:
    target = io.StringIO()

    scan_stream(text_reader(io.BytesIO((_LINE * 25_000).encode())), target.write, Redactor())

    assert target.getvalue() == _LINE * 25_000


def test_the_last_look_refuses_what_the_redactor_missed() -> None:
    target = io.StringIO()

    with pytest.raises(LeakFound, match="jwt") as caught:
        scan_stream(text_reader(io.BytesIO(jwt(random.Random(3)).encode())), target.write, Redactor())

    assert "eyJ" not in str(caught.value)
    assert target.getvalue() == ""


def test_a_recording_of_a_browser_is_cleaned_as_a_stream() -> None:
    secrets = planted(random.Random(11))

    assert [name for name, secret in secrets.items() if leaked(secret, cleaned(har(secrets).encode()))] == []


_AHEAD = stream._AHEAD
_ROWS = "a row\n" * 6000  # longer than what is read ahead


def spans(*places: tuple[int, int]) -> list[Span]:
    return [Span(start, end, "<m>", "token") for start, end in places]


def test_a_window_ends_with_the_last_line_before_what_is_read_ahead() -> None:
    cut = stream._cut(_ROWS, 0)
    assert cut is not None
    assert cut % 6 == 0
    assert 0 <= len(_ROWS) - _AHEAD - cut < 6


def test_a_line_without_an_end_is_cut_before_the_base64_that_may_go_on() -> None:
    assert stream._cut("two words " + "x" * _AHEAD, 0) == 10
    assert stream._cut("x" * (_AHEAD + 500), 0) is None
    assert stream._cut("a\n" + "x" * (_AHEAD + 500), 2) is None
    assert stream._cut("a\ntwo words " + "x" * _AHEAD, 2) == 12
    assert stream._cut("two words " + "x" * 20 + " z" * (_AHEAD // 2), 0) == 10


def test_a_line_that_goes_on_behind_the_window_is_looked_at_where_no_other_one_ends_near() -> None:
    assert stream._whole_lines("a\nb") == "a\n"
    assert stream._whole_lines("a\n" + "x" * _AHEAD) == "a\n" + "x" * _AHEAD


def test_a_window_as_long_as_any_may_be_is_cut_even_within_a_word(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stream, "_MAX_WINDOW", _AHEAD + 500)
    assert stream._cut("x" * (_AHEAD + 500), 0) == 500


@pytest.fixture
def small_windows(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, size in (("_BLOCK", 3000), ("_BEHIND", 800), ("_AHEAD", 900), ("_MAX_WINDOW", 30_000)):
        monkeypatch.setattr(stream, name, size)


def shown(text: str, find: Callable[[str], list[Span]]) -> tuple[str, int]:
    """What is left of a text that comes in small pieces, and how many spans were counted."""
    pieces = iter([text[at : at + 700] for at in range(0, len(text), 700)])
    found = list(stream._stretches(lambda: next(pieces, ""), find, lambda _: None))
    whole = "".join(applied(part, inside, start, end) for part, start, end, inside in found)
    return whole, sum(bool(span.kind) for *_, inside in found for span in inside)


@pytest.mark.usefixtures("small_windows")
@pytest.mark.parametrize("processors", [1, 3])
@pytest.mark.parametrize("lines", [1, 12, 40, 400])
def test_a_secret_over_many_lines_is_found_whole_wherever_the_windows_meet(
    lines: int, processors: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(processes, "_processors", lambda: processors)
    block = re.compile(r"<<[^<>]*(?:>>|\Z)")

    def find(text: str) -> list[Span]:
        return [Span(match.start(), match.end(), "<m>", "token", match[0]) for match in block.finditer(text)]

    rng = random.Random(lines)
    secret = "<<" + "a line of it\n" * lines + ">>"
    # Short lines and lines longer than what is read ahead, of words and of one base64.
    between = (
        ["ordinary words\n" * n for n in range(0, 120, 7)] + ["words " * n + "\n" for n in (200, 700)] + ["x" * 1500]
    )
    text = "".join(rng.choice(between) + secret + rng.choice(["\n", " "]) for _ in range(29))

    whole, count = shown(text, find)

    assert whole == text.replace(secret, "<m>" + "\n" * lines)
    assert count == 29


@pytest.mark.usefixtures("small_windows")
def test_what_is_longer_than_any_window_is_left_out_all_the_same() -> None:
    def find(text: str) -> list[Span]:
        return [Span(match.start(), match.end(), "<m>", "token") for match in re.finditer("(?:s +)+", text)]

    whole, _ = shown("words \n" * 500 + "s " * 40_000 + "\nwords", find)

    assert "s " not in whole.replace("words ", "")
    assert whole.endswith("\nwords")


@pytest.mark.usefixtures("small_windows")
@pytest.mark.parametrize("processors", [2, 3])
def test_several_processes_leave_out_and_count_what_one_does(processors: int, monkeypatch: pytest.MonkeyPatch) -> None:
    secrets = [planted(random.Random(seed)) for seed in range(8)]
    text = "".join(_LINE * random.Random(n).randint(5, 40) + transcript(each) for n, each in enumerate(secrets * 2))

    def outcome(count: int) -> tuple[str, tuple[Redaction, ...]]:
        monkeypatch.setattr(processes, "_processors", lambda: count)
        redactor = Redactor()
        return cleaned(text.encode(), redactor), redactor.removed

    alone, together = outcome(1), outcome(processors)

    assert together == alone
    assert [name for each in secrets for name, secret in each.items() if leaked(secret, together[0])] == []


def test_the_rest_of_a_secret_that_began_earlier_is_left_out_and_not_counted_again() -> None:
    kept = stream._inside(spans((0, 10), (5, 12), (12, 15), (19, 22), (20, 25)), 10, 20)
    assert kept == [Span(10, 12, "", ""), *spans((12, 15), (19, 22))]


def test_a_character_that_two_pieces_share_is_read_whole_and_half_a_one_at_the_end_survives() -> None:
    read = stream.chunk_reader(iter([b"caf\xc3", b"", b"\xa9 \xe2", b"\x82"]))
    pieces = list(iter(read, ""))
    assert "".join(pieces).encode("utf-8", "surrogateescape") == b"caf\xc3\xa9 \xe2\x82"
    assert pieces[:2] == ["caf", "\u00e9 "]


@pytest.mark.parametrize("id_", ["request_id={}", "traceparent=00-{}-eb027445bef4103f-01", "image@sha256:{0}{0}"])
def test_an_id_that_the_edge_of_a_window_cuts_is_no_secret(id_: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stream, "_BLOCK", 64 * 1024)
    rng = random.Random(5)
    lines = (f"GET /v1/items/{n} {id_.format(f'{rng.getrandbits(128):032x}')} in 3 ms\n" for n in range(10_000))
    text, redactor = "".join(lines), Redactor()

    assert cleaned(text.encode(), redactor) == text
    assert redactor.removed == ()
