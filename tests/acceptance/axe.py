"""What axe finds on a page, by the success criteria of WCAG 2.2 A and AA."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from playwright.sync_api import Page

AXE = Path(__file__).parents[2] / "console" / "node_modules" / "axe-core" / "axe.min.js"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]


def faults(page: Page, where: str) -> list[str]:
    """Return what axe finds on the page as it is now."""
    if not page.evaluate("() => 'axe' in window"):
        # By the debugger, like an extension of the browser: no script of the page, so its policy stays as it is.
        page.evaluate(AXE.read_text(encoding="utf-8"))
    found: dict[str, Any] = page.evaluate(
        "tags => axe.run(document, {runOnly: tags, resultTypes: ['violations']})", RULES
    )
    return [
        f"{where}: {rule['id']}: {json.dumps(node['target'])}: {node.get('failureSummary', '')}"
        for rule in found["violations"]
        for node in rule["nodes"]
    ]
