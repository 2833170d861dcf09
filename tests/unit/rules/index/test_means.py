import numpy as np
import pytest

from rules.index.means import daily_mean, highest_of_eight, hourly_mean

MINUTE = 60_000_000
HOUR = 60 * MINUTE


@pytest.mark.parametrize(("readings", "is_valid"), [(9, True), (8, False)])
def test_an_hour_needs_forty_five_minutes_of_readings(*, readings: int, is_valid: bool):
    time = np.arange(readings) * 5 * MINUTE
    found = hourly_mean(time, np.arange(readings, dtype=float), hour=0, interval=5 * MINUTE)
    assert found == ((readings - 1) / 2 if is_valid else None)


def test_an_hourly_report_is_its_own_hour():
    time, value = np.array([0, HOUR, 2 * HOUR]), np.array([1.0, 2.0, 3.0])
    assert hourly_mean(time, value, hour=HOUR, interval=HOUR) == 2.0
    assert hourly_mean(time, value, hour=5 * HOUR, interval=HOUR) is None


@pytest.mark.parametrize(("valid", "is_valid"), [(20, True), (19, False)])
def test_a_day_needs_twenty_hours(*, valid: int, is_valid: bool):
    hours = np.full(24, np.nan)
    hours[:valid] = 10.0
    assert daily_mean(hours) == (10.0 if is_valid else None)


def test_eight_hours_of_ozone_need_six():
    hours = np.full(24, np.nan)
    hours[10:15] = 200.0
    assert highest_of_eight(hours) is None
    hours[15] = 260.0
    assert highest_of_eight(hours) == 210.0


@pytest.mark.parametrize(("valid", "is_known"), [(19, True), (18, False)])
def test_a_day_of_ozone_needs_fourteen_of_its_means_unless_it_is_bad_already(*, valid: int, is_known: bool):
    hours = np.full(24, np.nan)
    # The first 19 hours give the windows that begin at 0 to 13: 14 of them.
    hours[:valid] = 100.0
    assert highest_of_eight(hours) == (100.0 if is_known else None)
    hours[:valid] = 170.0
    assert highest_of_eight(hours) == 170.0


def test_the_highest_eight_hours_count():
    hours = np.zeros(24)
    hours[12:20] = 80.0
    assert highest_of_eight(hours) == 80.0
