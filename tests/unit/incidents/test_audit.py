from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from incidents.audit import Anchor, Line, audit, heads_digest
from incidents.journal import GENESIS, Entry, Fault, canonical_data, chain_hash

NOON = datetime(2026, 7, 19, 12, tzinfo=UTC)


def written(count: int) -> tuple[list[Line], dict[str, bytes]]:
    lines, heads = [], {}
    for seq in range(1, count + 1):
        division = f"41152{seq % 3}000000"
        entry = Entry(
            kind="station", division=division, at=NOON + timedelta(milliseconds=seq), data={"act": "风", "n": seq}
        )
        previous = heads.get(division, GENESIS)
        heads[division] = chain_hash(previous, entry)
        lines.append(Line(seq, entry.at, entry.kind, division, canonical_data(entry.data), previous, heads[division]))
    return lines, heads


@given(count=st.integers(0, 20), start=st.integers(1, 25))
def test_what_was_written_is_whole_from_anywhere(count, start):
    lines, heads = written(count)
    found = audit(lines[start - 1 :], heads=heads, head_seq=count, start=start)
    assert found is None


@given(data=st.data())
def test_a_row_that_was_touched_is_named(data):
    lines, heads = written(12)
    at = data.draw(st.integers(0, 11))
    change = data.draw(
        st.sampled_from([{"data": "{}"}, {"kind": "x"}, {"at": NOON}, {"previous": b"x" * 32}, {"hash": b"x" * 32}])
    )
    lines[at] = lines[at]._replace(**change)
    found = audit(lines, heads=heads, head_seq=12)
    assert found is not None
    assert found.seq == at + 1


@pytest.mark.parametrize("left", range(12))
def test_a_row_or_an_end_that_is_gone_is_named(left):
    lines, heads = written(12)
    found = audit(lines[:left] + lines[left + 1 :], heads=heads, head_seq=12)
    assert found is not None
    assert (found.seq, found.fault) == (left + 1, Fault.GAP if left < 11 else Fault.MISSING_TAIL)


def test_anchors_are_met_in_order_and_one_ahead_of_the_end_is_not():
    lines, heads = written(12)
    anchors = [Anchor(at=NOON, seq=seq, heads=heads_digest(written(seq)[1])) for seq in (3, 7, 7, 12)]
    assert audit(lines, heads=heads, head_seq=12, anchors=anchors) is None
    ahead = Anchor(at=NOON, seq=13, heads="0" * 64)
    found = audit(lines, heads=heads, head_seq=12, anchors=[*anchors, ahead])
    assert found is not None
    assert (found.fault, found.anchor) == (Fault.MISSING_TAIL, ahead)
