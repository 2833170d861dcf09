from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from incidents.convergence.fact import Fact, FactError, FactKind, made, read_fact
from incidents.convergence.stamp import Stamp

FACT = made(
    node="village", after=None, stamp=Stamp(ms=5, count=1), kind=FactKind.DEED, subject="incident/r/t", told={"a": "水"}
)


def test_a_fact_is_read_back_as_it_was_written():
    assert read_fact(FACT.line()) == FACT
    assert read_fact(FACT.line()).id == FACT.id


def test_the_next_fact_names_the_one_before():
    after = made(node="village", after=FACT, stamp=Stamp(ms=6), kind=FactKind.DEED, subject="s", told={})
    assert (after.number, after.previous) == (2, FACT.id)


def test_a_kind_of_a_later_version_is_kept():
    line = json.dumps(json.loads(FACT.line()) | {"kind": "weather"})
    assert read_fact(line).kind == "weather"


@given(st.binary(max_size=200))
def test_garbage_is_refused_with_one_error_only(garbage):
    with pytest.raises(FactError):
        read_fact(garbage)


@pytest.mark.parametrize(
    "change",
    [
        {"n": 0},
        {"n": "1"},
        {"n": True},
        {"stamp": [1]},
        {"stamp": [-1, 0]},
        {"node": ""},
        {"node": "x" * 301},
        {"node": "a\nb"},
        {"subject": 3},
        {"body": "[]"},
        {"body": "{"},
        {"body": None},
        {"body": json.dumps({"x": "y" * 70_000})},
    ],
)
def test_what_is_not_well_formed_is_refused(change):
    with pytest.raises(FactError, match="expected"):
        read_fact(json.dumps(json.loads(FACT.line()) | change))


def test_equal_facts_are_one():
    assert len({FACT, read_fact(FACT.line())}) == 1
    assert isinstance(FACT, Fact)
