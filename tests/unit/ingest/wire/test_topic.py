from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.wire.refusal import Code, Refusal
from ingest.wire.topic import DRILL_ROOT, ROOT, Kind, Topic, parse_topic


def test_a_raw_topic_names_its_codec():
    topic = parse_topic("fh/v1/411528000000/XY-H03/raw/senml+json")
    assert topic == Topic(division="411528000000", station="XY-H03", kind=Kind.RAW, codec="senml+json")


@pytest.mark.parametrize("kind", sorted(set(Kind) - {Kind.RAW}))
def test_a_topic_of_the_contract_is_taken_apart(kind: Kind):
    topic = parse_topic(f"fh/v1/411528000000/XY-H03.a_b/{kind}")
    assert topic == Topic(division="411528000000", station="XY-H03.a_b", kind=kind)


@pytest.mark.parametrize(
    ("topic", "reason"),
    [
        ("", "expected fh/v1/DIVISION/STATION/KIND"),
        ("fh/v1", "got 'fh/v1'"),
        ("fh/v2/41/X/obs", "got 'fh/v2/41/X/obs'"),
        ("fh/v1/41/X", "got 'fh/v1/41/X'"),
        ("fh-drill/v1/411528000000/XY-H03/obs", "drills never enter the live system"),
        ("fh/v1/xinyang/XY-H03/obs", "division 'xinyang' is not 2 to 12 digits"),
        ("fh/v1/411528000000000/X/obs", "is not 2 to 12 digits"),
        ("fh/v1/٤١/X/obs", "is not 2 to 12 digits"),
        ("fh/v1/41/XY H03/obs", "station 'XY H03' is not"),
        ("fh/v1/41//obs", "station '' is not"),
        ("fh/v1/41/" + "x" * 65 + "/obs", "is not 1 to 64"),
        ("fh/v1/41/X/cmd", "unknown kind 'cmd'"),
        ("fh/v1/41/X/raw", "unknown kind 'raw'"),
        ("fh/v1/41/X/raw/hj212/more", "unknown kind 'raw/hj212/more'"),
        ("fh/v1/41/X/obs/hj212", "unknown kind 'obs/hj212'"),
        ("fh/v1/41/X/obs/", "unknown kind 'obs/'"),
        ("/fh/v1/41/X/obs", "expected fh/v1"),
        ("fh/v1/41/X\0/obs", r"station 'X\x00'"),
    ],
)
def test_any_other_topic_is_refused_with_the_reason(topic: str, reason: str):
    refusal = parse_topic(topic)
    assert isinstance(refusal, Refusal)
    assert refusal.code is Code.BAD_TOPIC
    assert reason in refusal.detail


@given(st.text())
def test_no_text_makes_it_raise(topic: str):
    parse_topic(topic)
    parse_topic(f"fh/v1/{topic}")


@given(st.sampled_from([ROOT, DRILL_ROOT]), st.sampled_from([ROOT, DRILL_ROOT]))
def test_a_process_takes_what_comes_under_its_own_root_only(own, other):
    found = parse_topic(f"{other}/411528000000/XY-H03/obs", root=own)
    assert isinstance(found, Topic) is (own == other)
