from __future__ import annotations

from datetime import timedelta

import pytest

from api.backtest.conduct import asked_of, conduct
from api.problem import ApiError
from api.schema.backtest import BacktestBody
from rules.document import parse_rule
from rules.errors import RuleError
from rules.record import Terms
from tests.unit.api.world import NOW, RULE, World

LATER = NOW + timedelta(hours=2)
SPAN = {"from": "2026-07-19T05:00:00Z", "to": "2026-07-19T08:00:00Z"}


def asked(world: World, rule: str = "stage-xixian", **changes):
    return asked_of(world.store, rule, BacktestBody.model_validate(SPAN | changes), now=LATER)


def test_the_lines_end_with_the_result_and_nothing_is_kept(world: World):
    world.measure([41.0] * 5, start=NOW)
    *progress, last = conduct(world.store, "stage-xixian", BacktestBody.model_validate(SPAN), now=LATER)
    assert progress[-1] == {"progress": 1.0, "readings": 5}
    assert len(last["result"]["episodes"]) == 1
    assert world.store.backtest(last["result"]["id"]) is None


def test_a_stored_rule_is_compared_with_nothing_and_a_draft_with_it(world: World):
    assert asked(world).standing is None
    draft = asked(world, document=RULE)
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
        asked(world, rule, **changes)


def test_the_rule_in_force_is_compared_with_and_never_one_that_is_proposed_or_scheduled(world: World):
    changed = parse_rule(RULE.replace("blue: 40.5", "blue: 40.0"), origin="test")
    for terms in (Terms(effective_from=LATER + timedelta(days=1)), Terms(signatures_needed=1)):
        world.store.put_rules([(changed, terms)], author="test", at=NOW)
    draft = asked(world, document=RULE)
    assert draft.standing.version == 1
    assert [rule.version for rule in draft.known] == [1]
    # The newest version is what is tried without a draft; it is compared with the one in force.
    proposed = asked(world)
    assert (proposed.rule.version, proposed.standing.version) == (3, 1)


def test_a_span_ends_now_because_nothing_is_silent_in_the_future(world: World):
    assert asked(world, to="2030-01-01T00:00:00Z").span.end == LATER


def test_a_draft_of_another_rule_is_no_draft_of_this_one(world: World):
    with pytest.raises(ApiError, match="the path names rule 'stage-xixian', the document 'other'"):
        asked(world, document=RULE.replace("stage-xixian", "other"))
