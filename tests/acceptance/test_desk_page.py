"""The desk in a real browser: thresholds dragged, in a form, in a spreadsheet; what sounds, and what keys do."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from sensing.exchange.workbook import read_workbook, write_workbook
from tests.acceptance.pictures import both
from tests.acceptance.town import Town, Watched, card_of, signed_in, somebody
from tests.running import eventually

DIVISION = "411521000000"
WEIR = ("BR-D01", DIVISION)
SLUICE = ("BR-D02", DIVISION)
#: Readings of the last hours, hours ago and metres.
PAST = ((5, 1.0), (4, 3.5), (3, 5.5), (2, 4.0), (1, 1.0))


def rule_of(station: str) -> str:
    """Return the document of the ladder of a station."""
    return f"""\
apiVersion: fenghuo/v1
# Written by hand: this line stays.
kind: Rule
id: desk-{station.lower()}
hazard: "11A01"
title: {{zh: 堰上水位 {station}, en: Stage at the weir {station}}}
scope: {{stations: [{station}]}}
when:
  kind: threshold
  property: water_level
  direction: above
  levels: {{blue: 3.0, yellow: 5.0, orange: 7.0, red: 8.0}}
  hold: 0s
"""


def ladder(town: Town, station: str) -> dict[str, float]:
    """Return the ladder that is in force."""
    return dict(town.api.get(f"/api/v1/rules/desk-{station.lower()}")["document"]["when"]["levels"])


@pytest.fixture(scope="module")
def gauged(town: Town) -> Town:
    """A town with two gauges that have a past and a ladder each."""
    streams = [{"property": "water_level", "unit": "m", "interval_s": 600}]
    device = town.demo.device("desk")
    for number, (station, division) in enumerate((WEIR, SLUICE)):
        place = {"division": division, "lon": 114.5 + number / 20, "lat": 32.2, "name": f"堰{number}"}
        body = place | {"kind": "river_gauge", "datastreams": streams}
        assert town.api.call("PUT", f"/api/v1/stations/{station}", body)[0] == 200
        assert town.api.call("PUT", f"/api/v1/rules/desk-{station.lower()}?reason=first", rule_of(station))[0] == 200
        for hours, value in PAST:
            payload = {"t": int((time.time() - hours * 3600) * 1000), "v": {"water_level": value}}
            device.publish(f"fh/v1/{division}/{station}/obs", payload)
    device.stop()
    for station, _ in (WEIR, SLUICE):
        past = f"/api/v1/observations?station={station}&property=water_level"
        eventually(lambda query=past: len(town.api.items(query)) == len(PAST), what="the past is stored")
    return town


def test_a_threshold_is_dragged_on_the_chart_and_refused_at_its_field(browser: Browser, gauged: Town, watched: Watched):
    with somebody(browser, watched) as page:
        signed_in(page, gauged.demo, route=f"rules/desk-{WEIR[0].lower()}")
        page.get_by_test_id("rule-tab-edit").click()
        expect(page.get_by_test_id("ladder-curve")).to_have_attribute("data-status", "shown")
        blue, hold = page.get_by_test_id("field-when.levels.blue"), page.get_by_test_id("field-when.hold")
        dragged(page, "rung-blue", by=-40)
        value = float(blue.input_value())
        assert 3.0 < value < 5.0
        page.get_by_test_id("rung-blue").press("ArrowDown")
        expect(blue).not_to_have_value(str(value))
        dragged(page, "rung-blue", by=-400)
        below = float(blue.input_value())
        assert 4.8 < below < 5.0
        both(page, "threshold")
        expect(page.get_by_test_id("ladder-times").locator("[data-level=blue]")).to_contain_text("1 次")

        hold.fill("soon")
        hold.press("Tab")
        page.get_by_test_id("rule-submit").click()
        wrong = page.locator(".rule-field.is-wrong")
        expect(wrong).to_contain_text("持续")
        expect(wrong.get_by_role("alert")).to_contain_text("soon")
        watched.troubles[:] = [each for each in watched.troubles if "422" not in each]
        hold.fill("5m")
        hold.press("Tab")
        page.get_by_test_id("rule-way-yaml").click()
        text = page.get_by_test_id("rule-draft").input_value()
        assert "# Written by hand: this line stays." in text
        assert "hold: 5m" in text
        page.get_by_test_id("rule-submit").click()
        expect(page.get_by_test_id("version-2")).to_have_attribute("data-phase", "in_force")
        assert ladder(gauged, WEIR[0])["blue"] == pytest.approx(below)


def dragged(page: Page, test_id: str, *, by: float) -> None:
    """Drag a threshold, CSS pixels down."""
    grip = page.get_by_test_id(test_id)
    grip.scroll_into_view_if_needed()
    box = grip.bounding_box()
    assert box is not None
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x, y + by / 2)
    page.mouse.move(x, y + by)
    page.mouse.up()


def test_ladders_are_written_in_one_table_and_seen_before_they_count(browser: Browser, gauged: Town, watched: Watched):
    with somebody(browser, watched) as page:
        signed_in(page, gauged.demo, route="rules")
        page.get_by_test_id("ladders-open").click()
        page.get_by_test_id("ladder-search").fill(SLUICE[0])
        cell = page.get_by_test_id(f"cell-desk-{SLUICE[0].lower()}-red")
        cell.fill("9x")
        cell.press("Tab")
        expect(page.get_by_test_id("ladders-preview")).to_be_disabled()
        page.get_by_test_id("ladder-search").fill("")
        both(page, "ladders")
        cell.fill("9.5")
        cell.press("Tab")
        page.get_by_test_id("ladders-preview").click()
        outcomes = page.get_by_test_id("import-outcomes")
        expect(outcomes.locator("tr[data-change=changed]")).to_contain_text("9.5")
        assert ladder(gauged, SLUICE[0])["red"] == pytest.approx(8.0)
        page.get_by_test_id("ladders-submit").click()
        expect(page.get_by_test_id("ladders-done")).to_be_visible()
        assert ladder(gauged, SLUICE[0])["red"] == pytest.approx(9.5)


def test_ladders_go_out_into_a_workbook_and_come_back(browser: Browser, gauged: Town, watched: Watched, tmp_path: Path):
    with somebody(browser, watched) as page:
        signed_in(page, gauged.demo, route="rules")
        page.get_by_test_id("ladders-open").click()
        expect(page.get_by_test_id("ladders")).to_contain_text(f"desk-{SLUICE[0].lower()}")
        page.get_by_test_id("ladders-export").click()
        with page.expect_download() as download:
            page.get_by_test_id("ladders-export-xlsx").click()
        out, back = tmp_path / "out.xlsx", tmp_path / "back.xlsx"
        download.value.save_as(out)
        (table,) = read_workbook(out.read_bytes())
        rows = [list(row.cells) for row in table.rows]
        at = {name: place for place, name in enumerate(table.header)}
        good, bad = (next(row for row in rows if row[at["station"]] == name) for name, _ in (SLUICE, WEIR))
        good[at["orange"]], bad[at["orange"]] = "7.5", "high"
        back.write_bytes(write_workbook({"thresholds": (tuple(table.header), [tuple(row) for row in rows])}))

        page.get_by_test_id("ladders-file").set_input_files(back)
        outcomes = page.get_by_test_id("import-outcomes")
        expect(outcomes.locator("tr[data-change=refused]")).to_contain_text("应为数字")
        expect(outcomes.locator("tr[data-change=changed]")).to_have_count(1)
        page.get_by_test_id("ladders-submit").click()
        expect(page.get_by_test_id("ladders-done")).to_contain_text("1 行")
        assert ladder(gauged, SLUICE[0])["orange"] == pytest.approx(7.5)
        assert ladder(gauged, WEIR[0])["orange"] == pytest.approx(7.0)


def test_a_red_one_sounds_until_it_is_seen_to_and_a_snooze_is_seen(browser: Browser, gauged: Town, watched: Watched):
    with somebody(browser, watched) as page:
        signed_in(page, gauged.demo)
        sound = page.get_by_test_id("sound")
        expect(sound).to_be_visible()
        gauged.publish(SLUICE, 9.9)
        incident = gauged.incident_at(SLUICE[0])["id"]
        expect(card_of(page, incident)).to_have_attribute("data-level", "red")
        expect(sound).to_have_attribute("data-cue", "red")
        sound.click()
        page.get_by_test_id("mute-orange").check()
        expect(page.get_by_test_id("mute-red")).to_have_count(0)
        page.get_by_test_id("snooze-5").click()
        expect(sound).to_contain_text("声音暂停")
        page.reload()
        expect(page.get_by_test_id("sound")).to_contain_text("声音暂停")
        page.keyboard.press("q")
        expect(page.get_by_test_id("sound")).to_contain_text("橙静音")
        written_down(page, incident)


def written_down(page: Page, incident: str) -> None:
    """Acknowledge an incident, remark on it and close the form again, all by keys."""
    card = card_of(page, incident)
    card.locator(".card-title").focus()
    expect(card).to_have_class("card is-selected")
    page.keyboard.press("a")
    expect(card).to_have_attribute("data-state", "acknowledged")
    page.keyboard.press("r")
    form = page.get_by_test_id("incident-form-comment")
    expect(form.locator("input")).to_be_focused()
    page.keyboard.type("堰上有人看守")
    page.keyboard.press("Enter")
    expect(page.get_by_test_id("timeline")).to_contain_text("堰上有人看守")
    expect(form).to_have_count(0)
    page.keyboard.press("m")
    expect(page.get_by_test_id("incident-form-silence").locator("input")).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.get_by_test_id("incident-form-silence")).to_have_count(0)
    expect(page.get_by_test_id("incident-sheet")).to_be_visible()
