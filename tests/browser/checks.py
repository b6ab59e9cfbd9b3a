"""Can everybody use the page in this window? Checks that any browser test may ask for."""

from collections.abc import Mapping
from functools import cache
from pathlib import Path

from playwright.sync_api import Page

AXE = Path(__file__).parent.parent / "vendor" / "axe-4.14.1.min.js"
STANDARDS = {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
CONTRAST = {"type": "rule", "values": ["color-contrast"]}
WIDTHS_PX = (320, 1280)


@cache
def _axe() -> str:
    return AXE.read_text(encoding="utf-8")


def axe(page: Page, rules: Mapping[str, object] = STANDARDS) -> list[str]:
    """What axe finds against WCAG 2.2 AA and good practice: rule, where, why; an empty list when all is well."""
    if page.evaluate("typeof axe === 'undefined'"):
        page.evaluate(_axe())  # through the debugger: the page's content policy would block a script element
    answer = page.evaluate("rules => axe.run(document, {runOnly: rules, resultTypes: ['violations']})", rules)
    return [
        f"{violation['id']}: {node['target']} {node['failureSummary']}"
        for violation in answer["violations"]
        for node in violation["nodes"]
    ]


def overflow_px(page: Page) -> int:
    """How far the page reaches beyond the window's right edge, in CSS pixels."""
    return int(page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth"))


def barriers(page: Page) -> list[str]:
    """What axe finds on a phone and on a desk, and whether the page is wider than either; empty when all is well."""
    found = []
    for width in WIDTHS_PX:
        page.set_viewport_size({"width": width, "height": 900})
        found += [f"{width} px: {fault}" for fault in axe(page)]
        if overflow_px(page):
            found.append(f"{width} px: {overflow_px(page)} px too wide")
    return found
