"""What the dispatcher role does beside sending, on a real database."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from alerts.warning import Stage
from fenghuo.database import open_store
from fenghuo.dispatching import end_expired
from fenghuo.settings import load
from tests.builders import a_warning, after

if TYPE_CHECKING:
    from collections.abc import Iterator

    from store.postgres import PostgresStore


@pytest.fixture
def store(postgres_database: str) -> Iterator[PostgresStore]:
    """A migrated store."""
    made = open_store(load({"database": {"url": postgres_database}}))
    yield made
    made.close()


def test_a_warning_whose_time_is_over_expires_and_others_stay(store):
    over, current = a_warning(expires=after(hours=1)), a_warning(expires=after(hours=3))
    with store.begin() as tx:
        tx.save_warnings([over, current])
    end_expired(store, now=after(hours=2))
    assert store.warning(over.id).stage is Stage.EXPIRED
    assert store.warning(current.id).stage is Stage.ISSUED
    head = store.journal_head()
    end_expired(store, now=after(hours=2))
    assert store.journal_head() == head, "an expired warning does not expire again"
