"""Targets at the edge; ``alerts.target_document`` judges them."""

from typing import Annotated, Any, Self

from pydantic import Field, model_validator

from alerts.errors import ApprovalError
from alerts.target import Aim
from alerts.target_document import MOST, parse_target
from api.schema.text import Body, DivisionCode, Shape

_Word = Annotated[str, Field(min_length=1, max_length=64, pattern=r"^[^,]+$")]
_Position = tuple[float, float]


class CircleBody(Body):
    """Everything around a place."""

    lon: Annotated[float, Field(ge=-180, le=180, allow_inf_nan=False)]
    lat: Annotated[float, Field(ge=-90, le=90, allow_inf_nan=False)]
    #: Metres; around less than one there is no polygon to draw.
    radius_m: Annotated[float, Field(ge=1, le=100_000, allow_inf_nan=False)]


class ReachBody(Body):
    """The river below a station; one of ``to``, ``hours`` and ``distance_m`` says how far."""

    start: Annotated[str, Field(alias="from", min_length=1, max_length=64)]
    to: Annotated[str, Field(min_length=1, max_length=64)] | None = None
    hours: Annotated[float, Field(gt=0, le=240, allow_inf_nan=False)] | None = None
    distance_m: Annotated[float, Field(gt=0, le=1_000_000, allow_inf_nan=False)] | None = None
    #: Width of the strip along the river, m.
    width_m: Annotated[float, Field(gt=0, le=200_000, allow_inf_nan=False)] = 2000.0


class TargetBody(Body):
    """Where a warning is aimed; whatever is named in several ways counts once. Positions are [lon, lat]."""

    divisions: Annotated[list[DivisionCode], Field(default_factory=list, max_length=MOST)]
    #: Closed rings.
    polygons: Annotated[list[list[_Position]], Field(default_factory=list, max_length=MOST)]
    circles: Annotated[list[CircleBody], Field(default_factory=list, max_length=MOST)]
    #: Ids of fences.
    fences: Annotated[list[_Word], Field(default_factory=list, max_length=MOST)]
    reaches: Annotated[list[ReachBody], Field(default_factory=list, max_length=MOST)]
    #: Groups of contacts.
    groups: Annotated[list[_Word], Field(default_factory=list, max_length=MOST)]

    @model_validator(mode="after")
    def _is_sound(self) -> Self:
        self.target()
        return self

    def target(self) -> Aim:
        """Return the target.

        Raises:
            ValueError: If it is none.
        """
        try:
            return parse_target(self.model_dump(by_alias=True, exclude_none=True))
        except ApprovalError as error:
            raise ValueError(str(error)) from None


#: Token of a preview, by which a person says that so large an area is meant.
Confirm = Annotated[str, Field(pattern=r"^[0-9a-f]{32}$")]


class TargetPreviewBody(Body):
    """What is previewed: a target, a division, or a warning that is there."""

    warning: Annotated[str, Field(max_length=64)] | None = None
    division: DivisionCode | None = None
    target: TargetBody | None = None
    #: What telephones would be sent, to count messages.
    sms: Annotated[str, Field(max_length=2000)] = ""
    #: Whether polygons that cross themselves are mended first.
    repair: bool = False
    #: Metres by which what is drawn is widened first: polygons, circles and strips along rivers; 0: not at all.
    buffer_m: Annotated[float, Field(ge=0, le=50_000, allow_inf_nan=False)] = 0.0

    @model_validator(mode="after")
    def _is_something(self) -> Self:
        if (self.warning is not None) == (self.division is not None or self.target is not None):
            message = "expected either warning, or division, target or both"
            raise ValueError(message)
        return self


class PeopleShape(Shape):
    """Inhabitants, as far as they are known."""

    #: Null: of nowhere.
    known: int | None
    #: Of how many divisions they are not known, of how many.
    unknown_for: int
    of: int


class ReachedVillageShape(Shape):
    """A division within a target, and how many addresses it has of its own."""

    code: str
    name: str
    people: int | None
    contacts: int


class ReachedVillagesShape(Shape):
    """Divisions; at most 1,000 are listed."""

    count: int
    items: list[ReachedVillageShape]


class ReachedSiteShape(Shape):
    """A must-reach site within a target, and how many addresses answer for it."""

    id: str
    name: str
    kind: str
    division: str
    people: int
    contacts: int


class ReachedSitesShape(Shape):
    """Must-reach sites; at most 1,000 are listed."""

    count: int
    items: list[ReachedSiteShape]


class MessagesShape(Shape):
    """Text messages that would be sent."""

    segments: int
    contacts: int
    #: Segments times contacts.
    messages: int


class TargetProblemShape(Shape):
    """What must be known before the warning goes on."""

    code: str
    detail: str


class TargetPreviewShape(Shape):
    """Whom a target would reach."""

    #: As it would be kept; mended and widened where that was asked for.
    target: dict[str, Any]
    division: str
    area: dict[str, Any]
    km2: float | None
    people: PeopleShape
    villages: ReachedVillagesShape
    #: Those without any address of their own.
    without_contact: ReachedVillagesShape
    sites: ReachedSitesShape
    #: Addresses, each counted once.
    contacts: int
    channels: dict[str, int]
    sms: MessagesShape | None
    #: Why it must be confirmed; empty: it need not be.
    large: str
    #: Stands for this target with these figures; sent along with the warning it confirms them.
    confirm: str
    #: How the target was understood.
    notes: list[str]
    problems: list[TargetProblemShape]
