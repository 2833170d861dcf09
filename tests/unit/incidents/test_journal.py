from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from incidents.journal import GENESIS, Broken, Entry, Fault, Row, canonical, chain_hash, first_broken, verify
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


JOURNAL = rows(XIXIAN, HUAIBIN, XIXIAN, HUAIBIN, XIXIAN, XIXIAN, HUAIBIN)


def heads_of(chain: list[Row]) -> dict[str, bytes]:
    return {row.entry.division: row.hash for row in chain}


def checked(chain: list[Row], *, heads: dict[str, bytes] | None = None, head_seq: int = 7) -> Broken | None:
    return verify(chain, heads=heads_of(JOURNAL) if heads is None else heads, head_seq=head_seq)


def test_a_whole_journal_is_whole_also_while_it_is_being_written():
    assert checked(JOURNAL) is None
    assert checked([], heads={}, head_seq=0) is None
    assert checked(JOURNAL, heads=heads_of(JOURNAL[:4]), head_seq=3) is None
    assert checked(JOURNAL, heads=heads_of(JOURNAL[:1]), head_seq=1) is None


@given(st.sets(st.integers(0, 6), min_size=1))
def test_rows_that_somebody_deleted_are_missed_wherever_they_stood(gone):
    chain = [row for position, row in enumerate(JOURNAL) if position not in gone]
    first = min(gone)
    after = next((row for row in chain if row.seq > first), None)
    fault = Fault.MISSING_TAIL if after is None else Fault.GAP
    assert checked(chain) == Broken(fault=fault, seq=first + 1, row=after)
    assert first_broken(chain, start=1) == after


def test_a_whole_chain_that_somebody_deleted_is_missed():
    chain = rows(XIXIAN, XIXIAN, HUAIBIN)
    assert verify(chain[:2], heads=heads_of(chain), head_seq=2) == Broken(fault=Fault.MISSING_TAIL, seq=3)


@pytest.mark.parametrize(
    ("forged", "fault"),
    [({"hash": bytes(32)}, Fault.HASH), ({"previous": b"\1" * 32}, Fault.LINK), ({"seq": 9}, Fault.GAP)],
)
def test_a_forged_row_is_named_with_what_is_wrong_with_it(forged, fault):
    chain = [*JOURNAL]
    chain[3] = replace(chain[3], **forged)
    assert checked(chain) == Broken(fault=fault, seq=4, row=chain[3])


def test_a_head_that_was_set_back_or_taken_away_is_noticed():
    back = heads_of(JOURNAL) | {XIXIAN: JOURNAL[2].hash}
    assert checked(JOURNAL, heads=back) == Broken(fault=Fault.STALE_HEAD, seq=5, row=JOURNAL[4])
    away = {HUAIBIN: JOURNAL[-1].hash}
    assert checked(JOURNAL, heads=away) == Broken(fault=Fault.STALE_HEAD, seq=1, row=JOURNAL[0])


def test_rows_cut_off_together_with_their_heads_are_noticed_by_a_head_that_was_written_down_elsewhere():
    chain = JOURNAL[:5]
    assert checked(chain, heads=heads_of(chain), head_seq=5) is None
    assert checked(chain, heads=heads_of(chain)) == Broken(fault=Fault.MISSING_TAIL, seq=6)


def test_a_page_of_a_journal_may_begin_anywhere_but_has_no_gaps():
    page = rows(XIXIAN, HUAIBIN, XIXIAN)
    moved = [replace(row, seq=row.seq + 40) for row in page]
    assert first_broken(moved) is None
    assert first_broken(moved, start=1) == moved[0]
    assert first_broken([moved[0], moved[2]]) == moved[2]
