"""``fenghuo import divisions|fences|rivers`` and their export: areas and rivers as files."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Annotated, Any

import typer
from typer.core import TyperGroup

from fenghuo.cli.exchange import HERE, ApiKey, AsJson, Url, asked, bearer, fail

_MEDIA = {
    ".zip": "application/zip",
    ".kml": "application/vnd.google-earth.kml+xml",
    ".kmz": "application/vnd.google-earth.kmz",
    ".geojson": "application/geo+json",
    ".json": "application/geo+json",
}

File = Annotated[Path, typer.Argument(help="GeoJSON, KML, KMZ, or a Shapefile with all its parts in a .zip.")]
Crs = Annotated[str, typer.Option(help="EPSG code or WKT, e.g. EPSG:4547; left out: as the file says.")]
Datum = Annotated[str, typer.Option(help="What degrees are in: WGS84, CGCS2000, GCJ02, BD09.")]
Axes = Annotated[str, typer.Option(help="xy (lon, lat), or yx where the file swaps them.")]
Encoding = Annotated[str, typer.Option(help="Of a Shapefile's table: UTF-8, GBK, GB18030, Big5.")]
MostChange = Annotated[float, typer.Option(help="By which part of it a repair may change an area.")]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Say what would happen and change nothing.")]
NameField = Annotated[str, typer.Option(help="Column of names; found by itself.")]


class ImportGroup(TyperGroup):
    """Takes ``import FILE`` for ``import stations FILE``."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Name the stations where nothing is named."""
        if args and args[0] not in self.commands and args[0] != "--help":
            args = ["stations", *args]
        return super().parse_args(ctx, args)


group = typer.Typer(
    cls=ImportGroup,
    help="Send stations, divisions, fences or rivers to a running system.",
    no_args_is_help=True,
    rich_markup_mode=None,
)


@group.command("divisions")
def import_divisions(
    file: File,
    *,
    url: Url = HERE,
    api_key: ApiKey,
    crs: Crs = "",
    datum: Datum = "",
    axes: Axes = "",
    encoding: Encoding = "",
    most_change: MostChange = 0.01,
    code_field: Annotated[str, typer.Option(help="Column of division codes; found by itself.")] = "",
    name_field: NameField = "",
    parent_field: Annotated[str, typer.Option(help="Column of the parent's code; only compared.")] = "",
    radius_field: Annotated[str, typer.Option(help="Column of service radii, m.")] = "",
    dry_run: DryRun = False,
    as_json: AsJson = False,
) -> None:
    """Add or change divisions, with areas or as points; what the file lacks is told and left as it is."""
    params = {
        "crs": crs,
        "datum": datum,
        "axes": axes,
        "encoding": encoding,
        "most_change": most_change,
        "code_field": code_field,
        "name_field": name_field,
        "parent_field": parent_field,
        "radius_field": radius_field,
    }
    _send(file, "divisions/import", params, url=url, api_key=api_key, dry_run=dry_run, as_json=as_json)


@group.command("fences")
def import_fences(
    file: File,
    *,
    url: Url = HERE,
    api_key: ApiKey,
    crs: Crs = "",
    datum: Datum = "",
    axes: Axes = "",
    encoding: Encoding = "",
    most_change: MostChange = 0.01,
    id_field: Annotated[str, typer.Option(help="Column of ids; left out: found, or the number of the feature.")] = "",
    name_field: NameField = "",
    division_field: Annotated[str, typer.Option(help="Column of the owning division's code.")] = "",
    prefix: Annotated[str, typer.Option(help="What every id begins with.")] = "",
    dry_run: DryRun = False,
    as_json: AsJson = False,
) -> None:
    """Add or change fences, one for each feature."""
    params = {
        "crs": crs,
        "datum": datum,
        "axes": axes,
        "encoding": encoding,
        "most_change": most_change,
        "id_field": id_field,
        "name_field": name_field,
        "division_field": division_field,
        "prefix": prefix,
    }
    _send(file, "fences/import", params, url=url, api_key=api_key, dry_run=dry_run, as_json=as_json)


