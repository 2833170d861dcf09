from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from incidents.journal import GENESIS, Entry, Row, canonical, chain_hash, first_broken
from tests.builders import NOW, after

XIXIAN, HUAIBIN = "411528000000", "411527000000"


def rows(*divisions: str) -> list[Row]:
    heads = dict.fromkeys(divisions, GENESIS)
    made: list[Row] = []
    for seq, division in enumerate(divisions, start=1):
        data = {"act": "raised", "actor": "rule:a@1", "text": {"zh": f"第{seq}条"}}
        entry = Entry(kind="incident", division=division, at=after(seconds=seq), data=data)
        made.append(Row(seq=seq, entry=entry, previous=heads[division], hash=chain_hash(heads[division], entry)))
        heads[division] = made[-1].hash
    return made


def test_an_entry_is_hashed_as_sorted_json_without_blanks_in_utf_8():
    entry = Entry(kind="incident", division=XIXIAN, at=NOW, data={"b": 1, "a": "水位"})
    written = '{"at":"2026-07-19T14:00:00Z","data":{"a":"水位","b":1},"division":"411528000000","kind":"incident"}'
    assert canonical(entry) == written.encode()


def test_a_number_that_json_cannot_hold_is_refused():
    entry = Entry(kind="incident", division=XIXIAN, at=NOW, data={"value": float("nan")})
    with pytest.raises(ValueError, match="not JSON compliant"):
        canonical(entry)


def test_an_untouched_journal_has_no_broken_row():
    assert first_broken(rows(XIXIAN, HUAIBIN, XIXIAN, XIXIAN, HUAIBIN)) is None


@given(st.integers(0, 5), st.sampled_from(["data", "hash", "previous", "gone"]))
def test_the_first_row_that_somebody_touched_is_named(position, what):
    chain = rows(*[XIXIAN] * 7)
    row = chain[position]
    if what == "gone":
        del chain[position]
        broken = chain[position]
    else:
        changed = replace(row.entry, data={**row.entry.data, "act": "cleared"})
        parts = {"data": {"entry": changed}, "hash": {"hash": bytes(32)}, "previous": {"previous": b"\1" * 32}}
        chain[position] = broken = replace(row, **parts[what])
    assert first_broken(chain) == broken


def test_each_division_has_a_chain_of_its_own():
    chain = rows(XIXIAN, HUAIBIN, XIXIAN)
    assert chain[1].previous == GENESIS
    assert chain[2].previous == chain[0].hash
    assert all(first.hash != second.hash for first, second in pairwise(chain))
