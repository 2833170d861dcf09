"""Client: one screen as the hub sees it, and how much it may leave unsent.

Journal frames are never dropped for a client that stays, so one that cannot keep up is closed and comes back with
``since``. Live readings may be passed over: the next picture holds them.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from api.caller import Rights
    from api.feed.filter import FeedFilter
    from api.feed.frame import Parcel
    from api.feed.outlet import Outlet

#: Bytes a client may leave unsent before it is closed.
BACKLOG_BYTES = 4 * 1024 * 1024
#: Bytes a client may leave unsent before live readings pass it over.
BUSY_BYTES = 64 * 1024


@dataclass(slots=True, kw_only=True, eq=False)
class Client:
    """One screen."""

    outlet: Outlet
    asked: FeedFilter
    token_hash: bytes
    #: Role and subtree with which it was let in; None: whatever the token allows.
    rights: Rights | None = None
    #: Sequence number of the last row it was given or that was not for it.
    cursor: int = 0
    #: Whether it is to be given the newest readings of everything next time.
    needs_picture: bool = True
    is_closed: bool = False

    @property
    def is_too_slow(self) -> bool:
        """Return whether it has left more unsent than it may."""
        return self.outlet.backlog() > BACKLOG_BYTES

    @property
    def is_busy(self) -> bool:
        """Return whether live readings should pass it over for now."""
        return self.outlet.backlog() > BUSY_BYTES

    def give(self, news: Parcel) -> None:
        """Hand it frames."""
        self.outlet.push(news)

    def close(self, *, code: int, reason: str) -> None:
        """End its connection, once."""
        if not self.is_closed:
            self.is_closed = True
            self.outlet.close(code, reason)
