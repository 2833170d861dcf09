"""Keeping and fetching the pictures of events; the clock stands still, the web is made up."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import pytest

from fenghuo import evidence as module
from fenghuo.evidence import TOO_OLD, WAITS, EvidenceKeeper
from ingest.evidence.fetch import Fetched
from ingest.wire.raw import Image
from sensing.evidence import Evidence, EvidenceState
from sensing.instant import Micros
from store.evidence.folder import PictureFolder, hash_of
from store.memory import MemoryStore
from tests.contract.records import an_event, at

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

JPEG = b"\xff\xd8\xffpicture"
HASH = hash_of(JPEG)


@dataclass
class Web:
    """Answers by URL."""

    answers: dict[str, Fetched] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)

    def fetch(self, url: str) -> Fetched:
        self.asked.append(url)
        return self.answers.get(url, Fetched(data=JPEG))

    def close(self) -> None:
        pass


class World:
    """A store, a folder, a made-up web."""

    def __init__(self, root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.now = at(10)
        monkeypatch.setattr(module, "now_micros", lambda: Micros(self.now))
        self.store = MemoryStore()
        self.web = Web()
        self.root = root
        self.folder = PictureFolder(root, most_bytes=1000, largest=100, referenced=self.store.referenced_pictures)
        self.keeper = self.started()

    def started(self) -> EvidenceKeeper:
        return EvidenceKeeper(store=self.store, folder=self.folder, fetcher=self.web)  # type: ignore[arg-type]

    def see(self, key: str = "e1", **changes: object) -> None:
        with self.store.begin() as tx:
            tx.put_events([an_event(key, **{"image_sha256": ""} | changes)])

    def known(self, key: str = "e1") -> Evidence:
        return self.store.evidence([("XY-C07", key)])["XY-C07", key]


@pytest.fixture
def world(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[World]:
    world = World(tmp_path / "pictures", monkeypatch)
    yield world
    world.keeper.close()


def test_a_picture_is_fetched_once(world: World):
    world.see()
    world.keeper.fetch_due()
    world.keeper.fetch_due()
    assert world.web.asked == ["https://example.org/1.jpg"]
    assert (world.known().state, world.known().sha256, world.known().why) == (EvidenceState.KEPT, HASH, "")
    assert world.folder.has(HASH)


def test_a_restart_forgets_nothing(world: World):
    world.see()
    again = world.started()
    again.fetch_due()
    again.close()
    assert world.folder.has(HASH)


def test_a_picture_that_is_there_already_is_not_fetched(world: World):
    world.folder.put(JPEG)
    world.see(image_sha256=HASH.upper())
    world.keeper.fetch_due()
    assert not world.web.asked
    assert (world.known().state, world.known().sha256) == (EvidenceState.KEPT, HASH)


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"<html>", "expected JPEG, PNG or WebP"),
        (b"\xff\xd8\xffother", "does not have the SHA-256"),
        (b"\xff\xd8\xff" + b"x" * 200, "larger than one may be"),
    ],
)
def test_what_is_not_the_picture_is_given_up_with_the_reason(world: World, data: bytes, why: str):
    world.see(image_sha256=HASH)
    world.web.answers["https://example.org/1.jpg"] = Fetched(data=data)
    world.keeper.fetch_due()
    assert world.known().state is EvidenceState.GIVEN_UP
    assert why in world.known().why
    assert world.folder.total == 0


def test_attempts_are_spaced_and_bounded(world: World):
    world.see()
    world.web.answers["https://example.org/1.jpg"] = Fetched(why="cam answered 503", is_passing=True)
    for wait in WAITS:
        world.keeper.fetch_due()
        assert world.known().state is EvidenceState.WAITING
        world.keeper.fetch_due()
        assert world.known().due == world.now + wait.total_seconds() * 1e6
        world.now = world.known().due
    world.keeper.fetch_due()
    assert world.known() == Evidence(
        station="XY-C07",
        event="e1",
        url="https://example.org/1.jpg",
        sha256="",
        state=EvidenceState.GIVEN_UP,
        tries=len(WAITS) + 1,
        due=world.now,
        why="cam answered 503",
    )
    assert len(world.web.asked) == len(WAITS) + 1


def test_a_refusal_for_good_is_not_tried_again(world: World):
    world.see()
    world.web.answers["https://example.org/1.jpg"] = Fetched(why="host is not listed")
    world.keeper.fetch_due()
    assert world.known().state is EvidenceState.GIVEN_UP


def test_pictures_of_old_events_are_left_alone(world: World):
    world.see()
    world.now += round(TOO_OLD.total_seconds() * 1e6) + 60_000_000
    world.keeper.fetch_due()
    assert not world.web.asked


def test_a_fault_on_the_way_to_one_picture_keeps_no_other_waiting(world: World):
    world.see("bad", image_url="http://bad/")
    world.see("e1")
    fetch = world.web.fetch

    def broken(url: str) -> Fetched:
        if url == "http://bad/":
            raise RuntimeError("library")
        return fetch(url)

    world.web.fetch = broken  # type: ignore[method-assign]
    world.keeper.fetch_due()
    assert world.known().state is EvidenceState.KEPT
    assert (world.known("bad").state, world.known("bad").why) == (EvidenceState.WAITING, "RuntimeError: library")


def test_a_fetched_picture_waits_for_a_disk_that_takes_it(world: World):
    world.root.write_text("a file where the folder should be")
    world.see()
    world.keeper.fetch_due()
    assert world.known().state is EvidenceState.WAITING
    world.root.unlink()
    world.now = world.known().due
    world.keeper.fetch_due()
    assert world.known().state is EvidenceState.KEPT


def test_without_a_fetcher_nothing_is_asked(world: World):
    world.see()
    keeper = EvidenceKeeper(store=world.store, folder=world.folder)
    keeper.fetch_due()
    keeper.close()
    assert world.store.evidence([("XY-C07", "e1")]) == {}


def test_pictures_of_frames_are_kept_if_their_hash_is_right(world: World):
    wrong = Image(b"\xff\xd8\xffx", "0" * 64, "image/jpeg")
    world.keeper.keep([wrong, Image(JPEG, HASH, "image/jpeg")])
    assert world.folder.has(HASH)
    assert world.folder.total == len(JPEG)
    assert world.keeper.trouble == ""


def test_a_disk_that_takes_nothing_is_told_and_stops_nobody(world: World):
    world.root.write_text("a file where the folder should be")
    world.keeper.keep([Image(JPEG, HASH, "image/jpeg")])
    assert "pictures cannot be written" in world.keeper.trouble
    world.root.unlink()
    world.keeper.keep([Image(JPEG, HASH, "image/jpeg")])
    assert world.keeper.trouble == ""
