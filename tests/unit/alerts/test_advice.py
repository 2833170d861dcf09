from __future__ import annotations

import pytest

from alerts.advice import advice
from alerts.hazard import Peril
from sensing.level import LADDER, Level


@pytest.mark.parametrize("peril", list(Peril))
@pytest.mark.parametrize("level", LADDER)
def test_every_peril_has_advice_at_every_level_in_both_languages(peril, level):
    zh, en = advice(peril, level)
    assert zh.endswith("。")
    assert en.endswith(".")
    # Short enough to be read aloud, and to leave room for the fact itself in a text message.
    assert len(zh) <= 45


@pytest.mark.parametrize("peril", list(Peril))
def test_orange_is_the_level_at_which_people_must_act(peril):
    assert advice(peril, Level.BLUE) == advice(peril, Level.YELLOW)
    assert advice(peril, Level.ORANGE) == advice(peril, Level.RED)
    assert advice(peril, Level.YELLOW) != advice(peril, Level.ORANGE)
