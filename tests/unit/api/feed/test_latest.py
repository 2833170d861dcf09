from __future__ import annotations

from api.feed.filter import FeedFilter
from api.feed.latest import OVERLAP, LatestTable
from sensing.instant import Micros
from sensing.quality import Check, Quality
from sensing.station import StationId
from sensing.stored import LatestReading
from tests.unit.api.world import a_station

STATIONS = {"XY-H03": a_station(), "XY-H04": a_station("XY-H04", division="411527000000", lon=115.41)}


def a_reading(
    station: str = "XY-H03", *, t: int = 100, arrived: int | None = None, value: float = 40.0, **where: float
):
    return LatestReading(
        station=StationId(station),
        property="water_level",
        phenomenon_time=Micros(t),
        result_time=Micros(t if arrived is None else arrived),
        value=value,
        quality=Quality.GOOD,
        why=Check.NONE,
        **where,
    )


def test_a_reading_is_news_once():
    table = LatestTable()
    assert table.merge([a_reading()]) == [("XY-H03", "water_level")]
    assert table.merge([a_reading()]) == []
    assert table.merge([a_reading(t=200)]) == [("XY-H03", "water_level")]


def test_the_store_is_asked_a_little_further_back_than_was_seen():
    table = LatestTable()
    assert table.since(now=Micros(10**9)) is None
    table.merge([a_reading(t=5_000_000)])
    assert table.since(now=Micros(10**9)) == 5_000_000 - OVERLAP


def test_a_clock_set_back_does_not_hide_what_arrives_by_the_new_time():
    table = LatestTable()
    table.merge([a_reading(t=5_000_000_000)])
    assert table.since(now=Micros(1_000_000_000)) == 1_000_000_000 - OVERLAP


def test_a_whole_picture_holds_the_newest_of_everything():
    table = LatestTable()
    table.merge([a_reading(value=1.0), a_reading("XY-H04"), a_reading(t=200, value=2.0)])
    items = table.items(None, asked=FeedFilter(), stations=STATIONS)
    assert [(item["station"], item["v"]) for item in items] == [("XY-H03", 2.0), ("XY-H04", 40.0)]


def test_news_holds_what_changed_only():
    table = LatestTable()
    table.merge([a_reading(), a_reading("XY-H04")])
    news = table.merge([a_reading("XY-H04", t=200)])
    assert [item["station"] for item in table.items(news, asked=FeedFilter(), stations=STATIONS)] == ["XY-H04"]


def test_a_place_that_was_asked_for_chooses_the_stations_in_it():
    table = LatestTable()
    table.merge([a_reading(), a_reading("XY-H04"), a_reading("UNKNOWN")])
    by_division = table.items(None, asked=FeedFilter(division="411527"), stations=STATIONS)
    by_box = table.items(None, asked=FeedFilter(bbox=(114.0, 32.0, 115.0, 33.0)), stations=STATIONS)
    assert [item["station"] for item in by_division] == ["XY-H04", "UNKNOWN"]
    assert [item["station"] for item in by_box] == ["XY-H03", "UNKNOWN"]


def test_a_moving_station_stands_where_it_was_last_heard():
    table = LatestTable()
    table.merge([a_reading(lon=115.5, lat=32.5)])
    asked = FeedFilter(bbox=(115.0, 32.0, 116.0, 33.0))
    assert len(table.items(None, asked=asked, stations=STATIONS)) == 1
