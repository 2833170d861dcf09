"""PlannedFeature: what an import would do with one feature of a file."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sensing.exchange.plan import Change


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedFeature:
    """What becomes of one feature."""

    #: Place in the file, from 1.
    number: int
    #: Code of the division or id of the fence; empty where none could be made out.
    id: str = ""
    name: str = ""
    change: Change
    #: Names of the fields that differ from what is stored.
    fields: tuple[str, ...] = ()
    #: What was changed to make it usable.
    repairs: tuple[str, ...] = ()
    #: What to look at although it is taken, e.g. an area outside its parent.
    warnings: tuple[str, ...] = ()
    #: Why it is refused.
    detail: str = ""
