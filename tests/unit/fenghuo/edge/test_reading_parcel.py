from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fenghuo.edge.reading_parcel import ReadingsError, take, written
from fenghuo.edge.seal import SealError, load_key, load_public, make_key, sealed
from incidents.journal import canonical_data
from tests.builders import DIVISION, NOW, after
from tests.unit.fenghuo.edge.gauges import Pair, a_store, read


@pytest.fixture
def pair(tmp_path):
    return Pair(tmp_path)


def test_a_stranger_another_node_and_another_countys_stations_are_refused(pair, tmp_path):
    read(pair.below, NOW)
    (portion,) = pair.out.due(after(minutes=1), most=10, rank=lambda _: 0)
    data = written([portion], node="n", made=NOW, key=pair.key)
    make_key(tmp_path / "x.key")
    with pytest.raises(SealError):
        pair.hear(written([portion], node="n", made=NOW, key=load_key(tmp_path / "x.key")))
    with pytest.raises(ReadingsError, match="expected"):
        pair.hear(data, node="other")
    assert pair.hear(data, divisions=["411527000000"]) == 0
    assert pair.hear(data) == 1


@pytest.fixture(scope="module")
def keys(tmp_path_factory):
    folder = tmp_path_factory.mktemp("keys")
    make_key(folder / "n.key")
    return load_key(folder / "n.key"), load_public(folder / "n.pub")


@given(
    st.fixed_dictionaries(
        {"station": st.just("XY-H03"), "property": st.just("water_level")},
        optional={name: st.none() | st.text(max_size=3) | st.lists(st.floats() | st.integers()) for name in "trvq"},
    )
)
def test_what_is_no_readings_is_refused_and_stops_nothing(keys, told):
    key, public = keys
    try:
        line = canonical_data(told)
    except ValueError:
        return
    data = sealed("\n".join([canonical_data({"format": "fenghuo-readings/1", "node": "n"}), line]), key)
    with pytest.raises(ReadingsError):
        take(data, store=a_store(), trusted=[public], node="n", divisions=[DIVISION])
