from __future__ import annotations

from alerts.lasting import lasting_text
from rules.transition import Reason
from sensing.instant import to_micros
from sensing.level import Level
from sensing.quality import Check, Quality
from sensing.station import StationId
from sensing.stored import LatestReading
from tests.builders import NOW, a_transition, after, an_incident


def a_reading(value=44.1, at=None, **changes):
    reading = {
        "station": StationId("XY-H03"),
        "property": "water_level",
        "phenomenon_time": to_micros(at or after(hours=23)),
        "result_time": to_micros(at or after(hours=23)),
        "value": value,
        "quality": Quality.GOOD,
        "why": Check.NONE,
        **changes,
    }
    return LatestReading(**reading)


def a_danger(**changes):
    return an_incident(Level.RED, transitions=(a_transition(Level.NONE, Level.RED, at=NOW, **changes),))


def test_the_newest_reading_says_how_it_is_now():
    words = lasting_text(a_danger(), [a_reading(43.9, after(hours=22)), a_reading(44.1)])
    assert words["zh"].endswith("；7月20日21时00分为 44.10 m，险情仍在持续")
    assert words["en"].endswith("; 44.10 m at 2026-07-20 21:00 Beijing time, the danger goes on")


def test_a_reading_that_is_old_doubtful_or_of_something_else_says_nothing_and_that_is_said():
    readings = [
        a_reading(at=NOW),
        a_reading(quality=Quality.DOUBTFUL),
        a_reading(property="rain_1h"),
    ]
    for each in readings:
        assert "看不到不等于没有险情" in lasting_text(a_danger(), [each])["zh"]
    assert "not seeing is no all-clear" in lasting_text(a_danger())["en"]


def test_what_no_property_shows_goes_on_without_a_number():
    words = lasting_text(a_danger(property="", reason=Reason.AGREED, value=None, threshold=None))
    assert words["zh"].endswith("；险情仍在持续")
