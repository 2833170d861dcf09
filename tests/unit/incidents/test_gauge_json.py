from __future__ import annotations

from datetime import UTC, datetime

from incidents.gauge_json import correction_json, mark_json
from sensing.instant import to_micros
from sensing.mark import Correction, CorrectionId, Mark, MarkId
from sensing.quality import Check, Quality
from sensing.station import StationId

NOON = datetime(2026, 7, 19, 12, tzinfo=UTC)


def test_an_open_mark_has_no_end():
    mark = Mark(
        id=MarkId("m"), station=StationId("A"), quality=Quality.DOUBTFUL, start=NOON, author="li", reason="r", made=NOON
    )
    assert mark_json(mark) == {
        "id": "m", "station": "A", "property": "", "quality": "doubtful", "from": "2026-07-19T12:00:00Z", "until": None,
        "author": "li", "reason": "r", "made": "2026-07-19T12:00:00Z", "ended_by": "", "ended": None, "void": False,
    }  # fmt: skip


def test_a_correction_shows_what_it_replaced_in_the_words_of_a_reading():
    correction = Correction(
        id=CorrectionId("c"), datastream=1, station=StationId("A"), property="flow", phenomenon_time=to_micros(NOON),
        value=1.0, was=2.0, was_quality=Quality.DOUBTFUL, was_why=Check.SPIKE | Check.LATE, author="li", reason="r",
        made=NOON, undone_by="wang", undone=NOON,
    )  # fmt: skip
    shown = correction_json(correction)
    assert shown["was"] == {"v": 2.0, "q": "doubtful", "why": ["spike", "late"]}
    assert (shown["t"], shown["undone_by"], shown["undone"]) == ("2026-07-19T12:00:00Z", "wang", "2026-07-19T12:00:00Z")
