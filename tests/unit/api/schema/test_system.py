from __future__ import annotations

from datetime import UTC, datetime

from api.figures import IntakeFigures, ListenerFigures
from api.schema.system import IntakeShape, intake_json


def test_figures_are_shown_with_the_instant_at_which_they_were_read():
    figures = IntakeFigures(
        messages=4,
        readings=9,
        stored=8,
        duplicates=1,
        distrusted=0,
        waiting=0,
        oldest_s=None,
        lost=0,
        store_errors=0,
        flush_ms=None,
        clock_offset_max_s=0.0,
        refused={"bad_time": 1},
        listeners={"sl651": ListenerFigures(connections=1, messages=2, turned_away=3)},
    )
    shown = intake_json(figures, now=datetime(2026, 7, 19, 6, tzinfo=UTC))
    assert shown["t"] == "2026-07-19T06:00:00Z"
    assert shown["listeners"]["sl651"] == {"connections": 1, "messages": 2, "turned_away": 3}
    assert IntakeShape.model_validate(shown).refused == {"bad_time": 1}
