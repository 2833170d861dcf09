import json

import shapely

from geo.division import Division
from geo.exchange.writing import write_divisions, write_fences
from geo.fence import Fence, FenceId


def test_divisions_are_areas_or_points_or_have_no_geometry():
    area = shapely.box(114, 32, 115, 33)
    document = json.loads(
        write_divisions(
            [
                Division(code="411500000000", name="信阳市"),
                Division(code="411527000000", name="淮滨县", lon=115.4, lat=32.4, radius_m=10.0),
                Division(code="411528000000", name="息县", lon=114.7, lat=32.3, geometry=area),
            ]
        )
    )
    kinds = [feature["geometry"] and feature["geometry"]["type"] for feature in document["features"]]
    assert kinds == [None, "Point", "Polygon"]
    assert document["features"][1]["properties"]["radius_m"] == 10.0


def test_fences_are_written_in_order_of_their_ids():
    fences = [Fence(id=FenceId(key), name=key, geometry=shapely.box(0, 0, 1, 1)) for key in ("b", "a")]
    assert [feature["id"] for feature in json.loads(write_fences(fences))["features"]] == ["a", "b"]
