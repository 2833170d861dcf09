from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fenghuo.backup.errors import BackupError
from fenghuo.backup.shelf import name_at, new_file, remove_leftovers, remove_surplus, surplus

INSTANTS = st.sets(st.datetimes(datetime(2020, 1, 1), datetime(2090, 1, 1)).map(lambda at: at.replace(microsecond=0)))


@given(INSTANTS, st.integers(1, 5))
def test_the_newest_are_kept(instants, keep):
    gone = surplus([name_at(instant) for instant in instants], keep=keep)
    assert gone == [name_at(instant) for instant in sorted(instants)][: max(len(instants) - keep, 0)]


def test_files_of_another_name_are_left_alone(tmp_path):
    names = [name_at(datetime(2026, 7, day, tzinfo=UTC)) for day in (1, 2, 3)]
    for name in [*names, "letter.txt", "fenghuo-old.tar", f"{names[0]}.gpg"]:
        (tmp_path / name).write_bytes(b"")
    assert remove_surplus(tmp_path, keep=1) == names[:2]
    left = sorted(path.name for path in tmp_path.iterdir())
    assert left == sorted([names[2], "letter.txt", "fenghuo-old.tar", f"{names[0]}.gpg"])


def test_a_file_has_its_name_once_it_is_whole_and_only_its_owner_reads_it(tmp_path):
    path = tmp_path / "b.tar"
    with new_file(path) as write:
        write(b"abc")
        assert not path.exists()
    assert path.read_bytes() == b"abc"
    assert path.stat().st_mode & 0o777 == 0o600
    assert [each.name for each in tmp_path.iterdir()] == ["b.tar"]


def test_a_file_that_was_not_finished_is_not_there(tmp_path):
    def fail() -> None:
        with new_file(tmp_path / "b.tar") as write:
            write(b"abc")
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()
    assert list(tmp_path.iterdir()) == []


def test_nothing_is_overwritten(tmp_path):
    path = tmp_path / "b.tar"
    path.write_bytes(b"precious")
    with pytest.raises(BackupError, match=r"b\.tar is there already"), new_file(path):
        pass
    assert path.read_bytes() == b"precious"


def test_two_cannot_write_the_same_file(tmp_path):
    path = tmp_path / "b.tar"
    with new_file(path) as write:
        write(b"first")
        with pytest.raises(BackupError, match="is being written by another process"), new_file(path):
            pass
    assert path.read_bytes() == b"first"


def test_a_folder_that_is_missing_is_said_to_be(tmp_path):
    with pytest.raises(BackupError, match=r"b\.tar: No such file or directory"), new_file(tmp_path / "no" / "b.tar"):
        pass


def test_what_a_killed_backup_left_is_removed_and_what_is_being_written_is_not(tmp_path):
    dead = tmp_path / f"{name_at(datetime(2026, 7, 1, tzinfo=UTC))}.part"
    dead.write_bytes(b"half")
    with new_file(tmp_path / name_at(datetime(2026, 7, 2, tzinfo=UTC))) as write:
        write(b"x")
        remove_leftovers(tmp_path)
        assert not dead.exists()
    assert len(list(tmp_path.iterdir())) == 1
