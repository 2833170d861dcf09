from __future__ import annotations

from fenghuo.provisional import provisional_items
from tests.unit.fenghuo.conftest import a_transition


def test_a_transition_is_told_in_the_words_of_the_feed():
    assert provisional_items([a_transition()]) == [
        {
            "rule": "stage-a",
            "version": 1,
            "station": "A",
            "change": "raise",
            "before": "none",
            "level": "red",
            "at": "2026-07-19T06:00:00Z",
            "reason": "exceeded",
            "property": "water_level",
            "value": 25.0,
            "threshold": 20.0,
        }
    ]
