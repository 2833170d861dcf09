"""Places: the division tree, rivers, and files of areas that become divisions or fences."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Path, Query
from starlette.responses import Response

from api.answer import answer, page
from api.auth import ADMINISTRATORS, Administrator, Viewer
from api.given import Parts
from api.parts import ApiParts
from api.problem import ApiError, not_found
from api.query import Limit
from api.routes.exchange import DryRun, file_answer
from api.schema.place import (
    DivisionPage,
    PlaceImportShape,
    WholeDivisionShape,
    area_json,
    division_json,
    planned_json,
    reading_json,
    version_json,
)
from api.upload import Upload, uploaded
from geo.division import Division, DivisionTree, parse_division
from geo.errors import DivisionInUseError
from geo.exchange.division_plan import plan_divisions
from geo.exchange.fence_plan import plan_fences
from geo.exchange.places import Options, Reading, read_places
from geo.exchange.planned_feature import PlannedFeature
from geo.exchange.repair import MOST_CHANGE
from geo.exchange.writing import write_divisions, write_fences
from sensing.exchange.plan import Change

router = APIRouter(prefix="/api/v1", tags=["places"])

_GEOJSON = "application/geo+json"
#: How a file may be sent, for the documentation.
_FILE_BODY: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "content": {
            media: {"schema": {"type": "string", "format": "binary"}}
            for media in (
                _GEOJSON, "application/zip", "application/vnd.google-earth.kml+xml", "application/vnd.google-earth.kmz",
            )
        }
        | {
            "multipart/form-data": {
                "schema": {"type": "object", "properties": {"file": {"type": "string", "format": "binary"}}}
            }
        },
    }
}  # fmt: skip

CodePath = Annotated[str, Path(pattern=r"^[1-9][0-9]{11}$")]
Field = Annotated[str, Query(max_length=200)]


async def given_options(
    *,
    crs: Annotated[str, Query(max_length=65_536, description="`EPSG:4547` or WKT; left out: as the file says.")] = "",
    datum: Annotated[str, Query(max_length=40, description="WGS84, CGCS2000, GCJ02 or BD09.")] = "",
    axes: Annotated[str, Query(max_length=10, description="`xy` (lon, lat), or `yx` where a file swaps them.")] = "",
    encoding: Annotated[str, Query(max_length=40, description="Of a Shapefile's table: UTF-8, GBK, GB18030.")] = "",
    most_change: Annotated[
        float, Query(ge=0, le=1, description="By which part of it a repair may change an area.")
    ] = MOST_CHANGE,
) -> Options:
    """Return what the caller says about a file."""
    return Options(crs=crs, datum=datum, axes=axes, encoding=encoding, most_change=most_change)


Asked = Annotated[Options, Depends(given_options)]
File = Annotated[Upload, Depends(uploaded)]


@router.get("/divisions", response_model=DivisionPage, tags=["divisions"])
def list_divisions(
    *,
    parts: Parts,
    caller: Viewer,
    limit: Limit = 1000,
    cursor: Annotated[str, Query(max_length=12, description="`next` of the page before.")] = "",
    parent: Annotated[
        str, Query(max_length=12, description="Only those right below this code; `top` for the top.")
    ] = "",
    under: Annotated[str, Query(max_length=12, description="Only this code and all below it.")] = "",
) -> Response:
    """List divisions of one's subtree by code, without their areas; `top` are those above which one sees none."""
    named = parts.store.division_names(within=caller.within)
    tree = DivisionTree(division for division, _ in named)
    above = {division.code: tree.parent(division.code) for division, _ in named}
    children = Counter(each.code for each in above.values() if each is not None)
    shown = [(division, has_area) for division, has_area in named if division.code > cursor]
    if parent:
        wanted = None if parent == "top" else tree.get(parent)
        shown = [pair for pair in shown if above[pair[0].code] is wanted]
    if under:
        below = {each.code for each in tree.subtree(under)}
        shown = [pair for pair in shown if pair[0].code in below]
    items = [
        division_json(division, tree=tree, has_area=has_area, children=children[division.code])
        for division, has_area in shown[:limit]
    ]
    return page(items, cursor=items[-1]["code"] if len(shown) > limit else None)


@router.get("/divisions/export", response_class=Response, tags=["divisions"])
def export_divisions(
    *,
    parts: Parts,
    caller: Viewer,
    under: Annotated[str, Query(max_length=12, description="Only this code and all below it.")] = "",
) -> Response:
    """Return divisions as GeoJSON that can be imported again; those without an area are points, or have no geometry."""
    divisions = parts.store.divisions(within=caller.within)
    chosen = DivisionTree(divisions).subtree(under) if under else divisions
    return file_answer(write_divisions(chosen), name="divisions.geojson", media=_GEOJSON)


@router.get("/divisions/{code}", response_model=WholeDivisionShape, tags=["divisions"])
def get_division(
    *,
    code: CodePath,
    parts: Parts,
    caller: Viewer,
    simplify: Annotated[float, Query(ge=0, le=1, description="Leave out points nearer than this, degrees.")] = 0.0,
) -> Response:
    """Return one division with its area and its history."""
    return _whole(code, parts=parts, within=caller.within, simplify=simplify)


