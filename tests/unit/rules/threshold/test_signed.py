from __future__ import annotations

from datetime import UTC, datetime, timedelta
from math import inf

import numpy as np
import pytest

from rules.rule import Direction
from rules.threshold.ladder import Clear, Pace, StationLadder, Steps
from rules.threshold.signed import months, signed_ladder
from sensing.instant import to_micros
from sensing.level import Level
from tests.unit.rules.builders import MINUTE, a_threshold


def test_numbers_are_reckoned_as_an_officer_does():
    face = signed_ladder(a_threshold(levels={Level.RED: 0.3}, clear_by=0.1)).faces[0]
    assert face.clear[3] == 0.2


def test_a_pace_takes_the_place_of_what_is_common():
    paces = {Level.RED: Pace(hold=timedelta(minutes=1), clear_by=1.0, clear_for=timedelta(minutes=2))}
    when = a_threshold(levels={Level.BLUE: 3.0, Level.RED: 5.0}, clear_at=2.0, paces=paces)
    face = signed_ladder(when).faces[0]
    assert (face.clear[0], face.clear[3]) == (2.0, 4.0)
    assert (face.hold[0], face.hold[3], face.clear_for[3]) == (0, MINUTE, 2 * MINUTE)


def test_below_a_level_everything_is_negated_but_a_guard():
    when = a_threshold(direction=Direction.BELOW, levels={Level.RED: 1.0}, clear_at=1.5, clear_fastest=2.0)
    ladder = signed_ladder(when)
    assert (ladder.sign, ladder.faces[0].threshold[3], ladder.faces[0].clear[3]) == (-1.0, -1.0, -1.5)
    assert (ladder.fastest, ladder.readings) == (2.0, 1)


def test_a_month_without_a_level_clears_it_and_a_level_that_never_is_does_not_matter():
    when = a_threshold(levels={Level.BLUE: 1.0}, months={"1": Steps(levels={Level.RED: 2.0})})
    faces = signed_ladder(when).faces
    assert len(faces) == 12
    assert faces[0].threshold == (inf, inf, inf, 2.0)
    assert faces[0].clear == (inf, -inf, -inf, 2.0)
    assert faces[1].threshold == (1.0, inf, inf, inf)
    assert faces[1].clear == (1.0, -inf, -inf, inf)


def test_a_station_has_its_own_clear_as_a_whole():
    when = a_threshold(clear_by=1.0, clear_readings=3, stations={"B": StationLadder(clear=Clear(by=2.0))})
    usual, own = signed_ladder(when, "A"), signed_ladder(when, "B")
    assert (usual.readings, own.readings) == (3, 1)
    assert usual.faces[0].clear[0] - own.faces[0].clear[0] == pytest.approx(1.0)


def test_months_begin_at_midnight_in_beijing():
    instants = [datetime(2026, 5, 31, 15, 59, 59, tzinfo=UTC), datetime(2026, 5, 31, 16, tzinfo=UTC)]
    found = months(np.array([to_micros(each) for each in instants], dtype=np.int64))
    assert found.tolist() == [4, 5]
    assert months(np.array([to_micros(datetime(1969, 12, 31, tzinfo=UTC))], dtype=np.int64)).tolist() == [11]
