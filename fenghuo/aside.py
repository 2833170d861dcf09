"""Aside: pieces of work that fail one by one are put aside and tried again later, so that the others go on.

A store that is away is not the fault of a piece: that ends the round, and the loop waits for the store.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import structlog

from store.errors import StoreError

if TYPE_CHECKING:
    from collections.abc import Callable

log = structlog.get_logger("fenghuo.aside")

#: µs after which a piece that failed is tried again.
AGAIN_AFTER = 60_000_000
#: Pieces that are named in one sentence.
_NAMED = 3


class _Fault(NamedTuple):
    why: str
    #: When it is tried again, µs since the epoch.
    again: int


class Aside:
    """What failed lately, by the number of a datastream."""

    def __init__(self, *, what: str, clock: Callable[[], int]) -> None:
        """Begin with nothing put aside.

        Args:
            what: The work, for people, e.g. ``review``.
            clock: Now, µs since the epoch.
        """
        self._what = what
        self._clock = clock
        self._faults: dict[int, _Fault] = {}

    @property
    def trouble(self) -> str:
        """Return what is put aside and why the first of it failed; empty for nothing."""
        faults = sorted(self._faults.copy().items())
        if not faults:
            return ""
        named = ", ".join(str(number) for number, _ in faults[:_NAMED]) + (", …" if len(faults) > _NAMED else "")
        return f"{self._what} fails for {len(faults)} datastreams ({named}): {faults[0][1].why}"

    def attempt(self, number: int, act: Callable[[], int]) -> int:
        """Do one piece of work unless it failed a moment ago; return what it returns, 0 when it is put aside.

        Raises:
            StoreError: If the store is away.
        """
        fault = self._faults.get(number)
        if fault is not None and self._clock() < fault.again:
            return 0
        try:
            done = act()
        except Exception as error:
            # Whatever is wrong with one datastream must not keep the checks from all that come after it.
            if isinstance(error, StoreError) and error.retryable:
                raise
            self._faults[number] = _Fault(f"{type(error).__name__}: {error}", self._clock() + AGAIN_AFTER)
            log.exception("put_aside", work=self._what, datastream=number)
            return 0
        self._faults.pop(number, None)
        return done

    def keep(self, numbers: set[int]) -> None:
        """Forget what is put aside of other datastreams: nothing asks for it any more."""
        for number in self._faults.keys() - numbers:
            del self._faults[number]
