from __future__ import annotations

from alerts.delivery import Delivery, DeliveryState, Purpose
from store.codec import dump, load
from tests.builders import a_delivery

#: What a row of before these fields looked like.
NEW = ("purpose", "body", "ref", "revision", "level", "division", "status", "sent", "provider")


def test_a_delivery_of_an_older_version_is_read_as_a_warning_of_no_known_level():
    import json

    document = json.loads(dump(a_delivery()))
    for name in NEW:
        del document[name]
    found = load(Delivery, json.dumps(document))
    assert (found.purpose, found.body, found.level.key, found.sent) == (Purpose.WARNING, "", "none", None)


def test_states_are_spelled_as_the_database_and_the_console_know_them():
    assert [state.value for state in DeliveryState] == [
        "queued", "sent", "delivered", "failed", "dropped", "unconfirmed", "dead",
    ]  # fmt: skip
