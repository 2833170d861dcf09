"""Versions of rules: what was in force when, what differs, the second signature, and the way back."""

from typing import Annotated

from fastapi import APIRouter, Depends, Query
from starlette.responses import Response

from api.answer import answer, page
from api.auth import Administrator, Viewer
from api.caller import Caller
from api.documents import IN_YAML_TOO, AsYaml, yaml_answer
from api.given import Parts
from api.problem import not_found, unprocessable
from api.routes.rules import IdPath, body_text
from api.rule_book import changes, put_many, remove, roll_back, shown
from api.rule_sight import sight_of
from api.schema.rule_record import (
    BacktestRecordShape,
    OneRuleRecordShape,
    RollbackBody,
    RuleDiffShape,
    RuleImportShape,
    RuleRecordPage,
    RuleRecordShape,
    SignBody,
)
from rules.document import parse_rules, rule_to_document
from rules.record import BacktestRecord, RuleRecord, phase_of
from sensing.instant import format_instant

router = APIRouter(prefix="/api/v1/rules", tags=["rules"])

#: Most rules of one import.
MOST_RULES = 20_000

Reason = Annotated[str, Query(max_length=4000, description="Why it is changed.")]
Number = Annotated[int, Query(ge=1, description="A version.")]

_BODY = {
    "requestBody": {
        "required": True,
        "content": {"application/yaml": {"schema": {"type": "string"}}},
    }
}


@router.post("/import", response_model=RuleImportShape, openapi_extra=_BODY)
def import_rules(
    *,
    text: Annotated[str, Depends(body_text)],
    caller: Administrator,
    parts: Parts,
    reason: Reason = "",
    dry_run: Annotated[bool, Query(description="Say whether it would work and change nothing.")] = False,
) -> Response:
    """Add or change many rules, documents with ``---`` between them: all of them or, when one cannot work, none."""
    rules = parse_rules(text, origin="body")
    if len(rules) > MOST_RULES:
        raise unprocessable("too_many_rules", f"expected at most {MOST_RULES} rules, got {len(rules)}")
    found = put_many(parts, rules, author=caller.user, reason=reason, is_dry=dry_run, within=caller.within)
    now = parts.clock()
    items = [
        {"id": record.rule.id, "version": record.version, "phase": phase_of(record, among=[record], at=now).value}
        for record, _ in found
    ]
    stored = sum(is_news for _, is_news in found)
    return answer({"items": items, "next": None, "dry_run": dry_run, "stored": stored})


@router.delete("/{rule_id}", response_model=RuleRecordShape)
def delete_rule(*, rule_id: IdPath, caller: Administrator, parts: Parts, reason: Reason = "") -> Response:
    """Take a rule away; its versions stay, and a roll-back brings it back."""
    return answer(remove(parts, rule_id, author=caller.user, reason=reason, within=caller.within))


@router.get("/{rule_id}/versions", response_model=RuleRecordPage)
def list_versions(*, rule_id: IdPath, parts: Parts, caller: Viewer) -> Response:
    """List the versions of a rule, newest first, those of a removed one too."""
    versions = _versions(parts, rule_id, within=caller.within)
    now = parts.clock()
    return page([shown(each, among=versions, at=now) for each in reversed(versions)])


@router.get("/{rule_id}/versions/{version}", response_model=OneRuleRecordShape, responses=IN_YAML_TOO)
def get_version(*, rule_id: IdPath, version: int, parts: Parts, caller: Viewer, as_yaml: AsYaml) -> Response:
    """Return one version of a rule: incidents name the one that raised them."""
    versions = _versions(parts, rule_id, within=caller.within)
    record = _one(versions, rule_id, version)
    if as_yaml:
        return yaml_answer([rule_to_document(record.rule)])
    return answer(shown(record, among=versions, at=parts.clock()) | {"source": record.rule.source})


@router.get("/{rule_id}/diff", response_model=RuleDiffShape)
def diff_versions(
    *,
    rule_id: IdPath,
    parts: Parts,
    caller: Viewer,
    to: Number,
    from_: Annotated[int | None, Query(alias="from", ge=1, description="Left out, the one before.")] = None,
) -> Response:
    """Return what differs between two versions, field by field."""
    versions = _versions(parts, rule_id, within=caller.within)
    number = max(to - 1, 1) if from_ is None else from_
    before, after = _one(versions, rule_id, number), _one(versions, rule_id, to)
    return answer({"rule": rule_id, "from": number, "to": to, "changes": changes(before.rule, after.rule)})


@router.post("/{rule_id}/sign", response_model=RuleRecordShape)
def sign_rule(*, rule_id: IdPath, body: SignBody, caller: Administrator, parts: Parts) -> Response:
    """Sign a proposed version as the second person; it counts from then on, or from its day on."""
    sight_of(parts.store, caller.within).check_change(_versions(parts, rule_id, within=caller.within), None)
    parts.store.sign_rule(
        rule_id, version=body.version, signer=caller.user, at=parts.clock(), sha256=body.sha256, note=body.note
    )
    versions = parts.store.rule_versions(rule_id)
    return answer(shown(_one(versions, rule_id, body.version), among=versions, at=parts.clock()))


@router.post("/{rule_id}/rollback", response_model=RuleRecordShape)
def roll_rule_back(
    *, rule_id: IdPath, caller: Administrator, parts: Parts, body: RollbackBody | None = None
) -> Response:
    """Put an earlier document in force again, as a new version."""
    asked = body or RollbackBody()
    return answer(
        roll_back(
            parts,
            rule_id,
            version=asked.version,
            author=caller.user,
            reason=asked.reason,
            within=caller.within,
        )
    )


@router.get("/{rule_id}/backtests/{backtest_id}", response_model=BacktestRecordShape)
def get_backtest(*, rule_id: IdPath, backtest_id: str, parts: Parts, caller: Viewer) -> Response:
    """Return a kept back-test of a rule."""
    kept = parts.store.backtest(backtest_id)
    if kept is None or kept.rule != rule_id or not _is_tried(parts, kept, caller=caller):
        raise not_found("back-test", backtest_id)
    said = {"id": kept.id, "rule": kept.rule, "author": kept.author, "at": format_instant(kept.at)}
    return answer(said | {"summary": kept.summary})


def _versions(parts: Parts, rule_id: str, *, within: str) -> list[RuleRecord]:
    """Return the versions of a rule that the caller sees; none where the newest is not seen."""
    sight, versions = sight_of(parts.store, within), parts.store.rule_versions(rule_id)
    if not versions or not sight.sees(versions[-1].rule):
        raise not_found("rule", rule_id)
    return sight.shown(versions)


def _is_tried(parts: Parts, kept: BacktestRecord, *, caller: Caller) -> bool:
    """Return whether a back-test is the caller's own, or of a rule that is seen: what it counts lies in many places."""
    if not caller.within or kept.author == caller.user:
        return True
    versions = parts.store.rule_versions(kept.rule)
    return bool(versions) and sight_of(parts.store, caller.within).sees(versions[-1].rule)


def _one(versions: list[RuleRecord], rule_id: str, number: int) -> RuleRecord:
    for record in versions:
        if record.version == number:
            return record
    raise not_found("version", f"{rule_id} {number}")
