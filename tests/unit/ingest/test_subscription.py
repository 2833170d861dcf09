from __future__ import annotations

from ingest.subscription import FILTERS_AT_ONCE, Filters, in_packets


def test_everything_wanted_is_asked_for_on_each_connection_and_granted_once_answered():
    filters = Filters(["a", "b"])
    for _ in range(2):
        filters.connected()
        assert filters.changes() == (["a", "b"], [])
        assert filters.changes() == ([], [])
        filters.asked(1, ["a", "b"])
        assert not filters.are_granted
        assert filters.answered(1, [1, 0]) == []
        assert filters.are_granted


def test_a_change_asks_for_what_is_new_and_gives_up_what_is_gone():
    filters = Filters(["a", "b"])
    filters.connected()
    filters.changes()
    filters.want(["b", "c"])
    assert not filters.are_granted
    assert filters.changes() == (["c"], ["a"])
    filters.asked(2, ["c"])
    assert filters.answered(2, [1]) == []
    assert filters.are_granted


def test_a_refused_filter_is_named():
    filters = Filters(["a", "b"])
    filters.connected()
    filters.changes()
    filters.asked(1, ["a", "b"])
    assert filters.answered(1, [1, 0x80]) == ["b"]


def test_nothing_wanted_is_granted_at_once():
    filters = Filters([])
    filters.connected()
    assert filters.changes() == ([], [])
    assert filters.are_granted


def test_many_filters_go_in_several_packets():
    portions = in_packets([str(number) for number in range(2 * FILTERS_AT_ONCE + 1)])
    assert [len(portion) for portion in portions] == [FILTERS_AT_ONCE, FILTERS_AT_ONCE, 1]
    assert in_packets([]) == []
