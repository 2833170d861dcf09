"""Place: coordinates of a file in WGS-84, whatever datum the file says they are in."""

from geo.datum import bd09_to_wgs84, gcj02_to_wgs84

_CONVERSIONS = {
    "wgs84": None,
    "cgcs2000": None,
    "gcj02": gcj02_to_wgs84,
    "bd09": bd09_to_wgs84,
}
#: Digits kept of a converted coordinate: a centimetre.
_DIGITS = 7


def place(datum: str, lon: float, lat: float) -> tuple[float, float]:
    """Return a place in WGS-84.

    Args:
        datum: ``WGS84``, ``CGCS2000``, ``GCJ02`` or ``BD09`` in any spelling; empty means WGS-84.
        lon: Degrees.
        lat: Degrees.

    Raises:
        ValueError: If the datum is another one.
    """
    plain = "".join(letter for letter in datum.casefold() if letter.isalnum()) or "wgs84"
    key = {"国测局": "gcj02", "火星坐标": "gcj02", "百度": "bd09", "百度坐标": "bd09", "bd09ll": "bd09"}.get(
        plain, plain
    )
    if key not in _CONVERSIONS:
        message = f"expected one of WGS84, CGCS2000, GCJ02, BD09, got {datum[:40]!r}"
        raise ValueError(message)
    convert = _CONVERSIONS[key]
    if convert is None:
        return lon, lat
    x, y = convert(lon, lat)
    return round(float(x), _DIGITS), round(float(y), _DIGITS)
