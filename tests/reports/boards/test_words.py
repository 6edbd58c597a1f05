"""No number without its sentence or its list, on the board, the digest and the lists to act on."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from html import unescape

from learning.accounts.models import Person
from learning.core import clock as site_clock
from learning.core.database import db
from reports.boards.actions import TargetDraft, set_target
from reports.figures import actions as figures
from reports.figures.measures import MEASURES
from reports.figures.models import Campaign
from tests.reports.reading import length_of, words
from tests.support import factories
from tests.support.clients import Browser
from tests.support.meetings import meeting
from tests.support.moved_clock import MovedClock

BOARD = "/can-bo/thong-ke"
ClientOf = Callable[[Person], Browser]


def shown(browser: Browser, door: str = "") -> str:
    return browser.get(BOARD + door).get_data(as_text=True)


def test_the_digest_opens_the_list_of_all_who_are_to_be_called(
    clock: MovedClock, staff: Person, resident: Person, stranger: Person, client_of: ClientOf
) -> None:
    first = site_clock.today()
    for _ in range(2):  # idle and failed twice: on two lists, and called once
        factories.failed_attempt(stranger)
        factories.finished_lessons(stranger)
        clock.move(days=2)
    clock.move(days=14)
    db.session.commit()
    period = f"ky=tu-chon&tu={first:%d/%m/%Y}&den={site_clock.today():%d/%m/%Y}"
    page = shown(client_of(staff), f"/tom-tat?{period}")
    found = re.search(r'<a href="([^"]*viec=can-goi-nhac[^"]*)">([\d.]+)</a></b> người cần gọi, nhắc', page)
    assert found and found.group(2) == "3"  # the officer too is registered and has learnt nothing
    assert length_of(client_of(staff), unescape(found.group(1))) == 3
    listed = shown(client_of(staff), f"/danh-sach?viec=can-goi-nhac&{period}")
    for task, people in (("chua-bat-dau", 2), ("bo-do", 1), ("truot-hai-lan", 1)):
        assert length_of(client_of(staff), f"{BOARD}/danh-sach?viec={task}&{period}") == people
    assert "Nguyễn Thị Hoà" in listed and "Đỗ Văn Lượng" in listed and "mỗi người tính một lần" in listed


def test_a_campaign_keeps_its_name_in_the_title_of_the_digest(staff: Person, client_of: ClientOf) -> None:
    today = site_clock.today()
    figures.name_campaign("NQ 57 về Hải Hưng", today - timedelta(days=9), today, staff)
    db.session.commit()
    campaign = db.session.query(Campaign).one()
    title = re.search(r"<title>(.*?)</title>", shown(client_of(staff), f"/tom-tat?ky=dot&dot={campaign.id}"))
    assert title and title.group(1).startswith("Tóm tắt: NQ 57 về Hải Hưng")


def test_every_chart_and_column_says_what_it_counts(staff: Person, resident: Person, client_of: ClientOf) -> None:
    factories.finished_course(resident)
    db.session.commit()
    page = shown(client_of(staff))
    for chart, key in zip(page.split('<figure class="trend">')[1:], ("active", "completed"), strict=True):
        assert MEASURES[key].sentence in chart.partition("</figure>")[0]
    courses = page.partition("<h2>Các khóa</h2>")[2].partition("<table")[0]
    for key in ("active", "completed", "completion_rate", "first_try_passes"):
        assert MEASURES[key].sentence in courses
    skills = page.partition("<h2>Kỹ năng nào yếu, ở đâu</h2>")[2].partition("<table")[0]
    assert MEASURES["active"].sentence in skills


def test_a_target_says_what_is_counted(staff: Person, client_of: ClientOf) -> None:
    today = site_clock.today()
    first, last = today.replace(month=1, day=1), today.replace(month=12, day=31)
    set_target(TargetDraft("reached", factories.place("xã"), "", "", 50, first, last, "KH số 1", first), staff)
    db.session.commit()
    for door in ("", "/chi-tieu"):
        bar = shown(client_of(staff), door).partition("<progress")[2].partition("</p>")[0]
        assert MEASURES["reached"].sentence in bar


def test_registered_only_says_that_nobody_came_to_the_house_either(
    staff: Person, resident: Person, client_of: ClientOf
) -> None:
    for door in ("", "/danh-sach?viec=chua-bat-dau"):
        assert "chưa dự buổi học nào, chưa được hướng dẫn tại nhà." in shown(client_of(staff), door)


def test_facilitators_without_meetings_say_which_filters_pass_them_by(
    facilitator: Person, staff: Person, client_of: ClientOf
) -> None:
    said = "Tính theo nơi phụ trách và ngày; không chia theo khóa, đối tượng, giới, tuổi, hình thức."
    for door in ("?gioi=nu&kenh=lop", "/chua-day?gioi=nu&kenh=lop"):
        assert said in words(shown(client_of(staff), door))
    meeting(staff, facilitator_ids=(facilitator.id,), starts_at=site_clock.now())
    page = shown(client_of(staff), "/chua-day")
    assert "Ở nơi đã chọn, người hướng dẫn nào cũng đã có buổi trong kỳ." in page