def _whole(code: str, *, parts: ApiParts, within: str, simplify: float = 0.0) -> Response:
    parse_division(code)
    versions = parts.store.division_versions(code) if code.startswith(within) else ()
    if not versions:
        raise not_found("division", code)
    named = parts.store.division_names(within=within)
    tree = DivisionTree(division for division, _ in named)
    newest: Division = versions[-1].division
    children = len(tree.children(code)) if code in tree.divisions else 0
    listed = division_json(newest, tree=tree, has_area=newest.geometry is not None, children=children)
    history = [version_json(each) for each in versions]
    return answer(listed | {"geometry": area_json(newest, simplify=simplify), "versions": history})


@router.delete("/divisions/{code}", response_model=WholeDivisionShape, tags=["divisions"])
def end_division(*, code: CodePath, caller: Administrator, parts: Parts) -> Response:
    """End a division; its versions stay. Refused while stations, contacts or divisions stand in it."""
    if not code.startswith(caller.within):
        raise not_found("division", code)
    try:
        ended = parts.store.end_division(parse_division(code), author=caller.user, at=parts.clock())
    except DivisionInUseError as error:
        raise ApiError(error.code, str(error), status=409) from None
    if ended is None:
        raise not_found("division", code)
    return _whole(code, parts=parts, within=caller.within)


@router.post(
    "/divisions/import",
    dependencies=[ADMINISTRATORS],
    response_model=PlaceImportShape,
    openapi_extra=_FILE_BODY,
    tags=["divisions"],
)
def import_divisions(
    *,
    upload: File,
    options: Asked,
    caller: Administrator,
    parts: Parts,
    dry_run: DryRun = False,
    code_field: Field = "",
    name_field: Field = "",
    parent_field: Field = "",
    radius_field: Field = "",
    people_field: Field = "",
) -> Response:
    """Add or change divisions from GeoJSON, KML, KMZ or a zipped Shapefile.

    A feature that cannot be used is refused with its reason, the others are stored. What the file lacks is told and
    left as it is.
    """
    reading = read_places(upload.data, options)
    fields = {"code": code_field, "name": name_field, "parent": parent_field, "radius_m": radius_field}
    fields["people"] = people_field
    within = caller.within
    plan = plan_divisions(reading, known=parts.store.divisions(within=within), fields=fields)
    beyond = {each.code for each in plan.divisions if not each.code.startswith(within)}
    divisions = [each for each in plan.divisions if each.code not in beyond]
    stored = 0
    if not dry_run and divisions:
        stored = len(parts.store.put_divisions(divisions, author=caller.user, at=parts.clock(), within=within))
    features = beyond_refused(plan.features, beyond, within=within)
    told = _told(reading, features, columns=dict(plan.columns), stored=stored, is_dry=dry_run)
    told["summary"] |= {"gone": len(plan.gone)}
    return answer(told | {"gone": list(plan.gone)})


@router.post(
    "/fences/import",
    dependencies=[ADMINISTRATORS],
    response_model=PlaceImportShape,
    openapi_extra=_FILE_BODY,
    tags=["fences"],
)
def import_fences(
    *,
    upload: File,
    options: Asked,
    caller: Administrator,
    parts: Parts,
    dry_run: DryRun = False,
    id_field: Field = "",
    name_field: Field = "",
    division_field: Field = "",
    prefix: Annotated[str, Query(max_length=32, pattern=r"^([A-Za-z0-9][A-Za-z0-9._-]*)?$")] = "",
) -> Response:
    """Add or change fences from GeoJSON, KML, KMZ or a zipped Shapefile, one for each feature."""
    reading = read_places(upload.data, options)
    fields = {"id": id_field, "name": name_field, "division": division_field}
    known, within = parts.store.fences(), caller.within
    plan = plan_fences(
        reading, known=[each for each in known if each.division.startswith(within)], fields=fields, prefix=prefix
    )
    taken = {str(each.id) for each in known if not each.division.startswith(within)}
    beyond = {str(each.id) for each in plan.fences if each.id in taken or not each.division.startswith(within)}
    fences = [] if dry_run else [each for each in plan.fences if each.id not in beyond]
    stored = len(parts.store.put_fences(fences, author=caller.user, at=parts.clock(), within=within))
    features = beyond_refused(plan.features, beyond, within=within)
    told = _told(reading, features, columns=dict(plan.columns), stored=stored, is_dry=dry_run)
    return answer(told | {"gone": []})


def beyond_refused(features: Sequence[PlannedFeature], ids: set[str], *, within: str) -> list[PlannedFeature]:
    """Return what becomes of each feature when those of some ids lie outside the caller's subtree."""
    why = f"expected a place within {within}, under an id that is free"
    return [
        replace(each, change=Change.REFUSED, fields=(), detail=why) if each.id in ids else each for each in features
    ]


def _told(
    reading: Reading, features: Sequence[PlannedFeature], *, columns: dict[str, str], stored: int, is_dry: bool
) -> dict[str, Any]:
    counts = Counter(each.change for each in features)
    return reading_json(reading) | {
        "items": [planned_json(each) for each in features],
        "next": None,
        "dry_run": is_dry,
        "stored": stored,
        "failed": counts[Change.REFUSED],
        "summary": {change.value: counts[change] for change in Change},
        "columns": columns,
    }


@router.get("/fences/export", response_class=Response, tags=["fences"])
def export_fences(*, parts: Parts, caller: Viewer) -> Response:
    """Return every fence as GeoJSON that can be imported again."""
    return file_answer(write_fences(parts.store.fences(within=caller.within)), name="fences.geojson", media=_GEOJSON)
