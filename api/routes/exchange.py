"""Exchange: stations, thresholds and contacts from files that people keep, and back."""

import json
from dataclasses import replace
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, Query
from pydantic import ValidationError
from starlette.responses import Response

from alerts.contact_document import CONTACT_HEADER, contact_cells
from alerts.site_table import SITE_HEADER, site_cells
from api.answer import answer
from api.auth import ADMINISTRATORS, Administrator, Viewer
from api.columns import columns_answer
from api.exchange import Intent, Reading, answer_of, plan_of, plan_stations, tables_of
from api.given import Parts
from api.parts import ApiParts
from api.problem import ApiError, unprocessable
from api.rule_book import put_many
from api.rule_sight import sight_of
from api.schema.exchange import ColumnsShape, ExportBody, ExportFormat, ImportPage
from api.schema.station import ImportRow
from api.upload import Upload, uploaded
from rules.rule import Rule
from rules.threshold_row import THRESHOLD_HEADER, threshold_cells
from sensing.document import Sequence, read_documents, write_document
from sensing.errors import FenghuoError, RegistryError
from sensing.exchange.comma import decoded, write_csv
from sensing.exchange.feature import write_features
from sensing.exchange.plan import Change, Outcome
from sensing.exchange.station_row import HEADER, station_cells
from sensing.exchange.workbook import write_workbook
from sensing.station import Registry, Station
from sensing.station_document import read_station, read_station_document, station_document

router = APIRouter(prefix="/api/v1", tags=["stations"])

#: Most rows of one import as JSON.
MOST_ROWS = 10_000
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_YAML = {"application/yaml", "application/x-yaml", "text/yaml", "text/x-yaml"}
#: Content types that say JSON and mean rows, not GeoJSON.
_JSON = "application/json"

#: How a file may be sent, for the documentation.
_FILE_BODY: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "content": {
            _JSON: {
                "schema": {
                    "anyOf": [
                        {"type": "object", "properties": {"items": {"type": "array", "items": {}}}},
                        {"type": "array", "items": {}},
                    ]
                }
            },
            "multipart/form-data": {
                "schema": {"type": "object", "properties": {"file": {"type": "string", "format": "binary"}}}
            },
            **{
                media: {"schema": {"type": "string", "format": "binary"}}
                for media in ("text/csv", _XLSX, "application/geo+json", "application/yaml")
            },
        },
    }
}

DryRun = Annotated[bool, Query(description="Say what would happen and change nothing.")]
Mapping = Annotated[list[str] | None, Query(alias="map", description="`field=header`; may be repeated.")]
ImportKind = Literal["", "stations", "thresholds", "contacts", "sites"]
Datum = Annotated[str, Query(max_length=40, description="What coordinates are in: WGS84, CGCS2000, GCJ02 or BD09.")]


@router.post("/stations/import", dependencies=[ADMINISTRATORS], response_model=ImportPage, openapi_extra=_FILE_BODY)
def import_file(
    *,
    upload: Annotated[Upload, Depends(uploaded)],
    caller: Administrator,
    parts: Parts,
    dry_run: DryRun = False,
    mapping: Mapping = None,
    datum: Datum = "",
    kind: Annotated[ImportKind, Query(description="What the rows are; told by the header.")] = "",
) -> Response:
    """Add or change many stations, and the thresholds, contacts and must-reach sites of a workbook.

    CSV, Excel, GeoJSON, YAML or JSON; a row that does not fit is reported, the others are stored.
    """
    reading = Reading(mapping=_mapping(mapping or []), datum=datum, kind=kind, within=caller.within)
    intent = _intent(upload, reading=reading, parts=parts)
    if not dry_run:
        _store(intent, parts=parts, author=caller.user, within=caller.within)
    return answer(answer_of(intent, is_dry=dry_run))


@router.post(
    "/stations/import/columns", dependencies=[ADMINISTRATORS], response_model=ColumnsShape, openapi_extra=_FILE_BODY
)
def import_columns(
    *,
    upload: Annotated[Upload, Depends(uploaded)],
    kind: Annotated[ImportKind, Query(description="What the rows are; told by the header.")] = "",
) -> Response:
    """Return what the headers of a file would be taken for, with the first rows; nothing is stored.

    YAML documents and JSON rows name their fields themselves: they have no tables here.
    """
    if _is_yaml(upload) or _is_json(upload):
        return answer(columns_answer([]))
    return answer(columns_answer(tables_of(upload.data)[0], kind=kind))


