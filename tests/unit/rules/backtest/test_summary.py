from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta

from rules.backtest.comparison import compare
from rules.backtest.label import LabelledEvent, Whereabouts
from rules.backtest.score import score
from rules.backtest.summary import Report, document_hash, summary
from rules.backtest.trial import Backtest
from rules.transition import Target
from sensing.level import Level
from tests.unit.rules.backtest.episodes import T0, an_episode, hours
from tests.unit.rules.builders import a_rule

END = T0 + timedelta(days=2)


def a_report(**changes) -> Report:
    episodes = (an_episode(1, 3), an_episode(40, None, peak=Level.RED, is_lost=True))
    found = Backtest(readings=12, transitions=(), transition_count=4, episodes=episodes, targets=1)
    return Report(**({"rule": a_rule(), "start": T0, "end": END, "found": found} | changes))


def test_a_summary_is_the_few_numbers_that_are_kept():
    kept = summary(a_report())
    assert kept["episodes"] == {"count": 2, "by_peak": {"yellow": 1, "red": 1}, "lost": 1, "open": 1, "hours": 10.0}
    assert (kept["from"], kept["to"]) == ("2026-07-01T00:00:00Z", "2026-07-03T00:00:00Z")
    assert (kept["score"], kept["comparison"]) == (None, None)
    assert json.loads(json.dumps(kept)) == kept


def test_score_and_comparison_are_in_it():
    event = LabelledEvent(start=hours(2), end=hours(2.5), station="A")
    report = a_report()
    scored = score(report.found.episodes, [event], places=Whereabouts(division={Target("A"): "41"}), span=(T0, END))
    kept = summary(replace(report, score=scored, comparison=compare(report.found.episodes, (), version=7)))
    assert kept["score"]["overall"] == {
        "events": 1,
        "hits": 1,
        "misses": 0,
        "alarms": 2,
        "false_alarms": 1,
        "pod": 1.0,
        "far": 0.5,
        "csi": 0.5,
        "lead_s": {"least": 3600.0, "median": 3600.0, "most": 3600.0},
    }
    assert (kept["comparison"]["version"], kept["comparison"]["new"]) == (7, 2)


def test_the_id_is_made_of_what_it_says():
    one, again = summary(a_report()), summary(a_report())
    other = summary(a_report(end=END + timedelta(days=1)))
    assert one["id"] == again["id"] != other["id"]
    assert one["id"].startswith("bt-")


def test_the_hash_is_of_the_judgement_not_of_its_version_or_switch():
    rule = a_rule()
    assert document_hash(rule) == document_hash(replace(rule, version=9, is_enabled=False))
    assert document_hash(rule) != document_hash(replace(rule, hazard="11B03"))
