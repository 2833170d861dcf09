"""What the list of events says of their pictures."""

from __future__ import annotations

from typing import Any

import pytest

from api.schema.picture import events_json
from sensing.evidence import Evidence, EvidenceState
from store.memory import MemoryStore
from tests.contract.records import an_event

URL = "https://example.org/1.jpg"
HASH, OTHER = "ab" * 32, "cd" * 32


class Kept:
    """Pictures of these hashes."""

    def __init__(self, *hashes: str) -> None:
        self._hashes = hashes

    def has(self, sha256: str) -> bool:
        return sha256 in self._hashes

    def get(self, sha256: str) -> None:
        raise AssertionError(sha256)


def shown(*kept: str, known: Evidence | None = None, **changes: Any) -> dict[str, Any] | None:
    store = MemoryStore()
    event = an_event(**changes)
    with store.begin() as tx:
        tx.put_evidence([known] if known else [])
    (item,) = events_json([event], store=store, pictures=Kept(*kept) if kept else None)
    return item["image"]


def a_record(**changes: Any) -> Evidence:
    given: dict[str, Any] = {"station": "XY-C07", "event": "e1", "url": URL, "sha256": "", "tries": 1, "due": 0}
    return Evidence(**given | {"state": EvidenceState.WAITING, "why": "cam7 answered 404"} | changes)


@pytest.mark.parametrize("sha256", [HASH, HASH.upper()])
def test_a_picture_with_a_known_hash_is_kept_or_not(sha256: str):
    assert shown(HASH, image_sha256=sha256) == {"url": URL, "sha256": sha256, "kept": True, "why": ""}
    assert shown(OTHER, image_sha256=sha256) == {"url": URL, "sha256": sha256, "kept": False, "why": ""}
    assert shown(image_sha256=sha256) == {"url": URL, "sha256": sha256, "kept": False, "why": ""}


def test_what_was_fetched_gives_the_hash():
    known = a_record(state=EvidenceState.KEPT, sha256=OTHER, why="")
    assert shown(OTHER, known=known, image_sha256="") == {"url": URL, "sha256": OTHER, "kept": True, "why": ""}


def test_a_failed_attempt_says_why():
    image = shown(HASH, known=a_record(), image_sha256="")
    assert image == {"url": URL, "sha256": "", "kept": False, "why": "cam7 answered 404"}


def test_what_is_known_of_another_url_is_not_told():
    image = shown(OTHER, known=a_record(url="https://example.org/0.jpg", sha256=OTHER), image_sha256="")
    assert image == {"url": URL, "sha256": "", "kept": False, "why": ""}


def test_a_picture_that_came_inside_a_frame_has_no_url():
    assert shown(HASH, image_url="") == {"url": "", "sha256": HASH, "kept": True, "why": ""}


def test_an_event_without_a_picture_has_none():
    assert shown(HASH, image_url="", image_sha256="") is None
