"""Issuing: only what was earned, only once, frozen as printed, with a trail when it is replaced."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from decimal import Decimal

import pytest
from sqlalchemy import func, select
from sqlalchemy.exc import OperationalError

from certificates import actions
from certificates.actions import AlreadyRevoked, NotYetEligible, TakenAway
from certificates.models import Certificate, SerialCounter
from certificates.queries import Standing, paper_of, valid_for, verify
from learning.accounts import actions as accounts
from learning.accounts.commune import forget_communes
from learning.accounts.models import AuditEntry, Person
from learning.accounts.places import plant_commune
from learning.core.database import db
from learning.progress.actions import record
from tests.quizzes.on_disk import at_once, site_on_disk
from tests.quizzes.sheets import published
from tests.support import factories
from tests.support.databases import TEST_SERVER
from tests.support.factories import COURSE, OTHER_COURSE

OFFER = f"/giay-xac-nhan/khoa/{COURSE}"


@pytest.fixture
def graduate(resident):
    """Somebody who has finished the course."""
    factories.finished_course(resident)
    return resident


@pytest.fixture
def paper(graduate):
    """The certificate of the graduate."""
    return actions.issue(graduate, factories.course())


def count():
    return db.session.scalar(select(func.count()).select_from(Certificate))


# --- who gets one -----------------------------------------------------------------------------------------


def test_whoever_is_not_done_is_told_every_title_that_is_left(resident, client_of):
    record(resident.id, f"{COURSE}/goi-cho-con", datetime.now(UTC))
    page = client_of(resident).get(OFFER).text
    items = re.findall(r"<li>([^<]+)</li>", page)
    assert items[-3:] == ["Chuẩn bị máy trước khi gọi", "Tắt máy đúng lúc", "Kiểm tra cuối khóa"]
    assert "cấp giấy</button>" not in page


def test_pressing_issue_too_early_is_refused_with_the_same_list(resident, client_of):
    factories.finished_lessons(resident)
    refused = client_of(resident).post(OFFER)
    assert refused.status_code == 409 and "Còn thiếu: Kiểm tra cuối khóa" in refused.text and count() == 0


def test_a_failed_quiz_earns_nothing(resident):
    factories.finished_lessons(resident)
    factories.failed_attempt(resident)
    with pytest.raises(NotYetEligible, match="Kiểm tra cuối khóa"):
        actions.issue(resident, factories.course())


def test_whoever_has_finished_keeps_the_right_when_a_lesson_is_added_later(graduate, tmp_path):
    published(tmp_path, ("Gọi điện có hình cho con cháu", "Gọi điện có hình"))
    assert actions.issue(graduate, factories.course()).course_title == "Gọi điện có hình"


def test_the_preview_shows_exactly_what_will_be_printed(graduate, client_of):
    browser = client_of(graduate)
    preview = browser.get(OFFER).text
    browser.post(OFFER)
    issued = db.session.scalars(select(Certificate)).one()
    for printed in (issued.holder_name, issued.course_title, issued.parent_body, "1,5"):
        assert printed in preview
    assert issued.holder_name == "Nguyễn Thị Hoà"


def test_looking_at_the_preview_or_the_sample_issues_nothing(graduate, client_of):
    browser = client_of(graduate)
    browser.get(OFFER)
    assert (count(), db.session.scalar(select(func.count()).select_from(SerialCounter))) == (0, 0)


def test_a_course_of_which_nothing_is_published_has_no_offer(resident, client_of):
    assert client_of(resident).get("/giay-xac-nhan/khoa/khong-co").status_code == 404


# --- once -------------------------------------------------------------------------------------------------


def test_a_second_tap_does_not_issue_a_second_certificate(graduate, client_of):
    browser = client_of(graduate)
    assert browser.post(OFFER).headers["Location"] == browser.post(OFFER).headers["Location"]
    assert count() == 1


def test_once_it_is_issued_the_offer_leads_to_it(paper, graduate, client_of):
    assert client_of(graduate).get(OFFER).headers["Location"] == f"/giay-xac-nhan/{paper.code}"


def test_eight_taps_in_the_same_moment_give_one_certificate(tmp_path):
    with site_on_disk(tmp_path) as site:
        person = factories.person()
        factories.finished_course(person)
        db.session.commit()
        browsers = [site.test_client(user=person) for _ in range(8)]
        db.session.remove()
        answers = at_once(8, lambda index: browsers[index].post(OFFER))
        assert len({answer.headers["Location"] for answer in answers}) == 1
        assert [row.serial[:5] for row in db.session.scalars(select(Certificate))] == ["0001/"]


def test_eight_people_in_the_same_moment_get_numbers_without_a_gap(tmp_path):
    with site_on_disk(tmp_path) as site:
        people = factories.people(8)
        for person in people:
            factories.finished_course(person)
        db.session.commit()
        browsers = [site.test_client(user=person) for person in people]
        db.session.remove()
        answers = at_once(8, lambda index: browsers[index].post(OFFER))
        rows = db.session.scalars(select(Certificate).order_by(Certificate.serial)).all()
        assert {answer.status_code for answer in answers} == {303} and len({row.code for row in rows}) == 8
        assert [row.serial[:4] for row in rows] == [f"{number:04d}" for number in range(1, 9)]


# --- numbers ----------------------------------------------------------------------------------------------


def issued_to(name="Trần Văn Ba", slug=OTHER_COURSE, thon="Thôn Mẫu Một"):
    return factories.certificate(factories.person(name, thon=thon), slug)


def test_numbers_run_through_all_courses_and_thon_of_the_commune(app, clock):
    clock.set(datetime(2026, 11, 22, tzinfo=UTC))
    papers = [issued_to(), issued_to(slug=COURSE), issued_to(thon="Thôn Mẫu Hai")]
    assert [paper.serial for paper in papers] == ["0001/2026", "0002/2026", "0003/2026"]


def test_somebody_who_is_refused_uses_up_no_number(app, resident, clock):
    first = issued_to()
    with pytest.raises(NotYetEligible):
        actions.issue(resident, factories.course())
    assert (first.serial[:4], issued_to().serial[:4]) == ("0001", "0002")


def test_numbers_begin_anew_at_midnight_of_the_new_year_in_vietnam(app, clock):
    clock.set(datetime(2026, 12, 31, 16, 59, tzinfo=UTC))
    old = issued_to()
    clock.set(datetime(2026, 12, 31, 17, 1, tzinfo=UTC))
    new = issued_to()
    assert (old.serial, old.issued_on.isoformat()) == ("0001/2026", "2026-12-31")
    assert (new.serial, new.issued_on.isoformat()) == ("0001/2027", "2027-01-01")


def test_another_commune_counts_by_itself(app, home, resident):
    from vietnam_provinces import Ward

    other = plant_commune(next(int(ward.code) for ward in Ward.iter_all() if int(ward.code) != 11257))
    accounts.add_village(other, "Thôn Xa", None)
    factories.certificate(resident)
    forget_communes()
    assert issued_to(thon="Thôn Xa").serial[:4] == "0001"


# --- frozen -----------------------------------------------------------------------------------------------


def test_a_paper_keeps_the_name_it_was_printed_with(paper, graduate, home):
    graduate.full_name = "Nguyễn Thị Hoa"
    db.session.commit()
    assert actions.issue(graduate, factories.course()).holder_name == "Nguyễn Thị Hoà"


def test_a_paper_keeps_its_signer_its_title_and_its_hours(paper, home, tmp_path):
    before = paper_of(paper, "https://hoc.example.vn")
    accounts.fill_in(home, "ho-ten-nguoi-ky", "Trần Quốc Khánh", None)
    published(tmp_path, ("Gọi điện có hình cho con cháu", "Tên khác"), ("hours = 1.5", "hours = 9"))
    forget_communes()
    db.session.expire_all()
    assert paper_of(paper, "https://hoc.example.vn") == before and before.hours == Decimal("1.5")


def test_what_the_commune_has_filled_in_stands_on_the_next_paper(app, home, stranger):
    words = {"co-quan-chu-quan": "UBND XÃ HẢI HƯNG", "don-vi-cap": "PHÒNG VĂN HÓA - XÃ HỘI", "dia-danh": "Hải Hưng"}
    words |= {"chuc-vu-nguoi-ky": "TRƯỞNG PHÒNG", "ho-ten-nguoi-ky": "Trần Quốc Khánh"}
    for key, value in words.items():
        accounts.fill_in(home, key, value, None)
    forget_communes()
    paper = factories.certificate(stranger)
    said = (paper.parent_body, paper.issuing_unit, paper.place_name, paper.signer_title, paper.signer_name)
    assert said == tuple(words.values())


def test_as_long_as_nothing_is_filled_in_no_signer_is_invented(paper):
    assert (paper.parent_body, paper.place_name) == ("ỦY BAN NHÂN DÂN XÃ HẢI HƯNG", "Hải Hưng")
    assert (paper.issuing_unit, paper.signer_title, paper.signer_name) == ("", "", "")


# --- revoked and replaced ---------------------------------------------------------------------------------


def test_issuing_anew_leaves_the_old_one_revoked_and_pointing_to_the_new(paper, graduate, staff):
    accounts.correct(graduate, accounts.Registration("Nguyễn Thị Hoa", "residents", graduate.place))
    old_code = paper.code
    fresh = actions.issue_anew(paper, graduate, factories.course(), "Sửa tên in sai", staff)
    db.session.commit()
    assert (fresh.holder_name, fresh.issue_no, paper.holder_name) == ("Nguyễn Thị Hoa", 2, "Nguyễn Thị Hoà")
    assert fresh.code != old_code and fresh.serial != paper.serial
    assert paper.revocation.replaced_by == fresh.id and valid_for(graduate.id, COURSE, "self") is fresh


def test_revoking_and_replacing_leave_traces_without_names(paper, graduate, staff):
    actions.issue_anew(paper, graduate, factories.course(), "Sửa tên in sai", staff)
    db.session.flush()
    rows = db.session.scalars(
        select(AuditEntry).where(AuditEntry.actor_id == staff.id).order_by(AuditEntry.at, AuditEntry.id)
    ).all()
    assert {row.action for row in rows} == {"revoke_certificate", "issue_anew"}
    assert not any("Hoà" in row.subject + row.note for row in rows)


@pytest.mark.skipif(not TEST_SERVER, reason="SQLite's writers queue by themselves")
def test_while_a_paper_is_revoked_nobody_writes_down_who_taught_its_holder(paper, graduate, staff):
    """Neither would see the other: a credit for a revoked paper would stand until everything is counted anew."""
    db.session.commit()
    actions.revoke(paper, "In sai", staff)
    with db.engine.connect() as other, pytest.raises(OperationalError):
        other.execute(select(Person.id).where(Person.id == graduate.id).with_for_update(nowait=True))


def test_a_paper_is_replaced_only_once(paper, graduate, staff):
    actions.issue_anew(paper, graduate, factories.course(), "Sửa tên", staff)
    with pytest.raises(AlreadyRevoked):
        actions.issue_anew(paper, graduate, factories.course(), "Sửa tên", staff)
    assert count() == 2


def test_a_paper_is_revoked_only_once(paper, staff):
    actions.revoke(paper, "Cấp nhầm", staff)
    with pytest.raises(AlreadyRevoked):
        actions.revoke(paper, "Cấp nhầm lần nữa", staff)
    assert paper.revocation.reason == "Cấp nhầm"


def test_a_holder_cannot_get_a_new_one_after_a_revocation(paper, graduate, staff, client_of):
    actions.revoke(paper, "Cấp nhầm", staff)
    refused = client_of(graduate).post(OFFER)
    assert refused.status_code == 409 and "cán bộ xã" in refused.text
    with pytest.raises(TakenAway):
        actions.issue(graduate, factories.course())
    assert count() == 1


def test_a_revoked_paper_does_not_stand_in_the_way_of_another_course(paper, graduate, staff):
    actions.revoke(paper, "Cấp nhầm", staff)
    assert factories.certificate(graduate, OTHER_COURSE).revocation is None


def test_the_holder_sees_that_and_why_it_was_revoked(paper, graduate, staff, client_of):
    actions.revoke(paper, "Cấp nhầm lớp", staff)
    browser = client_of(graduate)
    assert "Cấp nhầm lớp" in browser.get(f"/giay-xac-nhan/{paper.code}").text
    assert "đã thu hồi" in browser.get("/toi").text


def test_after_its_holder_is_forgotten_only_that_there_was_a_paper_stays(paper, graduate):
    code, serial = paper.code, paper.serial
    actions.forget(graduate.id)
    db.session.commit()
    db.session.expire_all()
    kept = db.session.scalars(select(Certificate)).one()
    assert (kept.code, kept.serial, kept.person_id, kept.holder_name) == (code, serial, None, None)
    assert verify(code).standing is Standing.ERASED
