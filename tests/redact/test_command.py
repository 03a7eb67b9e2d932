from __future__ import annotations

import gzip
import random
import stat
from pathlib import Path

import pytest

from diagnose.cli import run
from tests.redact.corpus import hexes, leaked, planted, transcript


@pytest.fixture
def pasted(tmp_path: Path) -> tuple[Path, dict[str, str]]:
    secrets = planted(random.Random(1))
    file = tmp_path / "pasted.txt"
    file.write_text(transcript(secrets), encoding="utf-8")
    return file, secrets


def test_the_cleaned_text_alone_goes_to_stdout(
    pasted: tuple[Path, dict[str, str]], capfd: pytest.CaptureFixture[str]
) -> None:
    file, secrets = pasted

    code = run(["redact", str(file)])
    out, err = capfd.readouterr()

    assert code == 0
    assert out.startswith("$ export HTTPS_PROXY=http://bob:<login-in-url>@10.0.0.3:3128\n")
    assert "Removed:" in err
    assert "client-secret" in err
    assert "pasted.txt:" in err
    assert [name for name, secret in secrets.items() if leaked(secret, out + err)] == []


def test_of_an_environment_as_the_kernel_shows_it_only_the_secret_goes(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "environ"
    secret = hexes(random.Random(3), 64)
    file.write_bytes(f"HOME=/root\0CLIENT_SECRET={secret}\0no_proxy=db\0PORT=8080\0".encode())

    assert run(["redact", str(file)]) == 0

    out = capfd.readouterr().out
    assert secret not in out
    assert [line for line in out.split("\n") if line] == [
        "HOME=/root", "CLIENT_SECRET=<client-secret:64 hex>", "no_proxy=db", "PORT=8080",
    ]  # fmt: skip


def test_of_arguments_as_the_kernel_shows_them_only_the_secret_goes(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "cmdline"
    file.write_bytes(b"infisical\0login\0--client-secret\0amber lantern quiet orchid\0--plain\0")

    assert run(["redact", str(file)]) == 0

    assert capfd.readouterr().out == "infisical login --client-secret <client-secret:26 characters> --plain "


def test_several_files_come_out_one_after_the_other(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    for name in ("a", "b"):
        (tmp_path / name).write_text(f"{name}: status 401\n", encoding="utf-8")

    assert run(["redact", str(tmp_path / "a"), str(tmp_path / "b")]) == 0
    out, err = capfd.readouterr()

    assert out == "a: status 401\nb: status 401\n"
    assert "Nothing that looks like a secret" in err


def test_the_new_file_is_private_and_an_old_one_is_kept(
    pasted: tuple[Path, dict[str, str]], tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    target = tmp_path / "clean.txt"

    assert run(["redact", str(pasted[0]), "-o", str(target)]) == 0
    first = target.read_bytes()
    assert run(["redact", str(pasted[0]), "-o", str(target)]) == 2

    assert stat.S_IMODE(target.stat().st_mode) == 0o600
    assert target.read_bytes() == first
    assert capfd.readouterr().out == ""


def test_a_secret_typed_instead_of_a_file_is_not_repeated(capfd: pytest.CaptureFixture[str]) -> None:
    secret = hexes(random.Random(2), 64)

    assert run(["redact", secret]) == 2
    assert secret not in "".join(capfd.readouterr())


def test_no_file_at_all_is_a_question_of_usage(capfd: pytest.CaptureFixture[str]) -> None:
    assert run(["redact"]) == 2
    assert "FILE" in capfd.readouterr().err


SECRET = hexes(random.Random(4), 64)
LINE = f"clientSecret={SECRET} status=401\r\n"


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(gzip.compress(LINE.encode()), id="packed"),
        pytest.param(gzip.compress(gzip.compress(LINE.encode())), id="packed twice"),
        pytest.param(b"all is well\r\n" * 400 + LINE.encode("utf-16-le"), id="UTF-8, then UTF-16"),
        pytest.param(LINE.encode("utf-16") + b"\0", id="UTF-16 of an odd length"),
        pytest.param(LINE.encode("utf-32"), id="UTF-32"),
    ],
)
def test_a_text_is_read_however_it_is_stored(
    content: bytes, tmp_path: Path, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    (tmp_path / "pasted.log").write_bytes(content)

    assert run(["redact", str(tmp_path / "pasted.log")]) == 0
    out, _ = capfdbinary.readouterr()

    assert b"clientSecret=<client-secret:64 hex> status=401\r\n" in out
    assert b"\0" not in out


@pytest.mark.parametrize(
    ("content", "why"),
    [
        pytest.param(bytes(range(256)) * 100, "a binary file", id="binary"),
        pytest.param(gzip.compress(LINE.encode() * 100)[:-20], "damaged", id="a broken archive"),
    ],
)
def test_what_is_no_text_to_its_end_is_refused_in_one_line(
    content: bytes, why: str, tmp_path: Path, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    (tmp_path / "pasted.log").write_bytes(content)

    assert run(["redact", str(tmp_path / "pasted.log")]) == 2
    out, err = capfdbinary.readouterr()

    assert out == b""
    assert why in err.decode()
    assert err.count(b"\n") == 1
