"""Where somebody stopped reading: the latest place of a course stays, and "Học của tôi" leads back to it."""

from __future__ import annotations

from html import unescape

import pytest

from learning.progress.queries import places_of
from tests.support import factories, journeys
from tests.support.factories import COURSE, LESSON

SCREENS = 2


def sends(browser, screen: str, lesson: str = LESSON, waited: int = 0, **more):
    clock = {"luc": "2026-11-22T08:00:00+07:00", "gui": f"2026-11-22T08:{waited:02d}:00+07:00"}
    return browser.post(f"/khoa-hoc/{COURSE}/{lesson}/cho-dang-doc", data={"man_hinh": screen} | clock | more)


def text_of(browser, address: str) -> str:
    return unescape(browser.get(address).get_data(as_text=True))


def test_the_place_is_offered_and_leads_to_the_screen(client_of, resident) -> None:
    browser = client_of(resident)
    assert sends(browser, "2").status_code == 303
    page = text_of(browser, "/toi")
    assert "Học tiếp: bài" in page and f'href="/khoa-hoc/{COURSE}/{LESSON}#phan-2"' in page and "phần 2" in page
    assert 'id="phan-2"' in text_of(browser, f"/khoa-hoc/{COURSE}/{LESSON}")


def test_of_two_places_the_later_one_stays_whichever_comes_first(client_of, resident) -> None:
    browser = client_of(resident)
    sends(browser, "2", waited=0)
    sends(browser, "1", waited=30)  # left half an hour before, sent only now
    (place,) = places_of(resident.id)
    assert place.screen == 2


def test_a_course_has_one_place(client_of, resident) -> None:
    browser = client_of(resident)
    other = factories.course().lessons[1].slug
    sends(browser, "1", waited=5)
    sends(browser, "1", lesson=other)
    assert [place.item_key for place in places_of(resident.id)] == [f"{COURSE}/{other}"]


def test_a_finished_lesson_is_not_offered_again(client_of, resident) -> None:
    browser = client_of(resident)
    sends(browser, "2")
    journeys.finishes_lesson(browser, LESSON)
    assert "Học tiếp: bài" not in text_of(browser, "/toi")
    assert "data-place" not in text_of(browser, f"/khoa-hoc/{COURSE}/{LESSON}")


@pytest.mark.parametrize("screen", ["0", "-1", "x", "", "9999"])
def test_a_place_that_is_none_is_not_kept(client_of, resident, screen) -> None:
    assert sends(client_of(resident), screen).status_code == 303
    assert not places_of(resident.id)


def test_a_screen_beyond_the_end_is_the_last_one(client_of, resident) -> None:
    sends(client_of(resident), "99")
    assert places_of(resident.id)[0].screen == len(factories.course().lesson(LESSON).screens)


def test_of_a_guest_nothing_is_kept_and_nothing_asked(client) -> None:
    assert sends(client, "2").status_code == 303
    assert "data-place" not in text_of(client, f"/khoa-hoc/{COURSE}/{LESSON}")


def test_the_form_says_whose_place_it_is(client_of, resident, stranger) -> None:
    page = text_of(client_of(resident), f"/khoa-hoc/{COURSE}/{LESSON}")
    assert page.count("data-place") == 1 and f'value="{resident.key}"' in page
    assert sends(client_of(stranger), "2", nguoi=resident.key).status_code in (409, 412)
    assert not places_of(stranger.id)


def test_an_unknown_lesson_is_not_found(client_of, resident) -> None:
    assert sends(client_of(resident), "1", lesson="khong-co").status_code == 404
