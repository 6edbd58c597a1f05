"""The report: its sentences, its numbers and where they come from, what is written by hand, the freeze."""

from __future__ import annotations

import re
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest
from sqlalchemy import text as sql
from sqlalchemy.exc import DBAPIError

from learning.accounts.models import AuditEntry, Person
from learning.accounts.permissions import Role
from learning.core import clock
from learning.core.database import db
from learning.progress import actions as ledger
from reports.figures.queries import figure, people_behind
from reports.papers import actions, queries
from reports.papers.choosing import choice_for
from reports.papers.findings import canonical, digest_of, read_findings
from reports.papers.gathering import findings_of, own_scope
from tests.reports.papers.conftest import OCTOBER, finish, up_to_date
from tests.support import factories
from tests.support.clients import Browser

PAGE = "/can-bo/bao-cao?ky=thang&nam=2026&thang=10"
ClientOf = Callable[[Person], Browser]


def words(html: str) -> str:
    """What a reader reads."""
    return " ".join(re.sub(r"<[^>]+>", "", html).replace("\xa0", " ").split())


def test_the_report_says_how_many_were_reached(october: SimpleNamespace, client_of: ClientOf) -> None:
    said = words(client_of(october.staff).get(PAGE).text)
    assert "Tháng 10/2026, trên địa bàn" in said and "có 2 người được tiếp cận" in said
    assert "Có 1 người hoàn thành ít nhất một khóa học, đạt tỷ lệ hoàn thành 50% (1/2)." in said
    assert "Đã tổ chức 1 buổi học, 2 người dự, 2 lượt dự, tổng cộng 3 giờ học." in said
    assert "Bà con gửi đến 1 câu hỏi, vướng mắc; chưa trả lời được câu nào." in said


def test_a_month_in_which_nothing_happened_is_said_in_words(october: SimpleNamespace, client_of: ClientOf) -> None:
    said = words(client_of(october.staff).get("/can-bo/bao-cao?ky=thang&nam=2026&thang=3").text)
    assert "chưa có người nào học hoặc đăng ký học" in said
    assert "Chưa tổ chức buổi học nào trong kỳ." in said
    assert "Chưa có câu hỏi, vướng mắc nào của bà con gửi đến trong kỳ." in said
    assert "tăng 0" not in said and "giảm 0" not in said


def test_it_is_compared_with_the_month_before(october: SimpleNamespace, client_of: ClientOf) -> None:
    said = words(client_of(october.staff).get(PAGE).text)
    assert "Số người được tiếp cận tăng 1 người (100%) so với tháng 9/2026" in said
    assert "số người hoàn thành khóa học bằng tháng 9/2026." in said


def test_a_month_that_still_runs_is_not_compared(october: SimpleNamespace, client_of: ClientOf) -> None:
    said = words(client_of(october.staff).get("/can-bo/bao-cao?ky=thang&nam=2026&thang=11").text)
    assert "so với tháng 10/2026" not in said


@pytest.mark.parametrize("query", [OCTOBER, {"ky": "quy", "nam": "2026", "quy": "4"}, {"ky": "nam", "nam": "2026"}])
def test_any_number_is_the_figure_and_the_length_of_its_list(october: SimpleNamespace, query: dict[str, str]) -> None:
    choice = choice_for(october.staff, query)
    findings = findings_of(choice, october.staff)
    counted = 0
    for found in findings.figures:
        if found.measure in ("meetings", "asked", "answered"):
            continue
        scope = own_scope(choice, found, october.staff)
        again = figure(found.measure, scope)
        assert (again.numerator, again.denominator) == (found.numerator, found.denominator), found
        if again.measure.counts == "người" and again.numerator is not None:
            assert people_behind(found.measure, scope).total == found.value
            counted += 1
    assert counted > 40


def test_every_number_on_the_page_opens_its_list(october: SimpleNamespace, client_of: ClientOf) -> None:
    browser = client_of(october.staff)
    links = set(re.findall(r'href="(/can-bo/bao-cao/so-lieu\?[^"]+)"', browser.get(PAGE).text))
    assert len(links) > 60
    for link in sorted(links):
        assert browser.get(link.replace("&amp;", "&")).status_code == 200
    shown = words(browser.get(f"{PAGE.replace('?', '/so-lieu?')}&ma=a5").text)
    assert "Nguyễn Thị Hoà" in shown and "Lúc này: 1 người" in shown


