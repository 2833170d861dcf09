"""Units that headers name, as ``量程上限(cm)``.

Limits and thresholds are in the canonical unit, whatever a station sends. A number in another unit is refused: taken as
it stands, a limit of 6000 m would never be reached.
"""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

from sensing.errors import RegistryError
from sensing.exchange.value import CellError
from sensing.property import PROPERTIES, conversion

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

#: Fields of a station row that hold a number in the unit of the property.
LIMIT_FIELDS = frozenset({"hard_low", "hard_high", "spike", "shift", "oscillation", "disagreement", "rise", "fall"})
_BRACKETED = re.compile(r"[(\[【〔]\s*([^)\]】〕]*?)\s*[)\]】〕]")
_PER_HOUR = ("/h", "/小时", "/时")


def units_of(header: Sequence[str], places: Mapping[str, int]) -> dict[str, str]:
    """Return what stands in brackets in the header of each field; a rate without its ``/h``."""
    found = {}
    for field, place in places.items():
        bracketed = _BRACKETED.search(unicodedata.normalize("NFKC", header[place]))
        if bracketed:
            text = bracketed[1]
            found[field] = next((text.removesuffix(end) for end in _PER_HOUR if text.endswith(end)), text)
    return found


def check_units(key: str, units: Mapping[str, str], *, names: Collection[str]) -> None:
    """Refuse numbers whose header names a unit of the property that is not the canonical one.

    Args:
        key: Observed property; empty: nothing is checked.
        units: What stands in brackets by field.
        names: Fields that hold such a number.

    Raises:
        CellError: If one is in another unit; names it.
    """
    for name in sorted(names) if key else ():
        unit = units.get(name, "")
        if unit and _is_other(key, unit):
            raise CellError(f"{name}: expected {PROPERTIES[key].unit}, the header says {unit}")


def _is_other(key: str, unit: str) -> bool:
    try:
        return conversion(key, unit) != (1, 0)
    except RegistryError:
        # What stands in brackets is no unit but a remark.
        return False
