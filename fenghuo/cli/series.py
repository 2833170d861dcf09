"""``fenghuo export observations``: stored readings as a file."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated, NoReturn

import typer

#: Seconds without a byte after which an export is given up.
_PATIENCE = 300


def export_observations(
    station: Annotated[str, typer.Argument(help="Id of the station.")],
    *,
    prop: Annotated[str | None, typer.Option("--property", help="One observed property; all of the station's.")] = None,
    start: Annotated[str | None, typer.Option("--from", help="First instant, RFC 3339; a day before --to.")] = None,
    end: Annotated[str | None, typer.Option("--to", help="First instant no longer exported; now.")] = None,
    output: Annotated[Path | None, typer.Option("--output", "-o", help="File; stdout when left out.")] = None,
    form: Annotated[str, typer.Option("--format", help="csv or parquet; told by the file's name.")] = "",
    bom: Annotated[bool, typer.Option("--bom", help="Begin a CSV with the mark by which Excel knows UTF-8.")] = False,
    url: Annotated[str, typer.Option(help="A running system.")] = "http://127.0.0.1:8600",
    api_key: Annotated[str, typer.Option(envvar="FENGHUO_API_KEY", help="Key of a viewer.")],
) -> None:
    """Write stored readings of a station to a file, CSV or Parquet."""
    import httpx2

    chosen = form or ("parquet" if output is not None and output.suffix == ".parquet" else "csv")
    asked = {"station": station, "property": prop, "from": start, "to": end, "format": chosen, "bom": str(bom).lower()}
    params = {name: value for name, value in asked.items() if value is not None}
    headers = {"Authorization": f"Bearer {api_key}"}
    address = f"{url}/api/v1/observations/export"
    try:
        with httpx2.stream("GET", address, params=params, headers=headers, timeout=_PATIENCE) as answer:
            if answer.is_error:
                answer.read()
                _fail(f"{url}: {answer.status_code} {answer.text}")
            if output is None:
                for chunk in answer.iter_bytes():
                    sys.stdout.buffer.write(chunk)
                return
            # A file is there whole or not at all.
            part = output.with_name(f"{output.name}.part")
            with part.open("wb") as file:
                for chunk in answer.iter_bytes():
                    file.write(chunk)
            part.replace(output)
    except (httpx2.HTTPError, httpx2.InvalidURL, OSError) as error:
        _fail(f"{url}: {error}")


def _fail(why: str) -> NoReturn:
    sys.stderr.write(f"{why}\n")
    raise typer.Exit(1)
