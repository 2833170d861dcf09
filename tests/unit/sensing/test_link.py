from __future__ import annotations

import pytest

from sensing.link import Link, Presence, presence_of

LINK = Link(station="A", heard=1)


@pytest.mark.parametrize(
    ("is_online", "link", "presence"),
    [
        (True, None, Presence.ONLINE),
        (False, LINK, Presence.OFFLINE),
        (None, LINK, Presence.HEARD),
        (None, None, Presence.NEVER_SEEN),
    ],
)
def test_what_a_station_says_of_itself_counts_before_what_was_heard_of_it(is_online, link, presence):
    assert presence_of(is_online=is_online, link=link) is presence
