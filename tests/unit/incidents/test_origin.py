from __future__ import annotations

from contextvars import copy_context

from incidents.origin import LOCAL, Origin, acting_from, current_origin


def test_an_origin_holds_for_its_block_and_for_who_is_given_its_context():
    origin = Origin(address=LOCAL, credential="os_user", id="li")
    assert current_origin() is None
    with acting_from(origin):
        given = copy_context()
        with acting_from(None):
            assert current_origin() is None
        assert current_origin() is origin
    assert current_origin() is None
    assert given.run(current_origin) is origin


def test_what_is_not_known_is_null():
    assert Origin(address="10.0.0.1").told() == {"address": "10.0.0.1", "credential": None, "id": None}
