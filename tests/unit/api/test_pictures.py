from __future__ import annotations

from dataclasses import replace

from api.pictures import is_shown
from tests.security.planted import picture_of, planted


def test_a_picture_belongs_where_the_events_lie_that_refer_to_it():
    parts = planted().app.state.parts
    assert [is_shown(parts, picture_of(place), within="411528") for place in ("OWN", "NEXT", "ABOVE")] == [
        True,
        False,
        False,
    ]
    assert is_shown(parts, picture_of("NEXT"), within="")
    assert not is_shown(parts, "0" * 64, within="")
    assert not is_shown(replace(parts, pictures=None), picture_of("OWN"), within="")
