"""What a page is judged by: axe, sideways scrolling, the size of what is tapped. Each judge returns faults in words."""

from __future__ import annotations

from typing import Any

from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Page

SIZES = ((360, "1"), (360, "3"), (1280, "1"), (1280, "3"))
NARROWEST = 320
TAGS = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice")
AXE = {
    "runOnly": {"type": "tag", "values": TAGS},
    "rules": {"color-contrast-enhanced": {"enabled": True}, "target-size": {"enabled": True}},
    "resultTypes": ["violations"],
    "preload": False,  # nothing of ours is fetched from elsewhere
}
_RUN_AXE = """async (options) => (await axe.run(document, options)).violations.map((found) =>
  `${found.id}: ` + found.nodes.slice(0, 3).map((node) => node.html.slice(0, 160)).join(" | "))"""

# Links inside a sentence are exempt (WCAG 2.5.8, "inline"); everything that stands by itself is at least 48 × 48.
# An input that lies on its label is as large as the two together, a link drawn over its card as large as the card.
_SMALL_TARGETS = """() => {
  const least = 48 - 0.5;
  const style = (element, part) => getComputedStyle(element, part);
  const words = (element) => element.textContent.replace(/\\s+/g, " ").trim();
  const shown = (element) => element.getClientRects().length && style(element).visibility !== "hidden"
    && !element.closest(".unseen") && !element.matches(".skip");

  function inSentence(link) {
    let block = link.parentElement;
    while (style(block).display === "inline") block = block.parentElement;
    return link.matches("a") && style(link).display === "inline" && words(block) !== words(link);
  }

  function tooSmall(element) {
    const whole = style(element, "::after").position === "absolute" ? element.closest(".card, li") : element;
    const label = /radio|checkbox/.test(element.type) ? element.labels[0] : whole;
    const [one, other] = [whole.getBoundingClientRect(), label.getBoundingClientRect()];
    return Math.max(one.width, other.width) < least || Math.max(one.height, other.height) < least;
  }

  const targets = document.querySelectorAll("a[href], button, input:not([type=hidden]), select, textarea, summary");
  return [...targets].filter((element) => shown(element) && !inSentence(element) && tooSmall(element)).map((element) =>
    `${element.tagName} “${(words(element) || element.name || "").slice(0, 50)}” is smaller than 48 × 48`);
}"""
_WIDER = """() => {
  const wide = document.scrollingElement.scrollWidth, room = innerWidth;
  if (wide <= room) return "";
  const outside = [...document.querySelectorAll("main *, header *, footer *")].filter((element) =>
    element.getBoundingClientRect().right > room + 0.5 && !element.closest(".table-scroll"));
  return `${wide} > ${room}: ` + outside.slice(0, 3).map((element) => element.outerHTML.slice(0, 120)).join(" | ");
}"""


def looks_at(page: Page, width: int, letters: str) -> None:
    """See the page as wide and with letters as large as that."""
    page.set_viewport_size({"width": width, "height": 740 if width < 700 else 800})
    page.evaluate("letters => { document.documentElement.dataset.text = letters; }", letters)


def faults_at_every_size(page: Page) -> list[str]:
    """Everything that axe and the ruler find, each with the sizes at which they find it.

    Axe looks at both widths; larger letters cannot break a rule of its that smaller ones keep, only the ruler's.
    """
    page.evaluate(AXE_SCRIPT)
    found: dict[str, list[str]] = {}
    for width, letters in SIZES:
        looks_at(page, width, letters)
        by_axe = page.evaluate(_RUN_AXE, AXE) if letters == "1" else []
        faults = [*by_axe, *too_wide(page), *page.evaluate(_SMALL_TARGETS)]
        for fault in faults:
            found.setdefault(fault, []).append(f"{width}/{letters}")
    return [f"{fault} ({', '.join(sizes)})" for fault, sizes in found.items()] + sideways_on_the_narrowest(page)


def sideways_on_the_narrowest(page: Page) -> list[str]:
    """Whether a phone of 320 px has to scroll sideways, with small letters and with large ones."""
    found = []
    for letters in ("1", "3"):
        looks_at(page, NARROWEST, letters)
        found += [f"{NARROWEST} px, letters {letters}: {fault}" for fault in too_wide(page)]
    return found


def too_wide(page: Page) -> list[str]:
    """What stands out of the window."""
    wider: Any = page.evaluate(_WIDER)
    return [f"scrolls sideways: {wider}"] if wider else []
