"""The commands against the whole API, with the network between them left out."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from sensing.errors import FenghuoError
from tests.builders import BY_TEST
from tests.unit.api.world import a_station, a_world
from tests.unit.geo.exchange.files import a_feature, a_shapefile, geojson, polygon, square

if TYPE_CHECKING:
    from pathlib import Path

RIVER = """\
apiVersion: fenghuo/v1
kind: River
id: huai
name: 淮河
reaches:
  - {from: XY-H03, to: XY-H05, travel: 21h}
"""


@pytest.fixture
def world(monkeypatch):
    import httpx2

    world = a_world()
    world.store.put_stations([a_station("XY-H05")], **BY_TEST)
    with world.client() as client:

        def through(verb: str):
            def ask(url: str, *, headers: dict[str, str], timeout: float, **options: object):
                del timeout
                kept = {key: value for key, value in headers.items() if key != "Authorization"}
                return getattr(client, verb)(url.removeprefix("http://host"), headers=kept, **options)

            return ask

        for verb in ("get", "put", "post"):
            monkeypatch.setattr(httpx2, verb, through(verb))
        yield world


@pytest.fixture
def fenghuo(run):
    return lambda *words: run(*words, "--url", "http://host", "--api-key", "fh_key")


def written(folder: Path, name: str, data: bytes) -> Path:
    (folder / name).write_bytes(data)
    return folder / name


def test_divisions_are_previewed_imported_and_exported(fenghuo, world, tmp_path):
    file = written(tmp_path, "a.geojson", geojson(a_feature(code="411528", name="息县")))
    dry = fenghuo("import", "divisions", file, "--dry-run")
    assert "new       411528000000 息县\n" in dry.stdout
    assert dry.stdout.endswith("1 new, 0 changed, 0 unchanged, 0 refused, 0 gone (nothing stored)\n")
    assert "geojson: WGS 84 degrees (assumed), WGS84; 114.5, 32.2, 114.9, 32.6\n" in dry.stderr
    assert "columns: code = code, name = name\n" in dry.stderr
    assert "none of the divisions above it is known" in dry.stderr
    assert world.store.divisions() == []
    assert fenghuo("import", "divisions", file).exit_code == 0
    out = tmp_path / "out.geojson"
    assert fenghuo("export", "divisions", out, "--under", "4115280").exit_code == 1
    assert fenghuo("export", "divisions", out, "--under", "411528").exit_code == 0
    again = fenghuo("import", "divisions", out)
    assert again.stdout == "0 new, 0 changed, 1 unchanged, 0 refused, 0 gone\n"


def test_options_reach_the_system(fenghuo, world, tmp_path):
    swapped = polygon([(lat, lon) for lon, lat in square()])
    file = written(tmp_path, "a.geojson", geojson(a_feature(swapped, x="411528", y="息县", code="7")))
    refused = fenghuo("import", "divisions", file)
    assert (refused.exit_code, "422 the axes look swapped" in refused.stderr) == (1, True)
    assert fenghuo("import", "divisions", file, "--axes", "yx", "--code-field", "x", "--name-field", "y").exit_code == 0
    assert [division.name for division in world.store.divisions()] == ["息县"]


def test_a_refused_feature_makes_the_command_fail_and_is_told(fenghuo, world, tmp_path):
    rows = [([square()], {"DM": "411528", "MC": "息县"}), (None, {"DM": "x", "MC": "甲"})]
    file = written(tmp_path, "a.zip", a_shapefile(rows, encoding="gb18030"))
    result = fenghuo("import", "divisions", file)
    assert result.exit_code == 1
    assert 'refused   feature 2 甲: expected a division code of 6, 9 or 12 digits, got "x"\n' in result.stderr
    assert "encoding: gb18030 (assumed: it fits every text)\n" in result.stderr
    assert len(world.store.divisions()) == 1


def test_known_divisions_that_the_file_lacks_are_told(fenghuo, tmp_path, world):
    del world
    both = geojson(a_feature(code="411528", name="息县"), a_feature(polygon(square(115.2)), code="411527", name="淮滨"))
    fenghuo("import", "divisions", written(tmp_path, "a.geojson", both))
    one = written(tmp_path, "b.geojson", geojson(a_feature(code="411528", name="息县")))
    assert "not in the file, left as they are: 411527000000\n" in fenghuo("import", "divisions", one).stderr


def test_fences_are_imported_and_exported(fenghuo, world, tmp_path):
    file = written(tmp_path, "a.geojson", geojson(a_feature(编号="1", name="蒙洼")))
    result = fenghuo("import", "fences", file, "--prefix", "HZ-", "--json")
    assert json.loads(result.stdout)["stored"] == 1
    assert [fence.id for fence in world.store.fences()] == ["HZ-1"]
    assert fenghuo("export", "fences", tmp_path / "out.geojson").exit_code == 0
    assert fenghuo("export", "fences", tmp_path / "no" / "out.geojson").exit_code == 1


def test_rivers_are_read_first_and_then_sent(fenghuo, world, tmp_path):
    file = written(tmp_path, "a.yaml", RIVER.encode())
    assert fenghuo("import", "rivers", file, "--dry-run").stdout == "read      huai  淮河, 1 reaches\n"
    assert world.store.rivers() == []
    assert fenghuo("import", "rivers", file).stdout == "stored    huai  淮河, 1 reaches\n"
    assert fenghuo("export", "rivers", tmp_path / "out.yaml").exit_code == 0
    assert "travel: '21h'" in (tmp_path / "out.yaml").read_text("utf-8")
    wrong = written(tmp_path, "b.yaml", RIVER.replace("21h", "soon").encode())
    assert isinstance(fenghuo("import", "rivers", wrong).exception, FenghuoError)


def test_a_file_that_is_not_there_is_told(fenghuo, tmp_path):
    result = fenghuo("import", "divisions", tmp_path / "gone.zip")
    assert (result.exit_code, "cannot be read" in result.stderr) == (1, True)


def test_stations_may_still_be_left_unsaid(run, tmp_path):
    """``import FILE`` means stations, also behind options."""
    for words in (("import", tmp_path / "gone.csv"), ("import", "--api-key", "x", "stations", tmp_path / "gone.csv")):
        result = run(*words, *(() if "--api-key" in words else ("--api-key", "x")))
        assert (result.exit_code, "cannot be read" in result.stderr) == (1, True)
