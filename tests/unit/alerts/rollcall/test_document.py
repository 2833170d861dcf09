"""Roll-call policies as people write them."""

from datetime import timedelta

import pytest

from alerts.rollcall.document import parse_rollcalls
from alerts.rollcall.plan import Manner
from sensing.errors import DocumentError
from sensing.level import Level

HEAD = "apiVersion: fenghuo/v1\nkind: RollCall\nid: floods\n"


def test_a_policy_says_what_it_changes_and_keeps_the_rest_in_proportion():
    (policy,) = parse_rollcalls(
        HEAD + 'hazards: ["11A"]\nlevels:\n  red: {deadline: 10m, quorum: 2, manner: in_order}\n', origin="r.yaml"
    )
    pace = policy.pace(Level.RED)
    assert (pace.deadline, pace.retry, pace.knock_after) == tuple(timedelta(minutes=m) for m in (10, 3, 20))
    assert (pace.quorum, pace.manner, policy.hazards) == (2, Manner.IN_ORDER, ("11A",))
    assert policy.pace(Level.ORANGE) is None


@pytest.mark.parametrize(
    ("levels", "message"),
    [
        ("{red: {deadline: 1s}}", r"r\.yaml:4: levels\.red\.deadline: expected 15s to 12h, got 1s"),
        ("{red: {deadline: 20m, knock: 10m}}", "expected deputies ≤ deadline ≤ sideways ≤ knock"),
        ("{red: {quorum: 0}}", "quorum: expected 1 to 20, got 0"),
        ("{red: {neighbours: -1}}", "neighbours: expected 0 to 20"),
        ("{red: {speed: 1}}", 'unknown key "speed"'),
        ("{pink: {}}", 'unknown key "pink"'),
    ],
)
def test_a_mistake_is_told_with_its_line(levels, message):
    with pytest.raises(DocumentError, match=message):
        parse_rollcalls(f"{HEAD}levels: {levels}\n", origin="r.yaml")


def test_a_hazard_that_is_no_code_is_refused():
    with pytest.raises(DocumentError, match="hazards: expected the beginning of an event code"):
        parse_rollcalls(f"{HEAD}hazards: [flood]\nlevels: {{}}\n", origin="r.yaml")
