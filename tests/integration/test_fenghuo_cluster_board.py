"""The board is two buckets of the engine: entries are read as they are, and a lease changes hands once."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from pathlib import Path

import pytest

from fenghuo.cluster.board import Board
from fenghuo.cluster.layout import Layout
from fenghuo.cluster.lease import Lease, Sight
from fenghuo.settings import SettingsError
from tests.streaming import Streaming, a_streaming


@pytest.fixture(scope="module")
def streaming(service_folder: Path) -> Iterator[Streaming]:
    with a_streaming(service_folder / "board-nats") as running:
        yield running


@pytest.fixture
def group(streaming) -> str:
    name = f"g{secrets.token_hex(3)}"
    with streaming.link() as link:
        Board(link, group=name).ensure(Layout())
    return name


def test_an_empty_board_shows_nothing_and_a_sign_of_life_changes_its_entry(streaming, group):
    with streaming.link() as link:
        board = Board(link, group=group)
        assert board.look() == Sight(members={}, leases={})
        board.beat("w1")
        first = board.look().members
        board.beat("w1", "note")
        assert first.keys() == {"w1"}
        assert board.look().members["w1"] > first["w1"]
        assert Board(link, group="other").look().members == {}


def test_a_lease_changes_hands_only_as_it_was_seen(streaming, group):
    with streaming.link() as link:
        board = Board(link, group=group)
        assert board.swap("x", Lease(holder="a", epoch=1))
        seen = board.look().leases["x"]
        assert (seen.holder, seen.epoch) == ("a", 1)
        assert board.swap("x", Lease(holder="b", epoch=2, revision=seen.revision))
        assert not board.swap("x", Lease(holder="c", epoch=2, revision=seen.revision))
        assert board.look().leases["x"].holder == "b"


def test_another_layout_is_refused(streaming, group):
    with streaming.link() as link, pytest.raises(SettingsError, match=r'this cluster has .*"partitions": 8.* got .*9'):
        Board(link, group=group).ensure(Layout(partitions=9))
