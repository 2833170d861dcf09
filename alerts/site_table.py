"""Must-reach sites as rows of a table, and back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from alerts.site import SiteKind
from alerts.site_document import SiteError, make_site, site_facts
from sensing.exchange.cell import unescaped
from sensing.exchange.plan import Change, Outcome
from sensing.exchange.table import TableError
from sensing.exchange.value import CellError, check_row

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from alerts.site import Site
    from sensing.exchange.column import Names
    from sensing.exchange.table import Table

SITE_NAMES: Names = {
    "id": ("编号", "场所编号", "site", "site id"),
    "name": ("名称", "场所", "场所名称", "单位名称"),
    "type": ("类型", "场所类型", "类别", "kind"),
    "division": ("行政区划", "行政区划码", "行政区划代码", "区划代码", "addvcd", "adcd", "division code"),
    "lon": ("经度", "longitude", "lng"),
    "lat": ("纬度", "latitude"),
    "people": ("人数", "容纳人数", "常住人数"),
    "note": ("备注", "说明", "remark"),
}
#: Header of an exported table of sites.
SITE_HEADER = ("id", "name", "type", "division", "lon", "lat", "people", "note")
_NEEDED = ("id", "name", "type", "division", "lon", "lat")
#: What people write in tables → the word.
_KINDS = {
    "学校": SiteKind.SCHOOL, "幼儿园": SiteKind.SCHOOL, "养老院": SiteKind.CARE_HOME, "敬老院": SiteKind.CARE_HOME,
    "福利院": SiteKind.CARE_HOME, "医院": SiteKind.HOSPITAL, "卫生院": SiteKind.HOSPITAL, "营地": SiteKind.CAMP,
    "矿山": SiteKind.MINE, "景区": SiteKind.SCENIC, "工地": SiteKind.CONSTRUCTION,
}  # fmt: skip


def read_site_rows(
    table: Table, places: Mapping[str, int], *, known: Mapping[str, Site]
) -> tuple[list[Outcome], list[Site]]:
    """Return an outcome per row, and the sites to store.

    Raises:
        TableError: If a column is missing that every site needs.
    """
    missing = [name for name in _NEEDED if name not in places]
    if missing:
        raise TableError(f"{table.name or 'table'}: expected columns for {', '.join(missing)} of the sites")
    outcomes: list[Outcome] = []
    stored: dict[str, Site] = {}
    for row in table.rows:
        cells = {name: unescaped(row.cells[places[name]]).strip() if name in places else "" for name in SITE_HEADER}
        try:
            check_row(row)
            site = _once(_site(cells, known=known.get(cells["id"]), places=places), seen=stored)
        except (CellError, SiteError) as error:
            detail = f"row {row.number}: {error}"
            outcomes.append(Outcome(row=row.number, id=cells["id"], change=Change.REFUSED, detail=detail))
            continue
        outcomes.append(_outcome(row.number, site, known=known.get(site.id)))
        stored[site.id] = site
    unchanged = {one.id for one in outcomes if one.change is Change.UNCHANGED}
    return outcomes, [site for site in stored.values() if site.id not in unchanged]


def _once(site: Site, *, seen: Mapping[str, Site]) -> Site:
    if site.id in seen:
        raise SiteError(f"id: {site.id!r} occurs twice")
    return site


def _site(cells: Mapping[str, str], *, known: Site | None, places: Mapping[str, int]) -> Site:
    """Return the site of a row; what the table has no column for stays as it is known."""
    people = _number(cells["people"] or "0", "people") if known is None or "people" in places else known.people
    if people != int(people):
        raise SiteError(f"people: expected a whole number, got {cells['people']!r}")
    return make_site(
        id=cells["id"],
        name=cells["name"],
        kind=_KINDS.get(cells["type"], cells["type"].casefold()),
        division=cells["division"],
        lon=_number(cells["lon"], "lon"),
        lat=_number(cells["lat"], "lat"),
        people=int(people),
        note=cells["note"] if known is None or "note" in places else known.note,
    )


def _number(text: str, field: str) -> float:
    try:
        number = float(text)
    except ValueError:
        raise SiteError(f"{field}: expected a number, got {text!r}") from None
    if abs(number) == float("inf") or number != number:  # noqa: PLR0124 -- what is no number equals nothing
        raise SiteError(f"{field}: expected a number, got {text!r}")
    return number


def _outcome(row: int, site: Site, *, known: Site | None) -> Outcome:
    before = site_facts(known) if known else {}
    changes = {key: (before.get(key), value) for key, value in site_facts(site).items() if before.get(key) != value}
    change = Change.NEW if known is None else Change.CHANGED if changes else Change.UNCHANGED
    return Outcome(row=row, id=site.id, change=change, changes=changes)


def site_cells(sites: Sequence[Site]) -> list[tuple[str, ...]]:
    """Return the rows of sites in the order of ``SITE_HEADER``."""
    return [tuple(str(value) for value in site_facts(site).values()) for site in sites]
