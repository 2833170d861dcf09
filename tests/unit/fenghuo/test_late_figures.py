from __future__ import annotations

from fenghuo import metrics
from fenghuo.late_figures import LateFigures
from rules.compiler import compile_rules
from rules.engine import initial
from sensing.instant import Micros
from tests.unit.rules.builders import MINUTE, a_registry, a_rule


def counted(outcome: str) -> float:
    return metrics.registry.get_sample_value("fenghuo_readings_late_total", {"outcome": outcome}) or 0.0


def test_what_became_of_late_readings_is_counted_on_over_a_restart_of_the_engine():
    figures, history = LateFigures(), initial(compile_rules([a_rule()], registry=a_registry())).history
    before = counted("judged"), counted("beyond")
    history.judged, history.beyond = 3, 1
    figures.count(history, now=Micros(20 * MINUTE))
    figures.count(history, now=Micros(20 * MINUTE))
    history.judged = 2
    figures.count(history, now=Micros(20 * MINUTE))
    figures.count(None, now=Micros(20 * MINUTE))
    assert (counted("judged") - before[0], counted("beyond") - before[1]) == (5, 1)
    assert metrics.registry.get_sample_value("fenghuo_lateness_reach_seconds") == 600
