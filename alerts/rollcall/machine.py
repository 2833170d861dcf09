"""Machine: one step of a roll call. Takes in what is new, then does what is due.

Everything that was due before ``now`` is done, however late the step is, and nothing twice: what was done stands in the
roll. Answers are taken in before the clock is looked at, so that one which came in time is in time.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from alerts.errors import ApprovalError
from alerts.rollcall.answer import Standing
from alerts.rollcall.calling import Reach, asked, asked_now, call, knockers, next_instant
from alerts.rollcall.news import Answered, Call, CallKind, Cancelled, News, Recalled, Resumed, Revised, Step, Stopped
from alerts.rollcall.revising import anew, merged
from alerts.rollcall.roll import Place, Roll, RollState

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Mapping
    from datetime import datetime

    from alerts.rollcall.answer import Answer

#: Silent places about which something is done in one step; the next step, which is due at once, goes on.
MOST_AT_ONCE = 500
#: State and what happens → state. What is missing is forbidden.
MOVES: dict[tuple[RollState, str], RollState] = {
    (RollState.ACTIVE, "stop"): RollState.STOPPED,
    (RollState.STOPPED, "start"): RollState.ACTIVE,
    (RollState.ACTIVE, "cancel"): RollState.CANCELLED,
    (RollState.STOPPED, "cancel"): RollState.CANCELLED,
    (RollState.ACTIVE, "expire"): RollState.EXPIRED,
    (RollState.STOPPED, "expire"): RollState.EXPIRED,
}


def step(roll: Roll, news: Iterable[News] = (), *, now: datetime, lively: Collection[str] = ()) -> Step:
    """Return the roll call once news is taken in and what is due is done.

    Args:
        roll: As it stands.
        news: In the order in which it came.
        now: When.
        lively: Places from which a device is heard; they are never dark.

    Raises:
        ApprovalError: If a person asks for what the state does not allow.
    """
    work = _Work(roll=roll, now=now, lively=frozenset(lively), places={place.id: place for place in roll.places})
    for one in news:
        _TAKE[type(one)](work, one)
    if work.roll.state in {RollState.ACTIVE, RollState.STOPPED} and now >= work.roll.expires:
        _end(work, "expire")
    if work.roll.state is RollState.ACTIVE:
        _make_rounds(work)
    return work.step(roll)


def taken_in(roll: Roll, answers: Iterable[Answer], *, now: datetime) -> Roll:
    """Return the roll call with answers that its next step has yet to take in; nothing is done about them."""
    work = _Work(roll=roll, now=now, lively=frozenset(), places={place.id: place for place in roll.places})
    for answer in answers:
        _take_answer(work, Answered(answer=answer))
    return work.step(roll).roll


@dataclass(slots=True)
class _Work:
    """A step on its way."""

    #: All but its places.
    roll: Roll
    now: datetime
    lively: frozenset[str]
    places: dict[str, Place]
    calls: list[Call] = field(default_factory=list)
    knocks: list[str] = field(default_factory=list)
    darks: list[str] = field(default_factory=list)
    reached: list[str] = field(default_factory=list)
    helps: list[Answer] = field(default_factory=list)
    #: Places of which something that is due was left for the next step.
    cut: set[str] = field(default_factory=set)

    def is_answered(self, place: Place) -> bool:
        return place.has_quorum(self.roll.pace.quorum)

    def is_done(self, place: Place) -> bool:
        return place.outside is not None or self.is_answered(place)

    def move(self, act: str) -> None:
        state = MOVES.get((self.roll.state, act))
        if state is None:
            raise ApprovalError("not_allowed", f"roll call {self.roll.id} is {self.roll.state}: it cannot {act}")
        is_over = state in {RollState.CANCELLED, RollState.EXPIRED}
        self.roll = replace(self.roll, state=state, ended=self.now if is_over else None)

    def ask(self, place: Place, chosen: Collection[str]) -> Place:
        self.places[place.id], calls = asked(place, chosen, roll=self.roll, now=self.now)
        self.calls += calls
        return self.places[place.id]

    def step(self, before: Roll) -> Step:
        roll = replace(self.roll, places=tuple(self.places.values()))
        roll = replace(roll, changed=self.now) if roll != before else roll
        due = None if roll.ended else roll.expires
        if roll.state is RollState.ACTIVE:
            due = self.now if self.cut else min(next_instant(roll, now=self.now), roll.expires)
        return Step(
            roll=roll,
            calls=tuple(self.calls),
            knocks=tuple(self.knocks),
            darks=tuple(self.darks),
            reached=tuple(self.reached),
            helps=tuple(self.helps),
            next=due,
            cut=frozenset(self.cut),
        )


def _take_answer(work: _Work, news: Answered) -> None:
    answer = news.answer
    place = work.places.get(answer.place)
    if place is None or any(known.id == answer.id for known in place.answers):
        return
    # By the time they were given, whatever order they come in.
    answers = tuple(sorted((*place.answers, answer), key=lambda each: (each.at, each.id)))
    is_old = answers.index(answer) < place.from_answer
    after = replace(place, answers=answers, from_answer=place.from_answer + is_old)
    work.places[place.id] = after
    if work.is_answered(after) and not work.is_answered(place):
        work.reached.append(place.id)
    before = place.current.get(answer.person)
    is_news = before is None or before.standing is not Standing.HELP
    if answer.standing is Standing.HELP and not is_old and is_news:
        work.helps.append(answer)


def _take_revision(work: _Work, news: Revised) -> None:
    if work.roll.state in {RollState.CANCELLED, RollState.EXPIRED} or news.warning == work.roll.warning:
        return
    # A rise to a level that asks for no roll call wakes nobody again.
    is_rise = news.level > work.roll.level and news.pace is not None
    if is_rise and work.roll.state is RollState.STOPPED:
        # Whoever stopped it did so for the lower level.
        work.move("start")
    fresh = {place.id: replace(place, since=work.now) for place in news.places}
    kept = {id_: merged(each, fresh.get(id_), is_rise=is_rise, now=work.now) for id_, each in work.places.items()}
    work.places = fresh | kept
    work.roll = replace(
        work.roll,
        warning=news.warning,
        identifier=news.identifier,
        level=news.level,
        pace=news.pace or work.roll.pace,
        expires=news.expires,
        uncovered=news.uncovered,
        round=work.roll.round + is_rise,
    )


def _take_cancel(work: _Work, news: Cancelled) -> None:
    if (work.roll.state, "cancel") not in MOVES:
        return
    work.roll = replace(work.roll, warning=news.warning)
    work.move("cancel")
    for place in work.places.values():
        said = {answer.person for answer in place.answers}
        work.calls += [call(CallKind.END, one, place=place, roll=work.roll) for one in place.persons if one.id in said]


def _end(work: _Work, act: str) -> None:
    """End with the warning's time; where nobody was sent to a silent door yet, somebody is sent now."""
    work.move(act)
    for place in work.places.values():
        if place.knocked is None and not work.is_done(place):
            work.places[place.id] = replace(place, knocked=work.now)
            work.knocks.append(place.id)


