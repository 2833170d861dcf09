"""Class of surface water: the worst single factor decides, from Ⅰ to Ⅴ, and worse than Ⅴ.

A limit belongs to the better class. pH is good between 6 and 9 and otherwise worse than Ⅴ. Water temperature, total
nitrogen and faecal coli are left out where a river is assessed; total phosphorus has limits of its own in lakes and
reservoirs, where total nitrogen counts too.

Source:
    GB 3838-2002, table 1; 地表水环境质量评价办法（试行）, 环办〔2011〕22号, 2.1 and 3.1.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from enum import IntEnum, StrEnum
from typing import TYPE_CHECKING, Final

from rules.index.rounding import exact

if TYPE_CHECKING:
    from collections.abc import Mapping


class WaterClass(IntEnum):
    """Class of surface water; the number is what the derived datastream ``water_class`` holds."""

    I = 1  # noqa: E741 -- the class is called so
    II = 2
    III = 3
    IV = 4
    V = 5
    WORSE = 6

    @property
    def zh(self) -> str:
        """Return how it is written in Chinese."""
        return ("Ⅰ类", "Ⅱ类", "Ⅲ类", "Ⅳ类", "Ⅴ类", "劣Ⅴ类")[self - 1]


class Body(StrEnum):
    """What kind of water."""

    RIVER = "river"
    LAKE = "lake"


#: Highest value of classes Ⅰ to Ⅴ by observed property, mg/L.
_HIGHEST: Final[Mapping[str, tuple[str, ...]]] = {
    "cod_mn": ("2", "4", "6", "10", "15"),
    "cod": ("15", "15", "20", "30", "40"),
    "bod5": ("3", "3", "4", "6", "10"),
    "ammonia_nitrogen": ("0.15", "0.5", "1.0", "1.5", "2.0"),
    "copper": ("0.01", "1.0", "1.0", "1.0", "1.0"),
    "zinc": ("0.05", "1.0", "1.0", "2.0", "2.0"),
    "fluoride": ("1.0", "1.0", "1.0", "1.5", "1.5"),
    "selenium": ("0.01", "0.01", "0.01", "0.02", "0.02"),
    "arsenic": ("0.05", "0.05", "0.05", "0.1", "0.1"),
    "mercury": ("0.00005", "0.00005", "0.0001", "0.001", "0.001"),
    "cadmium": ("0.001", "0.005", "0.005", "0.005", "0.01"),
    "chromium_6": ("0.01", "0.05", "0.05", "0.05", "0.1"),
    "lead": ("0.01", "0.01", "0.05", "0.05", "0.1"),
    "cyanide": ("0.005", "0.05", "0.2", "0.2", "0.2"),
    "volatile_phenol": ("0.002", "0.002", "0.005", "0.01", "0.1"),
    "petroleum": ("0.05", "0.05", "0.05", "0.5", "1.0"),
    "surfactants": ("0.2", "0.2", "0.2", "0.3", "0.3"),
    "sulphide": ("0.05", "0.1", "0.2", "0.5", "1.0"),
}
_OF_BODY: Final[Mapping[Body, Mapping[str, tuple[str, ...]]]] = {
    Body.RIVER: {"total_phosphorus": ("0.02", "0.1", "0.2", "0.3", "0.4")},
    Body.LAKE: {
        "total_phosphorus": ("0.01", "0.025", "0.05", "0.1", "0.2"),
        "total_nitrogen": ("0.2", "0.5", "1.0", "1.5", "2.0"),
    },
}
#: Lowest dissolved oxygen of classes Ⅰ to Ⅴ, mg/L.
_OXYGEN: Final = tuple(map(Decimal, ("7.5", "6", "5", "3", "2")))
_ACID, _ALKALINE = Decimal(6), Decimal(9)


@dataclass(frozen=True, slots=True, kw_only=True)
class WaterQuality:
    """The class of a water at an instant."""

    #: None where no factor that counts was measured.
    grade: WaterClass | None
    #: Class by factor.
    parts: Mapping[str, WaterClass]
    #: Factors that decided, where the class is worse than Ⅲ.
    primary: tuple[str, ...]


def factors_of(body: Body) -> tuple[str, ...]:
    """Return the observed properties that count for a kind of water."""
    return ("ph", "dissolved_oxygen", *_HIGHEST, *_OF_BODY[body])


def factor_class(factor: str, value: float, *, body: Body) -> WaterClass | None:
    """Return the class of one factor, None for one that does not count."""
    number = exact(value)
    if factor == "ph":
        return WaterClass.I if _ACID <= number <= _ALKALINE else WaterClass.WORSE
    if factor == "dissolved_oxygen":
        return next((WaterClass(i) for i, low in enumerate(_OXYGEN, start=1) if number >= low), WaterClass.WORSE)
    limits = _OF_BODY[body].get(factor) or _HIGHEST.get(factor)
    if limits is None:
        return None
    return next((WaterClass(i) for i, high in enumerate(limits, start=1) if number <= Decimal(high)), WaterClass.WORSE)


def water_quality(values: Mapping[str, float], *, body: Body) -> WaterQuality:
    """Return the class of a water from the values of its factors, canonical units."""
    parts = {
        factor: grade
        for factor, value in values.items()
        if (grade := factor_class(factor, value, body=body)) is not None
    }
    worst = max(parts.values(), default=None)
    is_bad = worst is not None and worst > WaterClass.III
    primary = tuple(factor for factor, grade in parts.items() if grade is worst) if is_bad else ()
    return WaterQuality(grade=worst, parts=parts, primary=primary)
