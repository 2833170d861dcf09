"""Outposts: invented stations that hazards need where the demo city has none.

Lookouts over the forests in the south, the intake of a waterworks, the desk that takes calls, and two patrol
vehicles. Names begin with 演示; none claims to exist.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Final

from sensing.property import observed_property
from sensing.station import Datastream, Station, StationId, StationKind

if TYPE_CHECKING:
    from simulators.schematic import Place

#: The desk that takes people's calls, and the intake.
DESK: Final = StationId("XY-D01")
INTAKE: Final = StationId("XY-Q16")
#: Lookouts over the forests of 新县 and 商城, and the vehicles.
LOOKOUTS: Final = (StationId("XY-C22"), StationId("XY-C23"), StationId("XY-C24"))
VEHICLES: Final = (StationId("XY-V01"), StationId("XY-V02"))

#: How often each tells; a lookout often enough that three looks within ten minutes can agree.
_EVERY: Final = timedelta(minutes=10)
_OFTEN: Final = timedelta(minutes=2)
_HEALTH: Final = ("battery_voltage", "signal_strength")
_WATER: Final = ("water_temperature", "ph", "dissolved_oxygen", "turbidity", "ammonia_nitrogen")


def outposts() -> tuple[Station, ...]:
    """Return the stations; the same on every machine."""
    view, quality, moving = StationKind.CAMERA, StationKind.WATER_QUALITY, StationKind.MOVING
    south, west, huang = "411523000000", "411524000000", "411526000000"
    look = ("device_temperature",)
    return (
        _station(LOOKOUTS[0], "瞭望点 新县南山", view, south, at=(114.90, 31.58), measures=look, every=_OFTEN),
        _station(LOOKOUTS[1], "瞭望点 新县东山", view, south, at=(114.98, 31.66), measures=look, every=_OFTEN),
        _station(LOOKOUTS[2], "瞭望点 商城县西山", view, west, at=(115.26, 31.66), measures=look, every=_OFTEN),
        _station(INTAKE, "取水口 潢川县", quality, huang, at=(115.005, 32.085), measures=_WATER, river="潢河"),
        _station(DESK, "报警服务台", StationKind.OTHER, "411500000000", at=(114.09, 32.15), measures=()),
        _station(VEHICLES[0], "巡查车 新县一号", moving, south, at=(114.88, 31.64), measures=(), every=_OFTEN),
        _station(
            VEHICLES[1],
            "走航车 信阳一号",
            moving,
            "411502000000",
            at=(114.06, 32.12),
            measures=("pm25", "no2"),
            every=_OFTEN,
        ),
    )


def _station(
    name: StationId,
    label: str,
    kind: StationKind,
    division: str,
    *,
    at: Place,
    measures: tuple[str, ...],
    river: str = "",
    every: timedelta = _EVERY,
) -> Station:
    return Station(
        id=name,
        name=f"演示{label}",
        kind=kind,
        division=division,
        lon=at[0],
        lat=at[1],
        river=river,
        datastreams=tuple(
            Datastream(property=key, unit=observed_property(key).unit, interval=every) for key in (*measures, *_HEALTH)
        ),
        is_demo=True,
        notes={"数据": "虚构站点，读数由模拟器生成"},
    )
