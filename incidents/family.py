"""Family: hazards that one cause brings about, so that their incidents are one situation. Pure.

A rainstorm raises rain gauges, rivers, reservoirs, hillsides and streets: to people it is one storm. What is lost or
dark has a cause of its own (power, network), and is grouped apart from what is dangerous.

Source:
    GB/T 35561-2017 (codes); the families are ours.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from incidents.incident import IncidentKind

if TYPE_CHECKING:
    from incidents.incident import Incident
    from incidents.span import Words

#: Beginnings of hazard codes by family, the longest beginning wins.
_CODES: Final[dict[str, tuple[str, ...]]] = {
    "storm": ("11A", "11B01", "11B03", "11B14", "11B15", "11B20", "11B37", "11D"),
    "drought": ("11A08", "11B09", "11B10", "11B22"),
    "cold": ("11B04", "11B05", "11B08", "11B16", "11B21", "11B27"),
    "wind": ("11B02", "11B06", "11B07"),
    "fog": ("11B17",),
    "air": ("11B19", "11B29", "11B67", "12Q02"),
    "water": ("12Q01", "12Q05"),
    "fire": ("11B25", "11G"),
    "quake": ("11C",),
    "chemical": ("12D",),
}
_BY_CODE: Final = {code: family for family, codes in _CODES.items() for code in codes}
#: Family of what is no hazard.
_BY_KIND: Final = {
    IncidentKind.LOST: "lost",
    IncidentKind.DARK_VILLAGE: "dark",
    IncidentKind.CHANNEL_LOST: "channel",
    IncidentKind.SCREEN_LOST: "channel",
}
_NAMES: Final[dict[str, Words]] = {
    "storm": {"zh": "暴雨洪涝", "en": "Storm and flood"},
    "drought": {"zh": "高温干旱", "en": "Heat and drought"},
    "cold": {"zh": "低温雨雪冰冻", "en": "Cold, snow and ice"},
    "wind": {"zh": "大风", "en": "Wind"},
    "fog": {"zh": "大雾", "en": "Fog"},
    "air": {"zh": "空气污染", "en": "Air pollution"},
    "water": {"zh": "水污染", "en": "Water pollution"},
    "fire": {"zh": "火灾", "en": "Fire"},
    "quake": {"zh": "地震", "en": "Earthquake"},
    "chemical": {"zh": "危险化学品", "en": "Dangerous chemicals"},
    "lost": {"zh": "测站失联", "en": "Stations lost"},
    "dark": {"zh": "村庄失联", "en": "Villages gone dark"},
    "channel": {"zh": "通道故障", "en": "Channels lost"},
}


#: Names of the four kinds of emergency, for families that have none of their own.
_KINDS: Final[dict[str, Words]] = {
    "11": {"zh": "自然灾害", "en": "Natural disaster"},
    "12": {"zh": "事故灾难", "en": "Accident"},
    "13": {"zh": "公共卫生事件", "en": "Public health"},
    "14": {"zh": "社会安全事件", "en": "Public security"},
}


def family_of(incident: Incident) -> str:
    """Return the family of an incident's cause."""
    return _BY_KIND.get(incident.kind) or family_of_hazard(incident.hazard)


def family_of_hazard(code: str) -> str:
    """Return the family of a hazard; one that is not listed is a family by its first three characters."""
    for length in range(len(code), 2, -1):
        if code[:length] in _BY_CODE:
            return _BY_CODE[code[:length]]
    return code[:3]


def family_name(family: str) -> Words:
    """Return what people call a family, by language."""
    plain: Words = {"zh": f"事件 {family}", "en": f"Hazard {family}"}
    return dict(_NAMES.get(family) or _KINDS.get(family[:2]) or plain)
