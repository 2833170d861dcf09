"""Call desk: with what the roll calls of an installation call."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from alerts.warning import CapStatus

if TYPE_CHECKING:
    from collections.abc import Callable, Collection

    from alerts.rollcall.plan import RollCallPolicy


@dataclass(frozen=True, slots=True, kw_only=True)
class CallDesk:
    """With what a roll call calls."""

    policies: tuple[RollCallPolicy, ...] = ()
    #: Beginning of the links that people answer at, e.g. ``https://duty.example/a/``; empty: no links.
    link: str = ""
    #: Under which this installation speaks, and so by which its channels hear.
    status: CapStatus = CapStatus.ACTUAL
    #: Answers the divisions from which a device is heard.
    lively: Callable[[], Collection[str]] = tuple
