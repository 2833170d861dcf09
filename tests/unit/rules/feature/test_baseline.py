from __future__ import annotations

import numpy as np
import pytest

from rules.errors import RuleError
from rules.feature.baseline import Baseline, cells, fit_baseline, whole_grid
from sensing.instant import parse_instant, to_micros
from tests.unit.rules.feature.worlds import when_of

HOUR = 3_600_000_000


def test_months_and_hours_are_those_of_beijing():
    time = np.array([to_micros(parse_instant(text)) for text in ("2025-12-31T15:59:59Z", "2025-12-31T16:00:00Z")])
    month, hour = cells(time)
    assert (month.tolist(), hour.tolist()) == ([11, 0], [23, 0])


def test_a_fit_finds_the_median_and_the_spread_of_each_cell():
    begin = to_micros(parse_instant("2024-01-01T00:00:00+08:00"))
    time = begin + np.arange(366 * 24) * HOUR
    month, hour = cells(time)
    noise = np.array([-2.0, -1.0, 0.0, 1.0, 2.0])[np.arange(len(time)) // 24 % 5]
    value = 10.0 * month + hour + noise
    # One storm in each month moves nothing.
    value[::701] += 500
    fitted = fit_baseline(time, value)
    assert np.allclose(np.array(fitted.median), 10.0 * np.arange(12)[:, None] + np.arange(24), atol=1.0)
    assert np.allclose(np.array(fitted.spread), 1.4826, atol=1.49)


def test_a_cell_with_few_values_borrows_from_its_month():
    begin = to_micros(parse_instant("2024-07-01T00:00:00+08:00"))
    time = begin + np.arange(24 * 5) * HOUR
    fitted = fit_baseline(time, np.arange(24 * 5) % 7.0)
    assert {len(row) for row in fitted.median} == {24}
    assert fitted.median[6] == (3.0,) * 24
    assert fitted.median[0][0] == 3.0


@pytest.mark.parametrize(("value", "message"), [([1.0] * 10, "at least 20 values"), ([1.0] * 50, "values that differ")])
def test_a_fit_refuses_a_history_that_says_nothing(value, message):
    with pytest.raises(RuleError, match=message):
        fit_baseline(np.arange(len(value)) * HOUR, np.array(value))


def test_a_grid_is_given_by_month_by_hour_by_both_or_by_neither():
    assert whole_grid(((5.0,),)).shape == (12, 24)
    by_month = Baseline(median=tuple((float(month),) for month in range(12)))
    assert whole_grid(by_month.median)[3].tolist() == [3.0] * 24
    text = "[" + ", ".join(str(month) for month in range(12)) + "]"
    when = when_of(
        f"{{kind: deviation, property: pm25, direction: above, levels: {{red: 1}}, baseline: {{median: {text}}}}}"
    )
    assert when.baseline == by_month
