"""``fenghuo fit``: the numbers of a rule, fitted on history, as the piece of YAML to paste."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NoReturn

import typer

if TYPE_CHECKING:
    from fenghuo.fitting import Readings

#: Seconds without a byte after which a system is given up.
_PATIENCE = 300

fit = typer.Typer(help="Fit the numbers of a rule on history.", no_args_is_help=True)

_Property = Annotated[str, typer.Option("--property", help="Observed property, e.g. pm25.")]
_From = Annotated[str | None, typer.Option("--from", help="First instant, RFC 3339; five years before --to.")]
_To = Annotated[str | None, typer.Option("--to", help="First instant no longer in it; now.")]
_Json = Annotated[bool, typer.Option("--json", help="The fit and its error as one JSON document.")]
_Url = Annotated[str, typer.Option(help="A running system.")]
_Key = Annotated[str, typer.Option(envvar="FENGHUO_API_KEY", help="Key of a viewer; not needed for files.")]
_HERE = "http://127.0.0.1:8600"


@fit.command("baseline")
def baseline(
    source: Annotated[str, typer.Argument(metavar="STATION|FILE", help="Station, or a CSV with time and value.")],
    *,
    prop: _Property,
    start: _From = None,
    end: _To = None,
    as_json: _Json = False,
    url: _Url = _HERE,
    api_key: _Key = "",
) -> None:
    """Print what is usual by month and hour in Beijing, for a rule of ``kind: deviation``."""
    from fenghuo.fitting import baseline_json, baseline_yaml
    from rules.feature.baseline import fit_baseline

    readings = _readings(source, prop, span=(start, end), system=(url, api_key))
    found = baseline_json(fit_baseline(readings.series.time, readings.series.value), readings)
    print(json.dumps(found, ensure_ascii=False) if as_json else baseline_yaml(found, readings))


@fit.command("routing")
def routing(
    above: Annotated[str, typer.Argument(metavar="UPSTREAM", help="Station upstream, or a CSV of it.")],
    here: Annotated[str, typer.Argument(metavar="HERE", help="Station here, or a CSV of it.")],
    *,
    prop: _Property = "water_level",
    step: Annotated[str, typer.Option(help="Resolution of the travel time.")] = "5m",
    most: Annotated[str, typer.Option(help="Longest travel time that is tried.")] = "24h",
    station: Annotated[str, typer.Option(help="Id of the station upstream, where a CSV is given.")] = "",
    start: _From = None,
    end: _To = None,
    as_json: _Json = False,
    url: _Url = _HERE,
    api_key: _Key = "",
) -> None:
    """Print travel time and relation between two gauges, for a rule of ``kind: trend`` with ``upstream``."""
    from fenghuo.fitting import routing_json, routing_yaml
    from rules.feature.routing import fit_routing
    from sensing.duration import parse_duration

    up, down = (_readings(each, prop, span=(start, end), system=(url, api_key)) for each in (above, here))
    steps = {"step": parse_duration(step), "most": parse_duration(most)}
    if not steps["step"]:
        _fail("--step: expected more than zero, such as 5m")
    found = routing_json(fit_routing(up.series, down.series, **steps), station=station or Path(above).stem)
    print(json.dumps(found, ensure_ascii=False) if as_json else routing_yaml(found, above=up, here=down))


def _readings(source: str, prop: str, *, span: tuple[str | None, str | None], system: tuple[str, str]) -> Readings:
    """Return the good readings of a file, or of a station of a running system."""
    from fenghuo.fitting import read_readings
    from sensing.exchange.comma import decoded

    file = Path(source)
    if file.is_file():
        if span != (None, None):
            _fail("--from, --to: expected with a station, a file is read whole")
        return read_readings(decoded(file.read_bytes())[0].splitlines(), origin=source, prop=prop)
    if file.suffix:
        _fail(f"{source}: no such file")
    return _asked(source, prop, span=span, system=system)


def _asked(station: str, prop: str, *, span: tuple[str | None, str | None], system: tuple[str, str]) -> Readings:
    import httpx2

    from fenghuo.fitting import read_readings

    url, api_key = system
    if not api_key:
        _fail("expected FENGHUO_API_KEY, the key of a viewer, or a CSV file")
    asked = {"station": station, "property": prop, "from": span[0] or _long_before(span[1]), "to": span[1]}
    params = {name: value for name, value in asked.items() if value is not None}
    headers = {"Authorization": f"Bearer {api_key}"}
    address = f"{url}/api/v1/observations/export"
    try:
        with httpx2.stream("GET", address, params=params, headers=headers, timeout=_PATIENCE) as answer:
            if answer.is_error:
                answer.read()
                _fail(f"{url}: {answer.status_code} {answer.text}")
            return read_readings(answer.iter_lines(), origin=station, prop=prop)
    except (httpx2.HTTPError, httpx2.InvalidURL) as error:
        _fail(f"{url}: {error}")


def _long_before(end: str | None) -> str:
    from datetime import timedelta

    from fenghuo.clock import now
    from sensing.instant import format_instant, parse_instant

    return format_instant((now() if end is None else parse_instant(end)) - timedelta(days=1826))


def _fail(why: str) -> NoReturn:
    sys.stderr.write(f"{why}\n")
    raise typer.Exit(1)
