import shapely

from api.schema.place import area_json, division_json, river_json
from geo.division import Division, DivisionTree
from geo.river import Reach, River, RiverId

XIXIAN = Division(code="411528000000", name="息县", geometry=shapely.box(114, 32, 115, 33))


def test_a_division_without_a_known_parent_is_at_the_top():
    shown = division_json(XIXIAN, tree=DivisionTree([XIXIAN]), has_area=True, children=0)
    assert (shown["parent"], shown["rank"], shown["path"]) == (None, "county", "息县")


def test_a_division_without_an_area_has_none():
    assert area_json(Division(code="411528000000", name="息县"), simplify=0.1) is None
    assert area_json(XIXIAN, simplify=0.1)["type"] == "Polygon"


def test_a_river_is_shown_without_the_frame_of_its_document():
    river = River(id=RiverId("huai"), name="淮河", reaches=(Reach(upper="a", lower="b"),))
    assert river_json(river) == {"id": "huai", "name": "淮河", "reaches": [{"from": "a", "to": "b"}]}
