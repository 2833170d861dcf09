"""Plan reach: where a response plan holds, and who may change it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from api.problem import ApiError, not_found
from incidents.plan_document import parse_plan
from incidents.procedure import ProcedureKind

if TYPE_CHECKING:
    from incidents.procedure import Procedure


def holds_in(procedure: Procedure, within: str) -> bool:
    """Return whether a document holds somewhere in a subtree; one that names no division holds everywhere."""
    if procedure.kind is not ProcedureKind.PLAN or not within:
        return True
    divisions = parse_plan(procedure.source, origin=procedure.id).divisions
    return not divisions or any(each.startswith(within) or within.startswith(each) for each in divisions)


def check_plan(text: str, *, within: str) -> None:
    """Refuse a plan that holds outside a subtree too.

    Raises:
        ApiError: ``beyond_division``.
        DocumentError: If the text is no plan.
    """
    divisions = parse_plan(text, origin="document").divisions if within else ()
    if within and not (divisions and all(each.startswith(within) for each in divisions)):
        detail = f"expected a plan whose divisions all lie within {within}, got {', '.join(divisions) or 'everywhere'}"
        raise ApiError("beyond_division", detail, status=403)


def check_known(kind: ProcedureKind, known: Procedure | None, *, within: str) -> None:
    """Refuse to change a plan that holds elsewhere; one that holds nowhere in the subtree is not there at all.

    Raises:
        ApiError: ``not_found`` or ``beyond_division``.
    """
    if known is None or kind is not ProcedureKind.PLAN:
        return
    if not holds_in(known, within):
        raise not_found(kind.value, known.id)
    check_plan(known.source, within=within)
