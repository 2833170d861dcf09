from __future__ import annotations

import pytest

from fenghuo.edge.bundle import written
from fenghuo.edge.node import Node, NodeError, exported, name_of, own_key, put_in_inbox, trusted_keys
from fenghuo.edge.parcel import written as parcel_written
from fenghuo.edge.seal import SealError, load_key, make_key
from fenghuo.edge.shelf import Shelf
from incidents.incident import State
from sensing.level import Level
from tests.builders import NOW, after
from tests.unit.fenghuo.edge.test_bundle import BUNDLE
from tests.unit.incidents.duty import Duty


@pytest.fixture
def pair(tmp_path):
    """Two nodes that trust each other, each with a board."""
    boards, nodes = [Duty(), Duty()], []
    for name, duty in zip(("edge", "center"), boards, strict=True):
        nodes.append(Node(tmp_path / name, name=name, store=duty.store, now=NOW))
    for name, other in (("edge", "center"), ("center", "edge")):
        (tmp_path / name / "trusted").mkdir()
        key = (tmp_path / other / "node.pub").read_bytes()
        (tmp_path / name / "trusted" / f"{other}.pub").write_bytes(key)
    return boards, nodes


def carried(source: Node, target: Node, now=NOW) -> None:
    parcel = exported(source.folder, name=source.name, known=target.exchange.ledger.heads(), now=now)
    put_in_inbox(target.folder, parcel_written(parcel, own_key(source.folder)), origin="stick")


def test_facts_that_were_carried_by_hand_are_shown_and_twice_changes_nothing(pair):
    (edge_board, center_board), (edge, center) = pair
    edge_board.say(("G1", Level.RED))
    edge_board.act(edge_board.at("G1"), "ack", now=after(minutes=1))
    edge.work(after(minutes=2))
    carried(edge, center)
    center.work(after(hours=72))
    assert center_board.at("G1").state is State.ACKNOWLEDGED
    assert list((center.folder / "inbox").iterdir()) == []
    rows = len(center_board.store.journal())
    parcel = exported(edge.folder, name="edge", known={}, now=NOW)
    put_in_inbox(center.folder, parcel_written(parcel, edge.key), origin="stick")
    center.work(after(hours=73))
    assert len(center_board.store.journal()) == rows


def test_what_was_carried_in_several_files_is_taken_in_as_one(pair, monkeypatch):
    (edge_board, center_board), (edge, center) = pair
    taken: list[int] = []
    take_in = center.exchange.take_in
    monkeypatch.setattr(center.exchange, "take_in", lambda facts, now: taken.append(len(facts)) or take_in(facts, now))
    edge_board.say(("G1", Level.RED))
    edge.work(NOW)
    carried(edge, center)
    edge_board.act(edge_board.at("G1"), "ack", now=after(minutes=1))
    edge.work(after(minutes=1))
    carried(edge, center)
    assert len(list((center.folder / "inbox").iterdir())) == 2
    center.work(after(minutes=2))
    assert len(taken) == 1
    assert center_board.at("G1").state is State.ACKNOWLEDGED
    assert list((center.folder / "inbox").iterdir()) == []


def test_a_parcel_of_a_stranger_is_refused_before_it_lies_in_the_inbox(pair, tmp_path):
    _, (edge, center) = pair
    edge.work(NOW)
    make_key(tmp_path / "stranger.key")
    parcel = exported(edge.folder, name="edge", known={}, now=NOW)
    with pytest.raises(SealError, match="signed with the key"):
        put_in_inbox(center.folder, parcel_written(parcel, load_key(tmp_path / "stranger.key")), origin="stick")


def test_what_lies_in_the_inbox_and_is_no_parcel_is_told_and_stops_nothing(pair):
    (edge_board, center_board), (edge, center) = pair
    (center.folder / "inbox").mkdir()
    (center.folder / "inbox" / "a.parcel").write_bytes(b"junk\n{}")
    edge_board.say(("G1", Level.RED))
    edge.work(NOW)
    carried(edge, center)
    center.work(NOW)
    assert "a.parcel: expected a signed file" in center.trouble()
    assert center_board.at("G1").level is Level.RED


def test_the_key_of_a_node_stays(tmp_path):
    assert own_key(tmp_path).public_key() == own_key(tmp_path).public_key()
    # What a power cut left between the two halves is made anew.
    (tmp_path / "node.key").unlink()
    assert own_key(tmp_path)


def test_the_name_of_a_node_is_its_bundles(tmp_path):
    make_key(tmp_path / "center.key")
    data = written(BUNDLE, load_key(tmp_path / "center.key"))
    Shelf(tmp_path / "node").take(data, key_file=tmp_path / "center.pub", origin="b")
    assert name_of(tmp_path / "node", "") == "pengxin-village"
    assert len(trusted_keys(tmp_path / "node")) == 1
    with pytest.raises(NodeError, match="is for the node pengxin-village, the settings say center"):
        name_of(tmp_path / "node", "center")


def test_a_node_without_a_name_is_refused(tmp_path):
    assert name_of(tmp_path, "center") == "center"
    with pytest.raises(NodeError, match="expected a bundle, or FENGHUO_EDGE__NODE"):
        name_of(tmp_path, "")


def test_a_folder_without_a_ledger_has_nothing_to_export(tmp_path):
    with pytest.raises(NodeError, match="there is no ledger"):
        exported(tmp_path, name="x", known={}, now=NOW)
