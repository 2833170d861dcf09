"""Pictures in a folder: whole or not at all, never more than its bound."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from store.evidence.folder import Outcome, Picture, PictureFolder, hash_of

if TYPE_CHECKING:
    from collections.abc import Collection

HOUR = 3600


def a_picture(number: int, *, size: int = 100) -> bytes:
    return b"\xff\xd8\xff" + bytes([number]) * (size - 3)


class World:
    """A folder, and which of its pictures events refer to."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.referenced: set[str] = set()
        self.folder = self.opened()

    def opened(self) -> PictureFolder:
        return PictureFolder(self.root, most_bytes=350, largest=200, referenced=self.of)

    def of(self, hashes: Collection[str]) -> set[str]:
        return self.referenced & set(hashes)

    def put(self, number: float) -> str:
        """Keep a picture that came at that hour."""
        data = a_picture(round(number * 10))
        assert self.folder.put(data) is Outcome.KEPT
        name = hash_of(data)
        os.utime(self.root / name[:2] / name, (number * HOUR, number * HOUR))
        return name

    def kept(self, *names: str) -> list[bool]:
        return [self.folder.has(name) for name in names]


@pytest.fixture
def world(tmp_path: Path) -> World:
    return World(tmp_path / "evidence")


def test_a_picture_comes_back_as_it_was(world: World):
    data = a_picture(1)
    assert world.folder.put(data, sha256=hash_of(data).upper()) is Outcome.KEPT
    assert world.folder.get(hash_of(data)) == Picture(data=data, media_type="image/jpeg")
    assert world.folder.total == 100


def test_the_same_picture_is_kept_once(world: World):
    world.put(1)
    world.put(1)
    assert world.folder.total == 100


@pytest.mark.parametrize(
    ("data", "sha256", "outcome"),
    [
        (a_picture(1, size=201), "", Outcome.TOO_LARGE),
        (b"<html>", "", Outcome.NO_PICTURE),
        (a_picture(1), "0" * 64, Outcome.OTHER_HASH),
    ],
)
def test_what_must_not_be_kept_is_not(world: World, data: bytes, sha256: str, outcome: Outcome):
    assert world.folder.put(data, sha256=sha256) is outcome
    assert world.folder.total == 0
    assert not world.folder.has(hash_of(data))


def test_the_oldest_that_nothing_refers_to_goes_first(world: World):
    first, second, third = (world.put(number) for number in (1, 2, 3))
    world.referenced = {first}
    fourth = world.put(4)
    assert world.kept(first, second, third, fourth) == [True, False, True, True]
    world.referenced = {first, third, fourth}
    fifth = world.put(5)
    assert world.kept(first, third, fourth, fifth) == [False, True, True, True]
    assert world.folder.total == 300


def test_a_new_process_knows_what_is_there(world: World):
    name = world.put(1)
    again = world.opened()
    assert again.total == 100
    assert again.has(name)


def test_what_a_crash_left_half_written_is_no_picture_and_goes(world: World):
    name = world.put(1)
    part = (world.root / name[:2] / name).with_suffix(".part")
    part.write_bytes(b"half")
    assert world.opened().total == 100
    assert not part.exists()


def test_a_picture_whose_bytes_were_changed_is_not_shown(world: World):
    name = world.put(1)
    (world.root / name[:2] / name).write_bytes(a_picture(2))
    assert world.folder.get(name) is None


@pytest.mark.parametrize("name", ["", "../../etc/passwd", "a" * 63, "A" * 64, "g" * 64, "a" * 64 + "\n", "a" * 64])
def test_a_name_that_is_no_hash_leads_nowhere(world: World, name: str):
    assert world.folder.get(name) is None
    assert not world.folder.has(name)


def test_one_picture_is_never_larger_than_the_folder(tmp_path: Path):
    folder = PictureFolder(tmp_path, most_bytes=50, largest=100, referenced=lambda _: ())
    assert folder.put(a_picture(1, size=60)) is Outcome.TOO_LARGE


def test_a_picture_whose_event_is_not_stored_yet_does_not_go_before_old_ones(world: World):
    world.referenced = {world.put(number) for number in (1, 2)}
    fresh = world.put(9)
    also_fresh = world.put(9 + 0.1)
    assert world.kept(fresh, also_fresh) == [True, True]
    assert sum(world.kept(*world.referenced)) == 1


def test_a_picture_that_is_told_of_again_is_fresh_again(world: World):
    old = world.put(1)
    world.folder.put(a_picture(10))
    assert (world.root / old[:2] / old).stat().st_mtime > HOUR
