"""Only what names its own instant is recognised; two equal readings without one are two readings."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.stream.identity import identity_of

OBS = b"fh/v1/411528000000/A/obs"


def told(*items, is_list=False):
    return json.dumps(items if is_list else items[0]).encode()


@pytest.mark.parametrize(
    "payload",
    [
        told({"t": 1763860000000, "v": {"water_level": 5}}),
        told({"t": "2026-07-19T14:03:22+08:00", "v": {}}),
        told({"t": 1, "v": {}}, {"t": 2, "v": {}}, is_list=True),
    ],
)
def test_what_names_its_instant_has_an_identity(payload):
    assert identity_of(OBS, payload) == identity_of(OBS, payload)
    assert identity_of(OBS, payload) != identity_of(OBS.replace(b"/A/", b"/B/"), payload)
    assert identity_of(OBS, payload) != identity_of(OBS, payload + b" ")


@pytest.mark.parametrize(
    "payload",
    [
        told({"v": {"water_level": 5}}),
        told({"v": {"water_level": 5}, "seq": 7}),
        told({"t": None, "v": {}}),
        told({"t": 1, "v": {}}, {"v": {}}, is_list=True),
        b"[]",
        b"",
        b"{",
        b"5",
        b"\xff",
    ],
)
def test_what_names_none_is_never_left_out(payload):
    assert identity_of(OBS, payload) is None


def test_frames_are_known_by_their_codec_and_what_a_station_says_of_itself_is_not_left_out():
    assert identity_of(b"fh/v1/411528000000/A/raw/hj212", b"##0001") is not None
    assert identity_of(b"fh/v1/411528000000/A/raw/senml+json", b"[]") is None
    assert identity_of(b"fh/v1/411528000000/A/status", b'{"t": 1, "online": true}') is None
    assert identity_of(b"fh", b"") is None


@given(st.binary(max_size=60), st.binary(max_size=60))
def test_anything_may_be_asked(topic, payload):
    assert identity_of(topic, payload) is None or len(identity_of(topic, payload)) == 32
