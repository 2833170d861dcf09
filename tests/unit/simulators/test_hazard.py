from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from sensing.level import Level
from simulators.hazard import Danger, Hazard
from simulators.sighting import Sighting

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sensing.station import Station


class Leak:
    """A hazard in its simplest form."""

    def changed(self, station: Station, values: Mapping[str, float], *, at_h: float) -> Mapping[str, float]:
        return {key: value + at_h for key, value in values.items()}

    def sightings(self, station: Station, *, at_h: float, span_h: float) -> Sequence[Sighting]:
        return ()

    def truth(self) -> Sequence[Danger]:
        return (a_danger(),)


def a_danger(**changes: object) -> Danger:
    told = {
        "hazard": "12Q01", "division": "411528000000", "station": "", "level": Level.RED, "from_h": 1.0, "until_h": 2.0,
        "what_zh": "泄漏", "what_en": "A leak",
    }  # fmt: skip
    return Danger(**(told | changes))


def test_a_hazard_needs_no_more_than_its_three_answers():
    leak: Hazard = Leak()
    assert leak.truth() == (a_danger(),)


def test_two_dangers_that_say_the_same_are_equal_and_none_can_be_changed():
    assert a_danger() == a_danger()
    assert a_danger(level=Level.BLUE) != a_danger()
    with pytest.raises(AttributeError):
        a_danger().level = Level.BLUE
