from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simulators.spill.dispersion import Cloud

CLOUD = Cloud(mass=3e6, lasts_s=3600, speed=0.4, dispersion=40)
BED = 60.0


@settings(max_examples=25, deadline=None)
@given(
    after_h=st.floats(2, 100),
    speed=st.floats(0.1, 2),
    dispersion=st.floats(5, 500),
    decay=st.sampled_from([0.0, 1e-6, 1e-5]),
)
def test_mass_is_kept_but_for_what_decays(after_h: float, speed: float, dispersion: float, decay: float):
    cloud = Cloud(mass=3e6, lasts_s=3600, speed=speed, dispersion=dispersion, decay=decay)
    after = after_h * 3600
    middle, width = speed * after, np.sqrt(2 * dispersion * after)
    places = np.linspace(middle - speed * 3600 - 8 * width, middle + 8 * width, 1500)
    line = [cloud.concentration(float(x), after_s=after, bed_m2=BED) * BED for x in places]
    total = float(np.trapezoid(line, places))
    oldest, youngest = 3e6 * np.exp(-decay * after), 3e6 * np.exp(-decay * (after - 3600))
    assert oldest * 0.995 <= total <= youngest * 1.005


def test_the_peak_travels_with_the_water_and_falls():
    peaks = []
    for distance in (5_000.0, 20_000.0, 60_000.0):
        hours = np.arange(0, 80, 0.1)
        line = [CLOUD.concentration(distance, after_s=hour * 3600, bed_m2=BED) for hour in hours]
        best = int(np.argmax(line))
        assert hours[best] == pytest.approx(distance / 0.4 / 3600 + 0.5, abs=0.5)
        peaks.append(line[best])
    assert peaks[0] > peaks[1] > peaks[2] > 0


def test_a_late_peak_has_the_height_of_the_formula():
    """Taylor: M / (A·√(4πDt)) in the middle of the cloud; a short spill far away is a gulp."""
    after = 40 * 3600.0
    middle = 0.4 * (after - 1800)
    expected = 3e6 / (BED * np.sqrt(4 * np.pi * 40 * (after - 1800)))
    assert CLOUD.concentration(middle, after_s=after, bed_m2=BED) == pytest.approx(expected, rel=0.02)


def test_before_it_arrives_there_is_nothing_and_it_passes_within_its_span():
    assert CLOUD.concentration(20_000, after_s=0, bed_m2=BED) == 0
    since, until = CLOUD.span_s(20_000)
    peak = CLOUD.concentration(20_000, after_s=20_000 / 0.4 + 1800, bed_m2=BED)
    for edge in (since, until):
        assert CLOUD.concentration(20_000, after_s=edge, bed_m2=BED) < 0.02 * peak
