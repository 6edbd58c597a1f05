"""One village with somebody in every role and something behind every door; brought back before every request."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

from flask import current_app
from PIL import Image
from sqlalchemy import select

from courses import actions as courses
from courses import recording_actions as recordings
from courses.catalogue import forget_catalogue
from courses.package import read_package
from courses.path_file import PREFIX
from courses.recording_file import read_sound
from courses.recordings import Recorded, forget_recordings
from courses.recordings import recordings as all_recordings
from feedback import actions as feedback
from feedback.models import Enquiry
from learning.accounts import invitations
from learning.accounts.models import Person
from learning.accounts.permissions import Role
from learning.core import clock
from learning.core.database import db, new_id
from learning.core.kept_files import keep, kept_path
from learning.core.sheets import open_workbook
from learning.jobs.models import Job
from practice import actions as practice
from reports.boards import actions as boards
from reports.boards.actions import TargetDraft
from reports.boards.models import Target
from reports.figures.actions import catch_up
from tests.support import factories, sounds
from tests.support.answers import right_values
from tests.support.hubs import brought
from tests.support.meetings import meeting
from training.helping.actions import Word, name_helpers
from training.hub import actions as hubs
from training.hub.codes import frames_of
from training.hub.models import HubConflict
from training.kit.queries import new_set
from training.live import actions as live_quizzes
from training.live import host_actions
from training.live.actions import Guise
from training.live.choosing import offers_of
from training.live.host_actions import Plan
from training.live.models import Joined
from training.meetings import actions as classes
from training.meetings.models import AttendanceEvidence, Meeting
from training.rollcall import actions as rolls
from training.rollcall import passes
from training.rollcall import supervised_actions as supervision
from training.rollcall.models import HeldRoll, SupervisedTest
from training.roster import actions as rosters
from training.roster.reading import read_roster
from training.visits import actions as house_visits
from training.visits.actions import Said

COLUMNS = ("guest", "owner", "stranger", "facilitator", "staff", "editor", "admin")


@dataclass(frozen=True)
class Village:
    """Who lives here (by the cookies they carry) and what addresses and forms need."""

    cookies: dict[str, str]
    values: dict[str, Any]
    attempts: dict[str, UUID]
    answers: dict[str, list[str]]


@dataclass(frozen=True)
class Cookie:
    """What flask-login wants of a person: the text of the cookie."""

    text: str

    def get_id(self) -> str:
        """The text."""
        return self.text


def build() -> Village:
    """Make everything and commit it."""
    owner = factories.person("Nguyễn Thị Hoà", birth_year=1960, phone="0912345678")
    stranger = factories.person("Đỗ Văn Lượng", thon="Thôn Mẫu Hai", pin="730158")
    people = {"owner": owner, "stranger": stranger} | _staff()
    papers = factories.certificate(owner)
    waiting = factories.open_attempt(owner, quiz=factories.TIMED_QUIZ)
    done = factories.passed_attempt(owner, factories.OTHER_COURSE)
    enquiry, scam_test = _enquiry(owner), practice.begin_test(owner, new_id(), "mầm")
    course = factories.course()
    way = factories.path()
    placement = factories.passed_attempt(owner, way.slug, way.quizzes[0].slug)
    people["outsider"] = helper = factories.staff("Lê Thị Nhàn", "nhan", Role.FACILITATOR, "Thôn Mẫu Hai")
    db.session.commit()

    values = {
        "course": factories.COURSE,
        "lesson": factories.LESSON,
        "quiz": factories.QUIZ,
        "code": papers.code,
        "enquiry_id": enquiry.id,
        "enquiry_code": enquiry.code,
        "test_id": scam_test.id,
        "person_id": owner.id,
        "other_id": stranger.id,
        "helper_id": helper.id,
        "grant_id": helper.grants[0].id,
        "place_id": factories.place("Thôn Mẫu Hai").id,
        "thon_id": factories.place("Thôn Mẫu Một").id,
        "commune_id": factories.place("xã").id,
        "revision_id": _earlier_revision(),
        "slug": way.slug.removeprefix(PREFIX),
        "token": invitations.invite(None),
        "owner_card": owner.card_code,
        "card_code": stranger.card_code,
        "set_number": new_set(course, course.quizzes[0]).number,
        "digest": next(iter(course.media.values()))[:16],
        "name": "hai-may.svg",
        "sound": _recorded(people["editor"]).address,
        "screen": 1,
        **_long_work(people["facilitator"]),
        **_live(people["facilitator"]),
    }
    found = meeting(people["facilitator"])
    values |= {"meeting_id": found.id, "meeting_code": found.code}
    values |= _class(people["facilitator"], owner, found)
    values |= _hub(people["facilitator"], owner)
    thon = factories.place("Thôn Mẫu Một")
    said = Said(thon, clock.now(), 30, (owner,), (factories.COURSE,), 1)
    values["visit_id"] = house_visits.record(new_id(), said, people["facilitator"])[0].id
    answers = right_values(waiting)
    taught = Word(owner, stranger, new_id())
    name_helpers([taught], clock.now())
    values["helping_id"] = str(taught.id)
    values["target_id"] = _target(people["staff"])
    while catch_up():  # so that no page has to
        pass
    db.session.commit()
    cookies = {name: person.get_id() for name, person in people.items()}
    return Village(cookies, values, {"waiting": waiting.id, "done": done.id, "placement": placement.id}, answers)


def _class(leader: Person, owner: Person, coming: Meeting) -> dict[str, Any]:
    """A class that goes on, with a test approved; a held roll, a photograph, a slip of the wall."""
    now_on = meeting(leader, place=factories.place("xã"), starts_at=clock.now() - timedelta(minutes=10))
    classes.set_state(now_on, "opened", clock.now(), leader)
    quiz = factories.course().quiz(factories.QUIZ)
    assert quiz is not None
    supervision.ask(owner, now_on, factories.course(), quiz)
    request = db.session.scalars(select(SupervisedTest)).one()
    supervision.decide(now_on, [request], True, leader)
    rolls.hold_back(coming, "guests", {"number": 3}, rolls.Sent(new_id(), clock.now(), leader))
    picture = Image.new("RGB", (40, 30), "white")
    upload = Path(current_app.config["DATA_DIR"]) / "to-diem-danh.jpg"
    picture.save(upload)
    classes.add_evidence(coming, upload.read_bytes(), "image/jpeg", leader)
    db.session.flush()
    return {
        "class_id": now_on.id,
        "request_id": request.id,
        "held_id": db.session.scalars(select(HeldRoll.id)).one(),
        "photo_id": db.session.scalars(select(AttendanceEvidence.id)).one(),
        "photo_file": str(upload),
        "slip": passes.slip(current_app.config["SECRET_KEY"], coming.id, clock.now()),
    }


def _target(by: Person) -> UUID:
    """What a document asks of the commune this year."""
    year, home = clock.today().year, factories.place("xã")
    days = date(year, 1, 1), date(year, 12, 31)
    boards.set_target(TargetDraft("completed", home, "", "", 500, *days, "Kế hoạch mẫu", days[0]), by)
    return db.session.scalars(select(Target.id)).one()


def _live(leader: Person) -> dict[str, Any]:
    """A live quiz with its first question on the wall and one name in it."""
    offers, thon = offers_of(factories.course()), factories.place("Thôn Mẫu Một")
    live = host_actions.prepare(Plan("Đố vui thử", thon.id), offers[:2], leader, new_id())
    seat = live_quizzes.join(live, Guise(Joined.NAME, "Bà Hoa"), new_id())
    host_actions.step(live, live.version)
    form = {"khoa": factories.COURSE, "ten": "Đố vui nữa", "noi": str(thon.id), "cau": offers[0].key}
    return {
        "live_id": live.id,
        "live_code": live.code,
        "rejoin": seat.rejoin,
        "seat_id": str(seat.id),
        "live_form": form,
    }


def _hub(taker: Person, owner: Person) -> dict[str, Any]:
    """A hub that was taken along, what it brings home, and two people who may be one."""
    taken = hubs.take([factories.place("Thôn Mẫu Một")], "Máy xách tay", taker)
    hubs.let_fetch(taken)
    twin = HubConflict(kind="twin", person_id=factories.person(owner.full_name).id, other_id=owner.id)
    db.session.add(twin)
    db.session.flush()
    assert taken.hub.file_key
    return {
        "hub_id": taken.hub.id,
        "hub_file": {taken.hub.file_key: taken.file},
        "hub_codes": "\n".join(frames_of(brought(taken))),
        "conflict_id": twin.id,
    }


ROSTER = "STT,Họ và tên,Năm sinh\n1,Cao Thị Mẫu Danh,1957\n".encode()


def _long_work(sender: Person) -> dict[str, Any]:
    """A roster that waits to be taken in, and a job that is done, with a file to be fetched."""
    thon, reading = factories.place("Thôn Mẫu Một"), read_roster(open_workbook(ROSTER), 2026)
    roster = rosters.send_in(sender, reading, thon, "residents", None, new_id())
    job = Job(kind="import_roster", person_id=sender.id, args={}, state="done", finished_at=clock.now())
    job.file_key, job.file_name = keep(b"PK"), "danh-sach-can-sua.xlsx"
    db.session.add(job)
    db.session.commit()
    kept = {key: kept_path(key).read_bytes() for key in (roster.file_key, job.file_key)}
    upload = kept_path(job.file_key).with_name("danh-sach.csv")
    upload.write_bytes(ROSTER)
    return {"roster_id": roster.id, "job_id": job.id, "roster_file": str(upload), "kept": kept}


def bring_back_files(village: Village) -> None:
    """What a door has thrown away is there again, as the rows are."""
    for key, body in (village.values["kept"] | village.values["hub_file"]).items():
        kept_path(key).write_bytes(body)


def _recorded(editor: Person) -> Recorded:
    """The first screen of the lesson, read aloud."""
    lesson = factories.course().lessons[0]
    recordings.keep_recording(lesson, 1, "0" * 64, read_sound(sounds.webm()), editor)
    db.session.commit()
    forget_recordings()
    return all_recordings().of(lesson.key)[0]


def _enquiry(owner: Person) -> Enquiry:
    """A question to the office, answered."""
    enquiry = feedback.ask(owner, new_id(), feedback.Asked("Máy cứ quay tròn?", "", ""), clock.now())
    feedback.answer(enquiry, "Chờ có mạng rồi bấm lại.", factories.staff("Trần Thị Đáp", "dap", Role.STAFF))
    return enquiry


def _staff() -> dict[str, Person]:
    return {
        "facilitator": factories.staff("Bùi Thị Quỳnh", "quynh", Role.FACILITATOR, "Thôn Mẫu Một"),
        "staff": factories.staff("Phùng Đức Thắng", "thang", Role.STAFF),
        "editor": factories.staff("Hoàng Mỹ Uyên", "uyen", Role.EDITOR),
        "admin": factories.staff("Vũ Thế Kỷ", "ky", Role.ADMIN, password=factories.PASSWORD),
    }


def _earlier_revision() -> UUID:
    """A revision of the other course that is not the published one."""
    first = factories.course(factories.OTHER_COURSE).revision_id
    package = read_package(factories.COURSE_FOLDERS / factories.OTHER_COURSE)
    courses.publish(package.__class__(**{**_fields(package), "title": "Đi cùng Đoàn, bản mới"}))
    db.session.commit()
    forget_catalogue()
    return first


def _fields(package: Any) -> dict[str, Any]:
    return {name: getattr(package, name) for name in package.__slots__}
