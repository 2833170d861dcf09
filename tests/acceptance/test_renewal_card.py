"""A renewal on the desk, in a real browser: its card says until when the old warning holds; it is read and approved."""

from __future__ import annotations

from playwright.sync_api import Browser, expect

from tests.acceptance.pictures import both
from tests.acceptance.town import PASSWORD, PATIENCE_MS, Town, Watched, signed_in, somebody
from tests.running import Api

#: Nobody else's: what is drafted here stands on no other test's board as its own.
DIVISION = "411524000000"
POLICY = {
    "apiVersion": "fenghuo/v1",
    "kind": "Policy",
    "id": "two-for-orange-here",
    "title": {"zh": "橙色预警两人审批", "en": "Orange by two people"},
    "division": DIVISION,
    "levels": ["orange"],
    "release": "two",
    "cancel": "one",
    "personal": True,
    "turns": [{"role": "approver", "within": "10m"}],
}
WORDS = {
    "hazard": "11A01",
    "level": "orange",
    "division": DIVISION,
    "headline": {"zh": "商城县洪水橙色预警", "en": "Flood"},
    "description": {"zh": "灌河水位持续上涨。", "en": "The river rises."},
}


NAMES = ("sun.jie", "zhou.ping")


def speaking(town: Town, name: str) -> Api:
    """Return the API as somebody speaks to it who has signed in."""
    status, said = town.api.call("POST", "/api/v1/sessions", {"user": name, "password": PASSWORD})
    assert status in {200, 201}, said
    return Api(url=town.api.url, key=said["token"])


def issued(town: Town) -> str:
    """Return the id of an orange warning that two people have approved."""
    status, said = town.api.call("PUT", f"/api/v1/policies/{POLICY['id']}", POLICY)
    assert status in {200, 201}, said
    status, draft = town.api.call("POST", "/api/v1/warnings", WORDS)
    assert status == 201, draft
    for name in NAMES:
        town.join(name, "approver")
        read = {"content_hash": draft["content_hash"]}
        status, said = speaking(town, name).call("POST", f"/api/v1/warnings/{draft['id']}/approve", read)
        assert status == 200, said
    assert said["stage"] == "issued"
    return str(draft["id"])


def test_a_renewal_is_read_and_approved_on_its_card(browser: Browser, town: Town, watched: Watched):
    alert = issued(town)
    # Who asks is the first of two: the draft waits for the other one.
    status, renewal = speaking(town, NAMES[0]).call("POST", f"/api/v1/warnings/{alert}/renew", {})
    assert (status, renewal["stage"], renewal["renewal"]) == (200, "reviewed", True)
    with somebody(browser, watched) as page:
        signed_in(page, town.demo, user=NAMES[1], route="warnings")
        flag = page.get_by_test_id(f"warning-again-{renewal['id']}")
        expect(flag.first).to_contain_text("续发 · 原预警", timeout=PATIENCE_MS)
        both(page, "renewal")
        page.get_by_test_id(f"warning-open-{renewal['id']}").first.click()
        sheet = page.get_by_test_id("warning-sheet")
        expect(sheet).to_contain_text("灌河水位持续上涨", timeout=PATIENCE_MS)
        expect(sheet.get_by_test_id(f"approval-progress-{renewal['id']}")).to_contain_text(NAMES[0])
        approve = sheet.get_by_test_id(f"sheet-approve-{renewal['id']}")
        expect(approve).to_be_enabled()
        approve.click()
        expect(sheet.locator(".stage-issued")).to_be_visible(timeout=PATIENCE_MS)
    chain = {each["id"]: each for each in town.api.items("/api/v1/warnings")}
    assert chain[alert]["stage"] == "superseded"
    assert (chain[renewal["id"]]["stage"], chain[renewal["id"]]["msgType"]) == ("issued", "Update")
    assert chain[renewal["id"]]["references"][0].split(",")[1] == chain[alert]["identifier"]
