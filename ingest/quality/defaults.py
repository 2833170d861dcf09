"""Defaults of each observed property: what quality control holds against readings whose datastream says nothing.

They are wide: a default must never doubt a storm, nor hold a reading back that a rule waits for. Of a step, only what
no water does (120 m/h; ten times the limit of a spike) is doubted at once; the rest is decided by the next reading.
Checked on three years of five-minute readings of a flashy creek (USGS 01581752, 2016–2018: stage rose 0.51 m within
five minutes and 6.1 m/h, fell 2.1 m/h, and stood still for ten days at low water) and five years of hourly PM2.5 in
Beijing (UCI 381: up to 769 µg/m³ an hour, a lone peak of 363). A station with known habits deserves its own limits.

Sources:
    I. Zahumenský, "Guidelines on Quality Control Procedures for Data from Automatic Weather Stations", WMO 2004 (which
    steps are possible, least variability); U.S. IOOS QARTOD manuals for water level and in-situ temperature (spike,
    rate of change, flat line); the recorded extremes above.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

#: Interval that step limits of hydrology and weather are meant for; slower datastreams may step further.
_FIVE_MINUTES = timedelta(minutes=5)
#: The same for air and water quality.
_HOUR = timedelta(hours=1)
_HALF_DAY = timedelta(hours=12)
_DAY = timedelta(days=1)
_THREE_DAYS = timedelta(days=3)
_WEEK = timedelta(days=7)


@dataclass(frozen=True, slots=True, kw_only=True)
class Default:
    """Limits of one property in its canonical unit; the fields of ``sensing.limits.Limits`` where they are alike."""

    rise: float | None = None
    fall: float | None = None
    #: At least twelve intervals of the datastream, however short this is.
    stuck: timedelta | None = None
    #: Value at which standing still is normal: no rain, no wind, ice.
    rest: float | None = None
    spike: float | None = None
    shift: float | None = None
    oscillation: float | None = None
    disagreement: float | None = None
    #: Interval up to which ``spike``, ``shift`` and ``oscillation`` hold as they are; they grow with a longer one.
    base: timedelta = _FIVE_MINUTES


#: A property that is not listed has its plausible range and nothing else: levels of warning rain are spiky by nature,
#: counters and alarms stand still by nature, wind direction goes round.
DEFAULTS: dict[str, Default] = {
    "water_level": Default(rise=120, fall=120, stuck=_THREE_DAYS, spike=1, shift=1, oscillation=1),
    "reservoir_level": Default(rise=120, fall=120, stuck=timedelta(days=10), spike=1, shift=1, oscillation=1),
    "flow": Default(stuck=timedelta(days=10), rest=0),
    "flow_velocity": Default(stuck=_DAY, rest=0, spike=3, oscillation=2),
    "rain_5m": Default(stuck=timedelta(hours=2), rest=0),
    "rain_1h": Default(stuck=_HALF_DAY, rest=0),
    "rain_24h": Default(stuck=timedelta(hours=36), rest=0),
    "air_temperature": Default(stuck=_HALF_DAY, spike=10, shift=15, oscillation=5, disagreement=10),
    "humidity": Default(stuck=_DAY, rest=100, spike=50, oscillation=30, disagreement=50),
    "pressure": Default(stuck=_HALF_DAY, spike=5, shift=10, oscillation=3),
    "wind_speed": Default(stuck=_DAY, rest=0, spike=30),
    "pm25": Default(stuck=_HALF_DAY, rest=0, spike=500, base=_HOUR),
    "pm10": Default(stuck=_HALF_DAY, rest=0, spike=2000, base=_HOUR),
    "so2": Default(stuck=_DAY, rest=0, spike=1000, base=_HOUR),
    "no2": Default(stuck=_DAY, rest=0, spike=400, base=_HOUR),
    "co": Default(stuck=_DAY, rest=0, spike=20, base=_HOUR),
    "o3": Default(stuck=_DAY, rest=0, spike=300, base=_HOUR),
    "ph": Default(stuck=_THREE_DAYS, spike=2, shift=2, oscillation=1),
    "dissolved_oxygen": Default(stuck=_THREE_DAYS, rest=0, spike=8, oscillation=5),
    "water_temperature": Default(stuck=_THREE_DAYS, rest=0, spike=4, shift=4, oscillation=2),
    "conductivity": Default(stuck=_THREE_DAYS, rest=0, spike=3000, oscillation=1000),
    "turbidity": Default(stuck=_THREE_DAYS, rest=0, spike=1500, oscillation=500),
    "cod_mn": Default(stuck=_WEEK),
    "ammonia_nitrogen": Default(stuck=_WEEK),
    "total_phosphorus": Default(stuck=_WEEK),
    "total_nitrogen": Default(stuck=_WEEK),
    "battery_voltage": Default(spike=20),
    "device_temperature": Default(spike=30),
}

_NOTHING = Default()


def default_of(key: str) -> Default:
    """Return the defaults of an observed property; none of the checks for one that is not listed."""
    return DEFAULTS.get(key, _NOTHING)
