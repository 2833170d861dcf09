from __future__ import annotations

from dataclasses import asdict

from api.figures import IntakeFigures, ListenerFigures


def test_nothing_refused_and_no_listener_is_the_usual_case():
    figures = IntakeFigures(
        messages=0,
        readings=0,
        stored=0,
        duplicates=0,
        distrusted=0,
        waiting=0,
        oldest_s=None,
        lost=0,
        store_errors=0,
        flush_ms=None,
        clock_offset_max_s=0.0,
    )
    assert (figures.refused, figures.presence, figures.listeners) == ({}, {}, {})


def test_a_listener_is_plain_numbers():
    listener = ListenerFigures(connections=1, messages=2, turned_away=3)
    assert asdict(listener) == {"connections": 1, "messages": 2, "turned_away": 3}
