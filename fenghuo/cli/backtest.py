"""``fenghuo backtest``: what a rule would have said about stored readings, with a bar of progress on stderr."""

from __future__ import annotations

import json
import sys
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, NoReturn

import typer

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

#: Seconds without a line after which a back-test is given up.
_PATIENCE = 300
#: Columns of the bar.
_WIDTH = 30
#: Rows of a list on the screen; ``--json`` has them all.
_SHOWN = 20


def backtest(
    rule: Annotated[str, typer.Argument(help="Id of a stored rule, or a file with a draft of one.")],
    *,
    start: Annotated[str, typer.Option("--from", help="First instant, RFC 3339.")],
    end: Annotated[str, typer.Option("--to", help="First instant no longer in it.")],
    labels: Annotated[Path | None, typer.Option(help="CSV of labelled events to score against.")] = None,
    incidents: Annotated[bool, typer.Option("--incidents", help="Score against acknowledged incidents.")] = False,
    early: Annotated[str, typer.Option(help="An alarm belongs to an event that begins within this after it.")] = "6h",
    late: Annotated[str, typer.Option(help="An alarm belongs to an event that ended within this before it.")] = "1h",
    compare: Annotated[bool, typer.Option(help="Try the rule in force beside a draft.")] = True,
    chart: Annotated[list[str] | None, typer.Option(help="Station to draw, with --json; may be repeated.")] = None,
    database: Annotated[bool, typer.Option("--database", help="Read the database of the settings, no API.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="The whole as one JSON document on stdout.")] = False,
    url: Annotated[str, typer.Option(help="A running system.")] = "http://127.0.0.1:8600",
    api_key: Annotated[str, typer.Option(envvar="FENGHUO_API_KEY", help="Key of an officer.")] = "",
) -> None:
    """Try a rule on stored readings: episodes, hits, misses, lead times, and what it would change."""
    from sensing.duration import parse_duration

    body: dict[str, Any] = {
        "from": start,
        "to": end,
        "incidents": incidents,
        "compare": compare,
        "early_s": parse_duration(early).total_seconds(),
        "late_s": parse_duration(late).total_seconds(),
        "chart": chart or [],
    }
    rule_id = rule
    if Path(rule).is_file():
        rule_id, body["document"] = _draft(Path(rule))
    if labels is not None:
        body["labels"] = _text(labels)
    lines = _local(rule_id, body) if database else _remote(rule_id, body, url=url, api_key=api_key)
    found = _followed(lines)
    print(json.dumps(found, ensure_ascii=False, indent=1) if as_json else "\n".join(_shown(found)))


def _draft(file: Path) -> tuple[str, str]:
    from rules.document import parse_rule

    text = file.read_text("utf-8")
    return str(parse_rule(text, origin=str(file)).id), text


def _text(file: Path) -> str:
    from sensing.exchange.comma import decoded

    return decoded(file.read_bytes())[0]


def _remote(rule_id: str, body: dict[str, Any], *, url: str, api_key: str) -> Iterator[dict[str, Any]]:
    """Yield the lines of the API's answer."""
    import httpx2

    if not api_key:
        _fail("expected FENGHUO_API_KEY, the key of an officer, or --database")
    headers = {"Authorization": f"Bearer {api_key}", "Accept": "application/x-ndjson"}
    address = f"{url}/api/v1/rules/{rule_id}/backtest"
    try:
        with httpx2.stream("POST", address, json=body, headers=headers, timeout=_PATIENCE) as answer:
            if answer.is_error:
                answer.read()
                _fail(f"{url}: {answer.status_code} {answer.text}")
            for line in answer.iter_lines():
                yield json.loads(line)
    except (httpx2.HTTPError, httpx2.InvalidURL, ValueError) as error:
        _fail(f"{url}: {error}")


def _local(rule_id: str, body: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Yield the same lines from the database itself."""
    from api.backtest.conduct import conduct
    from api.schema.backtest import BacktestBody
    from fenghuo import logs
    from fenghuo.clock import now
    from fenghuo.database import open_store
    from fenghuo.settings import load

    logs.configure(as_json=True, is_quiet=True)
    with closing(open_store(load())) as store:
        yield from conduct(store, rule_id, BacktestBody.model_validate(body), now=now())


def _followed(lines: Iterator[dict[str, Any]]) -> dict[str, Any]:
    """Draw progress until the result is there, and return it."""
    draw = _bar() if sys.stderr.isatty() else _quiet
    for line in lines:
        if "problem" in line:
            _fail(str(line["problem"]["detail"]))
        if "result" in line:
            sys.stderr.write("\n")
            result: dict[str, Any] = line["result"]
            return result
        draw(float(line["progress"]), int(line["readings"]))
    return _fail("the answer ended before the result")


def _bar() -> Callable[[float, int], None]:
    def draw(share: float, readings: int) -> None:
        full = round(share * _WIDTH)
        sys.stderr.write(f"\r[{'█' * full}{'·' * (_WIDTH - full)}] {share:>4.0%}  {readings:,} readings")
        sys.stderr.flush()

    return draw


def _quiet(share: float, readings: int) -> None:
    sys.stderr.write(f"{share:.0%} {readings}\n")


def _shown(found: dict[str, Any]) -> Iterator[str]:
    """Yield the lines of a back-test as a person reads them."""
    kept = found["summary"]
    peaks = ", ".join(f"{count} {level}" for level, count in kept["episodes"]["by_peak"].items()) or "none"
    yield f"{found['id']}  rule {found['rule']}  {found['from']} … {found['to']}"
    yield f"{found['readings']:,} readings of {found['targets']} targets"
    yield (
        f"{kept['episodes']['count']} episodes ({peaks}), {kept['episodes']['lost']} with data lost, "
        f"{kept['episodes']['open']} still open, {kept['episodes']['hours']} h in all"
    )
    for episode in found["episodes"][:_SHOWN]:
        lost = "  data lost" if episode["lost"] else ""
        closed = episode["closed"] or "still open"
        yield f"  {episode['opened']}  {closed:<20}  {episode['peak']:<6}  {episode['target']}{lost}"
    if len(found["episodes"]) > _SHOWN:
        yield f"  … and {len(found['episodes']) - _SHOWN} more"
    yield from _labelled(found)
    if (change := found["comparison"]) is not None:
        counts = ", ".join(f"{change[kind]} {kind}" for kind in _KINDS if change[kind])
        yield f"beside version {change['version']} in force: {counts or 'no difference'}"


_KINDS = ("same", "new", "gone", "earlier", "later", "higher", "lower")


def _labelled(found: dict[str, Any]) -> Iterator[str]:
    for bad in (found["labels"] or {}).get("bad", ()):
        yield f"labels, row {bad['row']}: {bad['detail']}"
    if found["score"] is None:
        return
    yield "level    events  hits  misses  alarms  false    POD    FAR    CSI  lead, median"
    for level, row in {"any": found["score"]["overall"], **found["score"]["levels"]}.items():
        ratios = "  ".join("    –" if row[name] is None else f"{row[name]:>5.2f}" for name in ("pod", "far", "csi"))
        lead = "–" if row["lead_s"] is None else f"{row['lead_s']['median'] / 60:.0f} min"
        yield (
            f"{level:<8}{row['events']:>7}{row['hits']:>6}{row['misses']:>8}{row['alarms']:>8}{row['false_alarms']:>7}"
            f"  {ratios}  {lead:>8}"
        )


def _fail(why: str) -> NoReturn:
    sys.stderr.write(f"{why}\n")
    raise typer.Exit(1)
