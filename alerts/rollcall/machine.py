"""Machine: one step of a roll call. Takes in what is new, then does what is due.

Everything that was due before ``now`` is done, however late the step is, and nothing twice: what was done stands in the
roll. Answers are taken in before the clock is looked at, so that one which came in time is in time.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from alerts.errors import ApprovalError
from alerts.rollcall.answer import Standing
from alerts.rollcall.calling import Reach, asked_now, next_instant
from alerts.rollcall.news import Answered, Call, CallKind, Cancelled, News, Recalled, Resumed, Revised, Step, Stopped
from alerts.rollcall.roll import Place, PlaceState, Roll, RollState

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable
    from datetime import datetime

    from alerts.rollcall.answer import Answer

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
    work = _Work(roll=roll, now=now, lively=frozenset(lively))
    for one in news:
        _TAKE[type(one)](work, one)
    if work.roll.state in {RollState.ACTIVE, RollState.STOPPED} and now >= work.roll.expires:
        _end(work, "expire")
    if work.roll.state is RollState.ACTIVE:
        _make_rounds(work)
    return work.step()


@dataclass(slots=True)
class _Work:
    """A step on its way."""

    roll: Roll
    now: datetime
    lively: frozenset[str]
    calls: list[Call] = field(default_factory=list)
    knocks: list[str] = field(default_factory=list)
    darks: list[str] = field(default_factory=list)
    reached: list[str] = field(default_factory=list)
    helps: list[Answer] = field(default_factory=list)

    def put(self, place: Place) -> None:
        places = tuple(place if each.id == place.id else each for each in self.roll.places)
        self.roll = replace(self.roll, places=places, changed=self.now)

    def move(self, act: str) -> None:
        state = MOVES.get((self.roll.state, act))
        if state is None:
            message = f"roll call {self.roll.id} is {self.roll.state}: it cannot {act}"
            raise ApprovalError("not_allowed", message)
        is_over = state in {RollState.CANCELLED, RollState.EXPIRED}
        self.roll = replace(self.roll, state=state, changed=self.now, ended=self.now if is_over else None)

    def step(self) -> Step:
        due = next_instant(self.roll) if self.roll.state is RollState.ACTIVE else None
        if self.roll.state is RollState.STOPPED:
            due = self.roll.expires
        return Step(
            roll=self.roll,
            calls=tuple(self.calls),
            knocks=tuple(self.knocks),
            darks=tuple(self.darks),
            reached=tuple(self.reached),
            helps=tuple(self.helps),
            next=due,
        )


def _take_answer(work: _Work, news: Answered) -> None:
    answer = news.answer
    place = work.roll.place(answer.place)
    if place is None or any(known.id == answer.id for known in place.answers):
        return
    before = work.roll.state_of(place, now=work.now)
    was_help = place.current.get(answer.person)
    # By the time they were given, whatever order they come in.
    answers = tuple(sorted((*place.answers, answer), key=lambda each: (each.at, each.id)))
    is_old = answers.index(answer) < place.from_answer
    after = replace(place, answers=answers, from_answer=place.from_answer + is_old)
    work.put(after)
    if is_old:
        return
    state = work.roll.state_of(after, now=work.now)
    if state is PlaceState.ANSWERED and before is not PlaceState.ANSWERED:
        work.reached.append(place.id)
    if answer.standing is Standing.HELP and (was_help is None or was_help.standing is not Standing.HELP):
        work.helps.append(answer)


def _take_revision(work: _Work, news: Revised) -> None:
    if work.roll.state in {RollState.CANCELLED, RollState.EXPIRED} or news.warning == work.roll.warning:
        return
    roll = work.roll
    is_rise = news.level > roll.level
    fresh = {place.id: place for place in news.places}
    kept = [_merged(place, fresh.pop(place.id, None), is_rise=is_rise, now=work.now) for place in roll.places]
    work.roll = replace(
        roll,
        warning=news.warning,
        identifier=news.identifier,
        level=news.level,
        pace=news.pace or roll.pace,
        expires=news.expires,
        places=(*kept, *(replace(place, since=work.now) for place in fresh.values())),
        uncovered=news.uncovered,
        round=roll.round + is_rise,
        changed=work.now,
    )


def _merged(place: Place, fresh: Place | None, *, is_rise: bool, now: datetime) -> Place:
    """Return a place of the old warning under the new one; a rise begins its calling anew."""
    if fresh is not None:
        known = {person.id: person for person in place.persons}
        merged = tuple(
            replace(person, tries=known[person.id].tries, called=known[person.id].called)
            if person.id in known
            else person
            for person in fresh.persons
        )
        place = replace(place, persons=merged or place.persons, superiors=fresh.superiors, neighbours=fresh.neighbours)
    return anew(replace(place, from_answer=len(place.answers)), now=now) if is_rise else place


def anew(place: Place, *, now: datetime) -> Place:
    """Return a place whose calling begins anew; what was answered stays."""
    persons = tuple(replace(person, tries=0, called=None) for person in place.persons)
    return replace(place, since=now, persons=persons, told_up=None, asked=(), knocked=None, dark=None)


def _take_cancel(work: _Work, news: Cancelled) -> None:
    if (work.roll.state, "cancel") not in MOVES:
        return
    work.roll = replace(work.roll, warning=news.warning)
    _end(work, "cancel")
    for place in work.roll.places:
        for person in place.persons:
            if person.id in {answer.person for answer in place.answers}:
                work.calls.append(_call(work.roll, place, person, kind=CallKind.END, attempt=1))


def _end(work: _Work, act: str) -> None:
    """End the roll call; where time ran out before somebody was sent to a silent door, somebody is sent now."""
    work.move(act)
    if act != "expire":
        return
    for place in work.roll.places:
        if not place.has_quorum(work.roll.pace.quorum) and place.knocked is None:
            work.put(replace(place, knocked=work.now))
            work.knocks.append(place.id)


def _take_stop(work: _Work, _news: Stopped) -> None:
    work.move("stop")


def _take_resume(work: _Work, _news: Resumed) -> None:
    work.move("start")
    quorum = work.roll.pace.quorum
    places = tuple(each if each.has_quorum(quorum) else anew(each, now=work.now) for each in work.roll.places)
    work.roll = replace(work.roll, places=places, round=work.roll.round + 1)


def _take_recall(work: _Work, news: Recalled) -> None:
    place = work.roll.place(news.place)
    if work.roll.state is not RollState.ACTIVE or place is None:
        message = f"expected a place of an active roll call, got {news.place!r} of one that is {work.roll.state}"
        raise ApprovalError("not_allowed", message)
    chosen = {
        person.id
        for person in place.persons
        if person.id not in place.respondents and news.person in {"", person.id}
    }
    if not chosen:
        message = f"nobody of {place.name} is left to be called" if not news.person else f"{news.person!r} has answered"
        raise ApprovalError("already_answered", message)
    _ask(work, place, chosen)


def _ask(work: _Work, place: Place, chosen: Collection[str]) -> Place:
    """Call persons of a place, and return the place with their tries counted."""
    persons = []
    for person in place.persons:
        after = person
        if person.id in chosen:
            after = replace(person, tries=person.tries + 1, called=work.now)
            lines = work.roll.pace.lines_of(person.lines, attempt=person.tries)
            asked = replace(after, lines=lines)
            work.calls.append(_call(work.roll, place, asked, kind=CallKind.ASK, attempt=after.tries))
        persons.append(after)
    place = replace(place, persons=tuple(persons))
    work.put(place)
    return place


def _make_rounds(work: _Work) -> None:
    """Do what is due at every place."""
    quorum = work.roll.pace.quorum
    answered = {place.id: place for place in work.roll.places if place.has_quorum(quorum)}
    for given in work.roll.places:
        if given.id in answered:
            continue
        place = given
        due = asked_now(place, pace=work.roll.pace, now=work.now)
        if due:
            place = _ask(work, place, due)
        _escalate(work, place, answered)


def _escalate(work: _Work, given: Place, answered: dict[str, Place]) -> None:
    """Tell whoever stands above, ask neighbours, send somebody to the door; each once."""
    place, now = given, work.now
    reach = Reach.of(place, work.roll.pace)
    if now >= reach.deadline:
        if place.told_up is None:
            place = replace(place, told_up=now)
            work.calls += [_call(work.roll, place, each, kind=CallKind.TELL, attempt=1) for each in place.superiors]
        if place.dark is None and not place.is_heard and place.id not in work.lively:
            place = replace(place, dark=now)
            work.darks.append(place.id)
    if now >= reach.sideways:
        free = (each for each in place.neighbours if each in answered and each not in place.asked)
        for _, id_ in zip(range(work.roll.pace.neighbours - len(place.asked)), free, strict=False):
            place = replace(place, asked=(*place.asked, id_))
            near = answered[id_]
            said = [person for person in near.persons if person.id in near.respondents] or list(near.persons[:1])
            work.calls += [_call(work.roll, place, each, kind=CallKind.KNOCK, attempt=1) for each in said]
    if now >= reach.knock and place.knocked is None:
        place = replace(place, knocked=now)
        work.knocks.append(place.id)
    if place is not given:
        work.put(place)


def _call(roll: Roll, place: Place, person: object, *, kind: CallKind, attempt: int) -> Call:
    raise NotImplementedError


_TAKE: dict[type, Callable[..., None]] = {
    Answered: _take_answer,
    Revised: _take_revision,
    Cancelled: _take_cancel,
    Stopped: _take_stop,
    Resumed: _take_resume,
    Recalled: _take_recall,
}
