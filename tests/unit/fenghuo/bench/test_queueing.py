"""The simulated pipeline obeys what can be reckoned by hand."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fenghuo.bench.queueing import Costs, Machines, deviations, needed, simulate

COSTS = Costs(sender=2e-6, gateway=10e-6, worker=40e-6, node=6e-6, database=10e-6)
WHOLE = 68e-6
READINGS = 200_000


def test_with_cores_to_spare_the_slowest_server_says_how_fast_it_goes():
    found = simulate(COSTS, Machines(workers=1, cores=0), readings=READINGS)
    assert found.rate == pytest.approx(1 / 40e-6, rel=0.02)
    assert found.load["worker"] == pytest.approx(1, abs=0.02)
    assert found.load["gateway"] == pytest.approx(0.25, abs=0.02)


def test_another_worker_helps_until_something_else_is_the_slowest():
    rates = [simulate(COSTS, Machines(workers=n, cores=0), readings=READINGS).rate for n in (1, 2, 4, 8, 16)]
    assert rates[1] == pytest.approx(2 * rates[0], rel=0.03)
    assert rates[3:] == [pytest.approx(1 / 10e-6, rel=0.06)] * 2


@given(st.integers(1, 6))
def test_on_few_cores_the_sum_of_all_work_bounds_it(workers):
    found = simulate(COSTS, Machines(workers=workers, cores=2), readings=READINGS)
    assert found.rate <= 2 / WHOLE * 1.001
    assert found.rate <= workers / COSTS.worker * 1.001


def test_two_cores_are_full_with_many_workers():
    found = simulate(COSTS, Machines(workers=4, cores=2), readings=READINGS)
    assert found.rate == pytest.approx(2 / WHOLE, rel=0.1)


def test_cores_for_a_rate_leave_room():
    assert needed(COSTS, rate=100_000, utilization=0.5)["worker"] == pytest.approx(8)


def test_deviations_are_parts_of_what_was_measured():
    found = deviations({1: 100.0, 2: 200.0}, {1: 110.0, 2: 190.0})
    assert found == [(1, pytest.approx(0.1)), (2, pytest.approx(-0.05))]
