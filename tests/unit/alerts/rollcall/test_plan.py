"""How insistently is called."""

from datetime import timedelta

from alerts.rollcall.plan import RollCallPolicy, policy_for
from sensing.level import Level


def test_red_must_have_answered_in_five_minutes_and_blue_is_not_asked():
    policy = RollCallPolicy()
    assert policy.pace(Level.RED).deadline == timedelta(minutes=5)
    assert policy.pace(Level.ORANGE).deadline == timedelta(minutes=10)
    assert policy.pace(Level.YELLOW) is policy.pace(Level.BLUE) is None


def test_the_policy_that_names_most_of_the_code_counts():
    whole, floods, river = (
        RollCallPolicy(id="whole"),
        RollCallPolicy(id="floods", hazards=("11A",)),
        RollCallPolicy(id="river", hazards=("11A01", "11B")),
    )
    policies = (whole, floods, river)
    assert policy_for(policies, hazard="11A01").id == "river"
    assert policy_for(policies, hazard="11A02").id == "floods"
    assert policy_for(policies, hazard="12Q01").id == "whole"


def test_without_a_fitting_policy_the_default_counts():
    assert policy_for((RollCallPolicy(id="floods", hazards=("11A",)),), hazard="12Q01").id == "default"
    assert policy_for((), hazard="11A01").id == "default"
