from __future__ import annotations

import numpy as np

from rules.threshold.ladder import Steps
from rules.threshold.number import by_face, of_year
from rules.threshold.signed import signed_ladder
from sensing.level import Level
from tests.unit.rules.builders import a_threshold

SEASONAL = signed_ladder(a_threshold(levels={Level.RED: 4.0}, months={"7": Steps(levels={Level.RED: 2.0})}))
PLAIN = signed_ladder(a_threshold(levels={Level.RED: 9.0}))


def test_a_year_shows_its_lowest_numbers():
    assert of_year([SEASONAL, PLAIN]).threshold[:, 3].tolist() == [2.0, 9.0]


def test_a_ladder_has_a_row_for_each_month():
    threshold = by_face([SEASONAL], faces=12).threshold
    assert threshold.shape == (1, 12, 4)
    assert np.flatnonzero(threshold[0, :, 3] == 2.0).tolist() == [6]
