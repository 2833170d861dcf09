"""``fenghuo why``: what each rule thought of a datastream at an instant."""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from collections.abc import Iterator

#: Seconds that an answer may take.
_PATIENCE = 60


def why(
    station: Annotated[str, typer.Argument(help="Id of the station.")],
    prop: Annotated[str, typer.Argument(metavar="PROPERTY", help="Observed property, e.g. water_level.")],
    *,
    at: Annotated[str | None, typer.Option(help="The instant, RFC 3339; now.")] = None,
    rule: Annotated[str | None, typer.Option(help="Only this rule.")] = None,
    language: Annotated[str, typer.Option("--language", help="zh or en.")] = "zh",
    as_json: Annotated[bool, typer.Option("--json", help="Facts and words as one JSON document on stdout.")] = False,
    url: Annotated[str, typer.Option(help="A running system.")] = "http://127.0.0.1:8600",
    api_key: Annotated[str, typer.Option(envvar="FENGHUO_API_KEY", help="Key of a viewer.")],
) -> None:
    """Tell what each rule thought, and why it did or did not fire."""
    import httpx2

    asked = {"station": station, "property": prop, "at": at, "rule": rule}
    params = {name: value for name, value in asked.items() if value is not None}
    headers = {"Authorization": f"Bearer {api_key}"}
    try:
        answer = httpx2.get(f"{url}/api/v1/why", params=params, headers=headers, timeout=_PATIENCE)
    except (httpx2.HTTPError, httpx2.InvalidURL) as error:
        sys.stderr.write(f"{url}: {error}\n")
        raise typer.Exit(1) from None
    if answer.is_error:
        sys.stderr.write(f"{url}: {answer.status_code} {answer.text}\n")
        raise typer.Exit(1)
    found = answer.json()
    print(json.dumps(found, ensure_ascii=False, indent=1) if as_json else "\n".join(shown(found, language=language)))


def shown(found: dict[str, Any], *, language: str) -> Iterator[str]:
    """Yield a trace as lines of text in a language."""
    yield f"{found['station']} {found['property']}  {found['at']}"
    for mark in found["marks"]:
        yield f"mark: {mark['quality']}, {mark['author']}: {mark['reason']}"
    for correction in found["corrections"]:
        yield f"corrected: {correction['t']} {correction['was']['v']} → {correction['value']}, {correction['author']}"
    if not found["rules"]:
        yield "no rule in force judges it" if language == "en" else "没有生效的规则判断该要素"
    for thought in found["rules"]:
        yield f"{thought['rule']} v{thought['version']}  {thought['title'].get(language) or thought['title']['zh']}"
        yield from (f"  {line.get(language) or line['zh']}" for line in thought["lines"])
        if (last := thought["last"]) is not None:
            yield f"  {last['t']}  {last['before']} → {last['after']}  {last['reason']}"
        for reading in thought["readings"]:
            doubt = "" if reading["trusted"] else f"  {reading['q']}: {', '.join(reading['why']) or '-'}"
            yield f"    {reading['t']}  {reading['v']:g} {found['unit']}{doubt}{'  late' if reading['late'] else ''}"
    for broken in found["broken"]:
        yield f"{broken['rule']}: {broken['detail']}"
