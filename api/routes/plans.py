"""Response plans and rules of inhibition: documents with versions, changed by duty commanders."""

from datetime import datetime
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Path
from starlette.responses import Response

from api.answer import answer, page
from api.asking import Asking, OfficerAsks
from api.auth import COMMANDERS, Viewer, check_everywhere
from api.case_acts import follow_up, network_of
from api.given import Parts
from api.parts import ApiParts
from api.plan_reach import check_known, check_plan, holds_in
from api.ports import Transaction
from api.problem import not_found, unprocessable
from api.schema.plan import OneProcedureShape, ProcedurePage, ProcedureShape
from api.writing import DOCUMENT_BODY, document_text
from incidents.journal import Entry
from incidents.notices import NOWHERE
from incidents.procedure import Procedure, ProcedureKind, check_new
from incidents.settling import Ground, settle
from incidents.silence import Matcher
from sensing.instant import format_instant

router = APIRouter(prefix="/api/v1", tags=["plans"])

IdPath = Annotated[str, Path(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$")]

Text = Annotated[str, Depends(document_text)]


@router.get("/plans", response_model=ProcedurePage)
def list_plans(*, parts: Parts, caller: Viewer) -> Response:
    """List response plans that hold somewhere in one's subtree, by id."""
    return _listed(parts, ProcedureKind.PLAN, within=caller.within)


@router.get("/plans/{plan_id}", response_model=OneProcedureShape)
def get_plan(*, plan_id: IdPath, parts: Parts, caller: Viewer) -> Response:
    """Return one response plan with its versions."""
    return _one(parts, ProcedureKind.PLAN, plan_id, within=caller.within)


@router.put("/plans/{plan_id}", dependencies=[COMMANDERS], response_model=ProcedureShape, openapi_extra=DOCUMENT_BODY)
def put_plan(*, plan_id: IdPath, text: Text, asking: OfficerAsks) -> Response:
    """Add or change a response plan; tasks that are open stay as they were opened."""
    return _put(asking, ProcedureKind.PLAN, plan_id, text=text)


@router.delete("/plans/{plan_id}", dependencies=[COMMANDERS], response_model=ProcedureShape)
def delete_plan(*, plan_id: IdPath, asking: OfficerAsks) -> Response:
    """End a response plan; its versions stay."""
    return _put(asking, ProcedureKind.PLAN, plan_id, text=None)


@router.get("/inhibitions", response_model=ProcedurePage)
def list_inhibitions(*, parts: Parts, caller: Viewer) -> Response:
    """List rules of inhibition by id; they hold everywhere."""
    return _listed(parts, ProcedureKind.INHIBITION, within=caller.within)


@router.get("/inhibitions/{inhibition_id}", response_model=OneProcedureShape)
def get_inhibition(*, inhibition_id: IdPath, parts: Parts, caller: Viewer) -> Response:
    """Return one rule of inhibition with its versions."""
    return _one(parts, ProcedureKind.INHIBITION, inhibition_id, within=caller.within)


@router.put(
    "/inhibitions/{inhibition_id}",
    dependencies=[COMMANDERS],
    response_model=ProcedureShape,
    openapi_extra=DOCUMENT_BODY,
)
def put_inhibition(*, inhibition_id: IdPath, text: Text, asking: OfficerAsks) -> Response:
    """Add or change a rule of inhibition; what it lets speak again is loud at once."""
    return _put(asking, ProcedureKind.INHIBITION, inhibition_id, text=text)


@router.delete("/inhibitions/{inhibition_id}", dependencies=[COMMANDERS], response_model=ProcedureShape)
def delete_inhibition(*, inhibition_id: IdPath, asking: OfficerAsks) -> Response:
    """End a rule of inhibition; what it silenced is loud at once."""
    return _put(asking, ProcedureKind.INHIBITION, inhibition_id, text=None)


def _listed(parts: ApiParts, kind: ProcedureKind, *, within: str) -> Response:
    found = [each for each in parts.store.procedures() if each.kind is kind and not each.is_ended]
    return page([_json(each) for each in found if holds_in(each, within)])


def _one(parts: ApiParts, kind: ProcedureKind, id_: str, *, within: str) -> Response:
    versions = parts.store.procedure_versions(kind, id_)
    if not versions or versions[-1].is_ended or not holds_in(versions[-1], within):
        raise not_found(kind.value, id_)
    told = [{"version": each.version, "author": each.author, "at": format_instant(each.at)} for each in versions]
    return answer(_json(versions[-1]) | {"versions": told})


def _put(asking: Asking, kind: ProcedureKind, id_: str, *, text: str | None) -> Response:
    """Store a document, or end it where there is no text; what does not change it changes nothing."""
    network, within = network_of(asking.parts), asking.within
    if kind is ProcedureKind.INHIBITION:
        check_everywhere(within, what="rules of inhibition hold")
    elif text is not None:
        check_plan(text, within=within)

    def act(transaction: Transaction, now: datetime) -> dict[str, Any]:
        known = {(each.kind, each.id): each for each in transaction.procedures() if not each.is_ended}
        before = known.get((kind, id_))
        check_known(kind, before, within=within)
        if before is None and text is None:
            raise not_found(kind.value, id_)
        if text is not None:
            named = check_new(kind, text, others=known.values())
            if named != id_:
                raise unprocessable("id_mismatch", f"the path names {kind} {id_!r}, the document {named!r}")
        if text is not None and before is not None and before.source == text:
            return _json(before)
        source = text if text is not None else (before.source if before else "")
        after = transaction.put_procedure(kind, id_, source=source, author=asking.actor, at=now, is_ended=text is None)
        transaction.journal([_entry(after)])
        if kind is ProcedureKind.INHIBITION:
            meant = transaction.incidents_meant(Matcher())
            ground = Ground(network=network)
            changed = settle(transaction, [], before={}, ground=ground, now=now, recheck=meant)
            follow_up(transaction, changed, parts=asking.parts, now=now)
        return _json(after)

    return asking.once(None, act)


def _entry(procedure: Procedure) -> Entry:
    act = "removed" if procedure.is_ended else "put"
    data = {"act": act, "actor": procedure.author, procedure.kind.value: _json(procedure)}
    return Entry(kind=procedure.kind.value, division=NOWHERE, at=procedure.at, data=data)


def _json(procedure: Procedure) -> dict[str, Any]:
    return {
        "kind": procedure.kind.value,
        "id": procedure.id,
        "version": procedure.version,
        "author": procedure.author,
        "at": format_instant(procedure.at),
        "source": procedure.source,
    }
