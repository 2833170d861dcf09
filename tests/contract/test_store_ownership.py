"""Who may write to a partition: one process at a time, whatever another one believes."""

import threading

import psycopg
import pytest

from store.errors import FencedError, StoreError
from store.ownership import Owner
from store.postgres import PostgresStore
from tests.builders import BY_TEST
from tests.contract.conftest import wipe
from tests.contract.records import NOON, a_station, later, readings


def write(store, *, partition: int, epoch: int, value: float | None = None, start: float = 0) -> None:
    """Run a transaction of a writer under an epoch."""
    with store.begin() as tx:
        tx.assert_owner(partition, epoch=epoch)
        if value is not None:
            tx.append(readings(1, value, start=start))


def test_a_partition_that_nobody_holds_takes_no_writer(store):
    with pytest.raises(FencedError, match="partition 3: expected to write under epoch 1, it belongs to nobody"):
        write(store, partition=3, epoch=1)


def test_the_holder_writes_and_an_earlier_one_does_not(store):
    store.put_stations([a_station("A")], **BY_TEST)
    assert store.claim(3, epoch=1, holder="w1", at=NOON)
    write(store, partition=3, epoch=1, value=5.0)
    assert store.claim(3, epoch=2, holder="w2", at=later(1))
    with pytest.raises(FencedError, match="epoch 2 of w2") as told:
        write(store, partition=3, epoch=1, value=6.0, start=60)
    assert told.value.retryable
    assert store.count_observations() == 1


def test_an_epoch_only_grows(store):
    assert store.claim(0, epoch=5, holder="w1", at=NOON)
    assert not store.claim(0, epoch=5, holder="w2", at=NOON)
    assert not store.claim(0, epoch=4, holder="w2", at=NOON)
    assert store.claim(1, epoch=1, holder="w2", at=later(2))
    assert store.owners() == [
        Owner(partition=0, epoch=5, holder="w1", since=NOON),
        Owner(partition=1, epoch=1, holder="w2", since=later(2)),
    ]


@pytest.fixture
def real(plain_store):
    store, dsn = plain_store
    yield store, dsn
    wipe(dsn)


def test_a_taker_waits_for_a_transaction_that_is_about_to_commit(real):
    store, _ = real
    assert store.claim(0, epoch=1, holder="w1", at=NOON)
    taken = threading.Event()

    def take():
        assert store.claim(0, epoch=2, holder="w2", at=NOON)
        taken.set()

    taker = threading.Thread(target=take)
    with store.begin() as tx:
        tx.assert_owner(0, epoch=1)
        taker.start()
        assert not taken.wait(0.1)
    assert taken.wait(5)
    taker.join()


def test_the_session_of_a_holder_that_was_stopped_in_a_transaction_is_ended(real):
    store, dsn = real
    assert store.claim(0, epoch=1, holder="w1", at=NOON)
    other = PostgresStore(dsn)
    try:
        with pytest.raises((StoreError, psycopg.Error)):
            be_overtaken(other, store)
    finally:
        other.close()
    assert [(owner.epoch, owner.holder) for owner in store.owners()] == [(2, "w2")]


def be_overtaken(other, store):
    """Stand in a transaction while somebody else takes the partition, and go on then."""
    with other.begin() as tx:
        tx.assert_owner(0, epoch=1)
        assert store.claim(0, epoch=2, holder="w2", at=NOON)
        tx.assert_owner(0, epoch=1)
