"""What people do on the site, step by step, through its pages alone."""

from __future__ import annotations

import re
import uuid

from werkzeug.test import TestResponse

from learning.core.database import db
from quizzes.models import Attempt
from tests.support.answers import right_values
from tests.support.clients import Browser
from tests.support.factories import COURSE, PIN, QUIZ, course


def offered(response: TestResponse, field: str) -> str:
    """The value that a page has put into a field."""
    tag = re.search(rf'<input[^>]*name="{field}"[^>]*>', response.get_data(as_text=True))
    assert tag is not None, f"no field {field}"
    value = re.search(r'value="([^"]*)"', tag.group())
    return value.group(1) if value else ""


def registers(browser: Browser, place_id: int, **typed: str) -> TestResponse:
    """Open the registration form, fill it in, send it."""
    made_id = offered(browser.get("/dang-ky"), "person_id")
    form = {"person_id": made_id, "full_name": "Nguyễn Thị Hoà", "audience": "residents", "place": str(place_id)}
    form |= {"pin": PIN, "pin_again": PIN, "may_record": "y"}
    return browser.post("/dang-ky", data=form | typed)


def finishes_lesson(browser: Browser, lesson: str, slug: str = COURSE) -> TestResponse:
    """Press "Đã học xong"."""
    return browser.post(f"/khoa-hoc/{slug}/{lesson}/da-hoc-xong")


def finishes_all_lessons(browser: Browser, slug: str = COURSE) -> None:
    """Press it in every lesson."""
    for lesson in course(slug).lessons:
        assert finishes_lesson(browser, lesson.slug, slug).status_code == 303


def opens_quiz(browser: Browser, slug: str = COURSE, quiz: str = QUIZ) -> str:
    """Open an attempt; returns its address."""
    made_id = offered(browser.get(f"/kiem-tra/{slug}/{quiz}"), "attempt_id")
    return browser.post(f"/kiem-tra/{slug}/{quiz}/luot", data={"attempt_id": made_id}).headers["Location"]


def attempt_at(address: str) -> Attempt:
    """The row behind an attempt's address."""
    return db.session.get_one(Attempt, uuid.UUID(address.rstrip("/").rpartition("/")[2]))


def answers_rightly(browser: Browser, address: str) -> TestResponse:
    """Hand in a sheet in which everything is right."""
    return browser.post(f"{address}/nop", data=right_values(attempt_at(address)))


def passes_quiz(browser: Browser, slug: str = COURSE, quiz: str = QUIZ) -> TestResponse:
    """Open an attempt and answer everything rightly; returns the page with the result."""
    return browser.get(answers_rightly(browser, opens_quiz(browser, slug, quiz)).headers["Location"])


def earns_certificate(browser: Browser, slug: str = COURSE) -> str:
    """Read everything, pass, have the paper issued; returns its code."""
    finishes_all_lessons(browser, slug)
    passes_quiz(browser, slug)
    return browser.post(f"/giay-xac-nhan/khoa/{slug}").headers["Location"].rpartition("/")[2]