def test_a_look_at_a_list_is_traced(october: SimpleNamespace, client_of: ClientOf) -> None:
    client_of(october.staff).get(f"{PAGE.replace('?', '/so-lieu?')}&ma=A1")
    assert db.session.query(AuditEntry).filter_by(action="see_people").count() == 1


def test_a_code_that_is_on_no_paper_is_not_found(october: SimpleNamespace, client_of: ClientOf) -> None:
    assert client_of(october.staff).get(f"{PAGE.replace('?', '/so-lieu?')}&ma=Z9").status_code == 404


def test_staff_of_one_thon_report_on_their_thon_alone(october: SimpleNamespace, client_of: ClientOf) -> None:
    one = factories.staff("Lý Thị Một Thôn", "mot", Role.STAFF, "Thôn Mẫu Một")
    browser, other = client_of(one), factories.place("Thôn Mẫu Hai")
    said = words(browser.get(PAGE).text)
    assert "trên địa bàn Thôn Mẫu Một có 1 người được tiếp cận" in said and "KẾT QUẢ THEO THÔN" not in said
    assert browser.get(f"{PAGE}&noi={other.id}").status_code == 404
    for door in ("tai-ve.pdf", "tai-ve.docx", "so-lieu"):
        assert browser.get(f"/can-bo/bao-cao/{door}?ky=thang&nam=2026&thang=10&ma=A1&noi={other.id}").status_code == 404
    assert browser.post(f"/can-bo/bao-cao/chot?ky=thang&nam=2026&thang=10&noi={other.id}").status_code == 404


# --- What is written by hand -----------------------------------------------------------------------------


def sent(**texts: str) -> dict[str, str]:
    """A form with everything at edition 0 but what is said."""
    keys = "nen-tang-so hoi-nghi truc-quan truyen-thanh khac kho-khan de-xuat".split()
    blank = dict.fromkeys(keys, "") | {f"{key}-ban": "0" for key in keys}
    return blank | {name.replace("_", "-"): value for name, value in texts.items()}


WRITE = PAGE.replace("?", "/loi-viet?")


def test_what_is_written_stands_in_its_section(october: SimpleNamespace, client_of: ClientOf) -> None:
    browser = client_of(october.staff)
    assert browser.post(WRITE, data=sent(de_xuat="Xin thêm một máy chiếu.\n\nXin wifi.")).status_code == 303
    said = words(browser.get(PAGE).text)
    assert "VI. ĐỀ XUẤT, KIẾN NGHỊ Xin thêm một máy chiếu. Xin wifi." in said


def test_what_is_written_belongs_to_its_month(october: SimpleNamespace, client_of: ClientOf) -> None:
    browser = client_of(october.staff)
    browser.post(WRITE, data=sent(de_xuat="Xin thêm một máy chiếu."))
    assert "máy chiếu" not in browser.get("/can-bo/bao-cao?ky=thang&nam=2026&thang=9").text


def test_two_writers_lose_nothing(october: SimpleNamespace, client_of: ClientOf, admin: Person) -> None:
    first, second = client_of(october.staff), client_of(admin)
    assert first.post(WRITE, data=sent(kho_khan="Mạng yếu.", de_xuat="Xin máy.")).status_code == 303
    answer = second.post(WRITE, data=sent(kho_khan="Bà con ngại.", truc_quan="Hai pano."))
    assert answer.status_code == 409
    assert "Mạng yếu." in answer.text and "Bà con ngại." in answer.text
    held = queries.texts_of(choice_for(admin, OCTOBER))
    assert held["kho-khan"].text == "Mạng yếu." and held["de-xuat"].text == "Xin máy."
    assert held["truc-quan"].text == "Hai pano."
    both = sent(
        kho_khan="Mạng yếu. Bà con ngại.", kho_khan_ban="1", de_xuat="", truc_quan="Hai pano.", truc_quan_ban="1"
    )
    assert second.post(WRITE, data=both).status_code == 303
    held = queries.texts_of(choice_for(admin, OCTOBER))
    assert held["kho-khan"].text == "Mạng yếu. Bà con ngại." and held["de-xuat"].text == "Xin máy."


