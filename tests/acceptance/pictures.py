"""Pictures of what people see: with ``FENGHUO_SCREENS`` set they renew those of the documentation."""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from playwright.sync_api import Page

DOCUMENTATION = Path(__file__).parents[2] / "docs" / "screens"
#: Milliseconds in which the map moves and fades.
MOTION = 1500


def is_wanted() -> bool:
    """Return whether the pictures of the documentation are renewed."""
    return bool(os.environ.get("FENGHUO_SCREENS"))


def picture(page: Page, name: str) -> None:
    """Take a picture once the map stands still, with the pointer out of the way and the news put aside."""
    if not is_wanted():
        return
    page.mouse.move(20, 880)
    page.wait_for_timeout(MOTION)
    put_aside(page)
    page.screenshot(path=DOCUMENTATION / f"{name}.png")


def put_aside(page: Page) -> None:
    """Close the news that lie over a page, also under a dialog, where no pointer comes."""
    close = page.locator("[data-testid^='news-'] button:last-of-type")
    while close.count():
        close.first.dispatch_event("click")


def both(page: Page, name: str) -> None:
    """Take a picture in Chinese on dark, and one in English on light."""
    if not is_wanted():
        return
    picture(page, name)
    page.get_by_role("button", name=re.compile("切换到浅色")).click()
    page.get_by_role("button", name=re.compile("switch to English")).click()
    picture(page, f"{name}-light-en")
    page.get_by_role("button", name=re.compile("切换到中文")).click()
    page.get_by_role("button", name=re.compile("切换到深色")).click()
