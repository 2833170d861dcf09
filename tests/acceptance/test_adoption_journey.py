"""A device that nobody has registered is adopted in a real browser, and its readings are in the table."""

from __future__ import annotations

import time

from playwright.sync_api import Browser, expect

from tests.acceptance.town import PATIENCE_MS, Town, Watched, signed_in, somebody
from tests.running import eventually

UNKNOWN = ("BR-J04", "411528000000")


def test_an_unknown_device_is_adopted_and_its_readings_are_in_the_table(browser: Browser, town: Town, watched: Watched):
    id_ = UNKNOWN[0]
    device = town.demo.device("journey-adopt")
    topic = f"fh/v1/{UNKNOWN[1]}/{id_}/obs"
    device.publish(topic, {"t": int(time.time() * 1000) - 600_000, "v": {"water_level": 31.25}})
    with somebody(browser, watched) as page:
        signed_in(page, town.demo, route="adopt")
        page.get_by_test_id(f"waiting-{id_}").click(timeout=PATIENCE_MS)
        page.get_by_test_id("adopt-name").fill("新桥")
        page.get_by_test_id("adopt-lon").fill("114.74")
        page.get_by_test_id("adopt-lat").fill("32.34")
        page.get_by_test_id("adopt-submit").click()
        expect(page.get_by_test_id("adopted")).to_contain_text("新桥 已登记", timeout=PATIENCE_MS)
        expect(page.get_by_test_id("adopted-water_level")).to_contain_text("31.25", timeout=PATIENCE_MS)
        # A login of its own, whose password is shown this once.
        page.get_by_test_id("login-make").click()
        page.get_by_test_id("login-submit-new").click()
        expect(page.get_by_test_id("login-password-shown")).not_to_be_empty(timeout=PATIENCE_MS)
        page.get_by_test_id(f"login-revoke-{id_}").click()
        page.get_by_test_id(f"login-revoke-sure-{id_}").click()
        expect(page.get_by_test_id(f"login-{id_}")).to_contain_text("吊销", timeout=PATIENCE_MS)

        def publishes() -> bool:
            device.publish(topic, {"t": int(time.time() * 1000), "v": {"water_level": 32.5}})
            return bool(town.api.items(f"/api/v1/observations?station={id_}&property=water_level")[1:])

        eventually(publishes, what="the running system knows the station")
        device.stop()
        page.get_by_test_id("desk-table").click()
        page.get_by_test_id("station-search").fill("新桥")
        row = page.get_by_test_id(f"row-{id_}")
        expect(row).to_contain_text("32.50", timeout=PATIENCE_MS)
        expect(row).to_have_attribute("data-hearing", "heard", timeout=PATIENCE_MS)
        expect(page.get_by_test_id("station-count")).to_contain_text("1 / ")
        page.get_by_test_id("station-search").press("Enter")
        page.keyboard.press("j")
        page.keyboard.press("Enter")
        expect(page.get_by_test_id("drawer")).to_contain_text("新桥")
