"""What the visits of ``visits.py`` need: somebody who has come far, one who has just come, papers of every kind."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from flask import current_app
from sqlalchemy import select

from certificates import actions as certificates
from certificates.models import Certificate
from courses import actions as courses
from courses.catalogue import catalogue, forget_catalogue
from courses.package import read_package
from feedback import actions as feedback
from learning.accounts import actions as accounts
from learning.accounts import office_actions as office
from learning.accounts.invitations import invite
from learning.accounts.models import Person, Place
from learning.accounts.permissions import Role
from learning.accounts.queries import home_place
from learning.core import clock
from learning.core.codes import new_code
from learning.core.database import db, new_id
from pages import own_data
from practice import actions as practice
from practice.models import ScamTest
from practice.scam_set import scam_items
from tests.browser.people import COURSE
from tests.browser.server import ROOT
from tests.browser.visits import ROSTER_ID
from tests.support import factories
from tests.support.meetings import came, meeting
from training.live import actions as live_quizzes
from training.live import host_actions
from training.live.actions import Guise
from training.live.choosing import offers_of
from training.live.host_actions import Plan
from training.live.models import Joined
from training.meetings import actions as classes
from training.rollcall import passes
from training.visits import actions as house_visits
from training.visits.actions import Said

LESSON = "nop-ho-so"
QUIZ = "kiem-tra-cuoi-khoa"
FINISHED = "vneid-va-the-can-cuoc"  # finished, but its paper not yet asked for
FAILED = "thanh-toan-so"
BEGUN = "nhan-biet-lua-dao"
WITHDRAWN = "hoa-don-va-ban-hang"
REPUBLISHED = "van-ban-dien-tu"
PATH, PLACEMENT, WISH = "lo-trinh-nguoi-dan", "dau-vao", "thanh-toan-so"
FIRST, SECOND, CLOSED = "Thôn 1 (mẫu)", "Thôn 2 (mẫu)", "Thôn Cũ (mẫu)"
LEARNER_PHONE, NEWCOMER_PHONE = "0912345678", "0987654321"
MOTHER_PHONE, DAUGHTER_PHONE = "0934567890", "0356789012"  # two who share one phone


def build() -> dict[str, object]:
    """Make everything; returns the sample arguments of addresses by name."""
    learner = factories.person("Nguyễn Thị Hoà Ngưỡng", FIRST, phone=LEARNER_PHONE, birth_year=1960)
    newcomer = factories.person("Đỗ Văn Lượng", SECOND, phone=NEWCOMER_PHONE)
    somebody = factories.person("Trần Thị Quên Mã", FIRST)
    twin = factories.person(learner.full_name, FIRST)
    factories.person("Phạm Thị Chung Máy", FIRST, phone=MOTHER_PHONE)
    daughter = factories.person("Phạm Thuỳ Chung Máy", FIRST, phone=DAUGHTER_PHONE)
    helper = factories.staff("Lê Thị Nhàn", "lenhan", Role.FACILITATOR, FIRST, factories.PASSWORD)
    factories.finished_course(learner, FINISHED)
    sample = {
        "course": COURSE, "lesson": LESSON, "quiz": QUIZ, "other": FAILED, "begun": BEGUN, "finished": FINISHED,
        "path": PATH, "placement": PLACEMENT, "wish": WISH, "learner": learner.id, "newcomer": newcomer.id,
        "somebody": somebody.id, "daughter": daughter.id, "helper": helper.id, "card": newcomer.card_code,
        "place": factories.place(SECOND).id, "closed": _closed(helper).id, "token": invite(None), "twin": twin.id,
        "waiting": factories.open_attempt(learner, BEGUN, QUIZ).id,
        "passed": factories.passed_attempt(learner, COURSE, QUIZ).id,
        "failed": factories.failed_attempt(learner, FAILED, QUIZ).id,
        "placed": factories.passed_attempt(learner, PATH, PLACEMENT).id,
        "unknown": new_code(), "roster": ROSTER_ID,
    }  # fmt: skip
    sample |= _meetings(helper, learner)
    return sample | _papers(learner, somebody, helper) | _publications() | _said(learner, helper) | _live(helper)


def _meetings(helper: Person, learner: Person) -> dict[str, object]:
    """Classes to come, cancelled and over; somebody taught at home."""
    coming, off, full = (meeting(helper, place=factories.place(FIRST), items=(COURSE,), capacity=1) for _ in range(3))
    over = meeting(helper, place=factories.place(FIRST), items=(COURSE,), starts_at=clock.now() - timedelta(hours=3))
    classes.cancel(off, "Hội trường mất điện", helper)
    classes.sign_up_people(full, [learner], helper)
    classes.set_state(over, "closed", clock.now(), helper)
    came(over, learner, factories.person("Trần Văn Tới Lớp", FIRST))
    slip = passes.slip(current_app.config["SECRET_KEY"], coming.id, clock.now())
    told = {"meeting": coming.id, "meeting_code": coming.code, "off": off.code, "full": full.code, "over": over.id}
    said = Said(factories.place(FIRST), clock.now(), 30, (learner,), (COURSE,), 2)
    return told | {"slip": slip, "at_home": house_visits.record(new_id(), said, helper)[0].id}


def _live(leader: Person) -> dict[str, object]:
    """A live quiz with its first question on the wall and a name in it."""
    offers = offers_of(catalogue().course(COURSE))[:3]
    live = host_actions.prepare(Plan("Đố vui tối nay", factories.place(FIRST).id), offers, leader, new_id())
    seat = live_quizzes.join(live, Guise(Joined.NAME, "Bà Hoa"), new_id())
    host_actions.step(live, live.version)
    return {"live_id": live.id, "live_code": live.code, "rejoin": seat.rejoin}


def _closed(by: Person) -> Place:
    thon = accounts.add_village(home_place(), CLOSED, None)
    office.close_village(thon, by)
    return thon


def _papers(learner: Person, somebody: Person, by: Person) -> dict[str, object]:
    factories.finished_lessons(learner, COURSE)
    valid = certificates.issue(learner, factories.course(COURSE))
    revoked, replaced = _two_of_the_demonstration()
    certificates.revoke(revoked, "Ghi sai tên khóa học", by)
    holder = db.session.get_one(Person, replaced.person_id)
    certificates.issue_anew(replaced, holder, factories.course(replaced.course_slug), "Sửa tên cho đúng giấy tờ", by)
    leaver = factories.person("Trần Thị Xin Xóa", SECOND)
    erased = factories.certificate(leaver, FINISHED).code
    own_data.forget(leaver)
    db.session.flush()
    return {"code": valid.code, "revoked": revoked.code, "replaced": replaced.code, "erased": erased}


def _two_of_the_demonstration() -> tuple[Certificate, Certificate]:
    valid = select(Certificate).join(Person, Person.id == Certificate.person_id).where(~Certificate.revocation.has())
    rows = db.session.scalars(valid.where(Person.is_demo).order_by(Certificate.id)).all()
    shown = [row for row in rows if catalogue().find(row.course_slug)]
    return shown[0], shown[1]


def _publications() -> dict[str, object]:
    """One course withdrawn, another published anew under another title and so with an earlier revision."""
    courses.show(WITHDRAWN, None, None)
    earlier = factories.course(REPUBLISHED).revision_id
    package = read_package(ROOT / "courses/content" / REPUBLISHED)
    courses.publish(replace(package, title=f"{package.title}, bản mới"))
    forget_catalogue()
    return {"withdrawn": WITHDRAWN, "republished": REPUBLISHED, "revision": earlier}


def _said(learner: Person, by: Person) -> dict[str, object]:
    """Questions to the office, a public answer, faces, and two scam tests of which the later one is better."""
    waiting = feedback.ask(None, new_id(), feedback.Asked("Tôi không thấy nút Nộp hồ sơ.", "", "Bà Sáu"), clock.now())
    about = f"{COURSE}/{LESSON}"
    answered = feedback.ask(learner, new_id(), feedback.Asked("Máy cứ quay tròn?", about, ""), clock.now())
    feedback.answer(answered, "Bác chờ có mạng rồi bấm lại.", by)
    feedback.publish(answered, "Nộp hồ sơ thì máy quay tròn?", "Chờ có mạng rồi bấm lại một lần.", by)
    for face in (1, 2, 3):
        feedback.rate(new_id(), about, face, "Chữ hơi nhỏ", learner, clock.now())
    tests = [_taken(learner, days, wrong) for days, wrong in ((40, 4), (1, 0))]
    return {
        "guest_test": new_id(), "taken": tests[-1].id, "guest_enquiry": waiting.code, "own_enquiry": answered.code,
        "asked": waiting.id, "answered_enquiry": answered.id,
    }  # fmt: skip


def _taken(learner: Person, days: int, wrong: int) -> ScamTest:
    test = practice.begin_test(learner, new_id(), str(days))
    for number, name in enumerate(test.drawn, start=1):
        scam = scam_items()[name].is_scam is (number > wrong)
        practice.answer(learner, test.id, number, "scam" if scam else "genuine")
    test.started_at = test.finished_at = clock.now() - timedelta(days=days)
    return test
