"""Link: what is known of the way between a station and us, beside what it says of itself."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sensing.instant import Micros


class Presence(StrEnum):
    """Whether a station is there."""

    #: Its last status says so.
    ONLINE = "online"
    #: Its last status, or the broker in its name, says that it went.
    OFFLINE = "offline"
    #: It sends, and has never said anything of itself.
    HEARD = "heard"
    #: Nothing has ever come from it.
    NEVER_SEEN = "never_seen"


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """What is known of the way to one station; kept coarsely, it may be a minute behind."""

    station: str
    #: When its last reading, event or sign of life arrived, µs since the epoch.
    heard: Micros
    #: By how much its clock is behind ours, µs, negative when it is ahead; None while that is not known.
    behind: int | None = None
    #: Messages that never came, by the gaps in its running number; None when it sends none.
    lost: int | None = None


def presence_of(*, is_online: bool | None, link: Link | None) -> Presence:
    """Return whether a station is there, by its last status if it ever sent one, else by whether it was heard."""
    if is_online is not None:
        return Presence.ONLINE if is_online else Presence.OFFLINE
    return Presence.HEARD if link is not None else Presence.NEVER_SEEN
