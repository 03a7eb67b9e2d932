"""Files that nobody else can read, and the scan that keeps secrets out of them."""

from __future__ import annotations

import errno
import fcntl
import os
import random
import resource
import stat
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import chdir
from pathlib import Path

import pytest

from diagnose.files.private import write_private
from diagnose.problems import UsageProblem
from tests.cli.command import line_of

ROOT = Path(__file__).parents[2]


@pytest.fixture
def umask() -> Iterator[Callable[[int], int]]:
    before = os.umask(0o022)
    yield os.umask
    os.umask(before)


def leftovers(folder: Path) -> list[str]:
    return sorted(entry.name for entry in folder.iterdir() if entry.name.endswith(".tmp"))


@pytest.mark.parametrize("mask", [0o000, 0o022, 0o077, 0o777])
@pytest.mark.parametrize("force", [False, True])
def test_a_file_is_its_owners_alone_whatever_the_umask(
    tmp_path: Path, umask: Callable[[int], int], mask: int, *, force: bool
) -> None:
    umask(mask)
    write_private(tmp_path / "report.html", b"content", force=force)
    assert stat.S_IMODE((tmp_path / "report.html").stat().st_mode) == 0o600
    assert (tmp_path / "report.html").read_bytes() == b"content"
    assert leftovers(tmp_path) == []


def test_no_file_in_the_folder_is_ever_readable_by_others(tmp_path: Path, umask: Callable[[int], int]) -> None:
    umask(0)
    modes, done = set(), threading.Event()

    def watch() -> None:
        while not done.is_set():
            for entry in os.scandir(tmp_path):
                try:
                    modes.add(stat.S_IMODE(entry.stat().st_mode))
                except FileNotFoundError:
                    continue

    watcher = threading.Thread(target=watch)
    watcher.start()
    for _ in range(50):
        write_private(tmp_path / "report", b"x" * 100_000, force=True)
    done.set()
    watcher.join()
    assert modes == {0o600}


def test_an_existing_file_is_kept_unless_forced(tmp_path: Path) -> None:
    path = tmp_path / "report"
    path.write_bytes(b"old")
    with pytest.raises(UsageProblem, match="exists already"):
        write_private(path, b"new")
    assert path.read_bytes() == b"old"
    path.chmod(0o644)
    write_private(path, b"new", force=True)
    assert path.read_bytes() == b"new"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_a_file_that_appears_meanwhile_is_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path, link = tmp_path / "report", os.link

    def somebody_was_faster(source: Path, target: Path) -> None:
        path.write_bytes(b"theirs")
        link(source, target)

    monkeypatch.setattr(os, "link", somebody_was_faster)
    with pytest.raises(UsageProblem, match="exists already"):
        write_private(path, b"ours")
    assert path.read_bytes() == b"theirs"
    assert leftovers(tmp_path) == []


@pytest.mark.parametrize("there", [False, True])
def test_a_file_system_without_links_is_served_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, *, there: bool
) -> None:
    path = tmp_path / "report"

    def no_links(_source: Path, _target: Path) -> None:
        if there:
            path.write_bytes(b"theirs")
        raise OSError(errno.EPERM, "not permitted")

    monkeypatch.setattr(os, "link", no_links)
    if there:
        with pytest.raises(UsageProblem, match="exists already"):
            write_private(path, b"ours")
    else:
        write_private(path, b"ours")
    assert path.read_bytes() == (b"theirs" if there else b"ours")
    assert leftovers(tmp_path) == []


def make_link(path: Path) -> None:
    (path.parent / "elsewhere").write_bytes(b"old")
    path.symlink_to(path.parent / "elsewhere")


@pytest.mark.parametrize(
    ("make", "says"),
    [
        (make_link, "symbolic link"),
        (lambda path: path.symlink_to("nowhere"), "symbolic link"),
        (Path.mkdir, "folder"),
        (os.mkfifo, "not a plain file"),
    ],
)
@pytest.mark.parametrize("force", [False, True])
def test_what_is_no_plain_file_is_refused_even_by_force(
    tmp_path: Path, make: Callable[[Path], None], says: str, *, force: bool
) -> None:
    make(tmp_path / "report")
    with pytest.raises(UsageProblem, match=says):
        write_private(tmp_path / "report", b"new", force=force)
    assert b"new" not in [entry.read_bytes() for entry in tmp_path.iterdir() if entry.is_file()]
    assert leftovers(tmp_path) == []


@pytest.mark.parametrize("name", ["missing/report", "file/report", "n" * 300, "nul\0"])
def test_a_place_that_cannot_be_written_is_told_in_one_line(tmp_path: Path, name: str) -> None:
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(UsageProblem, match="cannot be written"):
        write_private(tmp_path / name, b"x")


@pytest.mark.parametrize("name", ["n" * 255, "名" * 85, "*?[a]{b}$(c)", "-rf", " ", "a\nb"])
def test_any_name_that_the_file_system_takes_is_no_obstacle(tmp_path: Path, name: str) -> None:
    write_private(tmp_path / name, b"x")
    assert [(entry.name, entry.read_bytes()) for entry in tmp_path.iterdir()] == [(name, b"x")]


