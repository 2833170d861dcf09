from __future__ import annotations

from api.gaps import Gap
from api.schema.series import beside_items, gap_json, latest_table
from sensing.batch import make_batch


def test_no_readings_are_a_table_without_rows():
    assert latest_table([])["rows"] == []


def test_a_gap_says_from_where_to_where():
    assert gap_json(Gap(start=0, end=1_500_000, missing=2)) == {
        "from": "1970-01-01T00:00:00Z",
        "to": "1970-01-01T00:00:01.500Z",
        "missing": 2,
    }


def test_a_reading_beside_another_shows_its_revision():
    batch = make_batch(datastream=[1], phenomenon_time=[0], result_time=[1_000_000], value=[2], revision=[3])
    assert beside_items(batch) == [
        {"t": "1970-01-01T00:00:00Z", "v": 2.0, "q": "good", "why": [], "rev": 3, "arrived": "1970-01-01T00:00:01Z"}
    ]
