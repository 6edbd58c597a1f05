"""The doors of house visits: what was written down, and one small form for the phone."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from dataclasses import dataclass

from flask import Blueprint, flash, make_response, request
from werkzeug.wrappers import Response

from courses.catalogue import catalogue
from courses.content import Course
from learning.accounts.actions import trace
from learning.accounts.audiences import Audience
from learning.accounts.identities import holders_of
from learning.accounts.models import Person, Place
from learning.accounts.permissions import Permission
from learning.accounts.queries import Leaf, leaf_of, may, may_at, places_for
from learning.core.access import require
from learning.core.codes import show_card_code
from learning.core.database import db, new_id
from learning.core.formats import date_vi
from learning.core.forms import show_errors
from learning.core.late import arrives_late
from learning.core.web import current_person, page, see_other
from learning.core.web.short_write import short_write
from learning.core.web.worker import keep_for_later
from training.visits import actions, queries
from training.visits.actions import Said
from training.visits.forms import VisitForm
from training.visits.models import HouseVisit

bp = Blueprint("visits", __name__, url_prefix="/can-bo/den-tan-nha")

VISITS_A_PAGE = 50
SHORTEST_SEARCH = 2  # letters
NOBODY = "Xin chọn ít nhất một người học, hoặc ghi số người không ghi tên."
ONESELF = "Người dạy không ghi tên mình vào lượt dạy."


@dataclass(frozen=True, slots=True)
class VisitRow:
    """One visit in words; ``names`` are those whom the reader may see, ``hidden`` how many more have a name."""

    visit: HouseVisit
    names: tuple[Person, ...]
    hidden: int
    courses: tuple[str, ...]
    may_change: bool


@dataclass(frozen=True, slots=True)
class VisitsPage:
    """One leaf of the visits; ``wide``: whether the reader may look at those of others."""

    leaf: Leaf
    rows: tuple[VisitRow, ...]
    own_only: bool
    wide: bool


@dataclass(frozen=True, slots=True)
class Pick:
    """Somebody who may be ticked."""

    person_id: uuid.UUID
    name: str
    told: str


@dataclass(frozen=True, slots=True)
class FormPage:
    """The form: who is ticked, who else may be, what a search has found, the courses that fit and the others."""

    form: VisitForm
    ticked: tuple[Pick, ...]
    lately: tuple[Pick, ...]
    found: tuple[Pick, ...]
    more: bool
    searched: str
    courses: tuple[Course, ...]
    other_courses: tuple[Course, ...]
    visit: HouseVisit | None = None


# --- What was written down ------------------------------------------------------------------------------------


@bp.get("")
@require(Permission.HOLD_MEETINGS)
def listing() -> str:
    """One's own visits; for who may correct people, all of their places. The look is traced."""
    viewer, number = current_person(), request.args.get("trang", "")
    wide = may(viewer, Permission.CORRECT_PEOPLE)
    own_only = not wide or request.args.get("xem") == "toi"
    _leave_trace("see_visits")
    leaf = leaf_of(queries.visits_for(viewer, own_only), _number(number), VISITS_A_PAGE)
    return page("training/visits/listing.html", VisitsPage(leaf, _rows(viewer, leaf.rows), own_only, wide))


def _number(typed: str) -> int:
    return int(typed) or 1 if typed.isascii() and typed.isdecimal() and len(typed) < 10 else 1


def _leave_trace(deed: str) -> None:
    viewer = current_person()
    at = min((grant.place_id for grant in viewer.grants), default=0)
    with short_write():
        trace(viewer, deed, f"place:{at}")


def _rows(viewer: Person, visits: Iterable[HouseVisit]) -> tuple[VisitRow, ...]:
    visits = tuple(visits)
    ids = [visit.id for visit in visits]
    people, courses = queries.people_on(ids), queries.courses_on(ids)
    return tuple(_row(viewer, visit, people.get(visit.id, ()), courses.get(visit.id, ())) for visit in visits)


def _row(viewer: Person, visit: HouseVisit, people: Iterable[Person], courses: Iterable[str]) -> VisitRow:
    people = tuple(people)
    names = tuple(person for person in people if may_at(viewer, Permission.SEE_PEOPLE, person.place))
    titles = tuple(catalogue().title(slug) for slug in courses)
    return VisitRow(visit, names, len(people) - len(names), titles, queries.may_change(viewer, visit))


# --- Writing one down -----------------------------------------------------------------------------------------


@bp.get("/ghi")
@require(Permission.HOLD_MEETINGS)
def fill_in() -> Response:
    """The form. The phone keeps it empty; with words to look for it comes with the people found."""
    form = _offered(VisitForm(request.args or None))
    if not form.ma.data:
        form.ma.data = str(new_id())
    response = make_response(form_page(form))
    response.headers["Cache-Control"] = "private, no-store"
    return response if request.args else keep_for_later(response)


