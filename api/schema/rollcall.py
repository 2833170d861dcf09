"""Roll calls and answers at the edge; ``alerts.rollcall.public`` makes the JSON."""

from typing import Annotated, Self

from pydantic import Field, model_validator

from alerts.rollcall.answer import Standing
from api.schema.text import Body, InstantText, LevelKey, Shape

#: Most people counted in one answer.
Headcount = Annotated[int, Field(ge=0, le=99_999)]


class AnswerBody(Body):
    """What somebody said.

    For a place (``rollcall`` and ``place``), written down by an officer; or from a telephone (``address``), brought by
    a gateway: then the newest call to it says for which place. One of ``standing``, ``text`` and ``digits`` says what.
    """

    rollcall: Annotated[str, Field(max_length=64)] | None = None
    place: Annotated[str, Field(max_length=80)] | None = None
    #: Who said it; the officer when left out.
    person: Annotated[str, Field(max_length=64)] | None = None
    address: Annotated[str, Field(min_length=3, max_length=64)] | None = None
    standing: Standing | None = None
    headcount: Headcount | None = None
    #: Words as they came; read for what they mean, or a remark beside ``standing``.
    text: Annotated[str, Field(max_length=1000)] | None = None
    #: Keys pressed, e.g. ``2*53#``.
    digits: Annotated[str, Field(pattern=r"^[0-9*#]{1,12}$")] | None = None

    @model_validator(mode="after")
    def _is_one_of_each(self) -> Self:
        is_place = self.rollcall is not None and self.place is not None
        if is_place is (self.address is not None):
            message = "expected either rollcall and place, or address"
            raise ValueError(message)
        if self.digits is not None and (self.standing is not None or self.text is not None):
            message = "expected digits alone, or standing, or text"
            raise ValueError(message)
        if self.digits is None and self.standing is None and not self.text:
            message = "expected one of standing, text and digits"
            raise ValueError(message)
        return self


class RollCallActBody(Body):
    """Whom to call now; for ``call`` only."""

    place: Annotated[str, Field(max_length=80)] | None = None
    #: Everybody there who has not answered when left out.
    person: Annotated[str, Field(max_length=64)] = ""


class AnswerShape(Shape):
    """One answer; ``is_trusted`` is false for a number that nobody called."""

    id: str
    rollcall: str | None
    place: str | None
    division: str | None
    person: str
    source: str
    standing: str
    headcount: int | None
    words: str
    at: InstantText
    by: str
    is_trusted: bool
    address: str


class AnswerPage(Shape):
    """Answers, newest first."""

    items: list[AnswerShape]
    next: str | None


class PlaceShape(Shape):
    """A village or a must-reach site on the board."""

    id: str
    kind: str
    name: str
    division: str
    lon: float | None
    lat: float | None
    people: int
    #: ``answered``, ``waiting``, ``unanswered``, ``dark`` or ``cancelled``.
    state: str
    since: InstantText
    deadline: InstantText
    #: The worst of what its persons say.
    standing: str | None
    headcount: int | None
    headcounts: list[int]
    is_contradictory: bool
    #: Answers that nobody has understood yet.
    unread: int
    told_up: InstantText | None
    asked: list[str]
    knocked: InstantText | None
    dark: InstantText | None
    tries: int
    answers: list[AnswerShape]


class CountsShape(Shape):
    """How many places are how."""

    total: int
    answered: int
    waiting: int
    unanswered: int
    dark: int
    cancelled: int
    unread: int
    help: int
    knocked: int


class RollCallRow(Shape):
    """A roll call in a list."""

    id: str
    warning: str
    identifier: str
    status: str
    level: LevelKey
    hazard: str
    division: str
    state: str
    round: int
    actor: str
    started: InstantText
    changed: InstantText
    expires: InstantText
    ended: InstantText | None
    deadline_s: float
    quorum: int
    counts: CountsShape
    site_counts: CountsShape
    people: dict[str, int]
    uncovered: list[str]


class RollCallShape(RollCallRow):
    """The live board of a roll call."""

    places: list[PlaceShape]


class RollCallPage(Shape):
    """Roll calls, newest first."""

    items: list[RollCallRow]
    next: str | None


class CalledShape(Shape):
    """One call to one address."""

    id: str
    kind: str
    channel: str
    at: InstantText


class CalleeShape(Shape):
    """Somebody who is called for a place."""

    id: str
    name: str
    duty: str
    is_deputy: bool
    place: str
    place_name: str
    division: str
    channels: list[str]
    tries: int
    called: InstantText | None
    answer: AnswerShape | None
    calls: list[CalledShape]


class CalleePage(Shape):
    """Everybody who is called, place by place."""

    items: list[CalleeShape]
    next: str | None
