"""Must-reach sites as people write them: documents with ``kind: Site`` and the API's bodies, and back."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final

from alerts.site import Site, SiteId, SiteKind
from sensing.errors import FenghuoError
from sensing.section import API_VERSION, Section

if TYPE_CHECKING:
    from sensing.document import Document

_KEYS = ("apiVersion", "kind", "id", "name", "type", "division", "lon", "lat", "people", "note")
_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")
_DIVISION = re.compile(r"[1-9](?:[0-9]|[0-9]{3}|[0-9]{5}|[0-9]{8}|[0-9]{11})")
LONGEST_NAME: Final = 200
MOST_PEOPLE: Final = 1_000_000
_EAST, _NORTH = 180.0, 90.0


class SiteError(FenghuoError):
    """A site cannot be meant as it is written."""

    code = "bad_site"


def make_site(
    *,
    id: str,  # noqa: A002 -- the record's own word
    name: str,
    kind: str,
    division: str,
    lon: float,
    lat: float,
    people: int = 0,
    note: str = "",
) -> Site:
    """Return a site, its division in 12 digits.

    Raises:
        SiteError: If a part does not fit; names it.
    """
    if not _ID.fullmatch(id):
        raise SiteError(f"id: expected 1 to 64 of A-Z a-z 0-9 . _ -, got {id!r}")
    if not 0 < len(name.strip()) <= LONGEST_NAME:
        raise SiteError(f"name: expected 1 to {LONGEST_NAME} characters, got {len(name.strip())}")
    if kind not in set(SiteKind):
        raise SiteError(f"type: expected one of {', '.join(SiteKind)}, got {kind!r}")
    if not _DIVISION.fullmatch(division):
        raise SiteError(f"division: expected a code of 2, 4, 6, 9 or 12 digits, got {division!r}")
    if not (abs(lon) <= _EAST and abs(lat) <= _NORTH):
        raise SiteError(f"lon: expected degrees (lon, lat), got {lon:g}, {lat:g}")
    if not 0 <= people <= MOST_PEOPLE:
        raise SiteError(f"people: expected 0 to {MOST_PEOPLE}, got {people}")
    if len(note) > LONGEST_NAME:
        raise SiteError(f"note: expected at most {LONGEST_NAME} characters, got {len(note)}")
    return Site(
        id=SiteId(id),
        name=name.strip(),
        kind=SiteKind(kind),
        division=division.ljust(12, "0"),
        lon=lon,
        lat=lat,
        people=people,
        note=note,
    )


def read_site_document(document: Document) -> Site:
    """Return the site of a document.

    Raises:
        DocumentError: If it is wrong; carries file and line.
    """
    top = Section.top(document, kind="Site", keys=_KEYS)
    try:
        return make_site(
            id=top.text("id"),
            name=top.text("name"),
            kind=top.choice("type", tuple(SiteKind)),
            division=top.text("division"),
            lon=top.number("lon"),
            lat=top.number("lat"),
            people=top.whole("people", default=0),
            note=top.text("note", default=""),
        )
    except SiteError as error:
        top.fail(str(error), key=str(error).partition(":")[0])


def site_facts(site: Site) -> dict[str, Any]:
    """Return the fields of a site as plain values."""
    return {
        "id": site.id,
        "name": site.name,
        "type": site.kind.value,
        "division": site.division,
        "lon": site.lon,
        "lat": site.lat,
        "people": site.people,
        "note": site.note,
    }


def site_document(site: Site) -> dict[str, Any]:
    """Return a site as the document that ``read_site_document`` reads back to the same site."""
    facts = {key: value for key, value in site_facts(site).items() if value not in ("", 0) or key in {"lon", "lat"}}
    return {"apiVersion": API_VERSION, "kind": "Site", **facts}
