from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sensing.property import PROPERTIES
from simulators.spill.substance import SUBSTANCES, oxygen_deficit, spoiled

CLEAN = {"ammonia_nitrogen": 0.3, "dissolved_oxygen": 7.4, "ph": 7.6, "turbidity": 14.0, "water_temperature": 25.0}


def test_each_substance_has_its_signature():
    ammonia, organic, acid = (
        spoiled(CLEAN, SUBSTANCES[name], concentration=20.0, travelled_s=43_200)
        for name in ("ammonia", "organic", "acid")
    )
    assert ammonia["ammonia_nitrogen"] == pytest.approx(20.3)
    assert ammonia["ph"] > 8.5
    assert ammonia["dissolved_oxygen"] < CLEAN["dissolved_oxygen"]
    assert organic["dissolved_oxygen"] < CLEAN["dissolved_oxygen"] - 2
    assert organic["turbidity"] > 40
    assert acid["ph"] < 6
    assert acid["ammonia_nitrogen"] == CLEAN["ammonia_nitrogen"]
    assert ammonia["water_temperature"] == 25.0


def test_clean_water_stays_as_it_is():
    for substance in SUBSTANCES.values():
        assert spoiled(CLEAN, substance, concentration=0.0, travelled_s=1e5) == CLEAN


@given(st.sampled_from(list(SUBSTANCES)), st.floats(0, 1e5), st.floats(0, 1e6))
def test_no_value_leaves_what_is_possible(name: str, concentration: float, travelled: float):
    found = spoiled(CLEAN, SUBSTANCES[name], concentration=concentration, travelled_s=travelled)
    assert found.keys() == CLEAN.keys()
    assert all(value >= 0 for value in found.values())
    assert PROPERTIES["ph"].low <= found["ph"] <= PROPERTIES["ph"].high


def test_the_deficit_of_streeter_and_phelps():
    """Kd 0.5/d, ka 0.8/d, 10 mg/L at the start, after a day: 0.5·10/0.3·(e^-0.5 − e^-0.8) = 2.620 mg/L."""
    left = 10 * 2.718281828**-0.5
    assert oxygen_deficit(left, decay=0.5 / 86_400, travelled_s=86_400) == pytest.approx(2.620, abs=0.002)
    assert oxygen_deficit(10, decay=0.5 / 86_400, travelled_s=0) == 0
    assert oxygen_deficit(10, decay=0.8 / 86_400, travelled_s=86_400) > 0, "equal rates divide by no zero"
