"""Dependents: the rules that would lose what they judge by if a station changed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from rules.compiler import compile_rules
from rules.errors import RuleError
from sensing.station import Registry

if TYPE_CHECKING:
    from collections.abc import Sequence

    from geo.fence import Fence
    from geo.river import River
    from rules.rule import Rule
    from sensing.station import Station


class Judged(Protocol):
    """What ``dependents`` needs of a store."""

    def stations(self) -> list[Station]:
        """Return every station."""

    def rules(self) -> list[Rule]:
        """Return every rule."""

    def fences(self) -> list[Fence]:
        """Return every fence."""

    def rivers(self) -> list[River]:
        """Return every river."""


def dependents(store: Judged, changed: Sequence[Station], *, fences: Sequence[Fence] | None = None) -> dict[str, str]:
    """Return why stations may not be changed: a rule that works now would lose what it judges by.

    Detection would stop at the next reload. A rule that does not work as it is blames no change, which may be its cure.

    Args:
        store: What is stored.
        changed: Stations as they would be.
        fences: Fences as they would be; left out: as stored.
    """
    stations = {str(station.id): station for station in store.stations()}
    rules = store.rules()
    fences = store.fences() if fences is None else fences
    rivers = store.rivers()

    def trouble(those: Sequence[Station]) -> str:
        after = stations | {str(station.id): station for station in those}
        try:
            compile_rules(rules, registry=Registry(after.values()), fences=fences, rivers=rivers)
        except RuleError as error:
            return f"a rule needs what this change takes away: {error}"
        return ""

    if trouble(()) or not trouble(changed):
        return {}
    lessened = [one for one in changed if str(one.id) in stations and _is_lessened(stations[str(one.id)], one)]
    found = {str(one.id): why for one in lessened if (why := trouble([one]))}
    rest = [one for one in changed if str(one.id) not in found]
    # Several changes that only together take something away are refused together.
    return found if not (why := trouble(rest)) else {str(one.id): why for one in changed}


def _is_lessened(old: Station, new: Station) -> bool:
    """Return whether a change may take something away that a rule is written for."""
    gone = {stream.property for stream in old.datastreams} - {stream.property for stream in new.datastreams}
    return bool(gone) or (old.kind, old.division) != (new.kind, new.division)
