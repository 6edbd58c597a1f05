"""Every scenario of the practice phone is played to its goal, and into a trap and out, with the keyboard alone."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from learning.scenarios.playing import replay
from learning.scenarios.walking import right_history
from tests.browser.conftest import DESK
from tests.browser.server import Server
from tests.practice.shipped import SLUGS, scenario_named
from tests.practice.test_shipped import ways_into_wrong_taps

MOST_TABS = 60
# What has the focus: a button by its value, a field by its id; and whether one can see where the focus is.
FOCUS = """() => {
  const here = document.activeElement;
  const ring = getComputedStyle(here);
  const seen = here === document.body || (ring.outlineStyle !== "none" && parseFloat(ring.outlineWidth) >= 2);
  return [here.id || (here.closest(".phone") ? here.value || "" : ""), seen];
}"""


class Keys:
    """Somebody who has no mouse and no finger to spare."""

    def __init__(self, page: Page, address: str) -> None:
        self.page = page
        page.goto(address)

    def tabs_to(self, name: str) -> None:
        """Press Tab until the focus is there; it must be visible wherever it goes."""
        for _ in range(MOST_TABS):
            self.page.keyboard.press("Tab")
            found, seen = self.page.evaluate(FOCUS)
            assert seen, f"the focus cannot be seen on {found!r} at {self.page.url}"
            if found == name:
                return
        raise AssertionError(f"Tab does not reach {name!r} at {self.page.url}")

    def follows(self, history: str) -> None:
        """Go along a way, Enter by Enter; fields get the sample that stands beside them."""
        for token in history.split("-"):
            before, field = self.page.url, self.page.locator(f"#chu-{token}")
            if field.count():
                self.tabs_to(f"chu-{token}")
                self.page.keyboard.type(self.page.locator(f"#mau-{token} b").first.inner_text())
            else:
                self.tabs_to(token)
            self.page.keyboard.press("Enter")
            self.page.wait_for_url(lambda url, before=before: url != before)


@pytest.fixture(scope="module")
def desk(site: Server, open_browser: Callable[..., BrowserContext]) -> Page:
    """One page for all scenarios."""
    return open_browser(**DESK).new_page()


@pytest.mark.parametrize("slug", SLUGS)
def test_it_is_played_to_its_goal_by_keyboard(site: Server, desk: Page, slug: str) -> None:
    Keys(desk, f"{site.url}/dien-thoai-tap/{slug}").follows(right_history(scenario_named(slug)))
    expect(desk.locator("h1")).to_have_text("Bà con đã tới đích!")


@pytest.mark.parametrize("slug", SLUGS)
def test_a_trap_explains_itself_and_lets_go_by_keyboard(site: Server, desk: Page, slug: str) -> None:
    ways = [way for way in ways_into_wrong_taps(slug) if replay(scenario_named(slug), way).place.trap]
    if not ways:
        pytest.skip("nothing here is worse than a small mistake")
    keys = Keys(desk, f"{site.url}/dien-thoai-tap/{slug}")
    keys.follows(ways[0])
    expect(desk.get_by_role("alert")).to_contain_text(replay(scenario_named(slug), ways[0]).place.trap)
    keys.follows("q")
    before = replay(scenario_named(slug), ways[0].rpartition("-")[0])
    expect(desk.locator("#man-hinh")).to_have_text(before.screen.title)
