"""The plug is pulled: what the site has said it received is there afterwards."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.browser.people import Resident
from tests.browser.server import Server


@pytest.fixture(autouse=True)
def _light_comes_back(site: Server) -> Iterator[None]:
    yield
    if not site.runs:
        site.start()


def cut(site: Server) -> None:
    site.pull_the_plug()
    site.start()


def test_an_answered_hand_in_is_there_after_the_power_was_cut(resident: Resident, site: Server) -> None:
    resident.registers("Lê Thị Mất Điện")
    sheet = resident.opens_quiz()
    resident.answers()

    with resident.page.expect_response(lambda answer: answer.url.endswith("/nop")) as handed_in:
        resident.page.get_by_role("button", name="Nộp bài").tap(no_wait_after=True)
    assert handed_in.value.status == 303
    cut(site)

    resident.opens(sheet)
    resident.arrives_at(f"{sheet}/ket-qua")
    resident.sees("được 100%")


def test_a_saved_draft_is_there_after_the_power_was_cut(resident: Resident, site: Server) -> None:
    resident.registers("Lê Thị Đang Dở")
    sheet = resident.opens_quiz()
    given = resident.answers(most=3)
    resident.sees("Đã lưu lúc")
    cut(site)

    resident.opens_tab(sheet)
    resident.finds_answers(given)


def test_what_was_typed_while_the_site_was_away_can_be_handed_in_later(resident: Resident, site: Server) -> None:
    """The draft cannot be saved, the page says so and keeps everything; when the site is back, it goes."""
    resident.registers("Lê Thị Kiên Nhẫn")
    resident.opens_quiz()
    site.pull_the_plug()
    resident.answers(most=2)
    resident.sees("Đang mất mạng, bài nằm trên máy này")
    site.start()

    resident.answers()
    resident.hands_in()
    resident.sees("được 100%")
