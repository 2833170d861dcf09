from __future__ import annotations

from contextlib import suppress
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from incidents.convergence.fact import FactError
from incidents.convergence.verdict import Verdict, read_verdict, verdict_json
from tests.builders import a_transition
from tests.unit.incidents.convergence.nodes import DANGER

VERDICT = Verdict(transition=replace(a_transition(), facts={}), danger=DANGER)


def test_a_verdict_is_read_back_as_it_was_written():
    assert read_verdict(verdict_json(VERDICT)) == VERDICT


def test_a_verdict_without_a_value_is_read_back():
    without = replace(VERDICT, transition=replace(VERDICT.transition, value=None, threshold=None))
    assert read_verdict(verdict_json(without)) == without


@given(
    st.sampled_from(sorted(verdict_json(VERDICT))),
    st.one_of(
        st.none(), st.text(max_size=3), st.lists(st.integers(), max_size=1), st.dictionaries(st.text(), st.none())
    ),
)
def test_a_field_that_makes_no_sense_raises_one_error_only(name, value):
    with suppress(FactError):
        read_verdict(verdict_json(VERDICT) | {name: value})


def test_a_body_that_lacks_a_field_is_refused():
    with pytest.raises(FactError, match="expected a verdict"):
        read_verdict({})
