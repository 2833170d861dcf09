"""What the operator lays under the map, in a browser: a PMTiles file of pictures or vectors, tiles of a service."""

from __future__ import annotations

import base64
import re
import struct
import zlib
from contextlib import contextmanager
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import expect
from pmtiles.tile import Compression, TileType, zxy_to_tileid
from pmtiles.writer import Writer

from tests.acceptance.town import PATIENCE_MS
from tests.running import a_demo

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from playwright.sync_api import Browser, Page, Route

#: Levels of the file, and the tiles of each around the city: west, east, north, south.
LEVELS = (8, 9)
CITY = (113.4, 116.2, 32.9, 31.2)
GREEN = (0, 160, 0)
#: A service that cuts the world in degrees (天地图's set c), and one that cuts it in Web Mercator.
CUTS = {
    "c": "https://tiles.example/vec_c/wmts?TILEMATRIXSET=c&TILEMATRIX={z}&TILEROW={y}&TILECOL={x}&tk={key}",
    "w": "https://tiles.example/vec_w/wmts?TILEMATRIXSET=w&TILEMATRIX={z}&TILEROW={y}&TILECOL={x}&tk={key}",
}
#: How faint the dark theme lays tiles over its page, and vectors of water within them.
FAINT, WATER = 0.55, 0.4
#: What share of the pixels of a picture has a colour laid over the page: a name of the theme, or red, green and blue.
SHARE = """
async ([picture, named, strength]) => {
  const style = getComputedStyle(document.documentElement);
  const channels = (name) => [1, 3, 5].map((at) => parseInt(style.getPropertyValue(name).trim().slice(at, at + 2), 16));
  const ground = channels('--page');
  const over = typeof named === 'string' ? channels(named) : named;
  const wanted = ground.map((each, at) => each * (1 - strength) + over[at] * strength);
  const image = new Image();
  image.src = 'data:image/png;base64,' + picture;
  await image.decode();
  const canvas = Object.assign(document.createElement('canvas'), { width: image.width, height: image.height });
  const context = canvas.getContext('2d');
  context.drawImage(image, 0, 0);
  const { data } = context.getImageData(0, 0, canvas.width, canvas.height);
  let found = 0;
  for (let at = 0; at < data.length; at += 4) found += wanted.every((each, by) => Math.abs(data[at + by] - each) <= 3);
  return found / (data.length / 4);
}
"""

Colour = tuple[str | tuple[int, int, int], float]


def png(colour: tuple[int, int, int]) -> bytes:
    """Return a tile of one colour."""

    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    head = struct.pack(">IIBBBBB", 256, 256, 8, 2, 0, 0, 0)
    rows = zlib.compress((b"\0" + bytes(colour) * 256) * 256)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


def water() -> bytes:
    """Return a vector tile that is water from edge to edge."""

    def part(number: int, body: bytes) -> bytes:
        return bytes([number << 3 | 2, len(body)]) + body

    def plain(number: int, value: bytes) -> bytes:
        return bytes([number << 3]) + value

    span = b"\x80\x40"  # 4096 as a zigzag number
    back = b"\xff\x3f"  # -4096
    corners = b"\x09\0\0" + b"\x1a" + span + b"\0" + b"\0" + span + back + b"\0" + b"\x0f"
    feature = plain(3, b"\x03") + part(4, corners)
    layer = part(1, b"water") + part(2, feature) + plain(5, b"\x80\x20") + plain(15, b"\x02")
    return part(3, layer)


def archive(file: Path, kind: TileType, tile: bytes) -> None:
    """Write a PMTiles file with the same tile everywhere around the city."""
    with file.open("wb") as out:
        writer = Writer(out)
        for zoom in LEVELS:
            west, east, north, south = around(zoom)
            ids = [zxy_to_tileid(zoom, x, y) for x in range(west, east + 1) for y in range(north, south + 1)]
            for each in sorted(ids):
                writer.write_tile(each, tile)
        header = {
            "tile_type": kind,
            "tile_compression": Compression.NONE,
            "min_zoom": LEVELS[0],
            "max_zoom": LEVELS[-1],
        }
        header |= {"min_lon_e7": 1_100_000_000, "max_lon_e7": 1_180_000_000, "min_lat_e7": 300_000_000}
        header |= {
            "max_lat_e7": 340_000_000,
            "center_zoom": 8,
            "center_lon_e7": 1_148_000_000,
            "center_lat_e7": 320_000_000,
        }
        writer.finalize(header, {"name": "test"})


