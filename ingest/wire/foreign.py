"""Foreign units: a value whose frame names its unit, in the unit that the registry says the device sends.

Most protocols leave the unit to the registry. One that names it is believed, because it says more than a
table made by hand; a unit that the observed property does not have is refused.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ingest.wire.refusal import Code, Refusal, shown
from sensing.errors import RegistryError
from sensing.property import conversion

if TYPE_CHECKING:
    from ingest.wire.raw import RawReading
    from sensing.station import Datastream, Station


def in_registered_unit(reading: RawReading, *, station: Station) -> float | Refusal:
    """Return the value in the registered unit of its datastream, or why the unit does not fit."""
    stream = _stream(reading, station)
    try:
        scale, offset = conversion(stream.property, reading.unit)
        registered_scale, registered_offset = conversion(stream.property, stream.unit)
    except RegistryError as error:
        return Refusal(code=Code.BAD_VALUE, detail=f"{shown(reading.source)}: {error}")
    if (scale, offset) == (registered_scale, registered_offset):
        return reading.value
    return tidy((reading.value * scale + offset - registered_offset) / registered_scale)


def tidy(value: float) -> float:
    """Return a converted value free of binary noise: the float nearest to its twelve significant digits."""
    return float(f"{value:.12g}")


def _stream(reading: RawReading, station: Station) -> Datastream:
    """Return the datastream that a reading goes to: by its source first, like the routes."""
    for stream in station.datastreams:
        if stream.source and stream.source == reading.source:
            return stream
    return next(stream for stream in station.datastreams if stream.property == reading.property)
