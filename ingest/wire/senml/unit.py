"""Units of the SenML registry, in the spelling of our table of observed properties.

Only units that differ are listed: ``m``, ``mm``, ``hPa`` or ``mV`` are the same in both. A unit that neither has
is refused at the door, where the datastream is known.

Source:
    RFC 8428, 12.1; RFC 8798, 2 and 3 and the IANA registries that they founded (``mg/l``, ``ug/l``, ``g/l``).
"""

from __future__ import annotations

from typing import Final

from ingest.wire.foreign import tidy
from sensing.property import PROPERTIES, Domain

#: Units that say where something is, not what was measured.
PLACES: Final = frozenset({"lon", "lat"})

#: SenML unit → our unit, scale, offset.
_UNITS: Final[dict[str, tuple[str, float, float]]] = {
    "Cel": ("degC", 1.0, 0.0),
    "%RH": ("%", 1.0, 0.0),
    "%EL": ("%", 1.0, 0.0),
    "/": ("%", 100.0, 0.0),
    "/100": ("%", 1.0, 0.0),
    "/1000": ("%", 0.1, 0.0),
    "l/s": ("L/s", 1.0, 0.0),
    "mg/l": ("mg/L", 1.0, 0.0),
    "ug/l": ("ug/L", 1.0, 0.0),
    "g/l": ("g/L", 1.0, 0.0),
    "kg/m3": ("mg/m3", 1e6, 0.0),
    "rad": ("deg", 57.29577951308232, 0.0),
    "dBW": ("dBm", 1.0, 30.0),
}
#: Where the same unit is spelled otherwise: what is dissolved is told per litre.
_IN_WATER: Final[dict[str, tuple[str, float, float]]] = {
    "kg/m3": ("g/L", 1.0, 0.0),
    "ug/m3": ("ug/L", 0.001, 0.0),
}


def in_our_unit(value: float, unit: str, *, code: str) -> tuple[float, str]:
    """Return a value and its unit in our spelling; what the registry of SenML does not have stays as it is.

    Args:
        value: In ``unit``.
        unit: As the record says.
        code: Property of the record, if it is one of ours: it decides between units of air and of water.
    """
    observed = PROPERTIES.get(code)
    is_water = observed is not None and observed.domain is Domain.WATER_QUALITY
    found = (is_water and _IN_WATER.get(unit)) or _UNITS.get(unit)
    if not found:
        return value, unit
    ours, scale, offset = found
    return (value, ours) if (scale, offset) == (1.0, 0.0) else (tidy(value * scale + offset), ours)
