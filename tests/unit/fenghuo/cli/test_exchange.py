from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from sensing.errors import DocumentError, FenghuoError
from tests.unit.fenghuo.conftest import STATIONS

if TYPE_CHECKING:
    from pathlib import Path


def imported(run, path: Path, url: str = "http://127.0.0.1:1"):
    return run("import", path, "--url", url, "--api-key", "fh_key")


def test_import_sends_every_station_with_the_key(run, monkeypatch, tmp_path):
    import httpx2

    asked = []

    def post(url: str, **options: object) -> httpx2.Response:
        asked.append((url, options["json"], options["headers"]))
        return httpx2.Response(200, json=ANSWER | {"items": ANSWER["items"][:1], "failed": 0, "dry_run": False})

    monkeypatch.setattr(httpx2, "post", post)
    path = tmp_path / "s.yaml"
    path.write_text(STATIONS, "utf-8")
    result = imported(run, path, "http://host")
    assert result.stdout == "new       A\n1 new, 1 changed, 0 unchanged, 1 refused\n"
    ((url, body, headers),) = asked
    assert url == "http://host/api/v1/stations/import"
    assert [item["id"] for item in body["items"]] == ["XY-H03"]
    assert headers == {"Authorization": "Bearer fh_key"}


def test_a_document_that_is_refused_makes_the_command_fail(run, monkeypatch, tmp_path):
    import httpx2

    monkeypatch.setattr(httpx2, "post", lambda *_, **__: httpx2.Response(200, json=ANSWER | {"dry_run": False}))
    path = tmp_path / "s.yaml"
    path.write_text(STATIONS, "utf-8")
    result = imported(run, path)
    assert (result.exit_code, "refused   row 4: lon: expected a number\n" in result.stderr) == (1, True)


def test_import_says_what_the_system_answered(run, monkeypatch, tmp_path):
    import httpx2

    monkeypatch.setattr(httpx2, "post", lambda *_, **__: httpx2.Response(403, text="not an administrator"))
    path = tmp_path / "s.yaml"
    path.write_text(STATIONS, "utf-8")
    result = imported(run, path)
    assert (result.exit_code, result.stderr) == (1, "http://127.0.0.1:1: 403 not an administrator\n")


def test_a_problem_is_told_in_its_own_words(run, monkeypatch, tmp_path):
    import httpx2

    problem = {"code": "bad_table", "detail": "table: expected a column with the id of the station"}
    monkeypatch.setattr(httpx2, "post", lambda *_, **__: httpx2.Response(422, json=problem))
    path = tmp_path / "s.csv"
    path.write_text("x\n1\n")
    assert imported(run, path).stderr == f"http://127.0.0.1:1: 422 {problem['detail']}\n"


def test_a_file_with_a_mistake_is_not_sent(run, monkeypatch, tmp_path):
    import httpx2

    monkeypatch.setattr(httpx2, "post", lambda *_, **__: pytest.fail("nothing may be sent"))
    path = tmp_path / "s.yaml"
    path.write_text(STATIONS.replace("lon: 114.73", "lon: 214"), "utf-8")
    assert isinstance(imported(run, path).exception, DocumentError)
    assert imported(run, tmp_path / "gone.yaml").exit_code == 1


def test_a_system_that_is_away_is_an_expected_error(run, monkeypatch, tmp_path):
    import httpx2

    def away(*_: object, **__: object) -> None:
        raise httpx2.ConnectError("[Errno 111] Connection refused")

    monkeypatch.setattr(httpx2, "post", away)
    path = tmp_path / "s.yaml"
    path.write_text(STATIONS, "utf-8")
    result = imported(run, path)
    assert isinstance(result.exception, FenghuoError | SystemExit)
    assert result.exit_code == 1
    assert "http://127.0.0.1:1: [Errno 111] Connection refused" in result.stderr


ANSWER = {
    "items": [
        {
            "row": 2,
            "id": "A",
            "kind": "stations",
            "result": "created",
            "change": "new",
            "changes": {"name": {"from": None, "to": "a"}},
            "detail": "",
        },
        {
            "row": 3,
            "id": "B",
            "kind": "stations",
            "result": "updated",
            "change": "changed",
            "changes": {"name": {"from": "旧", "to": "新"}},
            "detail": "",
        },
        {
            "row": 4,
            "id": "C",
            "kind": "stations",
            "result": "failed",
            "change": "refused",
            "changes": {},
            "detail": "row 4: lon: expected a number",
        },
    ],
    "summary": {"new": 1, "changed": 1, "unchanged": 0, "refused": 1},
    "ignored": ["负责人"],
    "dry_run": True,
    "failed": 1,
}


