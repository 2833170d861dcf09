from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from rules.retelling import retold
from rules.transition import Change, Reason, RuleId, Target, Transition, change_of
from sensing.instant import Micros, from_micros
from sensing.level import Level
from tests.unit.rules.builders import MINUTE

NONE, BLUE, YELLOW, RED = Level.NONE, Level.BLUE, Level.YELLOW, Level.RED


def history(*steps: tuple[int, Level], start: Level = NONE, **fields) -> list[Transition]:
    """Return the history of a slot from (minute, level) steps."""
    levels = [start, *(level for _, level in steps)]
    return [
        Transition(
            rule=RuleId("stage"),
            version=1,
            target=Target("A"),
            change=change_of(before, after),
            before=before,
            after=after,
            at=from_micros(Micros(minute * MINUTE)),
            reason=Reason.EXCEEDED if after > before else Reason.RECEDED,
            **fields,
        )
        for before, (minute, after) in zip(levels, steps, strict=False)
    ]


def said(told, canonical, *, start=NONE):
    return [(each.before, each.after, each.reason) for each in retold(told, canonical, start=start)]


def test_what_both_say_is_no_news():
    both = history((1, RED), (5, NONE))
    assert retold(both, both, start=NONE) == []


def test_a_peak_that_nobody_was_told_of_is_told_with_what_came_after_it():
    assert said([], history((1, RED), (5, NONE))) == [(NONE, RED, Reason.EXCEEDED), (RED, NONE, Reason.RECEDED)]


def test_a_higher_peak_goes_on_from_the_level_that_was_told_last():
    told = history((1, BLUE), (8, NONE))
    canonical = history((1, BLUE), (3, RED), (5, YELLOW), (8, NONE))
    assert said(told, canonical) == [
        (NONE, RED, Reason.EXCEEDED),
        (RED, YELLOW, Reason.RECEDED),
        (YELLOW, NONE, Reason.RECEDED),
    ]


def test_another_instant_of_the_same_raise_is_no_news():
    assert said(history((5, RED)), history((4, RED))) == []


def test_a_gap_that_nobody_saw_is_no_news():
    assert said(history((1, RED)), history((1, RED), (3, NONE), (4, RED))) == []


def test_an_end_that_nobody_was_told_of_is_told():
    assert said(history((1, RED)), history((1, RED), (3, NONE))) == [(RED, NONE, Reason.RECEDED)]


def test_a_raise_that_never_was_is_taken_back():
    (taken,) = retold(history((5, RED), value=44.0), [], start=NONE)
    assert (taken.change, taken.before, taken.after) == (Change.CLEAR, RED, NONE)
    assert (taken.reason, taken.value, taken.at) == (Reason.LATE_READING, None, from_micros(Micros(5 * MINUTE)))


def test_an_end_that_never_was_is_taken_back():
    told = history((5, NONE), start=RED)
    assert said(told, [], start=RED) == [(NONE, RED, Reason.LATE_READING)]


def test_a_lower_level_than_was_told_is_told():
    assert said(history((5, RED)), history((5, BLUE))) == [(RED, BLUE, Reason.LATE_READING)]


def test_a_silence_that_goes_on_is_no_raise():
    (heard,) = history((5, NONE), start=RED)
    heard = replace(heard, reason=Reason.HEARD_AGAIN)
    (again,) = retold([heard], [], start=RED)
    assert again.change is Change.LOST


@st.composite
def histories(draw):
    steps, level = [], NONE
    for minute in sorted(draw(st.sets(st.integers(0, 9), max_size=5))):
        level = draw(st.sampled_from([each for each in Level if each is not level]))
        steps.append((minute, level))
    return history(*steps)


@given(told=histories(), canonical=histories())
def test_people_know_the_level_and_every_peak_afterwards(told, canonical):
    new = retold(told, canonical, start=NONE)
    heard = [*told, *new]
    level = NONE
    for each in heard:
        assert each.before is level
        assert each.after is not level
        level = each.after
    assert level is (canonical[-1].after if canonical else NONE)
    for each in canonical:
        assert max((one.after for one in heard), default=NONE) >= each.after


def test_a_loss_stays_a_loss():
    (raised,) = history((5, RED))
    lost = replace(raised, change=Change.LOST)
    assert [each.change for each in retold([], [lost], start=NONE)] == [Change.LOST]
