"""The timing semantics of docs/reference/rules.md, sentence by sentence."""

from __future__ import annotations

from datetime import timedelta

import pytest

from rules.rule import Direction
from rules.transition import Change, Reason
from sensing.level import Level
from sensing.quality import Quality
from tests.unit.rules.builders import a_threshold
from tests.unit.rules.threshold.gauge import Gauge

HOLD = timedelta(minutes=10)
CLEAR = timedelta(minutes=30)


def test_equal_to_the_level_is_not_above_it():
    gauge = Gauge()
    assert gauge.read((0, 40.5)) == []
    assert gauge.read((1, 40.500001)) == [(1, "raise", "blue", "exceeded")]


def test_equal_to_the_level_is_not_below_it():
    gauge = Gauge(a_threshold(direction=Direction.BELOW, levels={Level.BLUE: 5.0, Level.RED: 3.0}))
    assert gauge.read((0, 5.0)) == []
    assert gauge.read((1, 2.9)) == [(1, "raise", "red", "exceeded")]
    assert gauge.read((2, 3.0)) == [(2, "lower", "blue", "receded")]


def test_the_crossing_already_true_at_the_first_reading_counts():
    assert Gauge().read((0, 44)) == [(0, "raise", "red", "exceeded")]


def test_a_raise_names_value_threshold_and_rule_version():
    gauge = Gauge()
    gauge.read((0, 43.2))
    (raised,) = gauge.said
    assert (raised.value, raised.threshold, raised.version, raised.property) == (43.2, 43.0, 1, "water_level")
    assert (raised.before, raised.after, raised.quality) == (Level.NONE, Level.ORANGE, Quality.GOOD)


def test_a_below_rule_speaks_in_plain_numbers():
    gauge = Gauge(a_threshold(direction=Direction.BELOW, levels={Level.RED: 3.0}, clear_by=0.5))
    gauge.read((0, 2.0), (1, 3.5))
    raised, cleared = gauge.said
    assert (raised.value, raised.threshold) == (2.0, 3.0)
    assert (cleared.value, cleared.threshold, cleared.facts["clear"]) == (3.5, 3.0, 3.5)


class TestHold:
    def test_is_inclusive(self):
        gauge = Gauge(a_threshold(hold=HOLD))
        assert gauge.read((0, 42), (5, 42), (9.99, 42)) == []
        assert gauge.read((10, 42)) == [(10, "raise", "yellow", "held")]
        assert gauge.said[0].facts == {"hold_s": 600.0, "lasted_s": 600.0}

    def test_counts_per_level_from_that_levels_own_run(self):
        gauge = Gauge(a_threshold(hold=HOLD))
        assert gauge.read((0, 41), (5, 42), (10, 42), (15, 42)) == [
            (10, "raise", "blue", "held"),
            (15, "raise", "yellow", "held"),
        ]

    def test_a_reading_that_does_not_satisfy_ends_the_run(self):
        gauge = Gauge(a_threshold(hold=HOLD))
        assert gauge.read((0, 42), (9, 40.5), (11, 42), (20.9, 42)) == []
        assert gauge.read((21, 42)) == [(21, "raise", "yellow", "held")]

    def test_a_reading_at_the_very_end_that_does_not_satisfy_ends_the_run(self):
        assert Gauge(a_threshold(hold=HOLD)).read((0, 42), (10, 40)) == []

    def test_completes_by_the_clock(self):
        gauge = Gauge(a_threshold(hold=HOLD))
        gauge.read((0, 42.18))
        assert gauge.tick(5) == []
        assert gauge.wanted == 10
        assert gauge.tick(10) == [(10, "raise", "yellow", "held_by_clock")]
        assert (gauge.said[0].value, gauge.said[0].facts["lasted_s"]) == (42.18, 600.0)
        assert gauge.wanted is None

    def test_completes_between_two_readings_at_its_own_instant(self):
        gauge = Gauge(a_threshold(hold=HOLD))
        assert gauge.read((0, 42), (12, 40)) == [
            (10, "raise", "yellow", "held_by_clock"),
            (12, "clear", "none", "receded"),
        ]

    def test_does_not_complete_by_the_clock_once_the_datastream_is_silent(self):
        gauge = Gauge(a_threshold(hold=timedelta(minutes=16)))
        gauge.read((0, 42))
        assert gauge.tick(16) == []
        assert gauge.wanted is None
        assert gauge.read((17, 40)) == []

    def test_the_silent_limit_is_inclusive(self):
        gauge = Gauge(a_threshold(hold=timedelta(minutes=15)))
        gauge.read((0, 42))
        assert gauge.tick(15) == [(15, "raise", "yellow", "held_by_clock")]

    def test_a_run_over_a_gap_is_unbroken_and_completed_by_the_next_reading(self):
        gauge = Gauge(a_threshold(hold=timedelta(minutes=16)))
        assert gauge.read((0, 42), (60, 42)) == [(60, "raise", "yellow", "held")]
        assert gauge.said[0].facts["lasted_s"] == 3600.0

    def test_an_untrusted_reading_keeps_the_datastream_alive(self):
        gauge = Gauge(a_threshold(hold=timedelta(minutes=20)))
        gauge.read((0, 42))
        gauge.read((10, 0), quality=Quality.DOUBTFUL)
        assert gauge.tick(20) == [(20, "raise", "yellow", "held_by_clock")]

    def test_an_untrusted_reading_after_the_silence_proves_nothing(self):
        gauge = Gauge(a_threshold(hold=timedelta(minutes=20)))
        gauge.read((0, 42))
        assert gauge.read((21, 42), quality=Quality.DOUBTFUL) == []
        assert gauge.tick(22) == []
        assert gauge.read((23, 42)) == [(23, "raise", "yellow", "held")]

    def test_a_clock_that_runs_ahead_does_not_complete_a_hold_early(self):
        gauge = Gauge(a_threshold(hold=HOLD))
        gauge.read((0, 42))
        assert gauge.read((600, 42), quality=Quality.DOUBTFUL, result_time=[1]) == []
        assert gauge.read((5, 40)) == []
        assert gauge.tick(11) == []


