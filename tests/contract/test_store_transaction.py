"""A transaction is kept whole or not at all."""

import threading
from contextlib import contextmanager

import pytest

from alerts.warning import Stage
from sensing.level import Level
from store.errors import ConflictError, StoreError
from tests.builders import BY_TEST
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
    store.put_stations([a_station()], **BY_TEST)
    with store.begin() as tx:
        write_everything(tx)
    # The station's own row is the first of the journal.
    assert everything(store) == [2, 1, 1, 1, 1, 1, 1, 1, 2]


def test_a_block_that_raises_leaves_nothing(store):
    store.put_stations([a_station()], **BY_TEST)
    with pytest.raises(ZeroDivisionError):
        write_and_fail(store)
    assert everything(store) == [*[0] * 8, 1]


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


KEY = ("stage-xixian", "XY-H03")


@contextmanager
def meanwhile(work):
    """Run work in another thread beside the block; what it raises is raised at the end."""
    failures: list[BaseException] = []

    def run():
        try:
            work()
        except StoreError as error:
            failures.append(error)

    thread = threading.Thread(target=run)
    thread.start()
    try:
        yield
    finally:
        thread.join()
    if failures:
        raise failures[0]


def a_case(store) -> None:
    with store.begin() as tx:
        tx.save_incidents([an_incident("i1")])
        tx.save_warnings([a_warning("w1", incident="i1", stage=Stage.ISSUED)])


def test_who_acts_on_a_warning_and_who_changes_its_incident_do_not_wait_in_a_circle(store):
    a_case(store)
    is_warning_held, is_incident_held = threading.Event(), threading.Event()

    def storm():
        is_warning_held.wait(5)
        with store.begin() as tx:
            tx.open_incidents([KEY])
            is_incident_held.set()
            tx.latest_warnings(["i1"])
            tx.save_incidents([an_incident("i1", level=Level.YELLOW)])
            tx.journal([an_entry(1)])

    with meanwhile(storm), store.begin() as tx:
        tx.warning("w1")
        is_warning_held.set()
        # The incident is held as well, so the storm waits before it holds anything.
        assert not is_incident_held.wait(0.3)
        tx.save_warnings([a_warning("w2", incident="i1")])
        tx.journal([an_entry()])
    assert [row.entry for row in store.journal()] == [an_entry(), an_entry(1)]


def test_who_journals_early_holds_up_nobody_and_waits_for_nobody(store):
    a_case(store)
    is_journalled, is_other_done = threading.Event(), threading.Event()

    def officer():
        is_journalled.wait(5)
        with store.begin() as tx:
            tx.warnings(["w1", "unknown"])
            tx.journal([an_entry(1)])
        is_other_done.set()

    with meanwhile(officer), store.begin() as tx:
        tx.journal([an_entry()])
        is_journalled.set()
        is_other_done.wait(0.5)
        tx.incident("i1")
        tx.latest_warnings(["i1"])
    assert store.journal_head() == 2


def test_several_warnings_are_locked_at_once_and_unknown_ones_passed_over(store):
    a_case(store)
    with store.begin() as tx:
        tx.save_warnings([a_warning("w2")])
        assert list(tx.warnings(["w2", "w1", "w9"])) == ["w1", "w2"]
        assert tx.warnings([]) == {}
