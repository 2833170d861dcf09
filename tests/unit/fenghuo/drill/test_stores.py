from __future__ import annotations

from fenghuo.drill.stores import drill_store


def test_a_drill_is_in_memory_where_no_database_is_named():
    with drill_store() as store:
        assert store.edition == "memory"
        assert store.journal_head() == 0
