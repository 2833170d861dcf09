from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from api.schema.station import (
    DatastreamBody,
    ImportRow,
    LatestShape,
    StationBody,
    StationShape,
    latest_json,
    station_json,
)
from sensing.errors import RegistryError
from sensing.instant import Micros, to_micros
from sensing.quality import Check, Quality
from sensing.station import StationId, StationKind
from sensing.stored import LatestReading
from tests.unit.api.world import NOW, a_station

#: What a database keeps.
LETTERS = st.characters(codec="utf-8", exclude_characters="\0")
NAMES = st.text(LETTERS, min_size=1, max_size=20)


@given(
    name=NAMES,
    kind=st.sampled_from(StationKind),
    lon=st.floats(-180, 180),
    lat=st.floats(-90, 90),
    river=st.text(LETTERS, max_size=10),
    notes=st.dictionaries(NAMES, NAMES, max_size=3),
)
def test_what_is_shown_reads_back_to_the_same_station(**facts):
    station = a_station(**facts)
    shown = station_json(station, is_online=None)
    StationShape.model_validate(shown)
    assert set(shown) == set(StationShape.model_fields)
    assert StationBody.model_validate(shown).station("XY-H03") == station


def test_an_unknown_property_breaks_the_promise_of_the_table():
    body = StationBody(name="a", division="411528000000", lon=1, lat=2, datastreams=(DatastreamBody(property="mood"),))
    with pytest.raises(RegistryError, match="unknown property 'mood'"):
        body.station("a")


def test_a_row_of_an_import_has_an_id():
    with pytest.raises(ValidationError, match="expected an id"):
        ImportRow.model_validate({"name": "a", "division": "411528000000", "lon": 1, "lat": 2})


@pytest.mark.parametrize(
    "change",
    [{"division": "41152"}, {"lon": 181}, {"lat": float("nan")}, {"lon": True and "x"}, {"name": ""}, {"id": "a b"}],
)
def test_a_station_that_cannot_be_is_refused(change: dict):
    with pytest.raises(ValidationError):
        StationBody.model_validate({"name": "a", "division": "411528000000", "lon": 1, "lat": 2} | change)


def test_a_newest_reading_says_why_it_is_doubted():
    reading = LatestReading(
        station=StationId("CAR-1"),
        property="pm25",
        phenomenon_time=to_micros(NOW),
        result_time=Micros(0),
        value=1.5,
        quality=Quality.DOUBTFUL,
        why=Check.RANGE | Check.FUTURE,
        lon=114.0,
        lat=32.0,
    )
    shown = latest_json(reading)
    LatestShape.model_validate(shown)
    assert (shown["q"], shown["why"], shown["loc"]) == ("doubtful", ["range", "future"], [114.0, 32.0])
