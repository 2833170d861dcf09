"""A duty officer's first minutes in a real browser: a flood comes, somebody takes it, one releases its warning."""

from __future__ import annotations

from playwright.sync_api import Browser, Page, expect

from tests.acceptance.town import PATIENCE_MS, Town, Watched, card_of, signed_in, somebody

#: A gauge of the demo with a red level, whose warnings one person releases.
WANGJIABA = ("XY-H05", "341225000000")


def test_a_flood_is_seen_to_come_and_taken_by_somebody(browser: Browser, town: Town, watched: Watched):
    station = WANGJIABA[0]
    town.join("sun.yue", "officer")
    red = town.red_at(station)
    with somebody(browser, watched) as duty, somebody(browser, watched) as other:
        signed_in(duty, town.demo)
        signed_in(other, town.demo, user="sun.yue")
        town.publish(WANGJIABA, red - 5)
        # The list beside the map names a station while it is silent or raised: once it is heard and calm, it is gone.
        raised = duty.locator(f'[data-testid="station-{station}"]:not([data-level="none"])')
        expect(raised).to_have_count(0, timeout=PATIENCE_MS)
        town.publish(WANGJIABA, red + 0.4, red + 0.4)
        expect(duty.get_by_test_id(f"station-{station}")).to_have_attribute("data-level", "red", timeout=PATIENCE_MS)

        id_ = town.incident_at(station)["id"]
        cards = [card_of(page, id_) for page in (duty, other)]
        expect(cards[0]).to_have_attribute("data-level", "red", timeout=PATIENCE_MS)
        expect(cards[1]).to_have_attribute("data-state", "open", timeout=PATIENCE_MS)
        title = cards[0].locator(".card-title")
        title.focus()
        expect(title).to_be_focused()
        duty.keyboard.press("a")
        for card in cards:
            expect(card).to_have_attribute("data-state", "acknowledged", timeout=PATIENCE_MS)
            expect(card).to_contain_text("admin")
        released_by_one(duty, town.warning_at(station)["id"])


def released_by_one(page: Page, id_: str) -> None:
    """Release a draft whose policy wants one person."""
    page.get_by_test_id(f"warning-approve-{id_}").click()
    confirm = page.get_by_test_id(f"warning-confirm-{id_}")
    if confirm.count():
        confirm.click()
    expect(page.get_by_test_id(f"warning-{id_}")).to_have_attribute("data-stage", "issued", timeout=PATIENCE_MS)
