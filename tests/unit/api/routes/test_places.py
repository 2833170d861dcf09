from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from geo.division import Division
from tests.unit.api.world import NOW, World
from tests.unit.geo.exchange.files import a_feature, a_shapefile, geojson, kml, kml_polygon, polygon, square

if TYPE_CHECKING:
    from collections.abc import Sequence

    from starlette.testclient import TestClient

    from geo.fence import Fence

CITY, XIXIAN, TOWN = "411500000000", "411528000000", "411528100000"
IMPORT = "/api/v1/divisions/import"


def counties() -> bytes:
    return geojson(
        a_feature(polygon(square(114.0, 32.0, side=1.5)), code="411500", name="信阳市"),
        a_feature(code="411528", name="息县"),
        a_feature({"type": "Point", "coordinates": [114.7, 32.3]}, code="411528100", name="城关镇", radius=4000),
    )


def sent(client: TestClient, data: bytes, path: str = IMPORT, media: str = "application/geo+json", **params: Any):
    return client.post(path, content=data, headers={"content-type": media}, params=params)


def told(answer) -> list[tuple[str, str]]:
    return [(item["id"], item["change"]) for item in answer.json()["items"]]


def test_a_file_becomes_a_tree(client: TestClient):
    body = sent(client, counties()).json()
    assert (body["stored"], body["summary"]["new"], body["crs_from"]) == (3, 3, "assumed")
    items = client.get("/api/v1/divisions").json()["items"]
    assert [(item["code"], item["parent"], item["children"], item["has_area"]) for item in items] == [
        (CITY, None, 1, True),
        (XIXIAN, CITY, 1, True),
        (TOWN, XIXIAN, 0, False),
    ]
    assert items[2]["path"] == "信阳市息县城关镇"
    assert items[2]["rank"] == "township"


def test_a_preview_says_everything_and_stores_nothing(client: TestClient, world: World):
    world.store.put_divisions([Division(code="411527000000", name="淮滨县")], author="a", at=NOW)
    body = sent(client, counties(), dry_run=True).json()
    assert (body["stored"], body["dry_run"], body["gone"]) == (0, True, ["411527000000"])
    assert body["bounds"] == [114.0, 32.0, 115.5, 33.5]
    assert body["columns"] == {"code": "code", "name": "name", "radius_m": "radius"}
    assert len(world.store.divisions()) == 1


def test_a_second_import_changes_nothing(client: TestClient):
    sent(client, counties())
    again = sent(client, counties())
    assert {change for _, change in told(again)} == {"unchanged"}
    assert again.json()["stored"] == 0


@pytest.mark.parametrize(("wanted", "found"), [("top", [CITY]), ("4115", [XIXIAN]), (XIXIAN, [TOWN])])
def test_the_tree_is_opened_level_by_level(client: TestClient, wanted: str, found: list[str]):
    sent(client, counties())
    items = client.get("/api/v1/divisions", params={"parent": wanted}).json()["items"]
    assert [item["code"] for item in items] == found


def test_a_subtree_and_pages(client: TestClient):
    sent(client, counties())
    below = client.get("/api/v1/divisions", params={"under": XIXIAN}).json()["items"]
    assert [item["code"] for item in below] == [XIXIAN, TOWN]
    first = client.get("/api/v1/divisions", params={"limit": 2}).json()
    assert first["next"] == XIXIAN
    rest = client.get("/api/v1/divisions", params={"limit": 2, "cursor": first["next"]}).json()
    assert ([item["code"] for item in rest["items"]], rest["next"]) == ([TOWN], None)
    assert client.get("/api/v1/divisions", params={"parent": "990000"}).status_code == 422


def test_a_division_has_its_area_and_its_history(client: TestClient):
    sent(client, counties())
    sent(client, geojson(a_feature(code="411528", name="息县县")))
    body = client.get(f"/api/v1/divisions/{XIXIAN}").json()
    assert body["geometry"]["type"] == "Polygon"
    assert [(each["version"], each["name"]) for each in body["versions"]] == [(1, "息县"), (2, "息县县")]
    assert client.get("/api/v1/divisions/419999000000").status_code == 404
    assert client.get("/api/v1/divisions/abc").status_code == 422


def test_an_area_is_told_in_fewer_points_where_asked(client: TestClient):
    ring = square()
    wavy = [ring[0], (114.7, 32.2001), *ring[1:]]
    sent(client, geojson(a_feature(polygon(wavy), code="411528", name="息县")))
    path = f"/api/v1/divisions/{XIXIAN}"
    exact = client.get(path).json()["geometry"]["coordinates"][0]
    simple = client.get(path, params={"simplify": 0.01}).json()["geometry"]["coordinates"][0]
    assert (len(exact), len(simple)) == (6, 5)


