"""Attributes: which column of a file holds the code, the name, the parent; and codes as people write them.

Columns are found by the names that Chinese and international sources use, then by their values. What was found is
told, and a person may say it instead.
"""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING, Final

from geo.division import FULL, parse_division
from geo.errors import DivisionError, ExchangeError
from sensing.errors import suggestion

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from geo.exchange.source import Value

#: Names of columns by what they hold, the most telling first; compared without case, blanks and ``_ - .``.
COLUMNS: Final[Mapping[str, tuple[str, ...]]] = {
    "code": (
        "division", "adcode", "xzqdm", "xzqhdm", "行政区划代码", "行政区代码", "区划代码", "行政代码", "区划码", "pac",
        "gb", "adcd", "zldwdm", "code", "dm", "代码", "编码", "citycode", "countycode", "towncode", "id",
    ),
    "name": (
        "name", "xzqmc", "行政区名称", "区划名称", "名称", "mc", "zldwmc", "adname", "adnm", "fullname", "namechn",
        "namezh", "地名", "label", "title",
    ),
    "parent": ("parent", "parent.adcode", "parentcode", "pcode", "上级代码", "上级行政区代码", "sjdm"),
    "people": ("people", "population", "inhabitants", "人口", "人口数", "常住人口", "总人口", "户籍人口"),
    "radius_m": ("radiusm", "radius", "serviceradius", "服务半径", "半径"),
    "id": ("id", "fenceid", "编号", "code", "代码", "objectid", "fid"),
}  # fmt: skip
#: Part of the values that must be codes for a column to be taken for one.
_MOST: Final = 0.8
#: Length of a code with the number of China (ISO 3166-1) in front, as the national base map has it.
_COUNTRY: Final = "156"
_LENGTHS: Final = (2, 4, 6, 9, FULL)
_WHOLE: Final = re.compile(r"(\d+)(?:\.0*)?", re.ASCII)
_POWER: Final = re.compile(r"[\d.]+[eE]\+?\d+", re.ASCII)


def code_of(value: Value, *, column: str = "") -> str:
    """Return the 12-digit division code that a value of a table means.

    Args:
        value: ``411502``, ``411502.0``, ``"411502"``, ``"411502001000"``, …
        column: Name of its column; ``gb`` means that the number of China may stand in front.

    Raises:
        DivisionError: If it means none.
    """
    text = unicodedata.normalize("NFKC", str(value if value is not None else "")).strip()
    if _POWER.fullmatch(text):
        raise DivisionError(f"expected a division code, got {text}: a spreadsheet has rounded it, the digits are lost")
    match = _WHOLE.fullmatch(text)
    digits = match[1] if match and not isinstance(value, bool) else ""
    if _plain(column) == "gb" and digits.startswith(_COUNTRY):
        digits = digits.removeprefix(_COUNTRY)
    if len(digits) not in _LENGTHS:
        raise DivisionError(f'expected a division code of 6, 9 or 12 digits, got "{text[:40]}"')
    return parse_division(digits.ljust(FULL, "0"))


def columns_of(
    rows: Sequence[Mapping[str, Value]], *, given: Mapping[str, str], wanted: Iterable[str]
) -> dict[str, str]:
    """Return the column of each wanted meaning; a meaning without a column is left out.

    Args:
        rows: Attributes of the features.
        given: Column by meaning, as a person says it; comes first.
        wanted: Meanings, keys of ``COLUMNS``.

    Raises:
        ExchangeError: If a given column is not there.
    """
    header = list(dict.fromkeys(key for row in rows for key in row))
    found: dict[str, str] = {}
    for meaning in wanted:
        said = given.get(meaning, "")
        if said:
            if said not in header:
                hint = suggestion(said, header) or f", expected one of {', '.join(header[:20])}"
                raise ExchangeError(f'{meaning} field: no column "{said}"{hint}')
            found[meaning] = said
            continue
        column = _code_column(rows, header) if meaning == "code" else _named(header, meaning)
        if column:
            found[meaning] = column
    return found


def _named(header: Sequence[str], meaning: str) -> str:
    by_plain = {_plain(column): column for column in reversed(header)}
    return next((by_plain[_plain(word)] for word in COLUMNS[meaning] if _plain(word) in by_plain), "")


def _code_column(rows: Sequence[Mapping[str, Value]], header: Sequence[str]) -> str:
    """Return the column of codes: one of a known name, else the first one that holds nearly nothing else."""
    by_plain = {_plain(column): column for column in reversed(header)}
    named = [by_plain[_plain(word)] for word in COLUMNS["code"] if _plain(word) in by_plain]
    # A column "id" or "code" may count 1, 2, 3; one that holds codes is preferred to one that is only called so.
    for column in (*named, *header):
        if _share(rows, column) >= _MOST:
            return column
    return next((column for column in named if _share(rows, column) > 0), "")


def _share(rows: Sequence[Mapping[str, Value]], column: str) -> float:
    """Return the part of the values of a column that are codes of a county or smaller, or of a province's seat."""
    values = [row[column] for row in rows if row.get(column) not in (None, "")]
    return sum(_is_code(value, column) for value in values) / len(values) if values else 0.0


def _is_code(value: Value, column: str) -> bool:
    try:
        code = code_of(value, column=column)
    except DivisionError:
        return False
    # Two or four digits are numbers of anything; a code by its looks has at least six.
    return len(str(value).partition(".")[0]) >= 6 and code[:2] <= "82"  # noqa: PLR2004 - 82: Macao, the last


def _plain(word: str) -> str:
    return re.sub(r"[\s_\-]", "", unicodedata.normalize("NFKC", word)).casefold()
