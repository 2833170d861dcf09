from geo.exchange.fence_plan import plan_fences
from geo.exchange.places import Options, read_places
from geo.exchange.writing import write_fences
from tests.unit.geo.exchange.files import a_feature, geojson, polygon, square


def plan(*features, known=(), prefix: str = "", **fields: str):
    return plan_fences(read_places(geojson(*features), Options()), known=known, fields=fields, prefix=prefix)


def test_features_become_fences_with_ids_names_and_their_other_attributes():
    planned = plan(a_feature(编号="HZ-01", name="蒙洼", kind="蓄滞洪区"))
    (fence,) = planned.fences
    assert (fence.id, fence.name, fence.properties) == ("HZ-01", "蒙洼", {"kind": "蓄滞洪区"})
    assert planned.columns == {"id": "编号", "name": "name"}


def test_without_a_column_of_ids_the_number_tells_features_apart():
    planned = plan(a_feature(name="a"), a_feature(polygon(square(115.5)), name="b"), prefix="flood-")
    assert [fence.id for fence in planned.fences] == ["flood-1", "flood-2"]


def test_an_id_keeps_only_the_letters_that_ids_have():
    (fence,) = plan(a_feature(id="区 7/a", name="x")).fences
    assert fence.id == "7-a"
    (fence,) = plan(a_feature(id=7.0, name="x")).fences
    assert fence.id == "7"


def test_an_id_that_occurs_twice_is_refused_the_second_time():
    planned = plan(a_feature(id="a"), a_feature(id="a"))
    assert [each.change.value for each in planned.features] == ["new", "refused"]
    assert planned.features[1].detail.startswith('id "a" occurs twice')


def test_a_division_counts_where_a_person_says_so():
    (fence,) = plan(a_feature(id="a", DM=411528.0), division="DM").fences
    assert fence.division == "411528000000"
    planned = plan(a_feature(id="a", DM="x"), division="DM")
    assert planned.features[0].detail.startswith("expected a division code")


def test_a_second_import_and_an_export_change_nothing():
    known = plan(a_feature(id="a", name="甲", x=1)).fences
    assert plan(a_feature(id="a", name="甲", x=1), known=known).fences == ()
    back = plan_fences(read_places(write_fences(known), Options()), known=known)
    assert [each.change.value for each in back.features] == ["unchanged"]
    assert plan(a_feature(id="a", name="乙", x=1), known=known).features[0].change.value == "changed"


def test_what_is_no_area_is_refused_alone():
    point = {"type": "Point", "coordinates": [114.7, 32.3]}
    planned = plan(a_feature(point, id="p"), a_feature(None, id="n"), a_feature(id="a"))
    assert [each.detail for each in planned.features] == ["expected an area, got Point", "has no geometry", ""]
