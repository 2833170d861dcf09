"""What there is to be looked at: every page by its address, and what lies open over a page.

A new page is one more line of ``ROUTES``; what lies open over a page is one more line of ``OPENED``.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from playwright.sync_api import Page, expect

from tests.acceptance.town import PATIENCE_MS

if TYPE_CHECKING:
    from collections.abc import Callable

#: What a page over the map shows once its chunk is there.
PAGE = "main > section > :not(.skeleton)"
#: Address behind the ``#``, what stands there once the page is drawn, and how its picture is called.
ROUTES = (
    ("map", "[data-testid='map'][data-drawn='true']", ""),
    ("warnings", "aside [data-testid^='warning-']", "warnings"),
    ("rollcall", PAGE, ""),
    ("stations", "[data-testid='station-table']", "stations"),
    ("station-map", "aside [data-testid^='station-']", ""),
    ("import", PAGE, ""),
    ("adopt", "[data-testid^='waiting-']", "adopt"),
    ("rules", "[data-testid^='rule-']", ""),
    ("rules/stage-xixian", "[data-testid='rule-tab-edit']", "rule"),
    ("status", "[data-testid='channels']", "system"),
    ("drills", "[data-testid^='start-']", "drills"),
    ("admin/users", "[data-testid='user-admin']", "users"),
    ("admin/keys", "[data-testid^='key-']", "keys"),
    ("admin/roster", "[data-testid='on-duty']", "roster"),
    ("admin/channels", "[data-testid^='admin-channel-']", "channels"),
    ("admin/policies", "[data-testid='which']", "policies"),
    ("admin/audit", "[data-testid^='audit-']", "audit"),
)
TABLE = "测点号,站名,站类,行政区划,经度,纬度,监测要素,单位\nAX-1,竹竿铺,雨量站,411521,114.5,32.1,5分钟雨量,mm\n"


def go(page: Page, route: str) -> None:
    """Go to a page as its address does, and wait until it is drawn."""
    page.evaluate("route => { location.hash = `#/${route}`; }", route)
    drawn = next(each for name, each, _ in ROUTES if name == route)
    expect(page.locator(drawn).first).to_be_visible(timeout=PATIENCE_MS)


def chosen(page: Page) -> None:
    """Select the first incident of the board, which is the gravest, whatever was selected before."""
    page.keyboard.press("j")
    expect(page.locator(".card.is-selected")).to_be_visible()
    for _ in range(page.locator("[data-testid^='incident-'][data-level]").count()):
        page.keyboard.press("k")
    expect(page.locator("[data-testid^='incident-'][data-level]").first).to_have_class(re.compile("is-selected"))


def incident_sheet(page: Page) -> None:
    """Open the details of an incident."""
    chosen(page)
    page.keyboard.press("d")
    expect(page.get_by_test_id("incident-sheet")).to_be_visible()


def station_drawer(page: Page) -> None:
    """Open the details of the station of an incident."""
    chosen(page)
    page.keyboard.press("Enter")
    expect(page.get_by_test_id("drawer")).to_be_visible()
    expect(page.get_by_test_id("chart")).to_be_visible()


def assignment(page: Page) -> None:
    """Begin to assign an incident."""
    chosen(page)
    page.keyboard.press("g")


def why_panel(page: Page) -> None:
    """Ask why an incident was raised."""
    chosen(page)
    page.keyboard.press("y")
    expect(page.locator("[data-testid^='why-']").first).to_be_visible(timeout=PATIENCE_MS)


def key_help(page: Page) -> None:
    """Open the list of keys."""
    page.keyboard.press("?")
    expect(page.locator("dialog[open]")).to_be_visible()


def sound_menu(page: Page) -> None:
    """Open how loud it is."""
    page.get_by_test_id("sound").click()
    expect(page.get_by_test_id("sound-panel")).to_be_visible()


def compose_sheet(page: Page) -> None:
    """Begin a warning about an incident, with everything that can be unfolded."""
    chosen(page)
    page.keyboard.press("w")
    expect(page.get_by_test_id("compose-headline-zh").or_(page.get_by_test_id("compose-headline-en"))).to_be_visible()
    expect(page.get_by_test_id("compose-reach")).to_be_visible(timeout=PATIENCE_MS)
    for each in page.locator(".compose-lists button[aria-expanded='false'], [data-testid^='list-']").all():
        each.click()


def warning_sheet(page: Page) -> None:
    """Open a warning that is out."""
    page.locator("[data-testid^='warning-'][data-stage='issued'] .card-title").first.click()
    expect(page.get_by_test_id("warning-sheet")).to_be_visible()
    expect(page.get_by_test_id("warning-reach").locator("dl")).to_be_visible(timeout=PATIENCE_MS)


def rule_editor(page: Page) -> None:
    """Begin to change a rule."""
    page.get_by_test_id("rule-tab-edit").click()
    expect(page.get_by_test_id("rule-submit")).to_be_visible()


def rule_trial(page: Page) -> None:
    """Open the back-test of a rule."""
    page.get_by_test_id("rule-tab-trial").click()
    expect(page.get_by_test_id("trial-run")).to_be_visible()


def import_named(page: Page) -> None:
    """Give a table to be imported, and look at what would come of it."""
    file = {"name": "stations.csv", "mimeType": "text/csv", "buffer": TABLE.encode()}
    page.get_by_test_id("import-file").set_input_files(file)
    page.get_by_test_id("column-测点号").select_option("id")
    page.get_by_test_id("import-preview").click()
    expect(page.get_by_test_id("import-outcomes")).to_be_visible(timeout=PATIENCE_MS)


def export_menu(page: Page) -> None:
    """Open what a table may be taken along as."""
    page.get_by_test_id("export-open").click()


def pressed(button: str, form: str) -> Callable[[Page], None]:
    """Return what opens a form by a button."""

    def opened(page: Page) -> None:
        page.get_by_test_id(button).click()
        expect(page.get_by_test_id(form)).to_be_visible()

    opened.__name__ = form
    return opened


#: On which page something is opened, what opens it, and how its picture is called.
OPENED: tuple[tuple[str, Callable[[Page], None], str], ...] = (
    ("map", incident_sheet, ""),
    ("map", station_drawer, ""),
    ("map", assignment, ""),
    ("map", why_panel, "why"),
    ("map", key_help, "keyboard"),
    ("map", sound_menu, ""),
    ("map", compose_sheet, ""),
    ("warnings", warning_sheet, "warning"),
    ("rules/stage-xixian", rule_editor, "rule-editor"),
    ("rules/stage-xixian", rule_trial, ""),
    ("import", import_named, "import"),
    ("stations", export_menu, ""),
    ("admin/users", pressed("user-add", "user-form"), ""),
    ("admin/keys", pressed("key-make", "key-form"), ""),
    ("admin/roster", pressed("shift-add", "shift-form"), ""),
)
