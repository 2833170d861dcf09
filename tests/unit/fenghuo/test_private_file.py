"""A file with secrets is its owner's alone, also where an open one stood."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from fenghuo.private_file import write_private

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize("content", ["密码", "密码".encode()])
def test_a_private_file_takes_the_place_of_an_open_one(tmp_path: Path, content: str | bytes) -> None:
    path = tmp_path / "devices.passwd"
    path.write_text("old")
    path.chmod(0o644)
    write_private(path, content)
    assert (path.read_text("utf-8"), path.stat().st_mode & 0o777) == ("密码", 0o600)
    assert [each.name for each in tmp_path.iterdir()] == ["devices.passwd"]
