from __future__ import annotations

from typing import TYPE_CHECKING

from api.basemap import Basemap
from api.headers import PAGE_POLICY

if TYPE_CHECKING:
    from pathlib import Path

TILES = ("https://t0.tianditu.gov.cn/vec_w/{z}/{x}/{y}?tk=k", "https://t0.tianditu.gov.cn/cva_w/{z}/{x}/{y}?tk=k")


def test_without_tiles_the_policy_opens_nothing():
    assert Basemap().policy() == PAGE_POLICY


def test_tiles_open_their_origin_for_pictures_and_nothing_else():
    policy = Basemap(tiles=TILES).policy()
    assert "img-src 'self' https://t0.tianditu.gov.cn data: blob:" in policy
    assert policy.replace(" https://t0.tianditu.gov.cn", "") == PAGE_POLICY
    assert "tk" not in policy


def test_a_file_wins_over_tiles_and_one_that_is_gone_does_not(tmp_path: Path):
    file = tmp_path / "city.pmtiles"
    under = Basemap(file=file, tiles=TILES)
    assert under.shape() == {"kind": "tiles", "urls": list(TILES)}
    file.write_bytes(b"PMTiles")
    assert under.shape() == {"kind": "pmtiles", "urls": []}
    assert Basemap().shape() is None
