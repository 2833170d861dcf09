from __future__ import annotations

import pytest

from api.plan_reach import check_known, check_plan, holds_in
from api.problem import ApiError
from incidents.procedure import Procedure, ProcedureKind
from tests.unit.api.world import NOW
from tests.unit.incidents.duty import PLAN

OWN = PLAN + 'divisions: ["411528000000"]\n'
NEXT = PLAN + 'divisions: ["411527000000"]\n'
CITY = PLAN + 'divisions: ["4115"]\n'


def a_plan(source: str) -> Procedure:
    return Procedure(kind=ProcedureKind.PLAN, id="flood", version=1, source=source, author="li", at=NOW)


@pytest.mark.parametrize(("source", "holds"), [(OWN, True), (NEXT, False), (CITY, True), (PLAN, True)])
def test_a_plan_is_seen_where_it_holds(source, holds):
    assert holds_in(a_plan(source), "411528") is holds
    assert holds_in(a_plan(source), "")


@pytest.mark.parametrize("source", [NEXT, CITY, PLAN])
def test_a_plan_that_holds_elsewhere_too_is_not_theirs(source: str):
    check_plan(OWN, within="411528")
    check_plan(source, within="")
    with pytest.raises(ApiError) as refused:
        check_plan(source, within="411528")
    assert (refused.value.code, refused.value.status) == ("beyond_division", 403)


@pytest.mark.parametrize(("source", "code"), [(NEXT, "not_found"), (CITY, "beyond_division")])
def test_what_is_known_is_changed_by_whose_it_is(source: str, code: str):
    check_known(ProcedureKind.PLAN, None, within="411528")
    check_known(ProcedureKind.PLAN, a_plan(OWN), within="411528")
    with pytest.raises(ApiError) as refused:
        check_known(ProcedureKind.PLAN, a_plan(source), within="411528")
    assert refused.value.code == code
