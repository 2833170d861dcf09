from __future__ import annotations

from datetime import timedelta

import pytest

from alerts.link import FAILS_AFTER, UNWATCHED_AFTER, ChannelLink
from tests.builders import NOW

SECOND = timedelta(seconds=1)


@pytest.mark.parametrize(
    ("link", "after", "why"),
    [
        ({"checked": NOW}, timedelta(0), ""),
        ({"checked": NOW, "failed": NOW, "error": "no session"}, FAILS_AFTER - SECOND, ""),
        ({"checked": NOW, "failed": NOW, "error": "no session"}, FAILS_AFTER, "no session"),
        ({"checked": NOW}, UNWATCHED_AFTER - SECOND, ""),
        ({"checked": NOW}, UNWATCHED_AFTER, "no dispatcher watches it"),
        ({"checked": NOW, "test_state": "sent"}, SECOND, ""),
        (
            {"checked": NOW, "test_state": "dead", "test_detail": "gone"},
            SECOND,
            "the last link test did not arrive: gone",
        ),
        ({"checked": NOW, "test_state": "unconfirmed"}, SECOND, "the last link test did not arrive: unconfirmed"),
    ],
)
def test_a_channel_is_lost_when_it_fails_is_unwatched_or_untold(link, after, why):
    assert ChannelLink(name="sms", **link).trouble(now=NOW + after) == why
