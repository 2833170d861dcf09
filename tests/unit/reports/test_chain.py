from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from reports.chain import audited
from tests.unit.reports.journals import a_flood, a_whole_drill, chained


def test_rows_as_they_were_written_hold():
    audit = audited(a_whole_drill(), is_whole=True)
    assert (audit.broken, audit.gap, audit.chains, audit.first) == (None, None, 2, 1)


@given(number=st.integers(0, 40))
def test_a_changed_row_is_found(number: int):
    rows = a_whole_drill()
    row = rows[number]
    rows[number] = replace(row, entry=replace(row.entry, data=row.entry.data | {"actor": "somebody else"}))
    assert audited(rows, is_whole=True).broken == row.seq


@given(number=st.integers(1, 40))
def test_a_row_that_was_taken_out_is_found(number: int):
    rows = chained(a_flood())
    del rows[number]
    audit = audited(rows, is_whole=True)
    assert audit.gap == number + 1
    assert audit.broken == (rows[number].seq if number < len(rows) else None)


def test_what_came_before_the_first_row_of_a_part_is_taken_on_trust():
    assert audited(chained(a_flood())[10:], is_whole=False).broken is None


def test_no_rows_are_no_proof():
    audit = audited([], is_whole=True)
    assert (audit.rows, audit.chains) == (0, 0)