def _take_stop(work: _Work, _news: Stopped) -> None:
    work.move("stop")


def _take_resume(work: _Work, _news: Resumed) -> None:
    work.move("start")
    work.roll = replace(work.roll, round=work.roll.round + 1)
    for place in work.places.values():
        if not work.is_done(place):
            work.places[place.id] = anew(place, now=work.now)


def _take_recall(work: _Work, news: Recalled) -> None:
    place = work.places.get(news.place)
    if work.roll.state is not RollState.ACTIVE or place is None:
        message = f"expected a place of an active roll call, got {news.place!r} of one that is {work.roll.state}"
        raise ApprovalError("not_allowed", message)
    silent = {person.id for person in place.persons} - place.respondents
    chosen = silent & {news.person} if news.person else silent
    if not chosen:
        message = f"expected somebody of {place.name} who has not answered, got {news.person or 'nobody'}"
        raise ApprovalError("already_answered", message)
    work.ask(place, chosen)


def _make_rounds(work: _Work) -> None:
    """Do what is due at every place that has not answered."""
    waiting = [place for place in work.places.values() if not work.is_done(place)]
    answered = {id_: place for id_, place in work.places.items() if place.outside is None and work.is_answered(place)}
    for place in waiting:
        due = asked_now(place, pace=work.roll.pace, now=work.now)
        _escalate(work, work.ask(place, due) if due else place, answered)


def _escalate(work: _Work, place: Place, answered: Mapping[str, Place]) -> None:
    """Tell whoever stands above, ask neighbours, send somebody to the door; each once."""
    now, roll, reach = work.now, work.roll, Reach.of(place, work.roll.pace)
    is_due = (now >= reach.deadline and place.dark is None) or (now >= reach.knock and place.knocked is None)
    if is_due and len({*work.darks, *work.knocks}) >= MOST_AT_ONCE:
        # An incident or a task each: one transaction about thousands of villages would keep every other waiting.
        work.cut.add(place.id)
        return
    if now >= reach.deadline and place.told_up is None:
        place = replace(place, told_up=now)
        work.calls += [call(CallKind.TELL, each, place=place, roll=roll) for each in place.superiors]
    is_silent = not place.is_heard and place.id not in work.lively
    if now >= reach.deadline and place.dark is None and is_silent:
        place = replace(place, dark=now)
        work.darks.append(place.id)
    if now >= reach.sideways:
        free = [each for each in place.neighbours if each in answered and each not in place.asked]
        near = free[: max(0, roll.pace.neighbours - len(place.asked))]
        place = replace(place, asked=(*place.asked, *near))
        work.calls += [
            call(CallKind.KNOCK, each, place=place, roll=roll) for id_ in near for each in knockers(answered[id_])
        ]
    if now >= reach.knock and place.knocked is None:
        place = replace(place, knocked=now)
        work.knocks.append(place.id)
    work.places[place.id] = place


_TAKE: dict[type, Callable[..., None]] = {
    Answered: _take_answer,
    Revised: _take_revision,
    Cancelled: _take_cancel,
    Stopped: _take_stop,
    Resumed: _take_resume,
    Recalled: _take_recall,
}
