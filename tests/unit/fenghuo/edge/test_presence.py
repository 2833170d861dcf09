from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fenghuo.edge.presence import Presence, PresenceError, dark_divisions, presence_json, read_presence
from tests.builders import NOW, after

PATIENCE = timedelta(minutes=5)
WORD = Presence(
    node="pengxin",
    heard=NOW,
    link="ip",
    has_mains=False,
    battery=40,
    bundle=3,
    is_expired=True,
    waiting=7,
    divisions=("411522105000",),
    heads={"pengxin": 4},
)


def test_a_word_is_read_back_as_it_was_written():
    assert read_presence(json.dumps(presence_json(WORD))) == WORD


def test_when_it_was_heard_is_said_by_whoever_hears():
    assert read_presence(json.dumps(presence_json(WORD)), heard=after(hours=1)).heard == after(hours=1)


@given(st.binary(max_size=100))
def test_garbage_raises_one_error_only(garbage):
    with pytest.raises(PresenceError):
        read_presence(garbage)


def test_a_word_that_is_too_long_is_refused():
    with pytest.raises(PresenceError, match="at most"):
        read_presence(b"x" * 70_000)


def test_a_node_is_silent_once_its_patience_is_over():
    assert not WORD.is_silent(now=NOW + PATIENCE, patience=PATIENCE)
    assert WORD.is_silent(now=NOW + PATIENCE + timedelta(seconds=1), patience=PATIENCE)


def test_who_speaks_by_short_messages_may_miss_one_sign_of_life():
    brief = replace(WORD, link="satellite")
    assert not brief.is_silent(now=after(minutes=60), patience=PATIENCE)
    assert brief.is_silent(now=after(minutes=66), patience=PATIENCE)


def test_a_division_is_dark_only_if_every_node_that_watches_it_is_silent():
    other = replace(WORD, node="county", heard=after(minutes=9), divisions=("411522105000", "411522000000"))
    assert dark_divisions([WORD, other], now=after(minutes=10), patience=PATIENCE) == {}
    dark = dark_divisions([WORD, other], now=after(minutes=20), patience=PATIENCE)
    assert {code: node.node for code, node in dark.items()} == {"411522105000": "county", "411522000000": "county"}
