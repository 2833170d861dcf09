from __future__ import annotations

import json
from datetime import timedelta

import pytest

from fenghuo.anchors import AnchorError, anchor_chore, anchor_of, append_anchor, read_anchors
from fenghuo.cap_keys import make_keys
from fenghuo.clock import now
from fenghuo.settings import load


@pytest.fixture
def signer(tmp_path):
    return make_keys(tmp_path / "cap.key", tmp_path / "cap.pem", name="test", at=now())


def test_signed_anchors_come_back_and_a_forged_one_does_not(tmp_path, signer):
    path, at = tmp_path / "anchors", now().replace(microsecond=0)
    for seq in (3, 9):
        append_anchor(path, anchor_of({"411528000000": bytes(32)}, seq, at=at), signer=signer)
    assert [(anchor.seq, anchor.at) for anchor in read_anchors(path, signer=signer)] == [(3, at), (9, at)]
    first, second = path.read_text().splitlines()
    path.write_text(f"{first}\n{json.dumps(json.loads(second) | {'seq': 8})}\n")
    assert len(read_anchors(path)) == 2
    with pytest.raises(AnchorError, match=":2: not signed with our key"):
        read_anchors(path, signer=signer)


def test_what_is_no_anchor_is_named(tmp_path):
    path = tmp_path / "anchors"
    path.write_text("nonsense\n")
    with pytest.raises(AnchorError, match=":1: expected an anchor"):
        read_anchors(path)
    with pytest.raises(AnchorError, match="cannot be read"):
        read_anchors(tmp_path / "none")


class Standing:
    """A store of which only the end of the journal is asked."""

    def __init__(self) -> None:
        self.seq = 1

    def journal_standing(self) -> tuple[int, dict[str, bytes]]:
        return self.seq, {"411528000000": bytes([self.seq] * 32)}


def test_the_warden_anchors_when_it_is_time_and_there_is_news(tmp_path):
    path, store, at = tmp_path / "anchors", Standing(), now()
    chore = anchor_chore(load({"audit": {"anchor_file": str(path), "anchor_minutes": 60}}), store)  # type: ignore[arg-type]
    assert chore(at) == at + timedelta(hours=1)
    store.seq = 5
    chore(at + timedelta(minutes=59))
    assert [anchor.seq for anchor in read_anchors(path)] == [1]
    chore(at + timedelta(minutes=61))
    chore(at + timedelta(minutes=130))
    assert [anchor.seq for anchor in read_anchors(path)] == [1, 5]
