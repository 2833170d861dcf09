from __future__ import annotations

import json

import msgspec
from hypothesis import given, settings
from hypothesis import strategies as st

from api.exchange import Reading, answer_of, plan_of, tables_of
from sensing.errors import FenghuoError
from sensing.exchange.comma import write_csv
from store.memory import MemoryStore
from tests.builders import BY_TEST
from tests.unit.api.world import NOW

HEADERS = ("id", "name", "division", "lon", "lat", "property", "hard_low", "soft", "red", "address", "notes", "datum")
LINES = st.lists(
    st.lists(st.text(max_size=12) | st.sampled_from(["A", "水位", "114", "32", "4115", "[1,2]"]), max_size=12)
)


@settings(max_examples=150, deadline=None)
@given(st.binary(max_size=300) | LINES.map(lambda rows: write_csv(HEADERS, rows)))
def test_whatever_is_uploaded_is_planned_or_refused_and_nothing_worse(data: bytes):
    store = MemoryStore()
    try:
        tables, _ = tables_of(data)
        intent = plan_of(tables, reading=Reading(mapping={}), store=store, at=NOW)
    except FenghuoError:
        return
    store.put_stations(intent.stations, **BY_TEST)
    msgspec.json.encode(answer_of(intent, is_dry=False))


PLAIN = st.recursive(
    st.none() | st.booleans() | st.floats() | st.integers() | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from([*HEADERS, "datastreams"]), inner, max_size=4)
    ),
    max_leaves=12,
)


@settings(max_examples=150, deadline=None)
@given(st.lists(st.fixed_dictionaries({"id": PLAIN, "properties": PLAIN, "geometry": PLAIN}) | PLAIN, max_size=3))
def test_whatever_geojson_is_uploaded_is_planned_or_refused_and_nothing_worse(features: list[object]):
    try:
        tables, _ = tables_of(json.dumps({"type": "FeatureCollection", "features": features}).encode())
        intent = plan_of(tables, reading=Reading(mapping={}), store=MemoryStore(), at=NOW)
    except FenghuoError:
        return
    msgspec.json.encode(answer_of(intent, is_dry=False))
