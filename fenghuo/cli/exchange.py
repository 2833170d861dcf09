"""``fenghuo import``, ``fenghuo export`` and ``fenghuo provision``: the registry as files."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, NoReturn

import typer

if TYPE_CHECKING:
    import httpx2

Url = Annotated[str, typer.Option(help="A running system.")]
ApiKey = Annotated[str, typer.Option(envvar="FENGHUO_API_KEY", help="Key of an administrator.")]
AsJson = Annotated[bool, typer.Option("--json", help="The whole answer as JSON on stdout.")]

#: Address of a system on this machine.
HERE = "http://127.0.0.1:8600"
#: Files that are read here, strictly, before anything is sent.
_DOCUMENTS = {".yaml", ".yml", ".json"}
_MEDIA = {
    ".csv": "text/csv",
    ".txt": "text/csv",
    ".tsv": "text/csv",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ".geojson": "application/geo+json",
}
#: Seconds that a large import may take.
_PATIENCE = 300

export = typer.Typer(help="Write what a system knows to files.", no_args_is_help=True, rich_markup_mode=None)


@export.callback()
def _export() -> None:
    """Keep ``export`` a group although it has few commands."""


def import_stations(
    file: Annotated[
        list[Path],
        typer.Argument(help="[stations] FILE: YAML, JSON, CSV, .xlsx or GeoJSON."),
    ],
    *,
    url: Url = HERE,
    api_key: ApiKey,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say what would happen and change nothing.")] = False,
    mapping: Annotated[list[str] | None, typer.Option("--map", help="FIELD=HEADER; may be repeated.")] = None,
    datum: Annotated[str, typer.Option(help="What coordinates are in: WGS84, GCJ02, BD09.")] = "",
    kind: Annotated[str, typer.Option(help="stations, thresholds, contacts or sites; told by the header.")] = "",
    as_json: AsJson = False,
) -> None:
    """Send stations, thresholds or contacts to a running system.

    Nothing of a YAML or JSON file is sent when it has a mistake; of a table the rows that fit are.
    """
    path = _one_file(file)
    params = {"dry_run": str(dry_run).lower(), "datum": datum, "kind": kind, "map": mapping or []}
    if path.suffix.lower() in _DOCUMENTS:
        _send_documents(path, url=url, api_key=api_key, dry_run=dry_run, as_json=as_json)
        return
    try:
        data = path.read_bytes()
    except OSError as error:
        fail(f"{path}: cannot be read: {error}")
    media = _MEDIA.get(path.suffix.lower(), "application/octet-stream")
    answer = asked(url, "post", content=data, params=params, headers={**bearer(api_key), "Content-Type": media})
    _tell(answer.json(), as_json=as_json)


def _one_file(words: list[Path]) -> Path:
    named = words[1:] if str(words[0]) == "stations" and len(words) > 1 else words
    if len(named) != 1:
        fail(f"expected one file, got {len(named)}")
    return named[0]


def _send_documents(path: Path, *, url: str, api_key: str, dry_run: bool, as_json: bool) -> None:
    from fenghuo.station_file import parse_stations, station_json

    try:
        text = path.read_text("utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        fail(f"{path}: cannot be read as UTF-8: {error}")
    stations = parse_stations(text, origin=str(path))
    options: dict[str, Any] = {"params": {"dry_run": "true"}} if dry_run else {}
    body = {"items": [station_json(station) for station in stations]}
    answer = asked(url, "post", json=body, headers=bearer(api_key), **options)
    _tell(answer.json(), as_json=as_json)


def bearer(api_key: str) -> dict[str, str]:
    """Return the header that shows a key."""
    return {"Authorization": f"Bearer {api_key}"}


def asked(url: str, verb: str, *, path: str = "stations/import", **options: Any) -> httpx2.Response:
    """Return a good answer of a running system; ends the command when there is none."""
    import httpx2

    try:
        answer: httpx2.Response = getattr(httpx2, verb)(f"{url}/api/v1/{path}", timeout=_PATIENCE, **options)
    except (httpx2.HTTPError, httpx2.InvalidURL) as error:
        fail(f"{url}: {error}")
    if answer.is_error:
        fail(f"{url}: {answer.status_code} {_problem(answer)}")
    return answer


def _problem(answer: httpx2.Response) -> str:
    """Return what a refusal says to people."""
    try:
        return str(answer.json()["detail"])
    except (ValueError, LookupError, TypeError):
        return answer.text[:500]


def _tell(answer: dict[str, Any], *, as_json: bool) -> None:
    """Print what became of each row that is not unchanged; refused ones make the command fail."""
    if as_json:
        print(json.dumps(answer, ensure_ascii=False))
    else:
        for item in answer["items"]:
            if item["change"] == "refused":
                sys.stderr.write(f"refused   {item['detail']}\n")
            elif item["changes"] and item["change"] != "unchanged":
                changes = ", ".join(f"{path}: {_shown(pair)}" for path, pair in item["changes"].items())
                print(f"{item['change']:9} {item['id']}" + (f"  {changes}" if item["change"] == "changed" else ""))
        if answer["ignored"]:
            sys.stderr.write(f"columns not understood: {', '.join(answer['ignored'])}\n")
        counts = ", ".join(f"{count} {change}" for change, count in answer["summary"].items())
        print(f"{counts}{' (nothing stored)' if answer['dry_run'] else ''}")
    if answer["failed"]:
        raise typer.Exit(1)


def _shown(pair: dict[str, Any]) -> str:
    return f"{json.dumps(pair['from'], ensure_ascii=False)} → {json.dumps(pair['to'], ensure_ascii=False)}"


def fail(why: str) -> NoReturn:
    """Say why on stderr and end the command."""
    sys.stderr.write(f"{why}\n")
    raise typer.Exit(1)


@export.command("stations")
def export_stations(
    file: Annotated[Path, typer.Argument(help="Where to: .csv, .xlsx, .geojson or .yaml says the form.")],
    *,
    url: Url = HERE,
    api_key: ApiKey,
) -> None:
    """Write every station, with its datastreams, to a file that can be imported again."""
    _export_table("stations/export", file, url=url, api_key=api_key, forms=("csv", "xlsx", "geojson", "yaml"))


@export.command("thresholds")
def export_thresholds(
    file: Annotated[Path, typer.Argument(help="Where to: .csv or .xlsx says the form.")],
    *,
    url: Url = HERE,
    api_key: ApiKey,
) -> None:
    """Write the ladders of single stations to a table that can be imported again; other rules are left out."""
    _export_table("rules/export", file, url=url, api_key=api_key)


@export.command("sites")
def export_sites(
    file: Annotated[Path, typer.Argument(help="Where to: .csv or .xlsx says the form.")],
    *,
    url: Url = HERE,
    api_key: ApiKey,
) -> None:
    """Write every must-reach site to a table that can be imported again."""
    _export_table("sites/export", file, url=url, api_key=api_key)


@export.command("contacts")
def export_contacts(
    file: Annotated[Path, typer.Argument(help="Where to: .csv or .xlsx says the form.")],
    *,
    url: Url = HERE,
    api_key: ApiKey,
) -> None:
    """Write every contact, with its number, to a table that can be imported again and only its owner can read."""
    _export_table("contacts/export", file, url=url, api_key=api_key, is_private=True)


def _export_table(
    path: str,
    file: Path,
    *,
    url: str,
    api_key: str,
    forms: tuple[str, ...] = ("csv", "xlsx"),
    is_private: bool = False,
) -> None:
    from fenghuo.private_file import write_private

    form = file.suffix.lower().removeprefix(".").replace("yml", "yaml")
    if form not in forms:
        fail(f"{file}: expected a name that ends in {', '.join(f'.{each}' for each in forms)}")
    answer = asked(url, "get", path=path, params={"format": form}, headers=bearer(api_key))
    try:
        (write_private if is_private else Path.write_bytes)(file, answer.content)
    except OSError as error:
        fail(f"{file}: cannot be written: {error}")
    sys.stderr.write(f"{file}: {len(answer.content)} bytes\n")


@export.command("objects")
def export_objects(
    *,
    folder: Annotated[Path | None, typer.Option(help="One file for each kind; left out: all on stdout.")] = None,
    url: Url = HERE,
    api_key: ApiKey,
) -> None:
    """Write stations, rivers, rules, fences and contacts as YAML documents; `provision` takes them back."""
    from fenghuo.private_file import write_private

    kinds = ("fences", "stations", "rivers", "rules", "contacts")
    texts = {
        kind: asked(url, "get", path=kind, params={"format": "yaml"}, headers=bearer(api_key)).text for kind in kinds
    }
    if folder is None:
        print("".join(texts.values()), end="")
        return
    folder.mkdir(parents=True, exist_ok=True)
    write_private(folder / "contacts.yaml", texts["contacts"])
    for kind in kinds[:-1]:
        (folder / f"{kind}.yaml").write_text(texts[kind], "utf-8")
    sys.stderr.write(f"{folder}: {', '.join(f'{kind}.yaml' for kind in kinds)}\n")


def provision(
    folder: Annotated[Path, typer.Argument(help="Folder of YAML documents with apiVersion and kind.")],
    *,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say what would happen and change nothing.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="What became of each document, one JSON list.")] = False,
) -> None:
    """Apply a folder of documents to the database of the settings; twice is as good as once."""
    from dataclasses import asdict

    from fenghuo.clock import now
    from fenghuo.database import open_store
    from fenghuo.provisioning import provision as run
    from fenghuo.settings import load
    from sensing.exchange.plan import Change

    store = open_store(load())
    try:
        outcomes = run(folder, store=store, at=now(), is_dry=dry_run)
    finally:
        store.close()
    refused = [outcome for outcome in outcomes if outcome.change is Change.REFUSED]
    if as_json:
        print(json.dumps([asdict(outcome) for outcome in outcomes], ensure_ascii=False))
    else:
        for outcome in outcomes:
            if outcome.change in {Change.NEW, Change.CHANGED}:
                print(f"{outcome.change:9} {outcome.kind} {outcome.id}")
        for outcome in refused:
            sys.stderr.write(f"{outcome.detail}\n")
        unchanged = sum(outcome.change is Change.UNCHANGED for outcome in outcomes)
        print(f"{len(outcomes)} documents, {unchanged} unchanged, {len(refused)} refused")
    if refused:
        raise typer.Exit(1)
