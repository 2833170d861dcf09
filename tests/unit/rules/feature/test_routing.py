from __future__ import annotations

from datetime import timedelta

import numpy as np
import pytest

from rules.errors import RuleError
from rules.feature.routing import Series, Upstream, fit_routing
from tests.unit.rules.feature.worlds import when_of

HOUR = 3_600_000_000
STEP, MOST = timedelta(hours=1), timedelta(hours=48)


def floods(*, lag=0, a=1.0, b=0.0, noise=0.0, hours=2000):
    """Return hourly stages of a river with some floods, ``lag`` hours later and as a · stage + b."""
    hour = np.arange(hours)
    level = sum(3 * np.exp(-(((hour - lag - peak) / width) ** 2)) for peak, width in ((200, 20), (700, 35), (1500, 15)))
    wobble = noise * np.sin(hour * 1.7)
    return Series(time=hour * HOUR, value=a * (30 + level) + b + wobble)


def test_a_fit_finds_the_travel_time_and_the_relation():
    fit = fit_routing(floods(), floods(lag=21, a=0.6, b=9.0), step=STEP, most=MOST)
    assert fit.lag == timedelta(hours=21)
    assert (fit.a, fit.b) == (pytest.approx(0.6), pytest.approx(9.0))
    assert fit.error == pytest.approx(0, abs=1e-6)
    assert fit.correlation == pytest.approx(1)


def test_the_error_says_how_well_it_did():
    fit = fit_routing(floods(), floods(lag=21, a=0.6, b=9.0, noise=0.1), step=STEP, most=MOST)
    assert fit.lag == timedelta(hours=21)
    assert 0.05 < fit.error < 0.1


def test_gaps_are_not_filled():
    whole = floods(lag=10)
    kept = (np.arange(2000) < 600) | (np.arange(2000) > 900)
    gappy = Series(time=whole.time[kept], value=whole.value[kept])
    fit = fit_routing(floods(), gappy, step=STEP, most=MOST)
    assert fit.lag == timedelta(hours=10)
    assert fit.pairs < 2000 - 300


def test_gauges_that_have_nothing_in_common_are_refused():
    still = Series(time=np.arange(500) * HOUR, value=np.full(500, 3.0))
    none = Series(time=np.zeros(0, dtype=np.int64), value=np.zeros(0))
    for here in (still, none):
        with pytest.raises(RuleError, match="common changes"):
            fit_routing(floods(), here, step=STEP, most=MOST)


def test_a_fit_is_written_as_the_document_has_it():
    fit = fit_routing(floods(), floods(lag=21, a=0.6, b=9.0), step=STEP, most=MOST)
    up = fit.upstream("XY-H01")
    text = f"{{station: XY-H01, lag: 21h, a: {up.a}, b: {up.b}}}"
    when = when_of(f"{{kind: trend, property: water_level, reach: 30, within: {{red: 6h}}, upstream: {text}}}")
    assert when.upstream == Upstream(station="XY-H01", lag=up.lag, a=up.a, b=up.b)
