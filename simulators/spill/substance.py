"""Substance: what each thing that can be spilled does to what probes in a river measure. Pure.

Oxygen falls after Streeter and Phelps (US Public Health Bulletin 146, 1925). The other figures are invented, of the
order of reported accidents: no chemistry of buffers is done.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import exp
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping

#: Reaeration of a river of the plain, 1/s.
_REAERATION: Final = 0.8 / 86_400
#: Lowest oxygen that is told, mg/L, and the range of pH.
_LEAST_OXYGEN: Final = 0.2
_PH: Final = (2.0, 12.5)


@dataclass(frozen=True, slots=True, kw_only=True)
class Substance:
    """One thing that can be spilled."""

    zh: str
    en: str
    #: Ammonia nitrogen, part of the mass.
    nitrogen: float
    #: Oxygen it takes when it decays, part of the mass (nitrogen: 4.57).
    oxygen: float
    #: Decay, 1/s.
    decay: float
    #: Change of pH at high concentration, and the concentration of half of it, mg/L.
    ph: float
    ph_half: float
    #: NTU per mg/L.
    turbidity: float = 0.0


#: What can be spilled, by the word of the document.
SUBSTANCES: Final[dict[str, Substance]] = {
    "ammonia": Substance(
        zh="氨水（以氮计）", en="ammonia, as N", nitrogen=1.0, oxygen=4.57, decay=0.15 / 86_400, ph=1.8, ph_half=6.0
    ),
    "organic": Substance(
        zh="有机废液",
        en="organic waste",
        nitrogen=0.04,
        oxygen=1.0,
        decay=0.5 / 86_400,
        ph=-0.5,
        ph_half=60.0,
        turbidity=1.5,
    ),
    "acid": Substance(
        zh="硫酸", en="sulphuric acid", nitrogen=0.0, oxygen=0.0, decay=0.1 / 86_400, ph=-4.5, ph_half=25.0
    ),
}


def spoiled(
    values: Mapping[str, float], substance: Substance, *, concentration: float, travelled_s: float
) -> dict[str, float]:
    """Return what probes measure in water with a substance in it; only what they measure anyhow is changed.

    Args:
        values: Clean water, canonical units.
        substance: What was spilled.
        concentration: mg/L.
        travelled_s: How long it has been in the river.
    """
    deficit = oxygen_deficit(concentration * substance.oxygen, decay=substance.decay, travelled_s=travelled_s)
    lowest, highest = _PH
    changes = {
        "ammonia_nitrogen": lambda clean: clean + substance.nitrogen * concentration,
        "dissolved_oxygen": lambda clean: max(clean - deficit, min(clean, _LEAST_OXYGEN)),
        "ph": lambda clean: min(
            max(clean + substance.ph * concentration / (concentration + substance.ph_half), lowest), highest
        ),
        "turbidity": lambda clean: clean + substance.turbidity * concentration,
        "conductivity": lambda clean: clean + 2 * concentration,
    }
    return {key: changes[key](value) if key in changes else value for key, value in values.items()}


def oxygen_deficit(demand: float, *, decay: float, travelled_s: float) -> float:
    """Return the oxygen that is missing, mg/L, where ``demand`` mg/L of oxygen demand are left.

    Source:
        H. W. Streeter, E. B. Phelps, US Public Health Bulletin 146 (1925), with saturated water at the start.
    """
    if demand <= 0 or decay <= 0:
        return 0.0
    rate = _REAERATION if abs(_REAERATION - decay) > decay * 1e-3 else _REAERATION * 1.01
    at_start = demand * exp(decay * travelled_s)
    return decay * at_start / (rate - decay) * (exp(-decay * travelled_s) - exp(-rate * travelled_s))
