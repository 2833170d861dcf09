"""Origin: from where an act comes, as its journal rows tell it.

Whoever lets an act in, a request or a command, says so once; every entry that is journalled meanwhile carries it. What
the program does of itself has no origin: its actor says which part of it acted.
"""

from __future__ import annotations

from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

#: What the address of a command says.
LOCAL = "local"


@dataclass(slots=True, kw_only=True)
class Origin:
    """From where an act comes; what it came with is known a little later than the address."""

    #: Address of the network, ``local`` for a command, empty when it comes from no network.
    address: str
    #: ``session``, ``api_key``, ``os_user``; empty while nobody has shown anything.
    credential: str = ""
    #: Which one, in the form in which it is listed; never what opens a door.
    id: str = ""

    def told(self) -> dict[str, Any]:
        """Return it as plain JSON values."""
        return {"address": self.address, "credential": self.credential or None, "id": self.id or None}


_CURRENT: ContextVar[Origin | None] = ContextVar("origin", default=None)


def current_origin() -> Origin | None:
    """Return from where the act comes that is being carried out; None for what the program does of itself."""
    return _CURRENT.get()


@contextmanager
def acting_from(origin: Origin | None) -> Iterator[None]:
    """Let everything that is journalled in the block come from there; None: the program acts of itself."""
    token = _CURRENT.set(origin)
    try:
        yield
    finally:
        _CURRENT.reset(token)
