"""Pictures that come inside frames, on their way through the whole pipeline."""

from __future__ import annotations

import json
import threading
from typing import TYPE_CHECKING, Any

import pytest

from alerts.issuer import Issuer
from alerts.policy import Policy
from alerts.warning import CapStatus
from fenghuo.clock import now_micros
from fenghuo.evidence import EvidenceKeeper
from fenghuo.judge import Judge
from fenghuo.pipeline import Pipeline
from ingest.wire.codecs import CODECS
from ingest.wire.message import Message
from ingest.wire.raw import Addressed, Image, Raw
from store.evidence.folder import PictureFolder, hash_of
from tests.contract.records import an_event

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from sensing.station import Station
    from store.memory import MemoryStore

JPEG = b"\xff\xd8\xffpicture"
HASH = hash_of(JPEG)


def run(store: MemoryStore, *, codec: str, payload: bytes, keep: Any) -> None:
    issuer = Issuer(sender="fenghuo.test", sender_name="测试", status=CapStatus.TEST)
    pipeline = Pipeline(store=store, judge=Judge(store), policy=Policy(), issuer=issuer, keep_images=keep)
    pipeline.start()
    done = threading.Event()
    pipeline.accept([Message(f"fh/v1/411528000000/A/raw/{codec}", payload, now_micros())], done.set)
    assert done.wait(10)
    pipeline.stop()


def framed(payload: bytes, *, station: Station, arrived: int, **_: Any) -> Raw:
    event = an_event(station=station.id, image_url="", image_sha256=hash_of(payload), result_time=arrived)
    return Raw(addressed=(Addressed("", event, Image(payload, hash_of(payload), "image/jpeg")),))


def test_a_picture_is_kept_before_its_event_is_committed(
    store: MemoryStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setitem(CODECS, "test", framed)
    folder = PictureFolder(tmp_path, most_bytes=1000, largest=100, referenced=store.referenced_pictures)
    keeper = EvidenceKeeper(store=store, folder=folder)
    events_before: list[int] = []

    def keep(images: Sequence[Image]) -> None:
        events_before.append(len(store.events()))
        keeper.keep(images)

    run(store, codec="test", payload=JPEG, keep=keep)
    keeper.close()
    assert events_before == [0]
    assert [event.image_sha256 for event in store.events()] == [HASH]
    assert folder.has(HASH)
    assert store.referenced_pictures([HASH]) == {HASH}


def test_without_a_folder_the_event_is_kept_without_its_picture(store: MemoryStore, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setitem(CODECS, "test", framed)
    run(store, codec="test", payload=JPEG, keep=None)
    assert [event.image_sha256 for event in store.events()] == [HASH]


def test_what_a_camera_tells_in_its_own_words_becomes_an_event(store: MemoryStore):
    payload = {"type": "new", "after": {"id": "x", "label": "smoke", "start_time": now_micros() / 1e6}}
    run(store, codec="frigate+json", payload=json.dumps(payload).encode(), keep=None)
    assert [(event.id, event.kind, event.station) for event in store.events()] == [("x", "fire_smoke", "A")]
