"""Values: what the cells of a station table mean, in the words that Chinese offices use.

Source:
    SL 323-2011 (STTP: types of stations in the national hydrological database).
"""

from __future__ import annotations

import json
import math
import re
import unicodedata
from typing import TYPE_CHECKING, Any

from sensing.duration import parse_duration
from sensing.errors import DurationError, FenghuoError, RegistryError, suggestion
from sensing.property import PROPERTIES, conversion
from sensing.station import GROUP_KINDS, StationKind
from sensing.station_document import STATION_ID

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import timedelta

    from sensing.exchange.table import Row

#: Longest name, river or code, characters; the longest text of a note.
LONGEST_NAME, LONGEST_NOTE = 200, 2000


class CellError(FenghuoError):
    """A cell does not fit: what was expected, what came."""


def check_row(row: Row) -> None:
    """Refuse a row that can only be refused.

    Raises:
        CellError: With its fault.
    """
    if row.fault:
        raise CellError(row.fault)


_KINDS = {
    StationKind.RIVER_GAUGE: ("水文站", "河道站", "河道水文站", "水位站", "河道水位站", "河道", "zz", "zq", "dd", "tt"),
    StationKind.RESERVOIR: ("水库站", "水库水文站", "水库", "rr"),
    StationKind.RAIN_GAUGE: ("雨量站", "降水量站", "雨量", "pp"),
    StationKind.AIR: ("空气站", "大气站", "空气质量站", "环境空气"),
    StationKind.WATER_QUALITY: ("水质站", "水质自动站", "水质", "wq"),
    StationKind.SOIL: ("墒情站", "土壤墒情站", "墒情", "ss"),
    StationKind.WEATHER: ("气象站", "自动气象站", "气象", "mm"),
    StationKind.CAMERA: ("摄像机", "摄像头", "视频站", "视频"),
    StationKind.MOVING: ("移动站", "移动"),
    StationKind.OTHER: ("其他", "其它"),
}
_KIND = {word: kind for kind, words in _KINDS.items() for word in (kind.value, *words)}
#: Keys that a word names; some substances are measured in air and in water under one name.
_PROPERTY: dict[str, list[str]] = {}
for _row in PROPERTIES.values():
    for _word in {unicodedata.normalize("NFKC", name).casefold() for name in (_row.key, _row.zh, _row.en)}:
        _PROPERTY.setdefault(_word, []).append(_row.key)
_YES = {"true", "yes", "1", "是", "y"}
_NO = {"false", "no", "0", "否", "n"}
_DIVISION = re.compile(r"[0-9]{2}|[0-9]{4}|[0-9]{6}|[0-9]{9}|[0-9]{12}")
_NUMBER = re.compile(r"[-+]?([0-9]+(\.[0-9]*)?|\.[0-9]+)([eE][-+]?[0-9]+)?")
#: Units of a duration as people write them in Chinese and English, longest first.
_UNITS = (
    ("分钟", "m"),
    ("小时", "h"),
    ("秒钟", "s"),
    ("min", "m"),
    ("天", "d"),
    ("日", "d"),
    ("时", "h"),
    ("分", "m"),
    ("秒", "s"),
)


def _plain(cell: str) -> str:
    return unicodedata.normalize("NFKC", cell).strip()


def _id(cell: str) -> str:
    if not re.fullmatch(STATION_ID, cell):
        raise CellError(f"id: expected 1 to 64 of A-Z a-z 0-9 . _ -, got {cell[:80]!r}")
    return cell


def _text(field: str) -> Callable[[str], str]:
    def read(cell: str) -> str:
        if len(cell) > LONGEST_NAME:
            raise CellError(f"{field}: expected at most {LONGEST_NAME} characters, got {len(cell)}")
        return cell

    return read


def _kind(cell: str) -> StationKind:
    word = _plain(cell).casefold()
    if word not in _KIND:
        known = [kind.value for kind in StationKind]
        raise CellError(f"kind: unknown value {cell!r}{suggestion(word, known) or ', expected ' + ', '.join(known)}")
    return _KIND[word]


def _division(cell: str) -> str:
    code = _plain(cell)
    if not _DIVISION.fullmatch(code):
        raise CellError(f"division: expected a code of 2, 4, 6, 9 or 12 digits, got {cell!r}")
    return code.ljust(12, "0")


def number(field: str, cell: str) -> float:
    """Return a finite number.

    Raises:
        CellError: If the cell holds none.
    """
    text = _plain(cell)
    value = float(text) if _NUMBER.fullmatch(text) else math.nan
    if not math.isfinite(value):
        raise CellError(f"{field}: expected a number, got {cell[:80]!r}")
    return value


def _truth(cell: str) -> bool:
    word = _plain(cell).casefold()
    if word not in _YES | _NO:
        raise CellError(f"demo: expected true or false, got {cell[:80]!r}")
    return word in _YES


