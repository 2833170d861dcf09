"""Rules and fences: thresholds in the field's own terms, and where they hold."""

import json
from typing import Annotated, Any

from fastapi import APIRouter, Body, Depends, Path, Query, Request
from starlette.responses import Response

from api.answer import answer, instant_parameter, page
from api.auth import Administrator, Viewer
from api.documents import IN_YAML_TOO, AsYaml, yaml_answer
from api.given import Parts
from api.problem import unprocessable
from api.routes.stations import check_division
from api.rule_book import compiled, current_records, known_record, put, shown
from api.rule_sight import sight_of
from api.schema.rule import FencePage, FenceShape
from api.schema.rule_record import RuleRecordPage, RuleRecordShape
from api.schema.text import InstantText
from api.writing import DOCUMENT_BODY
from geo.fence import fence_to_feature, parse_fence
from geo.fence_document import fence_document
from rules.document import parse_rule, rule_to_document
from rules.record import Terms

router = APIRouter(prefix="/api/v1", tags=["rules"])

IdPath = Annotated[str, Path(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$")]


async def body_text(request: Request) -> str:
    """Return the body as text, whatever its content type says.

    Raises:
        ApiError: If it is no UTF-8.
    """
    try:
        return (await request.body()).decode()
    except UnicodeDecodeError as error:
        raise unprocessable("bad_rule", f"body: expected UTF-8, got another byte at {error.start}") from None


async def stated_terms(
    *,
    reason: Annotated[str, Query(max_length=4000, description="Why it is changed.")] = "",
    begin: Annotated[InstantText | None, Query(alias="from", description="When it begins to count; now.")] = None,
    end: Annotated[InstantText | None, Query(alias="until", description="When it counts no longer.")] = None,
    backtest: Annotated[str, Query(max_length=64, description="Id of a back-test of this document.")] = "",
) -> Terms:
    """Return what an author says about a version beside its document.

    Raises:
        ApiError: If an instant cannot be read.
    """
    return Terms(
        reason=reason.strip(),
        effective_from=None if begin is None else instant_parameter(begin, name="from"),
        effective_until=None if end is None else instant_parameter(end, name="until"),
        backtest=backtest,
    )


@router.get("/rules", response_model=RuleRecordPage, responses=IN_YAML_TOO)
def list_rules(*, parts: Parts, caller: Viewer, as_yaml: AsYaml) -> Response:
    """List rules that judge a station of one's subtree, by id: of each the version in force, or else the newest."""
    now, sight = parts.clock(), sight_of(parts.store, caller.within)
    found = current_records(parts.store.rule_records(at=now), at=now)
    found = [(record, versions) for record, versions in found if sight.sees(record.rule)]
    if as_yaml:
        return yaml_answer(rule_to_document(record.rule) for record, _ in found)
    return page([shown(record, among=versions, at=now) for record, versions in found])


@router.get("/rules/{rule_id}", response_model=RuleRecordShape, responses=IN_YAML_TOO)
def get_rule(*, rule_id: IdPath, parts: Parts, caller: Viewer, as_yaml: AsYaml) -> Response:
    """Return one rule: the version in force, or the newest where none is."""
    record, versions = known_record(parts, rule_id, sight=sight_of(parts.store, caller.within))
    if as_yaml:
        return yaml_answer([rule_to_document(record.rule)])
    return answer(shown(record, among=versions, at=parts.clock()))


@router.put("/rules/{rule_id}", response_model=RuleRecordShape, openapi_extra=DOCUMENT_BODY)
def put_rule(
    *,
    rule_id: IdPath,
    text: Annotated[str, Depends(body_text)],
    caller: Administrator,
    parts: Parts,
    terms: Annotated[Terms, Depends(stated_terms)],
    base: Annotated[int | None, Query(ge=0, description="Newest version it was written from; 0: none.")] = None,
) -> Response:
    """Add or change a rule; one that cannot work changes nothing, and one that must be signed changes nothing yet."""
    rule = parse_rule(text, origin="body")
    if rule.id != rule_id:
        raise unprocessable("id_mismatch", f"the path names rule {rule_id!r}, the document {rule.id!r}")
    compiled(parts, [rule], within=caller.within)
    sight = sight_of(parts.store, caller.within)
    return answer(put(parts, rule, author=caller.user, terms=terms, base=base, sight=sight))


@router.get("/fences", response_model=FencePage, tags=["fences"], responses=IN_YAML_TOO)
def list_fences(*, parts: Parts, caller: Viewer, as_yaml: AsYaml) -> Response:
    """List fences by id."""
    fences = sorted(parts.store.fences(within=caller.within), key=lambda fence: fence.id)
    if as_yaml:
        return yaml_answer(fence_document(fence) for fence in fences)
    return page([fence_to_feature(fence) for fence in fences])


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
    check_division(fence.division, within=caller.within)
    stored = parts.store.put_fence(fence, author=caller.user, at=parts.clock(), within=caller.within)
    return answer(fence_to_feature(stored))


def _check_showable(feature: dict[str, Any]) -> None:
    """Refuse half letters, and numbers that JSON does not have: nobody could read the fence back.

    Raises:
        ApiError: If there is one.
    """
    try:
        json.dumps(feature, ensure_ascii=False, allow_nan=False).encode()
    except ValueError as error:
        raise unprocessable("bad_fence", f"body: expected whole letters and finite numbers, got {error}") from None
