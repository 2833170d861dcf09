from __future__ import annotations

from api.ports.drills import Interruption
from api.schema.drill import InterruptionShape, interruption_json


def test_an_interruption_is_told_in_both_languages():
    shown = interruption_json(Interruption(identifier="FH-1", headline_zh="洪水", headline_en="Flood"))
    assert shown == {"identifier": "FH-1", "headline": {"zh": "洪水", "en": "Flood"}}
    assert InterruptionShape.model_validate(shown)


def test_where_nothing_interrupts_there_is_nothing():
    assert interruption_json(None) is None
