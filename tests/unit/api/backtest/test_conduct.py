from __future__ import annotations

from datetime import timedelta

import pytest

from api.backtest.conduct import asked_of, conduct
from api.problem import ApiError
from api.schema.backtest import BacktestBody
from rules.errors import RuleError
from tests.unit.api.world import NOW, RULE, World

SPAN = {"from": "2026-07-19T05:00:00Z", "to": "2026-07-19T08:00:00Z"}


def test_the_lines_end_with_the_result_and_nothing_is_kept(world: World):
    world.measure([41.0] * 5, start=NOW)
    *progress, last = conduct(world.store, "stage-xixian", BacktestBody.model_validate(SPAN))
    assert progress[-1] == {"progress": 1.0, "readings": 5}
    assert len(last["result"]["episodes"]) == 1
    assert world.store.backtest(last["result"]["id"]) is None


def test_a_stored_rule_is_compared_with_nothing_and_a_draft_with_it(world: World):
    assert asked_of(world.store, "stage-xixian", BacktestBody.model_validate(SPAN)).standing is None
    draft = asked_of(world.store, "stage-xixian", BacktestBody.model_validate(SPAN | {"document": RULE}))
    assert draft.standing.version == 1
    assert draft.tolerance.early == timedelta(hours=6)


@pytest.mark.parametrize(
    ("rule", "changes", "error"),
    [
        ("other", {}, ApiError),
        ("stage-xixian", {"document": "kind: Rule"}, RuleError),
        ("stage-xixian", {"document": {"x": "\ud800"}}, ApiError),
        ("stage-xixian", {"from": "then"}, ApiError),
    ],
)
def test_what_makes_no_sense_is_refused_before_anything_is_read(world: World, rule: str, changes: dict, error: type):
    with pytest.raises(error):
        asked_of(world.store, rule, BacktestBody.model_validate(SPAN | changes))
