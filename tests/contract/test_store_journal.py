"""The journal is one sequence without gaps, chained per division, told to whoever waits."""

import threading
from dataclasses import replace

import pytest

from incidents.journal import GENESIS, Fault, first_broken, verify
from store.errors import StoreError
from tests.contract.records import XIXIAN, an_entry

OTHER = "411526000000"


def write(store, *entries):
    head = store.journal_head()
    with store.begin() as tx:
        tx.journal(entries)
    return store.journal(since=head)


def write_and_fail(store) -> None:
    with store.begin() as tx:
        tx.journal([an_entry(1)])
        raise ZeroDivisionError


def test_entries_come_back_in_the_order_in_which_they_were_written(store):
    rows = write(store, an_entry(), an_entry(1, note="水位"), an_entry(2, division=OTHER))
    assert [row.seq for row in rows] == [1, 2, 3]
    assert [row.entry for row in rows] == [an_entry(), an_entry(1, note="水位"), an_entry(2, division=OTHER)]
    assert store.journal_head() == 3


def test_each_division_has_its_own_chain(store):
    rows = write(store, an_entry(), an_entry(1, division=OTHER), an_entry(2))
    rows += write(store, an_entry(3, division=OTHER), an_entry(4))
    assert [row.previous for row in rows] == [GENESIS, GENESIS, rows[0].hash, rows[1].hash, rows[2].hash]
    assert first_broken(store.journal()) is None


def test_what_was_hashed_is_what_a_reader_gets(store):
    data = {"tuple": (1, 2), "float": 1e22, "minus": -0.0, "one": 1.0, 10: "ten", 9: "nine", "half": "\ud800"}
    (row,) = write(store, an_entry(0, **{str(k): v for k, v in data.items()}, nested=data))
    assert store.journal() == [row]
    assert first_broken(store.journal()) is None
    assert row.entry.data["tuple"] == [1, 2]


def test_a_changed_row_is_found(store):
    write(store, an_entry(), an_entry(1), an_entry(2))
    rows = store.journal()
    rows[1] = replace(rows[1], entry=an_entry(1, actor="nobody"))
    assert first_broken(rows).seq == 2


def test_a_transaction_may_journal_several_times_and_the_next_goes_on(store):
    with store.begin() as tx:
        tx.journal([an_entry()])
        tx.journal([])
        tx.journal([an_entry(1), an_entry(2)])
    write(store, an_entry(3))
    assert [(row.seq, row.entry) for row in store.journal()] == [(n + 1, an_entry(n)) for n in range(4)]
    assert first_broken(store.journal()) is None


def test_the_heads_tell_what_is_missing_at_the_end_of_a_chain(store):
    assert store.chain_heads() == {}
    rows = write(store, an_entry(), an_entry(1, division=OTHER), an_entry(2))
    assert store.chain_heads() == {XIXIAN: rows[2].hash, OTHER: rows[1].hash}
    heads, head = store.chain_heads(), store.journal_head()
    assert verify(store.journal(), heads=heads, head_seq=head) is None
    assert verify(rows[:-1], heads=heads, head_seq=2).fault is Fault.MISSING_TAIL


def test_a_transaction_taken_back_leaves_neither_row_nor_gap(store):
    write(store, an_entry())
    with pytest.raises(ZeroDivisionError):
        write_and_fail(store)
    (row,) = write(store, an_entry(2))
    assert row.seq == 2
    assert first_broken(store.journal()) is None


def test_rows_are_read_backwards_of_a_subtree_and_of_a_kind(store):
    first = an_entry()
    write(store, first, an_entry(1, division=OTHER), replace(an_entry(2), kind="rule"), an_entry(3))
    assert [row.seq for row in store.journal_before(before=10)] == [4, 3, 2, 1]
    assert [row.seq for row in store.journal_before(before=4, limit=2)] == [3, 2]
    assert [row.seq for row in store.journal_before(before=10, within=OTHER)] == [2]
    assert [row.seq for row in store.journal_before(before=10, kind="rule")] == [3]
    assert store.journal_before(before=1) == []
    assert store.journal_before(before=2) == store.journal(limit=1)


def test_rows_are_read_in_pages(store):
    write(store, *(an_entry(n) for n in range(5)))
    assert [row.seq for row in store.journal(since=1, limit=2)] == [2, 3]
    assert [row.seq for row in store.journal(since=3)] == [4, 5]
    assert store.journal(since=5) == []


def test_an_empty_journal_has_head_zero(store):
    assert store.journal_head() == 0
    assert store.journal() == []


def test_data_that_is_not_plain_is_refused(store):
    with pytest.raises(StoreError, match="plain finite JSON"), store.begin() as tx:
        tx.journal([an_entry(value=float("inf"))])


def test_a_reader_that_follows_writers_on_many_threads_misses_nothing(store):
    seen: list[int] = []
    done = threading.Event()

    def follow():
        while not (done.is_set() and store.journal_head() == len(seen)):
            seen.extend(row.seq for row in store.journal(since=seen[-1] if seen else 0, limit=7))

    def work(division):
        for n in range(15):
            write(store, an_entry(n, division=division), an_entry(n, division=XIXIAN))

    reader = threading.Thread(target=follow)
    writers = [threading.Thread(target=work, args=(division,)) for division in (OTHER, XIXIAN, "411500000000")]
    reader.start()
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    done.set()
    reader.join()
    assert seen == list(range(1, 91))
    assert first_broken(store.journal()) is None
