"""What another process commits is heard here."""

import pytest

from store.bell import TOPICS, Bell
from store.migrate import migrate
from store.postgres import PostgresStore
from store.postgres.listener import Listener
from tests.builders import BY_TEST
from tests.contract.records import a_station, an_entry


def test_another_stores_commit_is_heard(postgres_database):
    migrate(postgres_database)
    here, there = PostgresStore(postgres_database), PostgresStore(postgres_database)
    while here.wait(0.3):
        pass
    there.put_stations([a_station()], **BY_TEST)
    heard = here.wait(10)
    while heard != {"registry", "journal"}:
        more = here.wait(10)
        assert more
        heard |= more
    with there.begin() as tx:
        tx.journal([an_entry()])
        assert here.wait(0.05) == set()
    assert here.wait(10) == {"journal"}
    here.close()
    there.close()


def test_every_topic_counts_as_changed_after_connecting(postgres_database):
    bell = Bell()
    listener = Listener(postgres_database, bell=bell)
    listener.ensure_started()
    listener.ensure_started()
    assert bell.wait(10) == TOPICS
    listener.close()


def test_a_listener_that_never_started_can_be_closed():
    listener = Listener("postgresql://127.0.0.1:1/", bell=Bell())
    listener.close()
    listener.ensure_started()


@pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")
def test_a_listener_that_broke_down_is_started_anew_by_whoever_waits_next(postgres_database, monkeypatch):
    bell = Bell()
    listener = Listener(postgres_database, bell=bell)
    listen = listener._listen

    def break_down():
        raise MemoryError

    monkeypatch.setattr(listener, "_listen", break_down)
    listener.ensure_started()
    listener._thread.join(10)
    monkeypatch.setattr(listener, "_listen", listen)
    listener.ensure_started()
    assert bell.wait(10) == TOPICS
    listener.close()