class TestClear:
    def test_without_by_and_for_the_first_reading_at_the_level_clears(self):
        assert Gauge().read((0, 42), (1, 41.5), (2, 40.5)) == [
            (0, "raise", "yellow", "exceeded"),
            (1, "lower", "blue", "receded"),
            (2, "clear", "none", "receded"),
        ]

    def test_by_is_reckoned_as_written(self):
        # 43.5 - 0.3 is 43.2 on paper and 43.2000000000000028… in binary.
        gauge = Gauge(a_threshold(levels={Level.RED: 0.3}, clear_by=0.1))
        assert gauge.read((0, 1), (1, 0.21)) == [(0, "raise", "red", "exceeded")]
        assert gauge.read((2, 0.2)) == [(2, "clear", "none", "receded")]

    def test_a_value_between_level_and_clear_level_keeps_it_raised_and_does_not_raise_it(self):
        gauge = Gauge(a_threshold(clear_by=0.3))
        assert gauge.read((0, 40.4)) == []
        assert gauge.read((1, 40.6), (2, 40.4), (3, 40.21)) == [(1, "raise", "blue", "exceeded")]
        assert gauge.read((4, 40.2)) == [(4, "clear", "none", "receded")]

    def test_for_is_inclusive_and_counts_from_the_first_reading_that_is_low(self):
        gauge = Gauge(a_threshold(clear_for=CLEAR))
        gauge.read((0, 42))
        assert gauge.read((5, 40), (34.99, 40)) == []
        assert gauge.read((35, 40)) == [(35, "clear", "none", "receded")]
        assert gauge.said[0].facts == {"clear": 41.5, "clear_s": 1800.0}

    def test_a_reading_above_the_clear_level_resets_it(self):
        gauge = Gauge(a_threshold(levels={Level.BLUE: 40.5}, clear_for=CLEAR, clear_by=0.3))
        gauge.read((0, 42), (5, 40), (30, 40.3))
        assert gauge.read((31, 40), (60, 40)) == []
        assert gauge.read((61, 40)) == [(61, "clear", "none", "receded")]

    def test_never_completes_by_the_clock(self):
        gauge = Gauge(a_threshold(clear_for=CLEAR))
        gauge.read((0, 42), (5, 40))
        assert gauge.tick(1000) == []
        assert gauge.wanted is None

    def test_each_level_clears_by_itself(self):
        gauge = Gauge(a_threshold(clear_for=CLEAR))
        gauge.read((0, 44), (1, 43.2), (20, 42))
        assert gauge.read((31, 42)) == [(31, "lower", "orange", "receded")]
        assert gauge.read((50, 42)) == [(50, "lower", "yellow", "receded")]

    def test_an_untrusted_reading_neither_clears_nor_resets(self):
        gauge = Gauge(a_threshold(clear_for=CLEAR))
        gauge.read((0, 42), (5, 40))
        assert gauge.read((20, 44), quality=Quality.UNRELIABLE) == []
        assert gauge.read((35, 40), quality=Quality.DOUBTFUL) == []
        assert gauge.read((36, 40)) == [(36, "clear", "none", "receded")]


