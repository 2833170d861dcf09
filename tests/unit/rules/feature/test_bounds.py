from __future__ import annotations

import numpy as np

from rules.feature.bounds import Bounds


def test_what_is_not_known_lies_between_the_ends_of_the_world():
    found = Bounds.same(np.array([1.5, 2.0]), known=np.array([True, False]))
    assert found.lower.tolist() == [[1.5] * 4, [-np.inf] * 4]
    assert found.upper.tolist() == [[1.5] * 4, [np.inf] * 4]
