"""A small country to aim at: two counties of square townships, villages as points, a river with three gauges."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import shapely

from alerts.site import Site, SiteId, SiteKind
from alerts.targeting_ground import Ground, Places
from geo.division import Division
from geo.fence import Fence, FenceId, parse_fence
from geo.river import Reach, River, RiverId, Travel
from geo.river_network import RiverNetwork
from tests.builders import a_station

CITY, XIXIAN, XINXIAN = "411500000000", "411528000000", "411523000000"
#: Villages of Xixian: two with a service radius of 1 km, one that is a point, one with an area.
NEAR, FAR, POINT, DRAWN = "411528100201", "411528100202", "411528100203", "411528100204"
#: The one village of Xinxian.
SOUTH = "411523100201"


def square(west: float, south: float, side: float = 0.1) -> tuple[tuple[float, float], ...]:
    east, north = west + side, south + side
    return (west, south), (east, south), (east, north), (west, north), (west, south)


def divisions() -> list[Division]:
    return [
        Division(code=CITY, name="信阳市", lon=114.09, lat=32.15),
        Division(code=XIXIAN, name="息县", geometry=shapely.box(114.5, 32.2, 115.0, 32.6)),
        Division(code="411528100000", name="项店镇"),
        Division(code=NEAR, name="甲村", lon=114.60, lat=32.30, radius_m=1000, people=500),
        Division(code=FAR, name="乙村", lon=114.80, lat=32.50, radius_m=1000, people=800),
        Division(code=POINT, name="丙村", lon=114.70, lat=32.40),
        Division(code=DRAWN, name="丁村", geometry=shapely.box(114.90, 32.30, 114.95, 32.35), people=300),
        Division(code=XINXIAN, name="新县", geometry=shapely.box(114.5, 31.8, 115.0, 32.2)),
        Division(code=SOUTH, name="戊村", lon=114.60, lat=32.10, radius_m=1000),
    ]


def a_fence(id_: str = "dam", **changes: Any) -> Fence:
    fence: dict[str, Any] = {"id": FenceId(id_), "name": "坝下", "geometry": shapely.Polygon(square(114.55, 32.25))}
    return Fence(**fence | changes)


def a_line_of_huai() -> Fence:
    """Return the line of the Huai, 4 km wide, from west to east."""
    feature = {
        "type": "Feature",
        "properties": {"name": "淮河", "river": "淮河", "width_m": 4000},
        "geometry": {"type": "LineString", "coordinates": [[114.5, 32.3], [114.7, 32.3], [115.0, 32.3]]},
    }
    return parse_fence(feature, id="huai")


def places(**changes: Any) -> Places:
    gauges = [
        a_station(id="A", name="甲站", lon=114.55, lat=32.30, division=NEAR),
        a_station(id="B", name="乙站", lon=114.75, lat=32.30, division=POINT),
        a_station(id="C", name="丙站", lon=114.92, lat=32.30, division=DRAWN),
    ]
    hour = timedelta(hours=1)
    reaches = (
        Reach(upper="A", lower="B", travel=Travel(shortest=2 * hour, longest=3 * hour)),
        Reach(upper="B", lower="C", travel=Travel(shortest=4 * hour, longest=6 * hour)),
    )
    given: dict[str, Any] = {
        "ground": Ground(divisions()),
        "fences": {"dam": a_fence()},
        "network": RiverNetwork([River(id=RiverId("huai"), name="淮河", reaches=reaches)]),
        "stations": {each.id: each for each in gauges},
        "sites": (
            Site(id=SiteId("s1"), name="甲小学", kind=SiteKind.SCHOOL, division=NEAR, lon=114.60, lat=32.30, people=90),
            Site(id=SiteId("s2"), name="新县医院", kind=SiteKind.HOSPITAL, division=XINXIAN, lon=114.9, lat=31.9),
        ),
    }
    return Places(**given | changes)
