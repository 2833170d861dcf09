"""The place of a message: ``[lon, lat]`` in degrees WGS-84, checked, with a hint when the two look swapped."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ingest.wire.refusal import Code, Refusal, shown

if TYPE_CHECKING:
    from collections.abc import Sequence

_MAX_LON = 180.0
_MAX_LAT = 90.0
_PAIR = 2


def check_place(loc: Sequence[float]) -> Refusal | None:
    """Return why a pair of numbers is no place on Earth, or None when it is one."""
    lon, lat = loc
    if _is_place(lon, lat):
        return None
    hint = "; are they swapped? longitude comes first" if _is_place(lat, lon) else ""
    return Refusal(
        code=Code.BAD_LOCATION,
        detail=f"loc: expected [longitude -180..180, latitude -90..90], got [{shown(lon)}, {shown(lat)}]{hint}",
    )


def read_place(loc: Any) -> tuple[float, float] | Refusal | None:
    """Return the pair that an untyped ``loc`` holds, None when it is absent, or why it is no pair of numbers."""
    if loc is None:
        return None
    is_pair = isinstance(loc, list) and len(loc) == _PAIR
    if not is_pair or not all(isinstance(part, int | float) and not isinstance(part, bool) for part in loc):
        return Refusal(code=Code.BAD_LOCATION, detail=f"loc: expected [longitude, latitude], got {shown(loc)}")
    try:
        return float(loc[0]), float(loc[1])
    except OverflowError:
        return Refusal(code=Code.BAD_LOCATION, detail=f"loc: expected degrees, got {shown(loc)}")


def _is_place(lon: float, lat: float) -> bool:
    return -_MAX_LON <= lon <= _MAX_LON and -_MAX_LAT <= lat <= _MAX_LAT
