"""Verbs: two records become one, or two people are told apart. Nothing here commits."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from courses.actions import conclude
from courses.catalogue import catalogue
from learning.accounts import throttle
from learning.accounts.actions import forget, trace
from learning.accounts.consent import CONTACT
from learning.accounts.models import Consent, Person
from learning.core import clock
from learning.core.database import db, upsert
from learning.core.errors import Refusal
from learning.progress.models import Completion
from training.helping import actions as helping
from training.merging import queries, special
from training.merging.handing import hand_over_rows
from training.merging.models import ToldApart
from training.visits import actions as visits

_FILLED = ("birth_year", "gender", "guardian_name")


class NotMerged(Refusal):
    """The parent of whatever stands in the way."""

    title = "Chưa gộp được"
    sentence = "Hai hồ sơ này chưa gộp được. Xin tải lại trang rồi xem lại."


class HasPapers(NotMerged):
    """Both hold certificates that count."""

    sentence = (
        "Cả hai hồ sơ đều đang có giấy xác nhận còn hiệu lực. Một người không giữ hai tập giấy. "
        "Xin thu hồi giấy của một bên, gộp lại, rồi cấp lại giấy nếu cần."
    )


class HasRole(NotMerged):
    """Whoever works with the site, or has an account for it, does not go."""

    sentence = (
        "Hồ sơ sẽ gộp đi đang giữ việc hoặc có tài khoản cán bộ. Xin chọn giữ hồ sơ đó; "
        "nếu cả hai đều giữ việc, xin người quản trị thu lại việc của một bên trước."
    )


class ApprovedOwnTest(NotMerged):
    """One of them has supervised a test of the other."""

    sentence = (
        "Một trong hai hồ sơ đã duyệt bài có giám sát của hồ sơ kia. Không ai tự giám sát mình được, nên hai hồ sơ này "
        "không gộp. Xin xem lại có đúng là một người không."
    )


class NoLongerThere(NotMerged):
    """Somebody was faster: one of the two was deleted, or has become a third one's."""

    sentence = "Một trong hai hồ sơ vừa bị xóa hoặc vừa gộp vào hồ sơ khác. Xin mở lại danh sách."


class SameRecord(NotMerged):
    """One record is no two."""

    sentence = "Đây là cùng một hồ sơ, không có gì để gộp. Xin chọn hồ sơ thứ hai."


# --- One person ---------------------------------------------------------------------------------------------


def merge(goes: UUID, stays: UUID, by: Person | None) -> Person:
    """What one record holds becomes the other's, and the record goes; the second time gives the first result.

    Whoever asked at the same moment for the opposite gets the record that stayed. Raises a ``NotMerged``.
    """
    if goes == stays:
        raise SameRecord
    held = queries.held((goes, stays))
    if len(held) < 2:
        return _merged_before(goes, stays)
    going, staying = held[goes], held[stays]
    check(going, staying)
    try:
        with db.session.begin_nested():
            _merge(going, staying, by)
    except IntegrityError as clash:
        raise NotMerged from clash
    return staying


def _merged_before(goes: UUID, stays: UUID) -> Person:
    """Who both of them are since another form was faster; raises ``NoLongerThere``."""
    one, other = queries.known_as(goes), queries.known_as(stays)
    if one is None or one is not other:
        raise NoLongerThere
    return one


def check(goes: Person, stays: Person) -> None:
    """Raises what stands in the way of handing one over to the other."""
    if queries.works_here(goes.id):
        raise HasRole
    if queries.has_papers(goes.id) and queries.has_papers(stays.id):
        raise HasPapers
    if queries.approved_by(stays.id, goes.id) or queries.approved_by(goes.id, stays.id):
        raise ApprovedOwnTest


def _merge(goes: Person, stays: Person, by: Person | None) -> None:
    consents = _consents(goes, stays)
    learnt = db.session.scalars(select(Completion.item_key).where(Completion.person_id == goes.id)).all()
    special.part_questions(goes.id, stays.id)
    special.hand_over_papers(goes.id, stays.id)
    special.hand_over_residence(goes, stays)
    helping.hand_over(goes.id, stays.id)
    visits.hand_over(goes.id, stays.id)
    special.hand_over_told_apart(goes.id, stays.id)
    hand_over_rows(goes.id, stays.id)
    special.keep_on_rolls(stays.id)
    special.hand_over_identity(goes, stays, by)
    special.hand_over_traces(goes.id, stays.id)
    throttle.clear(f"person:{goes.id}")
    trace(by, "merge_people", f"person:{stays.id}", f"was:{goes.id}{consents}")
    forget(goes)
    _fill_in(goes, stays)
    db.session.expire_all()  # what is in memory still says whose it was
    _conclude(stays, learnt)


def _consents(goes: Person, stays: Person) -> str:
    """The words of both about one purpose, for the trail: only one of each is kept as a row."""
    rows = db.session.scalars(select(Consent).where(Consent.person_id.in_((goes.id, stays.id)))).all()
    mine = {(row.purpose, row.version) for row in rows if row.person_id == goes.id}
    both = {(row.purpose, row.version) for row in rows if row.person_id == stays.id} & mine
    said = sorted((row for row in rows if (row.purpose, row.version) in both), key=lambda row: row.given_at)
    return "".join(f" {row.purpose}:{row.version}:{row.channel}:{row.given_at:%Y-%m-%dT%H:%M}" for row in said)


def _fill_in(goes: Person, stays: Person) -> None:
    """What the record that stays does not say; a number is filled in only while nobody has asked not to be called."""
    for field in _FILLED:
        if getattr(stays, field) is None:
            setattr(stays, field, getattr(goes, field))
    said = Consent.person_id == stays.id, Consent.purpose == CONTACT.key
    withdrawn = db.session.scalars(select(Consent.withdrawn_at).where(*said).order_by(Consent.given_at.desc())).first()
    stays.phone = stays.phone or (None if withdrawn else goes.phone)
    stays.pin_hash = stays.pin_hash or goes.pin_hash
    stays.registered_at = min(stays.registered_at, goes.registered_at)
    db.session.flush()


def _conclude(stays: Person, learnt: Sequence[str]) -> None:
    """Two halves of a course are a whole one."""
    courses, paths = catalogue(), catalogue().paths
    for slug in sorted({key.partition("/")[0] for key in learnt}):
        course = courses.find(slug)
        if course is not None and not course.is_path:
            conclude(stays.id, course, paths)


# --- Two people ---------------------------------------------------------------------------------------------


def tell_apart(one: Person, other: Person, by: Person) -> None:
    """They are two; nobody asks again. Twice is harmless. Raises ``SameRecord``."""
    if one.id == other.id:
        raise SameRecord
    low, high = sorted((one.id, other.id))
    row = upsert(ToldApart).values(low_id=low, high_id=high, told_at=clock.now(), told_by=by.id)
    fresh = db.session.execute(row.on_conflict_do_nothing().returning(ToldApart.low_id)).first()
    if fresh is not None:
        trace(by, "tell_apart", f"person:{one.id}")
        trace(by, "tell_apart", f"person:{other.id}")