def test_text_is_never_markup(october: SimpleNamespace, client_of: ClientOf) -> None:
    browser = client_of(october.staff)
    browser.post(WRITE, data=sent(de_xuat="<script>alert(1)</script>"))
    assert "<script>alert" not in browser.get(PAGE).text


def test_signs_that_no_document_can_hold_do_no_harm(october: SimpleNamespace, client_of: ClientOf) -> None:
    browser = client_of(october.staff)
    assert browser.post(WRITE, data=sent(de_xuat="Xin\x0b thêm\x1f máy.")).status_code in (303, 400)
    for ending in ("pdf", "docx"):
        assert browser.get(PAGE.replace("?", f"/tai-ve.{ending}?")).status_code == 200


def test_a_report_asks_few_questions(october: SimpleNamespace, client_of: ClientOf, queries: Any) -> None:
    browser = client_of(october.staff)
    browser.get(PAGE)
    with queries() as log:
        browser.get(PAGE)
    few = len(log)
    factories.people(30)
    for number in range(3, 12):
        factories.village(f"Thôn Mẫu Số {number}")
    db.session.commit()
    up_to_date()
    browser.get(PAGE)
    with queries() as log:
        browser.get(PAGE)
    assert len(log) == few <= 30


# --- The freeze ------------------------------------------------------------------------------------------


FREEZE = PAGE.replace("?", "/chot?")


def test_a_frozen_report_keeps_its_numbers(october: SimpleNamespace, client_of: ClientOf) -> None:
    browser = client_of(october.staff)
    before = browser.get(PAGE).text
    assert browser.post(FREEZE).status_code == 303
    choice = choice_for(october.staff, OCTOBER)
    kept = queries.freeze_of(choice)
    assert kept is not None and digest_of(kept.body) == kept.digest
    october_day = clock.now().replace(month=10, day=20)
    ledger.record(october.shop.id, factories.COURSE, october_day, "self")  # arrives late
    db.session.commit()
    up_to_date()
    after = words(browser.get(PAGE).text)
    assert "Có 1 người hoàn thành ít nhất một khóa học" in words(before) and "Có 1 người hoàn thành" in after
    assert "Sau khi chốt, số liệu thay đổi" in after
    corrected = (
        '<th scope="row">Người hoàn thành khóa học</th><td>Chung</td><td class="num">1</td><td class="num">2</td>'
    )
    assert corrected in browser.get(PAGE).text
    assert kept.digest[:32] in after


def test_freezing_twice_keeps_the_first(october: SimpleNamespace, client_of: ClientOf) -> None:
    browser = client_of(october.staff)
    browser.post(FREEZE)
    first = queries.freeze_of(choice_for(october.staff, OCTOBER))
    finish(october.shop, factories.OTHER_COURSE)
    browser.post(FREEZE)
    again = queries.freeze_of(choice_for(october.staff, OCTOBER))
    assert first and again and (first.id, first.digest) == (again.id, again.digest)
    assert db.session.query(AuditEntry).filter_by(action="freeze_report").count() == 1


def test_a_month_that_still_runs_cannot_be_frozen(october: SimpleNamespace, client_of: ClientOf) -> None:
    answer = client_of(october.staff).post(FREEZE.replace("thang=10", "thang=11"))
    assert answer.status_code == 422 and "30/11/2026" in answer.text


@pytest.mark.parametrize("deed", ["UPDATE report_freeze SET body = 'x'", "DELETE FROM report_freeze"])
def test_the_database_lets_nobody_change_a_freeze(october: SimpleNamespace, client_of: ClientOf, deed: str) -> None:
    client_of(october.staff).post(FREEZE)
    with pytest.raises(DBAPIError, match="final"):
        db.session.execute(sql(deed))
    db.session.rollback()


def test_figures_survive_the_journey_through_text(october: SimpleNamespace) -> None:
    findings = findings_of(choice_for(october.staff, OCTOBER), october.staff)
    body = canonical(findings)
    assert read_findings(body) == findings and canonical(read_findings(body)) == body


def test_a_freeze_that_was_tampered_with_is_refused(october: SimpleNamespace) -> None:
    choice = choice_for(october.staff, OCTOBER)
    row = actions.freeze(choice, findings_of(choice, october.staff), october.staff)
    db.session.expunge(row)
    row.body = row.body.replace("2", "3", 1)
    with pytest.raises(actions.NotWhole):
        actions.check_whole(row)
