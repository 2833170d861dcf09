from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simulators.calm import calm
from simulators.spill.spill import SpillPlan
from tests.unit.simulators.parts import START, station, the_city

PLAN = SpillPlan(
    river="潢河",
    place=(114.905, 31.84),
    at_h=2,
    lasts_h=1.5,
    substance="ammonia",
    mass_kg=6000,
    intake="XY-Q16",
    flow_factor=1.5,
)


def the_spill(plan: SpillPlan = PLAN, seed: int = 1):
    return plan.hazard(the_city(), start=START, length_h=72, seed=seed)


SPILL = the_spill()


def ammonia(name: str) -> list[float]:
    where = station(name)
    hours = [hour / 4 for hour in range(4 * 80)]
    values = calm(where, hours, start_hour=8)
    return [SPILL.changed(where, one, at_h=at)["ammonia_nitrogen"] for at, one in zip(hours, values, strict=True)]


def test_the_cloud_passes_the_stations_in_their_order_and_thins_out():
    lines = [ammonia(name) for name in ("XY-Q05", "XY-Q16", "XY-Q10", "XY-Q11")]
    when = [int(np.argmax(line)) for line in lines]
    height = [max(line) for line in lines]
    assert when == sorted(when)
    assert when[0] < 4 * 6, "the first is told within hours"
    assert 4 * 20 < when[1] < 4 * 40, "the intake about a day later"
    assert height == sorted(height, reverse=True)


@settings(max_examples=15, deadline=None)
@given(st.floats(3.6, 60))
def test_no_gram_is_lost_in_the_reach_but_what_decays(at_h: float):
    spill = the_spill()
    places = np.arange(-20_000.0, 110_000.0, 50.0)
    grams = [spill.concentration(float(x), at_h=at_h) * spill.bed_m2(float(x)) for x in places]
    total = float(np.trapezoid(grams, places))
    assert total <= 6e6 * 1.01
    assert total >= 6e6 * np.exp(-spill.cloud.decay * 3600 * (at_h - 2)) * 0.98


def test_upstream_and_other_rivers_are_clean():
    for name in ("XY-Q06", "XY-Q01", "XY-Q13"):
        where = station(name)
        clean = calm(where, [30.0], start_hour=8)[0]
        assert SPILL.changed(where, clean, at_h=30.0) == pytest.approx(clean), name
    air = station("XY-A10")
    assert SPILL.changed(air, {"pm25": 1.0}, at_h=30.0) == {"pm25": 1.0}
    assert SPILL.sightings(station("XY-C01"), at_h=3, span_h=1) == ()


def test_before_it_happens_nothing_is_told():
    where = station("XY-Q05")
    assert SPILL.changed(where, {"ph": 7.0}, at_h=1.9) == {"ph": 7.0}


def test_more_water_is_faster_and_thinner():
    flood = the_spill(replace(PLAN, flow_factor=15))
    assert flood.cloud.speed > 2 * SPILL.cloud.speed
    assert max(flood.concentration(20_000, at_h=at) for at in range(2, 60)) < max(
        SPILL.concentration(20_000, at_h=at) for at in range(2, 60)
    )
