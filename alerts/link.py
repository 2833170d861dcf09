"""Link: how a channel is, from heartbeats and link tests, before it is needed. Pure.

A dispatcher asks each channel of its own every few seconds whether it works, which tells nobody anything, and now and
then a test message goes the whole way to a recipient of ours. A channel that fails, that nobody watches, or whose
last test did not arrive is lost.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime

#: Failing for so long is no hiccup any more.
FAILS_AFTER = timedelta(seconds=60)
#: A channel that no dispatcher has looked at for so long has none.
UNWATCHED_AFTER = timedelta(minutes=3)
#: States of a test that did not arrive.
_NOT_ARRIVED = frozenset({"failed", "dead", "unconfirmed"})


@dataclass(frozen=True, slots=True, kw_only=True)
class ChannelLink:
    """What is known of a channel."""

    name: str
    #: Last heartbeat; None: none yet.
    checked: datetime | None = None
    #: Last heartbeat that went well.
    worked: datetime | None = None
    #: Since when heartbeats fail; None: the last one went well.
    failed: datetime | None = None
    error: str = ""
    #: When the last link test was queued.
    tested: datetime | None = None
    #: Delivery of the last link test; empty: none yet.
    test: str = ""
    #: How far it got; empty: there was none.
    test_state: str = ""
    test_detail: str = ""

    def trouble(self, *, now: datetime) -> str:
        """Return why it counts as lost; empty while it does not."""
        if self.failed is not None and now - self.failed >= FAILS_AFTER:
            return self.error
        if self.checked is not None and now - self.checked >= UNWATCHED_AFTER:
            return "no dispatcher watches it"
        if self.test_state in _NOT_ARRIVED:
            return f"the last link test did not arrive: {self.test_detail or self.test_state}"
        return ""
