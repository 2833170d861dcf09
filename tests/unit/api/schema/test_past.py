from __future__ import annotations

from api.schema.past import PastShape, past_json
from sensing.instant import Micros, to_micros
from sensing.quality import Check, Quality
from sensing.station import StationId
from sensing.stored import LatestReading
from tests.builders import NOW, an_incident


def a_reading(**changes: object) -> LatestReading:
    facts = {
        "station": StationId("A"),
        "property": "water_level",
        "phenomenon_time": to_micros(NOW),
        "result_time": Micros(to_micros(NOW) + 1),
        "value": 41.2,
        "quality": Quality.GOOD,
        "why": Check(0),
    }
    return LatestReading(**(facts | changes))  # type: ignore[arg-type]


def test_incidents_and_readings_are_told_as_they_stood():
    told = past_json(NOW, incidents=[an_incident()], readings=[a_reading(), a_reading(lon=114.0, lat=32.0)])
    assert told["incidents"][0]["level"] == "red"
    assert [reading.get("loc") for reading in told["readings"]] == [None, [114.0, 32.0]]
    PastShape.model_validate(told)
