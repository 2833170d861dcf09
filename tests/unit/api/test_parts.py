from __future__ import annotations

from datetime import timedelta

from store.memory import MemoryStore
from tests.unit.api.world import Clock, parts_of


def test_what_is_not_given_is_the_careful_choice():
    parts = parts_of(MemoryStore(), Clock())
    assert (parts.is_metrics_public, parts.is_demo, parts.console) == (False, False, None)
    assert parts.session_lifetime == timedelta(hours=12)
    assert (parts.origins, parts.readiness()) == (frozenset(), {})
