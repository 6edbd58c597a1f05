"""What the visits of ``visits.py`` need: somebody who has come far, one who has just come, papers of every kind."""

from __future__ import annotations

from dataclasses import replace

from sqlalchemy import select

from certificates import actions as certificates
from certificates.models import Certificate
from courses import actions as courses
from courses.catalogue import catalogue, forget_catalogue
from courses.package import read_package
from learning.accounts import actions as accounts
from learning.accounts import office_actions as office
from learning.accounts.invitations import invite
from learning.accounts.models import Person, Place
from learning.accounts.permissions import Role
from learning.accounts.queries import home_place
from learning.core.codes import new_code
from learning.core.database import db
from pages import own_data
from tests.browser.people import COURSE
from tests.browser.server import ROOT
from tests.support import factories

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


def build() -> dict[str, object]:
    """Make everything; returns the sample arguments of addresses by name."""
    learner = factories.person("Nguyễn Thị Hoà Ngưỡng", FIRST, phone=LEARNER_PHONE, birth_year=1960)
    newcomer = factories.person("Đỗ Văn Lượng", SECOND, phone=NEWCOMER_PHONE)
    somebody = factories.person("Trần Thị Quên Mã", FIRST)
    helper = factories.staff("Lê Thị Nhàn", "lenhan", Role.FACILITATOR, FIRST, factories.PASSWORD)
    factories.finished_course(learner, FINISHED)
    sample = {
        "course": COURSE, "lesson": LESSON, "quiz": QUIZ, "other": FAILED, "begun": BEGUN, "finished": FINISHED,
        "path": PATH, "placement": PLACEMENT, "wish": WISH, "learner": learner.id, "newcomer": newcomer.id,
        "somebody": somebody.id, "helper": helper.id, "card": newcomer.card_code,
        "place": factories.place(SECOND).id, "closed": _closed(helper).id, "token": invite(None),
        "waiting": factories.open_attempt(learner, BEGUN, QUIZ).id,
        "passed": factories.passed_attempt(learner, COURSE, QUIZ).id,
        "failed": factories.failed_attempt(learner, FAILED, QUIZ).id,
        "placed": factories.passed_attempt(learner, PATH, PLACEMENT).id,
        "unknown": new_code(),
    }  # fmt: skip
    return sample | _papers(learner, somebody, helper) | _publications()


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
