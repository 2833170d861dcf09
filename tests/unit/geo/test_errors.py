from __future__ import annotations

from geo.errors import BeyondReachError


def test_what_lies_elsewhere_is_said_not_to_exist():
    error = BeyondReachError("station", "XY-H04")
    assert (str(error), error.code) == ("there is no station 'XY-H04'", "not_found")
