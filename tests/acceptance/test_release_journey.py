"""From a red reading to a village's own answer, in real browsers: two approvers, the board, the page behind a link.

With ``FENGHUO_SCREENS`` set, the pictures renew those of the documentation.
"""

from __future__ import annotations

from playwright.sync_api import Browser, Locator, Page, expect

from tests.acceptance.pictures import both, picture
from tests.acceptance.town import PATIENCE_MS, Town, Watched, card_of, signed_in, somebody
from tests.running import eventually

#: One in whose county red needs two, and villages are called.
XIXIAN = ("XY-H03", "411528000000")
POLICY = {
    "apiVersion": "fenghuo/v1",
    "kind": "Policy",
    "id": "two-for-red",
    "title": {"zh": "红色预警两人审批", "en": "Red by two people"},
    "division": XIXIAN[1],
    "levels": ["red"],
    "release": "two",
    "cancel": "one",
    "personal": True,
    "turns": [{"role": "approver", "within": "10m"}, {"role": "commander", "within": "5m"}],
}


def test_two_persons_release_a_warning_and_a_phone_answers_it(browser: Browser, town: Town, watched: Watched):
    status, said = town.api.call("PUT", f"/api/v1/policies/{POLICY['id']}", POLICY)
    assert status in {200, 201}, said
    names = ("wang.min", "li.na")
    for name in names:
        town.join(name, "approver")
    red = town.red_at(XIXIAN[0])
    town.publish(XIXIAN, red - 2.0, red + 0.2, red + 0.4)
    id_ = town.warning_at(XIXIAN[0])["id"]
    with somebody(browser, watched) as first, somebody(browser, watched) as second:
        signed_in(first, town.demo, user=names[0])
        signed_in(second, town.demo, user=names[1])
        first_word(first, id_, name=names[0])
        # The one refusal that is provoked, as the browser tells it.
        watched.troubles[:] = [each for each in watched.troubles if "409" not in each]
        both(first, "approvals")
        progress = second.get_by_test_id(f"approval-progress-{id_}")
        expect(progress).to_contain_text(names[0], timeout=PATIENCE_MS)
        # Roll calls of other tests have sent links, too.
        earlier = set(town.links())
        second.get_by_test_id(f"warning-approve-{id_}").click()
        shown = second.get_by_test_id(f"warning-{id_}")
        expect(shown).to_have_attribute("data-stage", "issued", timeout=PATIENCE_MS)

        expect(first.get_by_test_id("rollcall-summary")).to_be_visible(timeout=PATIENCE_MS)
        first.get_by_test_id("place-rollcall").click()
        board = first.get_by_test_id("rollcall")
        waiting = board.locator("[data-testid^='roll-'][data-state='waiting']")
        expect(waiting.first).to_be_visible(timeout=PATIENCE_MS)
        links = eventually(lambda: fresh(town, earlier), what="links on two telephones")
        name = answered_by_link(browser, watched, links[0])
        moving = board.locator("[data-testid^='roll-'][data-standing='moving']")
        expect(moving).to_contain_text("53 人", timeout=PATIENCE_MS)
        expect(moving).to_contain_text(name)
        call_for_help(browser, watched, links[-1])
        expect(board.get_by_test_id("figure-help")).to_contain_text("1", timeout=PATIENCE_MS)
        answered_here(first, waiting)
        board.locator("[data-standing='help'] button").first.click()
        both(first, "rollcall")
        worked_off(second, town.incident_at(XIXIAN[0])["id"])


def fresh(town: Town, earlier: set[str]) -> list[str]:
    """Return the links that telephones were sent since, once there are some for two villages."""
    found = [each for each in town.links() if each not in earlier]
    return found if len(found) > 1 else []


def first_word(page: Page, id_: str, *, name: str) -> None:
    """Read everything, approve, and be told that the second person is another one."""
    page.get_by_test_id(f"warning-open-{id_}").click(timeout=PATIENCE_MS)
    sheet = page.get_by_test_id("warning-sheet")
    expect(sheet.get_by_test_id("approval-ring")).to_be_visible()
    expect(sheet.get_by_test_id("warning-reach")).to_contain_text("必达场所", timeout=PATIENCE_MS)
    sheet.get_by_test_id("text-sms").click()
    expect(sheet.get_by_test_id("sms-length")).to_contain_text("条短信")
    sheet.get_by_test_id("text-full").click()
    sheet.get_by_test_id(f"sheet-approve-{id_}").click()
    progress = sheet.get_by_test_id(f"approval-progress-{id_}")
    expect(progress).to_contain_text(name, timeout=PATIENCE_MS)
    expect(progress).to_contain_text("须另一人")
    sheet.get_by_test_id(f"sheet-approve-{id_}").click()
    expect(page.get_by_test_id("note")).to_contain_text("第二人须由另一位批准", timeout=PATIENCE_MS)


def answered_by_link(browser: Browser, watched: Watched, link: str) -> str:
    """Answer as somebody in a village does; return the name of the village."""
    with somebody(browser, watched, on_a_phone=True) as page:
        page.goto(link)
        expect(page.locator("button.moving")).to_be_visible()
        picture(page, "village")
        name = page.locator(".meta").first.inner_text().split(" · ")[0]
        page.locator("#headcount").fill("53")
        page.locator("button.moving").click()
        expect(page.get_by_role("status")).to_contain_text("53", timeout=PATIENCE_MS)
    return name


def call_for_help(browser: Browser, watched: Watched, link: str) -> None:
    """Say that people need to be rescued."""
    with somebody(browser, watched, on_a_phone=True) as page:
        page.goto(link)
        page.locator("button.help").click()
        expect(page.get_by_role("status")).to_be_visible(timeout=PATIENCE_MS)


def answered_here(page: Page, waiting: Locator) -> None:
    """Write down what a village said by telephone."""
    waiting.first.locator("button").first.click()
    page.get_by_test_id("behalf-safe").click()
    page.get_by_test_id("behalf-count").fill("12")
    page.get_by_test_id("behalf-record").click()
    expect(page.get_by_test_id("roll-detail")).to_contain_text("代录", timeout=PATIENCE_MS)


def worked_off(page: Page, incident: str) -> None:
    """Take an incident in hand, and accept the first of its tasks."""
    card = card_of(page, incident)
    title = card.locator(".card-title")
    title.focus()
    expect(title).to_be_focused()
    page.keyboard.press("s")
    expect(card).to_have_attribute("data-state", "in_progress", timeout=PATIENCE_MS)
    page.keyboard.press("d")
    sheet = page.get_by_test_id("incident-sheet")
    expect(sheet.get_by_test_id("timeline")).to_contain_text("预警", timeout=PATIENCE_MS)
    task = sheet.locator("[data-testid^='task-'][data-state='open']").first
    expect(task).to_be_visible(timeout=PATIENCE_MS)
    id_ = str(task.get_attribute("data-testid"))
    sheet.get_by_test_id(id_.replace("task-", "task-accept-", 1)).click()
    expect(sheet.get_by_test_id(id_)).to_have_attribute("data-state", "accepted", timeout=PATIENCE_MS)
    both(page, "incident")
