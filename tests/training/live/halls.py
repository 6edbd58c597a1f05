"""Halls for tests: a prepared quiz, phones that joined, a facilitator who goes on."""

from __future__ import annotations

import re
import uuid
from typing import Any

from flask import Flask

from courses.content import Course
from learning.accounts.models import Person
from learning.core.database import db, new_id
from tests.support import factories
from tests.support.clients import Browser
from training.live import host_actions
from training.live.choosing import offers_of
from training.live.host_actions import Plan
from training.live.models import LiveQuestion, LiveQuiz

JSON = {"Accept": "application/json"}


def quiz(by: Person, questions: int = 3, course: Course | None = None, **how: Any) -> LiveQuiz:
    """A prepared quiz of the practice questions of a course, in the facilitator's thôn."""
    offers = offers_of(course or factories.course())[:questions]
    plan = Plan(how.pop("title", "Đố vui thử"), factories.place("Thôn Mẫu Một").id, **how)
    made = host_actions.prepare(plan, offers, by, new_id())
    db.session.commit()
    return made


def right_of(live: LiveQuiz, number: int) -> str:
    """The letter that is right."""
    row = db.session.query(LiveQuestion).filter_by(live_id=live.id, number=number).one()
    return str(row.answer_key["right"][0])


def wrong_of(live: LiveQuiz, number: int) -> str:
    """A letter that is wrong."""
    return "a" if right_of(live, number) != "a" else "b"


class Host:
    """The facilitator's laptop."""

    def __init__(self, browser: Browser, live: LiveQuiz) -> None:
        self.browser, self.live = browser, live
        self.address = f"/can-bo/do-vui/{live.id}"

    def goes_on(self, times: int = 1) -> None:
        """Press the large button."""
        for _ in range(times):
            db.session.refresh(self.live)
            self.browser.post(f"{self.address}/buoc", data={"ban": self.live.version, "viec": "tiep"})
        db.session.refresh(self.live)

    def ends(self) -> None:
        """End early."""
        db.session.refresh(self.live)
        self.browser.post(f"{self.address}/buoc", data={"ban": self.live.version, "viec": "ket-thuc"})
        db.session.refresh(self.live)

    def sees(self) -> str:
        """The hall's screen."""
        return self.browser.get(self.address).get_data(as_text=True)


class Phone:
    """One phone in the hall."""

    def __init__(self, browser: Browser, live: LiveQuiz) -> None:
        self.browser, self.address = browser, f"/do-vui/{live.code}"
        self.tag = ""

    def joins(self, name: str = "Bà Hoa", **more: Any) -> Any:
        """Type a name and come in."""
        said = {"ma": str(uuid.uuid4()), "cach": "name", "ten": name} | more
        return self.browser.post(f"{self.address}/vao", data=said)

    def joins_with_card(self) -> Any:
        """Come in as whoever is signed in."""
        return self.browser.post(f"{self.address}/vao", data={"ma": str(uuid.uuid4()), "cach": "card"})

    def taps(self, number: int, letter: str, tap_id: str | None = None) -> Any:
        """What the script sends."""
        said = {"ma": tap_id or str(uuid.uuid4()), "cau": number, "chon": letter}
        return self.browser.post(f"{self.address}/tra-loi", data=said, headers=JSON)

    def sees(self) -> str:
        """The whole page."""
        return self.browser.get(self.address).get_data(as_text=True)

    def asks(self) -> Any:
        """What the script asks every two seconds."""
        answer = self.browser.get(f"{self.address}/trang-thai", headers=JSON | {"If-None-Match": self.tag})
        self.tag = answer.headers.get("ETag", self.tag)
        return answer


def phone(app: Flask, live: LiveQuiz, name: str = "Bà Hoa") -> Phone:
    """A phone that has come in."""
    made = Phone(app.test_client(), live)
    made.joins(name)
    return made


def hidden(html: str, name: str) -> str:
    """The value of a hidden field."""
    found = re.search(rf'name="{name}" value="([^"]*)"', html)
    assert found is not None
    return found[1]