class TestOrder:
    def test_a_late_reading_moves_nothing(self):
        gauge = Gauge()
        gauge.read((10, 40))
        assert gauge.read((5, 44)) == []

    def test_of_two_readings_of_one_instant_the_first_counts(self):
        gauge = Gauge()
        assert gauge.read((0, 42), (0, 44)) == [(0, "raise", "yellow", "exceeded")]
        assert gauge.read((0, 44)) == []

    def test_within_a_batch_time_orders_not_arrival(self):
        assert Gauge().read((5, 40), (0, 44)) == [(0, "raise", "red", "exceeded"), (5, "clear", "none", "receded")]

    def test_an_untrusted_reading_from_the_future_does_not_make_later_ones_late(self):
        gauge = Gauge()
        gauge.read((600, 0), quality=Quality.DOUBTFUL, result_time=[0])
        assert gauge.read((1, 44)) == [(1, "raise", "red", "exceeded")]


class TestAheadClock:
    """A device whose clock runs ahead by less than makes its readings doubtful."""

    @pytest.mark.parametrize("minute", [0, 0.01, 1])
    def test_hides_no_reading_that_follows(self, minute):
        gauge = Gauge()
        gauge.read((4, 1), result_time=[0])
        assert gauge.read((minute, 44)) == [(minute, "raise", "red", "exceeded")]

    def test_in_one_batch_its_reading_is_taken_as_of_its_arrival(self):
        assert Gauge().read((4, 1), (0.5, 44), result_time=[0, 0.5]) == [(0.5, "raise", "red", "exceeded")]

    def test_says_nothing_about_the_future(self):
        gauge = Gauge(a_threshold(hold=timedelta(minutes=2)))
        assert gauge.read((0, 44), (4, 44), result_time=[0, 1]) == []
        assert gauge.read((5, 44), result_time=[2]) == [(2, "raise", "red", "held")]

    def test_that_always_runs_ahead_is_judged_by_arrival(self):
        gauge = Gauge(a_threshold(clear_for=CLEAR))
        gauge.read((4, 44), result_time=[0])
        assert gauge.read((8, 40), (37.9, 40), result_time=[4, 33.9]) == []
        assert gauge.read((38, 40), result_time=[34]) == [(34, "clear", "none", "receded")]

    def test_samples_of_one_message_keep_their_order(self):
        gauge = Gauge()
        assert gauge.read((1, 44), (4, 1), (3, 2), result_time=[0, 0, 0]) == [
            (0, "raise", "red", "exceeded"),
            (0, "clear", "none", "receded"),
        ]

    def test_makes_late_what_is_older_than_its_arrival_by_more_than_it_is_ahead(self):
        gauge = Gauge()
        gauge.read((14, 40), result_time=[10])
        assert gauge.read((6, 44), result_time=[11]) == []
        assert gauge.read((6.01, 44), result_time=[11]) == [(6.01, "raise", "red", "exceeded")]

    def test_does_not_make_duplicates_of_right_readings_count(self):
        gauge = Gauge()
        gauge.read((0, 44), (1, 40), (5, 40), result_time=[0, 1, 1])
        assert gauge.read((0, 44), (1, 44), result_time=[2, 2]) == []


@pytest.mark.parametrize("quality", [Quality.DOUBTFUL, Quality.UNRELIABLE])
def test_a_quality_that_the_rule_does_not_trust_never_raises(quality):
    assert Gauge().read((0, 99), quality=quality) == []


def test_a_quality_that_the_rule_trusts_raises_and_is_named():
    gauge = Gauge(quality=(Quality.GOOD, Quality.DOUBTFUL))
    gauge.read((0, 99), quality=Quality.DOUBTFUL)
    assert gauge.said[0].quality is Quality.DOUBTFUL


def test_a_ladder_may_leave_levels_out():
    gauge = Gauge(a_threshold(levels={Level.YELLOW: 1.0, Level.RED: 3.0}))
    assert gauge.read((0, 2), (1, 4), (2, 2), (3, 0)) == [
        (0, "raise", "yellow", "exceeded"),
        (1, "raise", "red", "exceeded"),
        (2, "lower", "yellow", "receded"),
        (3, "clear", "none", "receded"),
    ]


def test_transitions_hold_plain_numbers_only():
    gauge = Gauge(a_threshold(hold=HOLD, clear_for=CLEAR))
    gauge.read((0, 42), (10, 42), (20, 40), (50, 40))
    assert [each.change for each in gauge.said] == [Change.RAISE, Change.CLEAR]
    assert gauge.said[1].reason is Reason.RECEDED
    for each in gauge.said:
        assert type(each.value) is float
        assert type(each.threshold) is float
        assert {type(fact) for fact in each.facts.values()} <= {float, str}