def _notes(cell: str) -> dict[str, str]:
    """Return the notes of a cell: a JSON object of texts, or a text that becomes the note ``备注``."""
    found = texts_of(cell) if cell.startswith("{") else None
    notes = {"备注": cell} if found is None else found
    if any(len(text) > LONGEST_NOTE for text in notes.values()):
        raise CellError(f"notes: expected texts of at most {LONGEST_NOTE} characters")
    return notes


def _groups(cell: str) -> dict[str, str]:
    """Return the groups of a cell: a JSON object, or ``power=P7`` with ``;`` between them."""
    found = texts_of(cell) if cell.startswith("{") else None
    if found is None:
        parts = [part.partition("=") for part in cell.replace("；", ";").split(";") if part.strip()]
        found = {kind.strip(): name.strip() for kind, _, name in parts}
    for kind, name in found.items():
        if kind not in GROUP_KINDS or not name:
            expected = f"{' or '.join(GROUP_KINDS)} with a name such as power=P7"
            raise CellError(f"groups: expected {expected}, got {cell[:80]!r}")
    return found


def texts_of(cell: str) -> dict[str, str] | None:
    """Return the JSON object of texts that a cell holds; None when it holds none."""
    try:
        found = json.loads(cell)
    except (ValueError, RecursionError):
        return None
    return found if isinstance(found, dict) and all(isinstance(text, str) for text in found.values()) else None


READERS: dict[str, Callable[[str], Any]] = {
    "id": _id,
    "name": _text("name"),
    "kind": _kind,
    "division": _division,
    "river": _text("river"),
    "gateway": _id,
    "groups": _groups,
    "notes": _notes,
    "demo": _truth,
    "lon": lambda cell: number("lon", cell),
    "lat": lambda cell: number("lat", cell),
}


def duration(field: str, cell: str) -> timedelta:
    """Return a duration such as ``5m``, ``5分钟`` or ``1小时``.

    Raises:
        CellError: If it is none, or a bare number: nobody can tell minutes from seconds.
    """
    text = _plain(cell).casefold().replace(" ", "")
    for word, unit in _UNITS:
        text = text.replace(word, unit)
    try:
        return parse_duration(text)
    except DurationError as error:
        raise CellError(f"{field}: {error}") from None


def property_of(cell: str) -> str:
    """Return the key of the observed property that a cell names by key, Chinese or English.

    Raises:
        CellError: If it names none.
    """
    word = _plain(cell).casefold()
    keys = [word] if word in PROPERTIES else _PROPERTY.get(word, [])
    if not keys:
        raise CellError(f"property: unknown property {cell[:80]!r}{suggestion(word, _PROPERTY)}")
    if len(keys) > 1:
        raise CellError(f"property: {cell!r} may mean {' or '.join(keys)}; write which")
    return keys[0]


def read_stream(cells: Mapping[str, str]) -> dict[str, Any]:
    """Return what a row says of a datastream, empty when it names no property.

    Raises:
        CellError: If a cell does not fit.
    """
    if "property" not in cells:
        return {}
    said: dict[str, Any] = {"property": property_of(cells["property"])}
    if "unit" in cells:
        said["unit"] = cells["unit"]
        try:
            conversion(said["property"], cells["unit"])
        except RegistryError as error:
            raise CellError(f"unit: {error}") from None
    if "interval" in cells:
        said["interval"] = duration("interval", cells["interval"])
        if not said["interval"]:
            raise CellError("interval: expected a duration of more than zero")
    if "source" in cells:
        said["source"] = _text("source")(cells["source"])
    limits = _limits(cells)
    return said | {"limits": limits} if limits else said


def _limits(cells: Mapping[str, str]) -> dict[str, Any]:
    numbers = ("hard_low", "hard_high", "rise", "fall", "spike", "shift", "oscillation", "disagreement")
    said: dict[str, Any] = {name: number(name, cells[name]) for name in numbers if name in cells}
    if "stuck" in cells:
        said["stuck"] = duration("stuck", cells["stuck"])
    if "soft" in cells:
        said["soft"] = _ranges(cells["soft"])
    if "neighbours" in cells:
        said["neighbours"] = _stations(cells["neighbours"])
    return said


def _ranges(cell: str) -> tuple[tuple[float, float], ...]:
    try:
        rows = json.loads(cell)
        if not isinstance(rows[0], list):
            rows = [rows]
        return tuple((float(low), float(high)) for low, high in rows)
    except (ValueError, TypeError, LookupError, RecursionError):
        raise CellError(f"soft: expected [low, high] or twelve of them, got {cell[:80]!r}") from None


def _stations(cell: str) -> tuple[str, ...]:
    """Return station ids: a JSON list, or ids with a comma, semicolon or blank between them."""
    words = re.findall(r'"([^"]*)"', cell) if cell.startswith("[") else re.split(r"[\s,;，；、]+", cell.strip())
    return tuple(_id(word) for word in words)
