"""Columns: which column of a table means which field.

Headers are recognised in Chinese and English, whatever their case, blanks and units in brackets; a mapping that a
person gives comes first. A header that is not recognised is named, never guessed.

Source:
    SL/T 324 and SL 323 (STCD, STNM, LGTD, LTTD, ADDVCD, STTP, RVNM: columns of the national hydrological database);
    HJ 212 (MN: number of the device).
"""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

from sensing.errors import suggestion
from sensing.exchange.table import TableError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

#: Field → headers that mean it, besides its own name.
Names = dict[str, tuple[str, ...]]

STATION_NAMES: Names = {
    "id": ("站码", "站号", "测站编码", "测站代码", "测站编号", "站点编码", "站点编号", "站点代码", "站点id", "编码",
           "编号",
           "stcd", "station", "station id", "station code", "code"),
    "name": ("站名", "测站名称", "站点名称", "站点名", "名称", "stnm", "station name"),
    "kind": ("站类", "测站类型", "站点类型", "站类型", "类型", "类别", "sttp", "type", "station type"),
    "division": ("行政区划", "行政区划码", "行政区划代码", "行政区划编码", "区划代码", "区划码", "区划", "addvcd",
                 "adcd",
                 "division code"),
    "lon": ("经度", "东经", "lgtd", "longitude", "lng", "long", "x"),
    "lat": ("纬度", "北纬", "lttd", "latitude", "y"),
    "datum": ("坐标系", "坐标系统", "crs", "coordinate system"),
    "river": ("河流", "河名", "河流名称", "所在河流", "rvnm", "river name"),
    "gateway": ("网关", "网关站码"),
    "addresses": ("设备地址", "通信地址"),
    "sl651": ("遥测站地址", "遥测地址", "测站地址", "sl651地址", "rtu地址"),
    "hj212": ("mn", "mn号", "mn码", "设备唯一标识", "数采仪mn", "hj212地址"),
    "groups": ("共用设施", "共因", "shared"),
    "notes": ("备注", "说明", "remark", "remarks", "note", "comment"),
    "demo": ("演示",),
    "property": ("要素", "监测要素", "监测项目", "监测因子", "观测要素", "观测项目", "observed property", "parameter"),
    "unit": ("单位", "计量单位", "units"),
    "interval": ("间隔", "上报间隔", "采集间隔", "报送间隔", "周期", "上报周期"),
    "source": ("因子编码", "因子代码", "要素编码", "要素标识符", "source code"),
    "hard_low": ("量程下限", "最小可能值"),
    "hard_high": ("量程上限", "最大可能值"),
    "soft": ("常见范围",),
    "rise": ("最大涨率",),
    "fall": ("最大落率",),
    "stuck": ("不变时长",),
    "spike": ("跳变",),
    "shift": ("阶跃",),
    "oscillation": ("振荡",),
    "neighbours": ("邻站", "邻近站", "neighbors"),
    "disagreement": ("邻站差",),
}  # fmt: skip

_BRACKETS = re.compile(r"[(\[【〔].*?[)\]】〕]")
_BLANKS = re.compile(r"[\s_\-:：*]+")


def columns_of(
    header: Sequence[str], *, names: Names, mapping: Mapping[str, str], where: str = "table"
) -> tuple[dict[str, int], tuple[str, ...]]:
    """Return the place of each field that a header holds, and the headers that mean nothing.

    Args:
        header: Texts of the header row.
        names: What can be recognised.
        mapping: Header by field, as a person gave it: comes first; an empty header leaves the field out.
        where: What the table is called in messages.

    Raises:
        TableError: If the mapping names what is not there, or two columns mean the same field.
    """
    places = _mapped(header, names=names, mapping=mapping, where=where)
    taken = set(places.values())
    meanings = {_plain(word): field for field, words in names.items() for word in (field, *words)}
    for place, text in enumerate(header):
        field = meanings.get(_plain(text))
        if field is None or place in taken or field in mapping:
            continue
        if field in places:
            both = f"{header[places[field]]!r} and {text!r}"
            raise TableError(f"{where}: columns {both} both mean {field!r}; say which one with a mapping")
        places[field] = place
    used = set(places.values())
    return places, tuple(text for place, text in enumerate(header) if text and place not in used)


def _mapped(header: Sequence[str], *, names: Names, mapping: Mapping[str, str], where: str) -> dict[str, int]:
    places: dict[str, int] = {}
    for field, text in mapping.items():
        if field not in names:
            hint = suggestion(field, names) or f", expected one of {', '.join(names)}"
            raise TableError(f"mapping: unknown field {field!r}{hint}")
        if not text:
            continue
        if text not in header:
            has = ", ".join(repr(cell) for cell in header[:40])
            raise TableError(f"{where}: the mapping names the column {text!r}, the header has {has}")
        places[field] = header.index(text)
    return places


def _plain(text: str) -> str:
    """Return a header in the one spelling that is compared: no case, blanks, or brackets with what stands in them."""
    whole = unicodedata.normalize("NFKC", text).casefold()
    return _BLANKS.sub("", _BRACKETS.sub("", whole))
