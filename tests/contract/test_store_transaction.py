"""A transaction is kept whole or not at all."""

import pytest

from store.errors import ConflictError, StoreError
from tests.contract.records import (
    a_reject,
    a_station,
    a_status,
    a_user,
    a_warning,
    an_entry,
    an_event,
    an_incident,
    readings,
)


def write_everything(tx) -> None:
    tx.append(readings(1, 1.0, 2.0))
    tx.put_events([an_event()])
    tx.put_rejects([a_reject()])
    tx.put_statuses([a_status()])
    tx.save_incidents([an_incident()])
    tx.save_warnings([a_warning(incident="i1")])
    tx.put_user(a_user())
    tx.journal([an_entry()])


def write_and_fail(store) -> None:
    with store.begin() as tx:
        write_everything(tx)
        raise ZeroDivisionError


def everything(store) -> list[int]:
    return [
        store.count_observations(),
        len(store.latest()),
        len(store.events()),
        len(store.quarantine()),
        len(store.statuses()),
        len(store.incidents()),
        len(store.warnings()),
        len(store.users()),
        store.journal_head(),
    ]


def test_a_block_that_ends_is_kept(store):
    store.put_stations([a_station()])
    with store.begin() as tx:
        write_everything(tx)
    assert everything(store) == [2, 1, 1, 1, 1, 1, 1, 1, 1]


def test_a_block_that_raises_leaves_nothing(store):
    store.put_stations([a_station()])
    with pytest.raises(ZeroDivisionError):
        write_and_fail(store)
    assert everything(store) == [0] * 9


def test_a_block_that_was_taken_back_can_be_run_again(store):
    with pytest.raises(ZeroDivisionError):
        write_and_fail(store)
    with store.begin() as tx:
        write_everything(tx)
    assert store.count_observations() == 2


def test_a_refusal_that_is_passed_over_still_leaves_nothing(store):
    with store.begin() as tx:
        tx.save_incidents([an_incident("i1")])

    def stubborn():
        with store.begin() as tx:
            tx.put_user(a_user())
            with pytest.raises(ConflictError):
                tx.save_incidents([an_incident("i2")])

    with pytest.raises(StoreError):
        stubborn()
    assert store.users() == []


def test_a_large_batch_that_repeats_readings_does_not_spoil_its_transaction(store):
    values = [float(n) for n in range(600)]
    with store.begin() as tx:
        tx.append(readings(1, *values))
        assert tx.append(readings(1, *values, 1.0)) == 1
        tx.journal([an_entry()])
    assert store.count_observations() == 601
    assert store.journal_head() == 1