def test_a_table_is_sent_as_it_is_and_every_change_is_told(run, monkeypatch, tmp_path):
    import httpx2

    asked = []

    def post(url: str, **options: object) -> httpx2.Response:
        asked.append((url, options))
        return httpx2.Response(200, json=ANSWER)

    monkeypatch.setattr(httpx2, "post", post)
    path = tmp_path / "s.csv"
    path.write_bytes("站码\nA\n".encode("gb18030"))
    words = ("--dry-run", "--map", "id=站码", "--datum", "GCJ02", "--api-key", "k", "--url", "http://host")
    result = run("import", "stations", path, *words)
    ((url, options),) = asked
    assert url == "http://host/api/v1/stations/import"
    assert options["content"] == "站码\nA\n".encode("gb18030")
    assert options["params"] == {"dry_run": "true", "datum": "GCJ02", "kind": "", "map": ["id=站码"]}
    assert options["headers"] == {"Authorization": "Bearer k", "Content-Type": "text/csv"}
    assert result.stdout.splitlines() == [
        "new       A",
        'changed   B  name: "旧" → "新"',
        "1 new, 1 changed, 0 unchanged, 1 refused (nothing stored)",
    ]
    assert result.stderr == "refused   row 4: lon: expected a number\ncolumns not understood: 负责人\n"
    assert result.exit_code == 1


def test_the_whole_answer_is_told_as_json(run, monkeypatch, tmp_path):
    import httpx2

    monkeypatch.setattr(httpx2, "post", lambda *_, **__: httpx2.Response(200, json=ANSWER | {"failed": 0}))
    path = tmp_path / "s.yaml"
    path.write_text(STATIONS, "utf-8")
    result = run("import", path, "--dry-run", "--json", "--api-key", "k")
    assert (json.loads(result.stdout)["summary"]["new"], result.exit_code) == (1, 0)


def test_more_or_less_than_one_file_is_refused(run, tmp_path):
    for words in ((tmp_path / "a.csv", tmp_path / "b.csv"), (tmp_path / "gone.csv",)):
        assert run("import", *words, "--api-key", "k").exit_code == 1


def test_stations_are_exported_in_the_form_that_the_name_says(run, monkeypatch, tmp_path):
    import httpx2

    asked = []

    def get(url: str, **options: object) -> httpx2.Response:
        asked.append((url, options["params"]))
        return httpx2.Response(200, content=b"PK")

    monkeypatch.setattr(httpx2, "get", get)
    assert run("export", "stations", tmp_path / "s.xlsx", "--api-key", "k", "--url", "http://h").exit_code == 0
    assert asked == [("http://h/api/v1/stations/export", {"format": "xlsx"})]
    assert (tmp_path / "s.xlsx").read_bytes() == b"PK"
    assert run("export", "stations", tmp_path / "s.doc", "--api-key", "k").exit_code == 1


@pytest.mark.parametrize(("what", "path"), [("thresholds", "rules/export"), ("contacts", "contacts/export")])
def test_thresholds_and_contacts_are_exported_as_tables(run, monkeypatch, tmp_path, what, path):
    import httpx2

    asked = []

    def get(url: str, **options: object) -> httpx2.Response:
        asked.append((url, options["params"]))
        return httpx2.Response(200, content=b"id\n")

    monkeypatch.setattr(httpx2, "get", get)
    assert run("export", what, tmp_path / "t.csv", "--api-key", "k", "--url", "http://h").exit_code == 0
    assert asked == [(f"http://h/api/v1/{path}", {"format": "csv"})]
    is_private = (tmp_path / "t.csv").stat().st_mode & 0o777 == 0o600
    assert is_private == (what == "contacts")
    refused = run("export", what, tmp_path / "t.geojson", "--api-key", "k")
    assert (refused.exit_code, refused.stderr) == (
        1,
        f"{tmp_path / 't.geojson'}: expected a name that ends in .csv, .xlsx\n",
    )
    assert run("export", what, tmp_path / "no" / "t.csv", "--api-key", "k").exit_code == 1


def test_objects_are_exported_to_a_folder_or_to_stdout(run, monkeypatch, tmp_path):
    import httpx2

    monkeypatch.setattr(httpx2, "get", lambda url, **_: httpx2.Response(200, text=f"# {url.rpartition('/')[2]}\n"))
    assert run("export", "objects", "--api-key", "k").stdout == "# fences\n# stations\n# rivers\n# rules\n# contacts\n"
    run("export", "objects", "--folder", tmp_path / "out", "--api-key", "k")
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == [
        "contacts.yaml",
        "fences.yaml",
        "rivers.yaml",
        "rules.yaml",
        "stations.yaml",
    ]
    assert (tmp_path / "out" / "contacts.yaml").stat().st_mode & 0o777 == 0o600


STATION = """apiVersion: fenghuo/v1
kind: Station
id: P-1
name: 试验
type: river_gauge
division: "411528000000"
lon: 114.7
lat: 32.3
"""


def test_a_folder_is_provisioned_and_a_bad_document_makes_the_command_fail(run, stored, tmp_path):
    (tmp_path / "a.yaml").write_text(STATION, "utf-8")
    assert run("provision", tmp_path).stdout == "new       Station P-1\n1 documents, 0 unchanged, 0 refused\n"
    (tmp_path / "b.yaml").write_text(STATION.replace("lon: 114.7", "lon: 214"), "utf-8")
    result = run("provision", tmp_path, "--json", "--dry-run")
    assert [one["change"] for one in json.loads(result.stdout)] == ["unchanged", "refused"]
    assert result.exit_code == 1
    assert f"{tmp_path / 'b.yaml'}:7: lon, lat: expected degrees" in run("provision", tmp_path).stderr