@bp.post("/ghi")
@require(Permission.HOLD_MEETINGS)
@arrives_late("Dạy tại nhà")
def save() -> Response | tuple[str, int]:
    """Write it down, once however often it arrives."""
    form = _offered(VisitForm(request.form), closed_too=True)
    said = said_in(form)
    if said is None:
        return form_page(form), 422
    _, new = actions.record(form.made_id(), said, current_person())
    db.session.commit()

    if new:
        flash(f"Đã ghi: {in_words(said)}.", "success")
    else:
        flash("Lượt này đã ghi trước đó rồi, không ghi thêm lần nữa. Muốn đổi xin bấm “Sửa lượt này”.", "info")
    return see_other("visits.listing")


def _offered(form: VisitForm, closed_too: bool = False) -> VisitForm:
    """The thôn of one's rights, the one used last chosen. A thôn may be closed while a form is on its way."""
    viewer = current_person()
    found = places_for(viewer, Permission.HOLD_MEETINGS, closed_too)
    thon = tuple(place for place in found if place.kind == "village") or tuple(found)
    form.offer(thon)
    if form.noi.data is None:
        form.noi.data = _first_chosen(viewer, thon)
    return form


def _first_chosen(viewer: Person, places: tuple[Place, ...]) -> int | None:
    last, ids = queries.last_place_of(viewer), [place.id for place in places]
    return last if last in ids else next(iter(ids), None)


def said_in(form: VisitForm, visit: HouseVisit | None = None) -> Said | None:
    """What the form says; None, with a sentence at its field, where something is missing."""
    if not form.validate():
        return None
    viewer, cards = current_person(), form.cards()
    people = tuple(queries.people_meant(viewer, form.people(), cards, visit, lock=True))
    there, holders = {person.id for person in people}, holders_of(cards)
    unknown = sorted(show_card_code(code) for code in cards if holders.get(code) not in there)
    if unknown:
        show_errors(form, "the", [f"Không ai trong địa bàn có thẻ {', '.join(unknown)}. Xin xem lại thẻ."])
    elif viewer.id in {person.id for person in people}:
        show_errors(form, "ai", [ONESELF])
    elif not people and not form.others():
        show_errors(form, "ai", [NOBODY])
    else:
        return Said(form.place(), form.visited_at(), int(form.phut.data), people, form.courses(), form.others())
    return None


def in_words(said: Said) -> str:
    """What was written down, said back."""
    who = [f"{len(said.people)} người có tên"] if said.people else []
    who += [f"{said.others} người không ghi tên"] if said.others else []
    return f"dạy {' và '.join(who)}, {said.minutes} phút, {said.place.name}, ngày {date_vi(said.visited_at)}"


# --- The page of the form -------------------------------------------------------------------------------------


def form_page(form: VisitForm, visit: HouseVisit | None = None) -> str:
    """The form with whoever may be ticked; a look at their names is traced."""
    viewer, words = current_person(), (form.tim.data or "").strip()
    people = queries.people_meant(viewer, form.people(), visit=visit)
    known = {person.id for person in people}
    found = _found(viewer, words, form.offered_place_id(), known)
    lately = () if visit else queries.taught_lately(viewer, known | {person.id for person in found})
    fitting, others = _courses({Audience(person.audience) for person in people} or {Audience.RESIDENTS})
    contract = FormPage(
        form=form,
        ticked=_picks(viewer, people),
        lately=_picks(viewer, lately),
        found=_picks(viewer, found[: queries.MOST_FOUND]),
        more=len(found) > queries.MOST_FOUND,
        searched=words if _searching(words) else "",
        courses=fitting,
        other_courses=others,
        visit=visit,
    )
    if any(one.told for one in (*contract.ticked, *contract.lately)):
        _leave_trace("see_visits")
    return page("training/visits/form.html", contract)


def _found(viewer: Person, words: str, place_id: int | None, known: set[uuid.UUID]) -> list[Person]:
    """Whom the words mean; a look at a list of people is traced."""
    if not _searching(words):
        return []
    _leave_trace("see_people")
    return list(queries.found_by_name(viewer, words, place_id, known))


def _searching(words: str) -> bool:
    return len(words) >= SHORTEST_SEARCH and request.method == "GET"


def _picks(viewer: Person, people: Iterable[Person]) -> tuple[Pick, ...]:
    return tuple(_pick(viewer, person) for person in people)


def _pick(viewer: Person, person: Person) -> Pick:
    if not may_at(viewer, Permission.SEE_PEOPLE, person.place):
        return Pick(person.id, "Một người nay ở nơi khác", "")
    year = f"sinh {person.birth_year}" if person.birth_year else "chưa ghi năm sinh"
    return Pick(person.id, person.full_name, f"{year}, {person.place.name}")


def _courses(audiences: set[Audience]) -> tuple[tuple[Course, ...], tuple[Course, ...]]:
    """Those for one of these groups, and the others."""
    courses = catalogue().courses
    fitting = tuple(course for course in courses if audiences & set(course.audiences))
    return fitting, tuple(course for course in courses if course not in fitting)