def _mapping(words: list[str]) -> dict[str, str]:
    pairs = [word.partition("=") for word in words]
    if any(not field or not sign for field, sign, _ in pairs):
        raise unprocessable("bad_table", "map: expected field=header, e.g. map=id=站码")
    return {field.strip(): header.strip() for field, _, header in pairs}


def _intent(upload: Upload, *, reading: Reading, parts: ApiParts) -> Intent:
    if _is_yaml(upload):
        return _intent_of_yaml(upload, parts=parts, within=reading.within)
    if _is_json(upload):
        document = _json(upload.data)
        if not isinstance(document, dict) or "features" not in document:
            return _intent_of_items(document, parts=parts, within=reading.within)
    tables, encoding = tables_of(upload.data)
    intent = plan_of(tables, reading=reading, store=parts.store, at=parts.clock())
    intent.encoding = encoding
    return intent


def _is_yaml(upload: Upload) -> bool:
    return upload.media in _YAML or upload.name.lower().endswith((".yaml", ".yml"))


def _is_json(upload: Upload) -> bool:
    """Return whether an upload says JSON, which holds rows or features."""
    return upload.media == _JSON or upload.name.lower().endswith(".json")


def _json(data: bytes) -> Any:
    try:
        return json.loads(data)
    except (ValueError, RecursionError) as error:
        raise ApiError("malformed_json", f"body: expected JSON: {str(error)[:200]}", status=400) from None


def _intent_of_items(document: Any, *, parts: ApiParts, within: str) -> Intent:
    """Return the intent of rows as JSON.

    An id that stands in two rows is refused as a whole: nobody can tell which one is meant.
    """
    rows = document.get("items") if isinstance(document, dict) and document.keys() == {"items"} else document
    if not isinstance(rows, list):
        raise unprocessable("invalid_request", 'body: expected {"items": […]} or a list of stations')
    if len(rows) > MOST_ROWS:
        raise unprocessable("too_many_rows", f"expected at most {MOST_ROWS} rows, got {len(rows)}")
    _check_distinct(rows)
    found = [_read_row(number, row) for number, row in enumerate(rows, start=1)]
    given = {str(station.id): station for _, station in found if station is not None}
    outcomes = [outcome for outcome, _ in found]
    return plan_stations(outcomes, given=given, store=parts.store, at=parts.clock(), within=within)


def _check_distinct(rows: list[Any]) -> None:
    first: dict[str, int] = {}
    for number, row in enumerate(rows, start=1):
        station_id = row.get("id") if isinstance(row, dict) else None
        if not isinstance(station_id, str):
            continue
        if station_id in first:
            detail = f"station id {station_id!r} occurs twice, in rows {first[station_id]} and {number}"
            raise unprocessable("duplicate_id", detail)
        first[station_id] = number


def _read_row(number: int, row: object) -> tuple[Outcome, Station | None]:
    named = row.get("id") if isinstance(row, dict) else None
    # Half a surrogate pair could not be answered.
    shown = named.encode(errors="replace").decode() if isinstance(named, str) else ""
    outcome = Outcome(row=number, id=shown)
    try:
        read = ImportRow.model_validate(row)
        station = read.station(read.id or "")
        Registry([station])
    except ValidationError as error:
        fault = error.errors()[0]
        where = ".".join(str(part) for part in fault["loc"])
        return _refused(outcome, f"{where + ': ' if where else ''}{fault['msg']}"), None
    except RegistryError as error:
        return _refused(outcome, str(error)), None
    return outcome, station


def _refused(outcome: Outcome, why: str) -> Outcome:
    return replace(outcome, change=Change.REFUSED, detail=f"row {outcome.row}: {why}")


def _intent_of_yaml(upload: Upload, *, parts: ApiParts, within: str) -> Intent:
    """Return the intent of a list of stations, or of documents with ``kind: Station``; an entry is a row."""
    text, _ = decoded(upload.data)
    outcomes: list[Outcome] = []
    given: dict[str, Station] = {}
    for document in read_documents(text, origin=upload.name or "body"):
        is_list = isinstance(document.root, Sequence)
        for node in document.root.items if isinstance(document.root, Sequence) else [document.root]:
            number = len(outcomes) + 1
            try:
                station = read_station(node, origin=document.origin) if is_list else read_station_document(document)
                Registry([station])
            except FenghuoError as error:
                outcomes.append(Outcome(row=number, id="", change=Change.REFUSED, detail=str(error)))
                continue
            if station.id in given:
                why = f"station id {station.id!r} occurs twice"
                outcomes.append(_refused(Outcome(row=number, id=str(station.id)), why))
                continue
            given[str(station.id)] = station
            outcomes.append(Outcome(row=number, id=str(station.id)))
    return plan_stations(outcomes, given=given, store=parts.store, at=parts.clock(), within=within)


