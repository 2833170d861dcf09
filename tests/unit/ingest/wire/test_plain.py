from __future__ import annotations

import json
from dataclasses import fields
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.wire.decode import Decoded, decode
from ingest.wire.message import MAX_PAYLOAD, Bundle, Message
from ingest.wire.plain import Plain, take_plain
from ingest.wire.route import Router
from sensing.batch import Batch, concat
from tests.unit.ingest.builders import DIVISION, NOW, NOW_MS, a_message, a_registry

REGISTRY = a_registry()


def plain(*bodies: Any, station: str = "XY-H03") -> Plain:
    """Return what is taken of some messages of a station whose topic was seen before."""
    router = Router(REGISTRY)
    router.find(f"fh/v1/{DIVISION}/{station}/obs")
    return take_plain(Bundle.of([a_message(body, station=station) for body in bodies]), router)


def an_object(**more: Any) -> dict[str, Any]:
    return {"t": NOW_MS, "v": {"water_level": 41.32}} | more


def test_plain_messages_are_all_taken():
    found = plain(an_object(), [an_object(), an_object(t=NOW_MS + 1)], an_object(v={"rain_5m": 0.5, "water_level": 2}))
    assert found.left == []
    assert found.origin.tolist() == [0, 1, 1, 2, 2]
    assert found.batch.datastream.tolist() == [1, 1, 1, 2, 1]
    assert found.batch.value.tolist() == [41.32, 41.32, 41.32, 0.5, 2.0]
    assert found.batch.phenomenon_time.tolist() == [NOW, NOW, NOW + 1000, NOW, NOW]


@pytest.mark.parametrize(
    "body",
    [
        an_object(loc=[115.41, 32.44]),
        an_object(q={"water_level": "doubtful"}),
        an_object(rev=1),
        an_object(t="2025-11-23T01:06:40Z"),
        an_object(t=NOW_MS + 0.5),
        an_object(t=0),
        an_object(t=NOW_MS * 1000),
        an_object(t=2**63),
        an_object(t=2**62),
        an_object(v={}),
        an_object(v={"water_levle": 1}),
        {"v": {"water_level": 1}},
        [],
        [an_object(), an_object(rev=2)],
        b"no JSON",
        b'{"t":1},{"t":2}',
        b" " * MAX_PAYLOAD + json.dumps(an_object()).encode(),
    ],
)
def test_whatever_is_not_plain_is_left_to_the_patient_reader(body: Any):
    found = plain(an_object(), body, an_object(t=NOW_MS + 1))
    assert found.left == [1]
    assert found.origin.tolist() == [0, 2]


def test_a_value_that_overflows_in_its_conversion_is_left():
    assert plain({"t": NOW_MS, "v": {"pm25": 1e308}}, station="XY-A01").left == [0]


def test_topics_are_taken_once_they_have_been_found():
    message = a_message(an_object())
    router = Router(REGISTRY)
    assert take_plain(Bundle.of([message]), router).left == [0]
    router.find(message.topic)
    assert take_plain(Bundle.of([message]), router).left == []


def test_sequence_numbers_are_passed_on_with_their_station():
    found = plain(an_object(seq=7), an_object(), an_object(seq="x"), [an_object(seq=8)]).sequences
    assert (found.station.tolist(), found.seq.tolist(), found.time.tolist()) == ([0, 0], [7, 8], [NOW, NOW])
    assert len(plain(an_object()).sequences) == 0


observations = st.fixed_dictionaries(
    {"v": st.dictionaries(st.sampled_from(["water_level", "rain_5m", "pm25"]), st.floats(-1e300, 1e300), max_size=2)},
    optional={
        "t": st.integers(NOW_MS - 10, NOW_MS + 10) | st.sampled_from([0, None, "2025-11-23T01:06:40Z", 2**70, 1.5]),
        "loc": st.sampled_from([[115.41, 32.44], None, [1]]),
        "q": st.sampled_from([{}, {"water_level": "doubtful"}, {"rain_5m": 1}]),
        "rev": st.sampled_from([0, 1, 127, 128, -1, "x", 1.0]),
        "seq": st.integers(0, 3) | st.sampled_from(["x", 2**70]),
    },
)
bodies = observations | st.lists(observations, max_size=3) | st.sampled_from([b"", b"[", b'{"v":1},{"v":2}', b"null"])
sent = st.lists(
    st.builds(
        lambda body, station, late: a_message(body, station=station, arrived=NOW + late),
        bodies,
        st.sampled_from(["XY-H03", "XY-A01", "nobody"]),
        st.integers(0, 3),
    ),
    max_size=12,
)


def columns(batch: Batch) -> dict[str, list[Any] | None]:
    found = {field.name: getattr(batch, field.name) for field in fields(batch)}
    found["revision"] = np.zeros(len(batch)) if batch.revision is None else batch.revision
    return {name: np.nan_to_num(column, nan=-1).tolist() for name, column in found.items()}


def counts(decoded: Decoded) -> list[tuple[str, int, int]]:
    found = decoded.sequences
    rows = zip(found.station.tolist(), found.seq.tolist(), found.time.tolist(), strict=True)
    return sorted((decoded.stations[station], seq, time) for station, seq, time in rows)


@given(sent)
def test_a_bundle_says_the_same_as_its_messages_one_by_one(messages: list[Message]):
    together = decode(messages, registry=REGISTRY)
    # A registry of its own each time: no topic is known, so every message goes to the patient reader.
    apart = [decode([message], registry=a_registry()) for message in messages]
    assert columns(together.batch) == columns(concat(one.batch for one in apart))
    assert sorted(map(repr, together.rejects)) == sorted(repr(row) for one in apart for row in one.rejects)
    assert counts(together) == sorted(row for one in apart for row in counts(one))
