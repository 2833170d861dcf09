from __future__ import annotations

from reports.case import facts_of
from reports.figures import figures_of
from reports.score import KEYS, scores_of
from tests.unit.reports.journals import a_flood, at, chained
from tests.unit.reports.test_figures import FACTS


def test_each_mark_is_a_count_out_of_a_count():
    marks = {score.key: (score.got, score.of) for score in scores_of(figures_of(FACTS))}
    assert marks == {"detection": (2, 3), "warning": (1, 1), "calling": (5, 8), "tasks": (1, 3), "plan": (3, 5)}


def test_every_part_of_a_mark_is_a_figure():
    figures = figures_of(FACTS)
    assert [part for score in scores_of(figures) for part in score.parts if part not in figures] == []


def test_where_nothing_can_be_marked_there_is_no_mark():
    marks = {score.key: score.share for score in scores_of(figures_of(facts_of([], now=at(0))))}
    assert marks == dict.fromkeys(KEYS)


def test_a_real_event_has_no_mark_for_detection_and_plan():
    marks = {score.key: score.share for score in scores_of(figures_of(facts_of(chained(a_flood()), now=at(400))))}
    assert [key for key, share in marks.items() if share is None] == ["detection", "plan"]
