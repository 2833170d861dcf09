"""The PostGIS peer, where PostGIS is installed."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import shapely

from fenghuo.bench.peers import postgis
from fenghuo.bench.programs import BenchError


def test_what_is_missing_is_said_with_what_installs_it(monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    monkeypatch.setattr(postgis, "_VERSIONS", tmp_path)
    with pytest.raises(BenchError, match="apt-get install postgresql-15-postgis-3"):
        postgis.installed()


def test_the_newest_version_that_has_it_is_taken(monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    for version in ("9", "15", "17"):
        (tmp_path / version / "lib").mkdir(parents=True)
    for version in ("9", "15"):
        (tmp_path / version / "lib" / "postgis-3.so").touch()
    monkeypatch.setattr(postgis, "_VERSIONS", tmp_path)
    assert postgis.installed() == tmp_path / "15" / "bin"


def test_it_counts_the_points_of_each_fence_with_either_index(service_folder: Path):
    try:
        postgis.installed()
    except BenchError as error:
        pytest.skip(str(error))
    areas = np.array([shapely.box(0, 0, 1, 1), shapely.box(0.5, 0, 2, 1), shapely.box(8, 8, 9, 9)])
    lon, lat = np.array([0.25, 0.75, 1.5, 5.0]), np.array([0.5, 0.5, 0.5, 0.5])
    with postgis.running(service_folder / "postgis", areas=areas, lon=lon, lat=lat) as database:
        for indexed in (False, True):
            counts, seconds = database.counts(indexed=indexed)
            assert counts.tolist() == [2, 2, 0]
            assert seconds >= 0
        assert "PostGIS" in database.version()