def around(zoom: int) -> tuple[int, int, int, int]:
    """Return the tiles of Web Mercator around the city: west, east, north, south, with some room."""
    count = 2**zoom
    west, east = (int((lon + 180) / 360 * count) for lon in CITY[:2])
    # Around 32° north a degree of latitude is 1.18 degrees of the equator.
    north, south = (int((180 - (lat - 32) * 1.179 - 33.81) / 360 * count) for lat in CITY[2:])
    return west - 3, east + 3, north - 3, south + 3


@contextmanager
def map_page(
    browser: Browser, folder: Path, route: tuple[re.Pattern[str], Callable[[Route], None]] | None = None
) -> Iterator[Page]:
    """The map of a demo of its own, of which the environment says what lies under it."""
    with a_demo(folder / "demo", "--no-simulator") as demo:
        context = browser.new_context(viewport={"width": 1400, "height": 900}, locale="zh-CN")
        page = context.new_page()
        troubles: list[str] = []
        page.on("pageerror", lambda error: troubles.append(str(error)))
        if route:
            page.route(*route)
        page.goto(demo.ready["url"])
        page.get_by_test_id("login-user").fill(demo.ready["admin"]["user"])
        page.get_by_test_id("login-password").fill(demo.ready["admin"]["password"])
        page.get_by_test_id("login-submit").click()
        expect(page.get_by_test_id("map")).to_have_attribute("data-drawn", "true", timeout=PATIENCE_MS)
        yield page
        context.close()
        assert troubles == []


def share(page: Page, colour: Colour) -> float:
    """Return how much of the map has a colour."""
    picture = page.get_by_test_id("map").screenshot()
    found: float = page.evaluate(SHARE, [base64.b64encode(picture).decode(), *colour])
    return found


def wait_for(page: Page, colour: Colour) -> None:
    """Wait until most of the map has the colour of the tiles."""
    for _ in range(PATIENCE_MS // 500):
        if share(page, colour) > 0.5:
            return
        page.wait_for_timeout(500)
    pytest.fail(f"expected most of the map in the colour of the tiles, got {share(page, colour):.0%}")


def put_away(page: Page) -> None:
    """Put the base map away: the boundaries alone are shown, of land again."""
    page.get_by_test_id("layers").click()
    button = page.get_by_test_id("layer-basemap")
    expect(button).to_have_attribute("aria-pressed", "true")
    button.click()
    expect(button).to_have_attribute("aria-pressed", "false")


@pytest.mark.parametrize(
    ("kind", "tile", "colour"),
    [(TileType.PNG, png(GREEN), (GREEN, FAINT)), (TileType.MVT, water(), ("--river", FAINT * WATER))],
    ids=["pictures", "vectors"],
)
def test_a_file_of_tiles_lies_under_the_map_and_can_be_put_away(
    browser: Browser, service_folder: Path, monkeypatch: pytest.MonkeyPatch, kind: TileType, tile: bytes, colour: Colour
):
    folder = service_folder / f"basemap-{kind.name.lower()}"
    folder.mkdir()
    archive(folder / "city.pmtiles", kind, tile)
    monkeypatch.setenv("FENGHUO_MAP__PMTILES", str(folder / "city.pmtiles"))
    monkeypatch.setenv("FENGHUO_MAP__APPROVAL", "GS(2026)0001号")
    with map_page(browser, folder) as page:
        wait_for(page, colour)
        expect(page.get_by_test_id("map-credit")).to_contain_text("GS(2026)0001号")
        put_away(page)
        page.wait_for_timeout(500)
        assert share(page, colour) < 0.2


@pytest.mark.parametrize("cut", ["c", "w"])
def test_tiles_of_a_service_lie_under_the_map_whichever_way_it_cuts_the_world(
    browser: Browser, service_folder: Path, monkeypatch: pytest.MonkeyPatch, cut: str
):
    folder = service_folder / f"basemap-{cut}"
    folder.mkdir()
    asked: list[dict[str, list[str]]] = []

    def give(route: Route) -> None:
        asked.append(parse_qs(urlsplit(route.request.url).query))
        route.fulfill(body=png(GREEN), content_type="image/png")

    monkeypatch.setenv("FENGHUO_MAP__TILES", f'["{CUTS[cut]}"]')
    monkeypatch.setenv("FENGHUO_MAP__KEY", "our-own-key")
    with map_page(browser, folder, (re.compile(r"^https://tiles\.example/"), give)) as page:
        wait_for(page, (GREEN, FAINT))
    assert {tuple(each["tk"]) for each in asked} == {("our-own-key",)}
    zoom, row, column = (int(asked[-1][key][0]) for key in ("TILEMATRIX", "TILEROW", "TILECOL"))
    # Where the tile lies if it was asked for in the service's own cut.
    high = 90 - (row + 0.5) * 360 / 2**zoom if cut == "c" else None
    assert 112 < (column + 0.5) * 360 / 2**zoom - 180 < 118
    assert high is None or 29 < high < 35
