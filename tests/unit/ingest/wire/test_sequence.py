from __future__ import annotations

import pytest

from ingest.wire.sequence import is_counted, joined, no_sequences, sequences


def test_rows_become_columns():
    found = sequences([(0, 1841, 10), (3, 7, 20)])
    assert (found.station.tolist(), found.seq.tolist(), found.time.tolist()) == ([0, 3], [1841, 7], [10, 20])
    assert len(no_sequences()) == 0


def test_joining_keeps_both():
    found = joined(sequences([(0, 1, 10)]), sequences([(1, 2, 20)]))
    assert (found.station.tolist(), found.seq.tolist(), found.time.tolist()) == ([0, 1], [1, 2], [10, 20])
    assert joined(found, no_sequences()) is found


@pytest.mark.parametrize(
    ("seq", "is_taken"), [(0, True), (2**63 - 1, True), (2**63, False), (True, False), (1.0, False), ("1", False)]
)
def test_only_integers_of_64_bits_are_counts(seq: object, *, is_taken: bool):
    assert is_counted(seq) is is_taken
