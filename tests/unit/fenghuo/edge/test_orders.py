from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alerts.warning import Area, Stage
from fenghuo.edge.orders import chain_of, order_json, read_order, readable
from incidents.convergence.fact import LONGEST_BODY, FactError, FactKind, made
from incidents.convergence.stamp import Stamp
from incidents.incident import IncidentId
from incidents.journal import canonical_data
from tests.builders import DIVISION, a_warning


def a_fact(told, subject):
    return made(node="n", after=None, stamp=Stamp(ms=1, count=0), kind=FactKind.ORDER, subject=subject, told=told)


def test_a_warning_comes_back_as_it_was_issued_without_what_is_its_installations_own():
    warning = a_warning(incident=IncidentId("i-1"), stage=Stage.SUPERSEDED)
    told = read_order(a_fact(order_json(warning, cap=b"<alert/>"), f"order/{chain_of(warning)}"))
    assert told.cap == b"<alert/>"
    assert told.warning == replace(warning, stage=Stage.ISSUED, incident=None)


def test_the_messages_of_a_chain_have_the_first_identifier_in_common():
    assert chain_of(a_warning(identifier="A")) == "A"
    assert chain_of(a_warning(identifier="C", references=("s,A,t", "s,B,t"))) == "A"


def test_what_is_too_long_leaves_its_outline_behind_then_its_cap_message():
    ring = tuple((114.0 + n / 1e4, 32.0 + n / 1e4) for n in range(4000))
    warning = a_warning(area=Area(description="息县", geocodes=(DIVISION,), polygons=(ring,)))
    told = order_json(warning, cap=b"x" * LONGEST_BODY)
    assert told["cap"] == ""
    assert len(canonical_data(told)) <= LONGEST_BODY
    assert read_order(a_fact(told, f"order/{warning.identifier}")).warning.area.polygons == ()


def test_an_area_that_is_only_drawn_is_never_made_another_one():
    ring = tuple((114.0 + n / 1e4, 32.0 + n / 1e4) for n in range(4000))
    assert order_json(a_warning(area=Area(description="一片", polygons=(ring,)))) is None


def test_an_order_of_another_chain_than_its_subject_is_refused():
    warning = a_warning()
    with pytest.raises(FactError, match="chain"):
        read_order(a_fact(order_json(warning), "order/other"))


@given(st.dictionaries(st.sampled_from(["warning", "cap"]), st.none() | st.integers() | st.text(max_size=9)))
def test_garbage_is_no_order_and_passed_over(told):
    fact = a_fact(told, "order/A")
    with pytest.raises(FactError):
        read_order(fact)
    assert readable([fact]) == []