def test_a_name_without_a_folder_is_written_where_one_is(tmp_path: Path) -> None:
    with chdir(tmp_path):
        write_private(Path("report"), b"x")
    assert (tmp_path / "report").read_bytes() == b"x"


def test_a_claimed_name_is_freed_when_the_file_cannot_take_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(*_: object) -> None:
        raise OSError(errno.EIO, "broken")

    monkeypatch.setattr(os, "link", fails)
    monkeypatch.setattr(Path, "replace", fails)
    with pytest.raises(UsageProblem, match="cannot be written: Input/output error"):
        write_private(tmp_path / "report", b"x")
    assert list(tmp_path.iterdir()) == []


def test_a_full_disk_leaves_the_old_file_and_nothing_else(tmp_path: Path) -> None:
    path = tmp_path / "report"
    path.write_bytes(b"old")
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1000, hard))
    try:
        with pytest.raises(UsageProblem, match="cannot be written: File too large"):
            write_private(path, b"x" * 5000, force=True)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert path.read_bytes() == b"old"
    assert [entry.name for entry in tmp_path.iterdir()] == ["report"]


def test_an_interrupt_leaves_nothing_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupt(_handle: int) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(os, "fsync", interrupt)
    with pytest.raises(KeyboardInterrupt):
        write_private(tmp_path / "report", b"x")
    assert list(tmp_path.iterdir()) == []


def test_a_killed_run_leaves_the_old_file_or_the_new_one(tmp_path: Path) -> None:
    path = tmp_path / "report"
    path.write_bytes(b"a" * 200_000)
    script = (
        "import sys; from pathlib import Path; from diagnose.files.private import write_private\n"
        "print(flush=True)\n"
        f"while True:\n  for c in (b'a', b'b'): write_private(Path({str(path)!r}), c * 200_000, force=True)\n"
    )
    chance = random.Random(7)
    for _ in range(5):
        with subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE, cwd=ROOT) as process:
            line_of(process)
            deadline = time.monotonic() + chance.uniform(0.001, 0.03)
            while time.monotonic() < deadline:
                pass
            process.kill()
        content = path.read_bytes()
        assert content in (b"a" * 200_000, b"b" * 200_000)


KILLED_AT_THE_NAME = """
import os, pathlib, signal, stat, sys
from diagnose.files.private import write_private

def die(*_):
    os.kill(os.getpid(), signal.SIGKILL)

os.umask(0)
path, force = pathlib.Path(sys.argv[1]), sys.argv[2] == "force"
for _ in range(50):
    if not (child := os.fork()):
        pathlib.Path.replace = os.link = die
        write_private(path, b"new", force=force)
        os._exit(0)
    ended = os.waitpid(child, 0)[1]
    left = [(entry.name[-4:], oct(stat.S_IMODE(entry.stat().st_mode))) for entry in path.parent.iterdir()]
    print(ended, sorted(left))
"""


@pytest.mark.parametrize("force", [False, True])
def test_a_run_killed_before_the_file_has_its_name_leaves_one_private_file_that_the_next_run_removes(
    tmp_path: Path, *, force: bool
) -> None:
    path = tmp_path / "report"
    if force:
        write_private(path, b"old")

    script = [sys.executable, "-c", KILLED_AT_THE_NAME, str(path), "force" if force else ""]
    done = subprocess.run(script, stdout=subprocess.PIPE, cwd=ROOT, check=True, text=True, timeout=60)

    left = [(".tmp", "0o600"), ("port", "0o600")][: 2 if force else 1]
    assert done.stdout.splitlines() == [f"9 {left}"] * 50
    assert not force or path.read_bytes() == b"old"
    write_private(path, b"new", force=True)
    assert [(entry.name, entry.read_bytes()) for entry in tmp_path.iterdir()] == [("report", b"new")]


@pytest.mark.parametrize(
    ("name", "removed"),
    [
        (".infisical-diagnose-0123456789abcdef.tmp", True),
        (".infisical-diagnose-mine.tmp", False),
        ("infisical-diagnose-0123456789abcdef.tmp", False),
    ],
)
def test_only_what_an_earlier_run_left_is_removed(tmp_path: Path, name: str, *, removed: bool) -> None:
    (tmp_path / name).write_bytes(b"")
    write_private(tmp_path / "report", b"x")
    assert (tmp_path / name).exists() is not removed


def test_what_another_run_is_writing_is_left_alone(tmp_path: Path) -> None:
    others = tmp_path / ".infisical-diagnose-0123456789abcdef.tmp"
    with others.open("wb") as handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        write_private(tmp_path / "report", b"x")
        assert others.exists()
    write_private(tmp_path / "report", b"x", force=True)
    assert not others.exists()


def test_a_file_that_another_run_took_for_a_left_one_is_begun_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lock = fcntl.flock
    taken: list[Path] = []

    def first_gone(handle: int, operation: int) -> None:
        if not taken:
            taken.extend(tmp_path.glob("*.tmp"))
            taken[0].unlink()
        lock(handle, operation)

    monkeypatch.setattr(fcntl, "flock", first_gone)
    write_private(tmp_path / "report", b"x")
    assert len(taken) == 1
    assert [(entry.name, entry.read_bytes()) for entry in tmp_path.iterdir()] == [("report", b"x")]