def _store(intent: Intent, *, parts: ApiParts, author: str, within: str) -> None:
    store, at = parts.store, parts.clock()
    if intent.stations:
        store.put_stations(intent.stations, actor=author, at=at, within=within)
    if intent.thresholds:
        put_many(parts, intent.thresholds, author=author, reason="table import", is_dry=False, within=within)
    if intent.contacts:
        store.put_contacts(intent.contacts, actor=author, at=at, within=within)
    if intent.sites:
        store.put_sites(intent.sites, actor=author, at=at, within=within)


_MEDIA: dict[str, str] = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": _XLSX,
    "geojson": "application/geo+json",
    "yaml": "application/yaml",
}


@router.get("/stations/export", response_class=Response)
def export_stations(
    *, parts: Parts, caller: Viewer, form: Annotated[ExportFormat, Query(alias="format")] = "csv"
) -> Response:
    """Return every station as a file that can be imported again; a workbook holds thresholds too."""
    stations = parts.store.stations(within=caller.within)
    return _stations_file(stations, form=form, rules=_rules(parts, caller.within) if form == "xlsx" else [])


@router.post("/stations/export", response_class=Response)
def export_chosen(*, body: ExportBody, parts: Parts, caller: Viewer) -> Response:
    """Return some stations as a file that can be imported again; those that are not there are left out."""
    chosen = frozenset(body.stations)
    stations = [station for station in parts.store.stations(within=caller.within) if station.id in chosen]
    return _stations_file(stations, form=body.format, rules=None)


def _stations_file(stations: list[Station], *, form: ExportFormat, rules: list[Rule] | None) -> Response:
    if form == "csv":
        data = write_csv(HEADER, station_cells(stations))
    elif form == "geojson":
        data = write_features(HEADER, station_cells(stations))
    elif form == "yaml":
        data = "".join(f"---\n{write_document(station_document(station))}" for station in stations).encode()
    else:
        more = {} if rules is None else {"thresholds": (THRESHOLD_HEADER, threshold_cells(rules))}
        data = write_workbook({"stations": (HEADER, station_cells(stations)), **more})
    return file_answer(data, name=f"stations.{form}", media=_MEDIA[form])


@router.get("/rules/export", response_class=Response, tags=["rules"])
def export_thresholds(
    *, parts: Parts, caller: Viewer, form: Annotated[Literal["csv", "xlsx"], Query(alias="format")] = "csv"
) -> Response:
    """Return the ladders of single stations as a table that can be imported again; other rules are left out."""
    return _table("thresholds", THRESHOLD_HEADER, threshold_cells(_rules(parts, caller.within)), form=form)


@router.get("/contacts/export", response_class=Response, tags=["contacts"])
def export_contacts(
    *, parts: Parts, caller: Administrator, form: Annotated[Literal["csv", "xlsx"], Query(alias="format")] = "csv"
) -> Response:
    """Return every contact, telephone number included, as a table that can be imported again."""
    return _table("contacts", CONTACT_HEADER, contact_cells(parts.store.contacts(within=caller.within)), form=form)


@router.get("/sites/export", response_class=Response, tags=["sites"])
def export_sites(
    *, parts: Parts, caller: Viewer, form: Annotated[Literal["csv", "xlsx"], Query(alias="format")] = "csv"
) -> Response:
    """Return every must-reach site as a table that can be imported again."""
    return _table("sites", SITE_HEADER, site_cells(parts.store.sites(within=caller.within)), form=form)


def _rules(parts: ApiParts, within: str) -> list[Rule]:
    """Return the rules that judge a station of a subtree."""
    sight = sight_of(parts.store, within)
    return [rule for rule in parts.store.rules() if sight.sees(rule)]


def _table(name: str, header: tuple[str, ...], rows: Any, *, form: str) -> Response:
    data = write_csv(header, rows) if form == "csv" else write_workbook({name: (header, rows)})
    return file_answer(data, name=f"{name}.{form}", media=_MEDIA[form])


def file_answer(data: bytes, *, name: str, media: str) -> Response:
    """Return a file that a browser saves and never shows."""
    headers = {"content-disposition": f'attachment; filename="{name}"'}
    return Response(data, headers=headers, media_type=media)
