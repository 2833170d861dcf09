"""Rules and fences: thresholds in the field's own terms, and where they hold."""

import json
from dataclasses import replace
from typing import Annotated, Any

import msgspec
from fastapi import APIRouter, Body, Depends, Path, Request
from starlette.responses import Response

from api.answer import answer, instant_parameter, page
from api.auth import OFFICERS, VIEWERS, Administrator
from api.backtest import backtest
from api.documents import AsYaml, yaml_answer
from api.given import Parts
from api.parts import ApiParts
from api.problem import not_found, unprocessable
from api.schema.rule import (
    BacktestBody,
    BacktestShape,
    FencePage,
    FenceShape,
    RulePage,
    RuleShape,
    rule_json,
    transition_json,
)
from geo.fence import fence_to_feature, parse_fence
from geo.fence_document import fence_document
from rules.compiler import compile_rules
from rules.document import parse_rule, rule_to_document
from rules.program import Program
from rules.rule import Rule
from sensing.instant import format_instant
from sensing.station import Registry

router = APIRouter(prefix="/api/v1", tags=["rules"])

IdPath = Annotated[str, Path(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$")]

#: How a rule may be sent, for the documentation.
_RULE_BODY: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "content": {
            "application/yaml": {"schema": {"type": "string"}},
            "application/json": {"schema": {"type": "object"}},
        },
    }
}


async def body_text(request: Request) -> str:
    """Return the body as text, whatever its content type says.

    Raises:
        ApiError: If it is no UTF-8.
    """
    try:
        return (await request.body()).decode()
    except UnicodeDecodeError as error:
        raise unprocessable("bad_rule", f"body: expected UTF-8, got another byte at {error.start}") from None


@router.get("/rules", dependencies=[VIEWERS], response_model=RulePage)
def list_rules(*, parts: Parts, as_yaml: AsYaml) -> Response:
    """List rules by id."""
    if as_yaml:
        return yaml_answer(rule_to_document(rule) for rule in parts.store.rules())
    return page([rule_json(rule) for rule in sorted(parts.store.rules(), key=lambda rule: rule.id)])


@router.get("/rules/{rule_id}", dependencies=[VIEWERS], response_model=RuleShape)
def get_rule(*, rule_id: IdPath, parts: Parts, as_yaml: AsYaml) -> Response:
    """Return one rule."""
    if as_yaml:
        return yaml_answer([rule_to_document(_known(parts, rule_id))])
    return answer(rule_json(_known(parts, rule_id)))


@router.put("/rules/{rule_id}", response_model=RuleShape, openapi_extra=_RULE_BODY)
def put_rule(
    *, rule_id: IdPath, text: Annotated[str, Depends(body_text)], caller: Administrator, parts: Parts
) -> Response:
    """Add or change a rule; one that cannot work changes nothing."""
    rule = parse_rule(text, origin="body")
    if rule.id != rule_id:
        raise unprocessable("id_mismatch", f"the path names rule {rule_id!r}, the document {rule.id!r}")
    _compiled(parts, rule)
    return answer(rule_json(parts.store.put_rule(rule, author=caller.user, at=parts.clock())))


@router.post("/rules/{rule_id}/backtest", dependencies=[OFFICERS], response_model=BacktestShape)
def try_rule(*, rule_id: IdPath, body: BacktestBody, parts: Parts) -> Response:
    """Return what a rule, or a draft of it, would have said about stored readings."""
    rule = _known(parts, rule_id) if body.document is None else _drafted(body.document)
    start, end = instant_parameter(body.start, name="from"), instant_parameter(body.end, name="to")
    found = backtest(_compiled(parts, rule), parts.store, start=start, end=end)
    shown = {
        "rule": rule.id,
        "version": rule.version,
        "from": format_instant(start),
        "to": format_instant(end),
        "readings": found.readings,
        "transitions": [transition_json(transition) for transition in found.transitions],
        "episodes": [
            {
                "target": episode.target,
                "opened": format_instant(episode.opened),
                "closed": None if episode.closed is None else format_instant(episode.closed),
                "peak": episode.peak.key,
                "lost": episode.is_lost,
            }
            for episode in found.episodes
        ],
    }
    return answer(shown)


@router.get("/fences", dependencies=[VIEWERS], response_model=FencePage, tags=["fences"])
def list_fences(*, parts: Parts, as_yaml: AsYaml) -> Response:
    """List fences by id."""
    if as_yaml:
        return yaml_answer(fence_document(fence) for fence in parts.store.fences())
    return page([fence_to_feature(fence) for fence in sorted(parts.store.fences(), key=lambda fence: fence.id)])


@router.put("/fences/{fence_id}", response_model=FenceShape, tags=["fences"])
def put_fence(
    *,
    fence_id: IdPath,
    feature: Annotated[dict[str, Any], Body(description="A GeoJSON Feature, coordinates (lon, lat).")],
    caller: Administrator,
    parts: Parts,
) -> Response:
    """Add or change a fence."""
    named = feature.get("id")
    if named is not None and named != fence_id:
        raise unprocessable("id_mismatch", f"the path names fence {fence_id!r}, the body {str(named)[:64]!r}")
    _check_showable(feature)
    fence = parse_fence(feature, id=fence_id)
    return answer(fence_to_feature(parts.store.put_fence(fence, author=caller.user, at=parts.clock())))


def _known(parts: ApiParts, rule_id: str) -> Rule:
    for rule in parts.store.rules():
        if rule.id == rule_id:
            return rule
    raise not_found("rule", rule_id)


def _check_showable(feature: dict[str, Any]) -> None:
    """Refuse half letters, and numbers that JSON does not have: nobody could read the fence back.

    Raises:
        ApiError: If there is one.
    """
    try:
        json.dumps(feature, ensure_ascii=False, allow_nan=False).encode()
    except ValueError as error:
        raise unprocessable("bad_fence", f"body: expected whole letters and finite numbers, got {error}") from None


def _drafted(document: dict[str, Any] | str) -> Rule:
    try:
        text = document if isinstance(document, str) else msgspec.json.encode(document).decode()
    except UnicodeEncodeError as error:
        raise unprocessable("bad_rule", f"document: expected whole letters, got {error}") from None
    return parse_rule(text, origin="document")


def _compiled(parts: ApiParts, rule: Rule) -> Program:
    """Return the program of one rule, as if it were enabled.

    Raises:
        RuleError: If it names a station, fence or property that is not there.
    """
    enabled = replace(rule, is_enabled=True)
    return compile_rules([enabled], registry=Registry(parts.store.stations()), fences=parts.store.fences())
