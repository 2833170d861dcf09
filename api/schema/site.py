"""Must-reach sites at the edge."""

from typing import Annotated

from pydantic import Field

from alerts.site import SiteKind
from api.schema.text import Body, Finite, Shape, ShortDivision


class SiteBody(Body):
    """A must-reach site."""

    name: Annotated[str, Field(min_length=1, max_length=200)]
    type: SiteKind
    division: ShortDivision
    lon: Annotated[Finite, Field(ge=-180, le=180)]
    lat: Annotated[Finite, Field(ge=-90, le=90)]
    people: Annotated[int, Field(ge=0, le=1_000_000)] = 0
    note: Annotated[str, Field(max_length=200)] = ""


class SiteShape(Shape):
    """A must-reach site."""

    id: str
    name: str
    type: str
    division: str
    lon: float
    lat: float
    people: int
    note: str


class SitePage(Shape):
    """Must-reach sites, by id."""

    items: list[SiteShape]
    next: str | None
