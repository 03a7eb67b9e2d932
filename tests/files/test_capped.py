"""Files that are no plain ones are read without waiting for anybody."""

from __future__ import annotations

import os
import threading
from pathlib import Path

import pytest

from diagnose.files import capped


def test_no_more_is_read_than_needed_to_see_that_it_is_too_much() -> None:
    assert len(capped.read(Path("/dev/zero"), 10)) == 11


def test_a_pipe_into_which_nobody_writes_is_empty(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    assert capped.read(tmp_path / "pipe", 10) == b""


def test_a_pipe_is_read_until_its_writer_ends() -> None:
    reader, writer = os.pipe()

    def write() -> None:
        for part in (b"ab", b"cd"):
            os.write(writer, part)
        os.close(writer)

    thread = threading.Thread(target=write)
    thread.start()
    assert capped.read(Path(f"/dev/fd/{reader}"), 10) == b"abcd"
    thread.join()
    os.close(reader)


def test_a_folder_is_no_file(tmp_path: Path) -> None:
    with pytest.raises(IsADirectoryError):
        capped.read(tmp_path, 10)
