"""A threshold is set in a real browser: tried on the past, put in force, and true from the next reading on."""

from __future__ import annotations

import time

from playwright.sync_api import Browser, expect

from tests.acceptance.town import PATIENCE_MS, Town, Watched, card_of, signed_in, somebody
from tests.running import eventually

FORD = ("BR-J02", "411521000000")
RULE = f"""\
apiVersion: fenghuo/v1
kind: Rule
id: journey-ford
hazard: 11A01
title: {{zh: 渡口水位, en: Ford stage}}
scope: {{stations: [{FORD[0]}]}}
when:
  kind: threshold
  property: water_level
  direction: above
  levels: {{blue: 3.0, yellow: 5.0}}
  hold: 0s
"""
#: Readings of the last two hours, minutes ago and metres.
PAST = ((120, 1.0), (90, 3.5), (70, 5.5), (50, 4.0), (30, 1.0), (10, 1.0))


def test_a_threshold_is_set_after_a_back_test_and_holds_from_then_on(browser: Browser, town: Town, watched: Watched):
    streams = [{"property": "water_level", "unit": "m", "interval_s": 600}]
    place = {"division": FORD[1], "lon": 114.52, "lat": 32.2, "name": "渡口", "kind": "river_gauge"}
    assert town.api.call("PUT", f"/api/v1/stations/{FORD[0]}", place | {"datastreams": streams})[0] == 200
    assert town.api.call("PUT", "/api/v1/rules/journey-ford?reason=first", RULE)[0] == 200
    device = town.demo.device("journey-ford")
    now = time.time()
    for minutes, value in PAST:
        payload = {"t": int((now - minutes * 60) * 1000), "v": {"water_level": value}}
        device.publish(f"fh/v1/{FORD[1]}/{FORD[0]}/obs", payload)
    device.stop()
    past = f"/api/v1/observations?station={FORD[0]}&property=water_level"
    eventually(lambda: len(town.api.items(past)) == len(PAST), what="the past is stored")
    with somebody(browser, watched) as page:
        signed_in(page, town.demo, route="rules/journey-ford")
        page.get_by_test_id("rule-tab-edit").click()
        page.get_by_test_id("rule-way-yaml").click()
        draft = page.get_by_test_id("rule-draft")
        expect(draft).to_be_visible()
        draft.fill(draft.input_value().replace("blue: 3.0", "blue: 3.6"))
        page.get_by_test_id("rule-tab-trial").click()
        page.get_by_test_id("trial-run").click()
        expect(page.get_by_test_id("trial-episodes")).to_contain_text("1 触发时段", timeout=PATIENCE_MS)
        expect(page.get_by_test_id("trial-comparison").locator(".is-some")).to_have_text("推迟1")
        page.get_by_test_id("trial-attach").click()
        page.get_by_test_id("rule-tab-edit").click()
        page.get_by_test_id("rule-reason").fill("蓝色误报偏多")
        page.get_by_test_id("rule-submit").click()
        expect(page.get_by_test_id("version-2")).to_have_attribute("data-phase", "in_force", timeout=PATIENCE_MS)
        expect(page.get_by_test_id("version-2")).to_contain_text("触发时段 1")

        town.publish(FORD, 3.3)
        trace = f"/api/v1/why?station={FORD[0]}&property=water_level"
        eventually(
            lambda: [r for r in town.api.get(trace)["rules"] if r["version"] == 2], what="the new version counts"
        )
        town.publish(FORD, 3.9)
        page.get_by_test_id("place-map").click()
        card = card_of(page, town.incident_at(FORD[0])["id"])
        expect(card).to_have_attribute("data-level", "blue", timeout=PATIENCE_MS)