def test_a_zipped_shapefile_and_a_kml_are_taken_too(client: TestClient):
    rows = [([square()], {"XZQDM": "411528", "XZQMC": "息县"})]
    answer = sent(client, a_shapefile(rows, encoding="gb18030"), media="application/zip")
    assert (answer.json()["form"], answer.json()["encoding"]) == ("shapefile", "gb18030 (assumed: it fits every text)")
    placemark = "<name>淮滨县</name><ExtendedData><Data name='code'><value>411527</value></Data></ExtendedData>"
    answer = client.post(IMPORT, files={"file": ("a.kml", kml(placemark + kml_polygon(square(115.2))))})
    assert told(answer) == [("411527000000", "new")]


def test_a_file_that_needs_a_word_is_refused_with_what_to_say(client: TestClient):
    swapped = geojson(a_feature(polygon([(lat, lon) for lon, lat in square()]), code="411528", name="息县"))
    answer = sent(client, swapped)
    assert (answer.status_code, answer.json()["code"]) == (422, "bad_file")
    assert "say axes=yx" in answer.json()["detail"]
    assert told(sent(client, swapped, axes="yx")) == [(XIXIAN, "new")]
    assert sent(client, counties(), datum="Pulkovo").json()["code"] == "bad_file"


def test_columns_may_be_named(client: TestClient):
    file = geojson(a_feature(x="411528", y="息县", code="7"))
    assert told(sent(client, file, code_field="x", name_field="y")) == [(XIXIAN, "new")]
    assert sent(client, file, code_field="z").json()["code"] == "bad_file"


def test_only_administrators_import_and_viewers_read(world: World):
    with world.client("officer") as officer:
        assert sent(officer, counties()).status_code == 403
        assert officer.get("/api/v1/divisions").status_code == 200


def test_what_is_exported_comes_back_unchanged(client: TestClient):
    sent(client, counties())
    exported = client.get("/api/v1/divisions/export")
    assert exported.headers["content-type"] == "application/geo+json"
    assert {change for _, change in told(sent(client, exported.content))} == {"unchanged"}
    only = client.get("/api/v1/divisions/export", params={"under": TOWN}).json()
    assert [feature["properties"]["code"] for feature in only["features"]] == [TOWN]


def test_features_become_fences(client: TestClient, world: World):
    file = geojson(a_feature(id="HZ-1", name="蒙洼"), a_feature(None, id="HZ-2"))
    answer = sent(client, file, path="/api/v1/fences/import", dry_run=True)
    assert (told(answer), answer.json()["stored"]) == ([("HZ-1", "new"), ("HZ-2", "refused")], 0)
    assert sent(client, file, path="/api/v1/fences/import").json()["stored"] == 1
    assert [fence.id for fence in world.store.fences()] == ["HZ-1"]
    exported = client.get("/api/v1/fences/export").content
    assert told(sent(client, exported, path="/api/v1/fences/import")) == [("HZ-1", "unchanged")]


def test_a_file_of_fences_is_stored_in_one_piece(client: TestClient, world: World, monkeypatch: pytest.MonkeyPatch):
    calls: list[list[str]] = []
    put_fences = world.store.put_fences

    def watched(fences: Sequence[Fence], **said: Any) -> list[str]:
        calls.append([fence.id for fence in fences])
        return put_fences(fences, **said)

    monkeypatch.setattr(world.store, "put_fences", watched)
    file = geojson(a_feature(id="HZ-2", name="城西湖"), a_feature(id="HZ-1", name="蒙洼"))
    assert sent(client, file, path="/api/v1/fences/import").json()["stored"] == 2
    assert calls == [["HZ-1", "HZ-2"]]


def test_a_division_ends_and_its_history_says_so(client: TestClient, world: World):
    sent(client, geojson(a_feature(code="411526", name="潢川县")))
    body = client.delete("/api/v1/divisions/411526000000").json()
    assert [(each["version"], each["ended"]) for each in body["versions"]] == [(1, False), (2, True)]
    assert client.get("/api/v1/divisions").json()["items"] == []
    assert client.get("/api/v1/divisions/411526000000").json()["versions"] == body["versions"]
    assert client.delete("/api/v1/divisions/411526000000").status_code == 404
    assert world.store.journal()[-1].entry.data["act"] == "ended"
    assert told(sent(client, geojson(a_feature(code="411526", name="潢川县")))) == [("411526000000", "new")]


def test_a_division_does_not_end_while_a_station_stands_in_it(client: TestClient):
    sent(client, geojson(a_feature(code="411528", name="息县")))
    refused = client.delete(f"/api/v1/divisions/{XIXIAN}")
    assert (refused.status_code, refused.json()["code"]) == (409, "division_in_use")
    assert "stations (XY-H03" in refused.json()["detail"]
    assert [item["code"] for item in client.get("/api/v1/divisions").json()["items"]] == [XIXIAN]


def test_only_administrators_end_a_division(world: World):
    with world.client("officer") as officer:
        assert officer.delete(f"/api/v1/divisions/{XIXIAN}").status_code == 403
