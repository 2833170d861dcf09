from __future__ import annotations

from dataclasses import replace

from fenghuo.backlog import Work
from fenghuo.untold import Untold
from rules.transition import RuleId, Target
from tests.unit.fenghuo.conftest import a_transition

RAISED = a_transition()
LOWERED = replace(RAISED, value=1.0)
ELSEWHERE = replace(RAISED, target=Target("B"))
OTHER_RULE = replace(RAISED, rule=RuleId("other"))


def test_what_follows_a_refused_transition_waits_behind_it_and_the_others_do_not():
    untold = Untold()
    untold.add([RAISED])
    work = Work(transitions=[LOWERED, ELSEWHERE, OTHER_RULE])
    assert untold.hold(work).transitions == [ELSEWHERE, OTHER_RULE]
    assert len(untold) == 2
    calm = Work(transitions=[ELSEWHERE])
    assert untold.hold(calm) is calm


def test_nothing_is_told_behind_a_transition_that_is_refused_again():
    untold, told = Untold(), []
    untold.add([RAISED, ELSEWHERE])
    untold.hold(Work(transitions=[LOWERED]))
    untold.tell(lambda transition: transition is not RAISED and told.append(transition) is None)
    assert told == [ELSEWHERE]
    untold.tell(lambda transition: told.append(transition) is None)
    assert told == [ELSEWHERE, RAISED, LOWERED]
    assert not untold
