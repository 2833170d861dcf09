"""Whatever people, clocks and machines do, no village is forgotten. One long random roll call after another."""

from datetime import timedelta

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from alerts.rollcall.answer import Standing
from alerts.rollcall.calling import next_instant
from alerts.rollcall.machine import step
from alerts.rollcall.news import Answered, CallKind, Cancelled, Resumed, Revised, Stopped
from alerts.rollcall.plan import DEFAULT_PACES
from alerts.rollcall.roll import Roll, RollState
from sensing.level import Level
from store.codec import dump, load
from tests.builders import NOW
from tests.unit.alerts.rollcall.rolls import a_person, a_roll, a_village, an_answer

PLACES = ("A", "B", "C")
VILLAGES = (
    a_village("A", neighbours=("B", "C")),
    a_village("B", neighbours=("A",), persons=(a_person("B1"), a_person("B2"), a_person("B3", is_deputy=True))),
    a_village("C", persons=()),
)


class RollCall(RuleBasedStateMachine):
    """A roll call under a clock that may be late, with a shadow that is restarted after every step."""

    def __init__(self) -> None:
        super().__init__()
        self.now = NOW
        self.roll = a_roll(*VILLAGES, level=Level.ORANGE, pace=DEFAULT_PACES[Level.ORANGE])
        self.knocked: set[str] = set()
        self.answered: set[tuple[str, str]] = set()
        self.keys: set[str] = set()
        self.number = 1
        self.said = 0
        self.go([])

    def go(self, news) -> None:
        """Step, and hold what came of it against the promises."""
        before = self.roll
        found = step(before, news, now=self.now)
        # A restart at any point: what was written down and read again does the same.
        again = step(load(Roll, dump(before)), news, now=self.now)
        assert again == found
        # A step that is repeated has nothing left to do.
        quiet = [each for each in news if isinstance(each, Answered)]
        repeated = step(found.roll, quiet, now=self.now)
        assert (repeated.calls, repeated.knocks, repeated.darks, repeated.helps) == ((), (), (), ())
        if found.roll.round > before.round and any(isinstance(each, Revised) for each in news):
            self.answered.clear()
        for call in found.calls:
            if call.kind is CallKind.ASK:
                assert (call.place, call.person) not in self.answered
            assert call.key not in self.keys
            self.keys.add(call.key)
        self.knocked |= set(found.knocks)
        for each in quiet:
            if each.answer.standing is not Standing.UNCLEAR:
                self.answered.add((each.answer.place, each.answer.person))
        if found.roll.state is RollState.ACTIVE:
            assert found.next is not None
            assert found.next > self.now
        self.roll, self.next = found.roll, found.next

    @rule(delay=st.sampled_from([0, 1, 30, 600]))
    def wake(self, delay):
        """The chore comes round when it was asked to, or late."""
        if self.next is not None:
            self.now = max(self.now, self.next) + timedelta(seconds=delay)
        self.go([])

    @rule(seconds=st.integers(0, 400))
    def wait(self, seconds):
        self.now += timedelta(seconds=seconds)
        self.go([])

    @rule(
        place=st.sampled_from(PLACES),
        person=st.sampled_from(["1", "2", "3"]),
        standing=st.sampled_from(list(Standing)),
        headcount=st.none() | st.integers(0, 99),
    )
    def somebody_answers(self, place, person, standing, headcount):
        self.said += 1
        answer = an_answer(place, place + person, standing, at=self.now, headcount=headcount, id=f"a{self.said:06}")
        self.go([Answered(answer=answer)])

    @rule(seconds=st.integers(1, 600))
    def an_answer_comes_late(self, seconds):
        at = self.now - timedelta(seconds=seconds)
        before = self.roll.round
        self.said += 1
        self.go([Answered(answer=an_answer("A", "A1", at=at, id=f"a{self.said:06}"))])
        if not any(each.person == "A1" for each in self.roll.places[0].answers[self.roll.places[0].from_answer :]):
            self.answered.discard(("A", "A1"))
        assert self.roll.round == before

    @rule(level=st.sampled_from(list(Level)))
    def an_update_is_issued(self, level):
        self.number += 1
        revision = Revised(
            warning=f"w{self.number}",
            identifier=f"4115-w{self.number}",
            level=level,
            pace=DEFAULT_PACES.get(level),
            expires=self.now + timedelta(hours=1),
            places=VILLAGES,
        )
        self.go([revision])

    @precondition(lambda self: self.roll.state is RollState.ACTIVE)
    @rule()
    def an_officer_stops_it(self):
        self.go([Stopped()])

    @precondition(lambda self: self.roll.state is RollState.STOPPED and self.now < self.roll.expires)
    @rule()
    def an_officer_lets_it_go_on(self):
        self.go([Resumed()])

    @precondition(lambda self: self.number > 3)
    @rule()
    def the_warning_is_cancelled(self):
        self.number += 1
        self.go([Cancelled(warning=f"w{self.number}")])

    @invariant()
    def no_deadline_has_passed_unnoticed(self):
        if self.roll.state is not RollState.ACTIVE:
            return
        pace = self.roll.pace
        for place in self.roll.places:
            if place.has_quorum(pace.quorum):
                continue
            if self.now >= place.since + pace.deadline:
                assert place.told_up is not None
                assert place.dark is not None or place.is_heard
            if self.now >= place.since + pace.knock_after:
                assert place.id in self.knocked
            assert all(person.called for person in place.persons if not person.is_deputy and not place.respondents)

    @invariant()
    def nobody_is_forgotten_at_the_end(self):
        if self.roll.state is not RollState.EXPIRED:
            return
        for place in self.roll.places:
            assert place.has_quorum(self.roll.pace.quorum) or place.id in self.knocked

    @invariant()
    def the_next_instant_is_ahead(self):
        if self.roll.state is RollState.ACTIVE:
            assert next_instant(self.roll, now=self.now) > self.now or self.now >= self.roll.expires


RollCall.TestCase.settings = settings(max_examples=60, stateful_step_count=25, deadline=None)
TestRollCall = RollCall.TestCase
