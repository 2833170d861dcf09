"""Hazards by national event code: what people call them, the CAP category, and what kind of advice they need.

Only the codes that this system may warn of are listed. A code that is not listed falls back to its family, so
that a new code never stops a warning.

Source:
    GB/T 35561-2017 (codes); 11B19 and above are extensions in public use by meteorological services. The English
    names and the mapping to CAP 1.2 categories (3.2.2) are ours.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Peril(StrEnum):
    """What endangers people, as far as advice is concerned."""

    FLOOD = "flood"
    TORRENT = "torrent"
    STORM = "storm"
    WIND = "wind"
    COLD = "cold"
    HEAT = "heat"
    FOG = "fog"
    AIR = "air"
    WATER = "water"
    SLOPE = "slope"
    FIRE = "fire"
    CHEMICAL = "chemical"
    OTHER = "other"


@dataclass(frozen=True, slots=True, kw_only=True)
class Hazard:
    """One kind of emergency."""

    #: National event code, e.g. ``11A01``.
    code: str
    zh: str
    en: str
    #: CAP 1.2 categories, at least one.
    categories: tuple[str, ...]
    peril: Peril


def _rows(peril: Peril, categories: str, names: str) -> dict[str, Hazard]:
    """Read ``code zh en`` lines of one peril."""
    found: dict[str, Hazard] = {}
    for line in names.strip().splitlines():
        code, zh, en = line.split(maxsplit=2)
        found[code] = Hazard(code=code, zh=zh, en=en, categories=tuple(categories.split()), peril=peril)
    return found


_FLOOD = """
11A01 洪水 Flood
11A02 内涝 Urban flooding
11A03 水库重大险情 Reservoir emergency
11A04 堤防重大险情 Dike emergency
11A06 渍涝 Waterlogging
11A07 洪涝 Flooding
"""
_TORRENT = "11A51 山洪灾害 Flash flood in the hills"
_STORM = """
11B01 台风 Typhoon
11B03 暴雨 Rainstorm
11B14 雷电 Lightning
11B15 冰雹 Hail
"""
_WIND = """
11B02 龙卷风 Tornado
11B06 大风 Gale
11B07 沙尘暴 Sandstorm
11B20 雷雨大风 Thunderstorm gale
"""
_COLD = """
11B04 暴雪 Snowstorm
11B05 寒潮 Cold wave
11B08 低温冻害 Freezing damage
11B16 霜冻 Frost
11B21 道路结冰 Icy roads
11B27 冰冻 Freeze
"""
_HEAT = """
11A08 枯水 Low water
11B09 高温 High temperature
11B10 热浪 Heat wave
11B22 干旱 Drought
"""
_FOG = "11B17 大雾 Heavy fog"
_AIR = """
11B19 霾 Haze
11B29 重污染 Heavy air pollution
11B67 重污染天气 Heavy pollution weather
12Q02 空气污染事件 Air pollution
"""
_WATER = """
12Q01 水域污染事件 Water pollution
12Q05 饮用水源污染 Drinking water pollution
"""
_SLOPE = """
11B37 地质灾害气象风险 Geological hazard (rain)
11D01 滑坡 Landslide
11D02 泥石流 Debris flow
11D03 山体崩塌 Rockfall
11D04 地面塌陷 Ground collapse
"""
_FIRE = """
11B25 森林火险 Forest fire danger
11G01 森林火灾 Forest fire
"""
_CHEMICAL = """
12B04 尾矿库溃坝 Tailings dam failure
12D02 危险化学品泄漏 Hazardous chemical release
"""

#: Every listed hazard by code.
HAZARDS: dict[str, Hazard] = {
    **_rows(Peril.FLOOD, "Met Geo", _FLOOD),
    **_rows(Peril.TORRENT, "Met Geo", _TORRENT),
    **_rows(Peril.STORM, "Met", _STORM),
    **_rows(Peril.WIND, "Met", _WIND),
    **_rows(Peril.COLD, "Met", _COLD),
    **_rows(Peril.HEAT, "Met", _HEAT),
    **_rows(Peril.FOG, "Met", _FOG),
    **_rows(Peril.AIR, "Env Health", _AIR),
    **_rows(Peril.WATER, "Env Health", _WATER),
    **_rows(Peril.SLOPE, "Geo", _SLOPE),
    **_rows(Peril.FIRE, "Fire", _FIRE),
    **_rows(Peril.CHEMICAL, "CBRNE Safety", _CHEMICAL),
}

#: Families by the first letters of a code, longest first.
_FAMILIES: tuple[tuple[str, str, str, str, Peril], ...] = (
    ("11A", "水旱灾害", "Flood or drought", "Met Geo", Peril.FLOOD),
    ("11B", "气象灾害", "Severe weather", "Met", Peril.OTHER),
    ("11D", "地质灾害", "Geological hazard", "Geo", Peril.SLOPE),
    ("11G", "森林草原火灾", "Wildfire", "Fire", Peril.FIRE),
    ("12Q", "环境污染事件", "Environmental pollution", "Env", Peril.OTHER),
    ("11", "自然灾害", "Natural hazard", "Other", Peril.OTHER),
    ("12", "事故灾难", "Accident", "Safety", Peril.OTHER),
    ("13", "公共卫生事件", "Public health emergency", "Health", Peril.OTHER),
    ("14", "社会安全事件", "Public security emergency", "Security", Peril.OTHER),
    ("", "突发事件", "Emergency", "Other", Peril.OTHER),
)


def hazard(code: str) -> Hazard:
    """Return the hazard of a national event code; an unlisted code gets the name of its family."""
    known = HAZARDS.get(code)
    if known is not None:
        return known
    _, zh, en, categories, peril = next(family for family in _FAMILIES if code.startswith(family[0]))
    return Hazard(code=code, zh=zh, en=en, categories=tuple(categories.split()), peril=peril)