@group.command("rivers")
def import_rivers(
    file: Annotated[Path, typer.Argument(help="YAML documents with kind: River.")],
    *,
    url: Url = HERE,
    api_key: ApiKey,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Read the file and send nothing.")] = False,
) -> None:
    """Add or change rivers; nothing is sent when the file has a mistake."""
    from geo.river_document import parse_rivers, river_document
    from geo.river_network import RiverNetwork

    rivers = parse_rivers(_read(file).decode("utf-8-sig", "replace"), origin=str(file))
    RiverNetwork(rivers)
    for river in rivers:
        if not dry_run:
            body = json.dumps(river_document(river), ensure_ascii=False).encode()
            asked(url, "put", path=f"rivers/{river.id}", content=body, headers=bearer(api_key))
        print(f"{'read' if dry_run else 'stored':9} {river.id}  {river.name}, {len(river.reaches)} reaches")


def _send(
    file: Path, path: str, params: dict[str, Any], *, url: str, api_key: str, dry_run: bool, as_json: bool
) -> None:
    media = _MEDIA.get(file.suffix.lower(), "application/octet-stream")
    given = {key: value for key, value in params.items() if value != ""} | {"dry_run": str(dry_run).lower()}
    headers = {**bearer(api_key), "Content-Type": media}
    answer = asked(url, "post", path=path, content=_read(file), params=given, headers=headers).json()
    if as_json:
        print(json.dumps(answer, ensure_ascii=False))
    else:
        _tell(answer)
    if answer["failed"]:
        raise typer.Exit(1)


def _read(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError as error:
        fail(f"{file}: cannot be read: {error}")


def _tell(answer: dict[str, Any]) -> None:
    """Print how the file was read, and what became of each feature that is not unchanged."""
    bounds = "nowhere" if answer["bounds"] is None else ", ".join(f"{number:.5g}" for number in answer["bounds"])
    sys.stderr.write(f"{answer['form']}: {answer['crs']} ({answer['crs_from']}), {answer['datum']}; {bounds}\n")
    if answer["encoding"]:
        sys.stderr.write(f"encoding: {answer['encoding']}\n")
    sys.stderr.write(f"columns: {', '.join(f'{key} = {column}' for key, column in answer['columns'].items())}\n")
    for note in answer["notes"]:
        sys.stderr.write(f"note: {note}\n")
    for item in answer["items"]:
        if item["change"] == "refused":
            sys.stderr.write(f"refused   feature {item['number']} {item['name']}: {item['detail']}\n")
            continue
        if item["change"] != "unchanged":
            fields = f"  ({', '.join(item['fields'])})" if item["fields"] else ""
            print(f"{item['change']:9} {item['id']} {item['name']}{fields}")
        for remark in (*item["repairs"], *item["warnings"]):
            sys.stderr.write(f"          feature {item['number']} {item['id']}: {remark}\n")
    if answer["gone"]:
        sys.stderr.write(f"not in the file, left as they are: {', '.join(answer['gone'])}\n")
    counts = ", ".join(f"{count} {change}" for change, count in answer["summary"].items())
    print(f"{counts}{' (nothing stored)' if answer['dry_run'] else ''}")


def export_divisions(
    file: Annotated[Path, typer.Argument(help="Where to: a .geojson file.")],
    *,
    under: Annotated[str, typer.Option(help="Only this code and all below it.")] = "",
    url: Url = HERE,
    api_key: ApiKey,
) -> None:
    """Write divisions, with their areas, to a file that can be imported again."""
    _export(file, "divisions/export", {"under": under} if under else {}, url=url, api_key=api_key)


def export_fences(
    file: Annotated[Path, typer.Argument(help="Where to: a .geojson file.")], *, url: Url = HERE, api_key: ApiKey
) -> None:
    """Write fences to a file that can be imported again."""
    _export(file, "fences/export", {}, url=url, api_key=api_key)


def export_rivers(
    file: Annotated[Path, typer.Argument(help="Where to: a .yaml file.")], *, url: Url = HERE, api_key: ApiKey
) -> None:
    """Write rivers as documents that can be imported again."""
    _export(file, "rivers", {"format": "yaml"}, url=url, api_key=api_key)


def _export(file: Path, path: str, params: dict[str, str], *, url: str, api_key: str) -> None:
    answer = asked(url, "get", path=path, params=params, headers=bearer(api_key))
    try:
        file.write_bytes(answer.content)
    except OSError as error:
        fail(f"{file}: cannot be written: {error}")
    sys.stderr.write(f"{file}: {len(answer.content)} bytes\n")
