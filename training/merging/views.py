"""The doors where somebody of the office finds two records of one person, compares them, and makes them one."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from flask import Blueprint, flash, request, url_for
from werkzeug.wrappers import Response

from learning.accounts.actions import trace
from learning.accounts.models import Person
from learning.accounts.permissions import Permission
from learning.accounts.queries import Leaf, person_for
from learning.core.access import require
from learning.core.database import db
from learning.core.errors import Malformed
from learning.core.late import read_id
from learning.core.web import current_person, page, see_other
from learning.core.web.short_write import short_write
from training.merging import actions, queries
from training.merging.forms import ApartForm, MergeForm
from training.merging.weighing import Record, had_better_stay, speaks_against, speaks_for

bp = Blueprint("merging", __name__, url_prefix="/can-bo/nguoi-hoc")

LONGEST_SEARCH = 80  # letters


@dataclass(frozen=True, slots=True)
class Alike:
    """Two people who may be one, with what speaks for it and against."""

    one: Person
    other: Person
    speaks_for: tuple[str, ...]
    speaks_against: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class AlikePage:
    """One leaf of the pairs, most probable first."""

    leaf: Leaf
    pairs: tuple[Alike, ...]


@dataclass(frozen=True, slots=True)
class ChoosePage:
    """Whose second record is looked for, by which words, and who was found."""

    person: Person
    words: str
    found: tuple[Person, ...]


@dataclass(frozen=True, slots=True)
class ComparePage:
    """Which record would stay and which would go, what stands in the way, and where the two change places."""

    stays: Record
    goes: Record
    alike: Alike
    obstacle: str
    turned: str
    form: MergeForm


@bp.get("/co-the-trung")
@require(Permission.CORRECT_PEOPLE)
def alike() -> str:
    """Pairs of one's places that are probably one person; the look is traced."""
    viewer = current_person()
    _leave_traces("see_alike", f"place:{min((grant.place_id for grant in viewer.grants), default=0)}")
    leaf = queries.alike(viewer, _number("trang"))
    return page("training/merging/alike.html", AlikePage(leaf, tuple(_weighed(*pair) for pair in leaf.rows)))


def _weighed(one: Person, other: Person) -> Alike:
    return Alike(one, other, tuple(speaks_for(one, other)), tuple(speaks_against(one, other)))


def _number(name: str) -> int:
    typed = request.args.get(name, "")
    return int(typed) or 1 if typed.isascii() and typed.isdecimal() and len(typed) < 7 else 1


def _leave_traces(deed: str, *subjects: str) -> None:
    """Trace a look before it is shown."""
    with short_write():
        for subject in subjects:
            trace(current_person(), deed, subject)


@bp.post("/co-the-trung/hai-nguoi")
@require(Permission.CORRECT_PEOPLE)
def tell_apart() -> Response:
    """They are two; nobody asks again."""
    viewer, form = current_person(), ApartForm(request.form)
    one_id, other_id = read_id(form.mot.data), read_id(form.hai.data)
    if not form.validate() or one_id is None or other_id is None:
        raise Malformed
    actions.tell_apart(*queries.pair_for(viewer, one_id, other_id), viewer)
    db.session.commit()

    flash("Đã ghi: hai người khác nhau. Trang này không hỏi lại nữa.", "success")
    return see_other("merging.alike")


@bp.get("/<uuid:person_id>/gop")
@require(Permission.CORRECT_PEOPLE)
def choose(person_id: UUID) -> str:
    """Look for the second record of somebody, by card or name; the look is traced."""
    viewer = current_person()
    person = person_for(viewer, person_id, Permission.CORRECT_PEOPLE)
    words = request.args.get("q", person.full_name)[:LONGEST_SEARCH].strip()
    _leave_traces("see_alike", f"person:{person.id}")
    found = queries.found_by(viewer, person, words) if words else ()
    return page("training/merging/choose.html", ChoosePage(person, words, tuple(found)))


@bp.get("/<uuid:person_id>/gop/<uuid:other_id>")
@require(Permission.CORRECT_PEOPLE)
def compare(person_id: UUID, other_id: UUID) -> str | Response:
    """Both records beside each other, and what would happen; the look is traced."""
    one, other = queries.pair_for(current_person(), person_id, other_id)
    if one.id == other.id:
        return see_other("certificate_office.person", person_id=one.id)
    _leave_traces("see_person", f"person:{one.id}", f"person:{other.id}")
    return page("training/merging/compare.html", _compared(one, other, read_id(request.args.get("giu")), MergeForm()))


def _compared(one: Person, other: Person, wish: UUID | None, form: MergeForm) -> ComparePage:
    first, second = queries.records_of((one, other))
    stays = next((record for record in (first, second) if record.person.id == wish), had_better_stay(first, second))
    goes = second if stays is first else first
    turned = url_for("merging.compare", person_id=one.id, other_id=other.id, giu=goes.person.id)
    form.giu.data = str(stays.person.id)
    return ComparePage(stays, goes, _weighed(one, other), _obstacle(goes.person, stays.person), turned, form)


def _obstacle(goes: Person, stays: Person) -> str:
    try:
        actions.check(goes, stays)
    except actions.NotMerged as stands_in_the_way:
        return stands_in_the_way.sentence
    return ""


@bp.post("/<uuid:person_id>/gop/<uuid:other_id>")
@require(Permission.CORRECT_PEOPLE)
def merge(person_id: UUID, other_id: UUID) -> Response | tuple[str, int]:
    """Make them one; the second arrival leads to the same person."""
    viewer, form = current_person(), MergeForm(request.form)
    one, other = queries.pair_for(viewer, person_id, other_id)
    stays = read_id(form.giu.data)
    if stays not in (person_id, other_id):
        raise Malformed
    if one.id != other.id and not form.validate():
        return page("training/merging/compare.html", _compared(one, other, stays, form)), 422
    kept = actions.merge(person_id if stays == other_id else other_id, stays, viewer)
    db.session.commit()

    flash(f"Hai hồ sơ của {kept.display_name} nay là một. Thẻ học in trước đây vẫn dùng được.", "success")
    return see_other("certificate_office.person", person_id=kept.id)
