"""A class and who teaches whom in it: one line a learner, one form for all, also without a network."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field

from flask import flash, make_response, request
from werkzeug.wrappers import Response

from learning.accounts.actions import trace
from learning.accounts.models import Person
from learning.accounts.permissions import Permission
from learning.accounts.pins import keeper
from learning.core import clock
from learning.core.access import require
from learning.core.codes import CodeMistyped, show_card_code
from learning.core.database import db
from learning.core.late import arrives_late
from learning.core.text import fold
from learning.core.web import address_of_request, current_person, page, see_other
from learning.core.web.short_write import short_write
from learning.core.web.worker import keep_for_later
from training.helping import actions, queries
from training.helping.card import Looked, holder_of
from training.helping.forms import ClassForm, code_in
from training.helping.models import Helping
from training.helping.person_views import told
from training.helping.views import bp
from training.meetings.models import Meeting
from training.meetings.queries import facilitators_of, meeting_for
from training.rollcall.queries import looked_lately, roll_of

NOBODY = "Trong lớp không có ai tên này, hoặc có hai người cùng tên. Xin chọn trong danh sách, hoặc nhập mã thẻ."
LONGEST = 120  # letters of a name and a code


@dataclass(frozen=True, slots=True)
class Line:
    """One learner: who teaches them as it stands, by which word; what is in the field, and what is wrong with it."""

    learner: Person
    stands: str
    word: str
    typed: str
    wrong: str


@dataclass(frozen=True, slots=True)
class ClassPage:
    """The learners of a class; ``offers`` are the people of the class as they can be chosen."""

    meeting: Meeting
    whole_place: bool
    lines: tuple[Line, ...]
    offers: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Room:
    """Who is in the class, who may be chosen there, and who teaches whom now."""

    learners: tuple[Person, ...]
    offered: Mapping[str, Person]
    standing: Mapping[uuid.UUID, tuple[Helping, Person]]

    def stands(self, learner: Person) -> str:
        """Who teaches this learner, as it is shown and sent back."""
        _, helper = self.standing.get(learner.id, (None, None))
        if helper is None:
            return ""
        return label(helper) if label(helper) in self.offered else told(helper)

    def word_of(self, learner: Person) -> tuple[Helping, ...]:
        """The word that stands for this learner, if there is one."""
        return (self.standing[learner.id][0],) if learner.id in self.standing else ()

    def named(self, typed: str) -> Person | None:
        """Who of the class is meant by what was chosen, by a name alone or by a card code; None for nobody."""
        if typed in self.offered:
            return self.offered[typed]
        same = [person for person in self.offered.values() if fold(typed) in (person.search_key, person.card_code)]
        return same[0] if len(same) == 1 else None


@dataclass
class Changes:
    """What a form asks for: whom to name, what to take back, and what was wrong, by learner."""

    words: list[actions.Word] = field(default_factory=list)
    ended: list[Helping] = field(default_factory=list)
    wrong: dict[uuid.UUID, str] = field(default_factory=dict)
    status: int = 422  # what the door answers when something is wrong


def label(person: Person) -> str:
    """A name with the code that tells namesakes apart."""
    return f"{person.full_name}, {show_card_code(person.card_code)}"


@bp.get("/can-bo/buoi-hoc/<uuid:meeting_id>/nguoi-day")
@require(Permission.HOLD_MEETINGS)
def of_class(meeting_id: uuid.UUID) -> Response:
    """Who teaches whom in this class; the phone keeps the page. The look is traced."""
    viewer, found = current_person(), meeting_for(current_person(), meeting_id)
    if not looked_lately(viewer.id, "see_helpers", f"meeting:{found.id}"):
        with short_write():
            trace(viewer, "see_helpers", f"meeting:{found.id}")
    return keep_for_later(make_response(_page(found, {}, {})))


def _page(found: Meeting, typed: Mapping[str, str], wrong: Mapping[uuid.UUID, str]) -> str:
    whole = "ca-thon" in (request.args.get("xem"), request.form.get("xem"))
    room = _room(found, whole)
    lines = (_line(room, learner, typed, wrong.get(learner.id, "")) for learner in room.learners)
    return page("training/helping/class.html", ClassPage(found, whole, tuple(lines), tuple(room.offered)))


def _room(found: Meeting, whole_place: bool) -> Room:
    learners = tuple(row.person for row in roll_of(found, whole_place))
    people = {person.id: person for person in (*learners, *facilitators_of(found.id), current_person())}
    offered = {label(person): person for person in people.values()}
    return Room(learners, offered, queries.standing_among(person.id for person in learners))


def _line(room: Room, learner: Person, typed: Mapping[str, str], wrong: str) -> Line:
    stands, word = room.stands(learner), "".join(word.id.hex for word in room.word_of(learner))
    return Line(learner, stands, word, typed.get(f"day-{learner.id.hex}", stands), wrong)


@bp.post("/can-bo/buoi-hoc/<uuid:meeting_id>/nguoi-day")
@require(Permission.HOLD_MEETINGS)
@arrives_late("Ghi ai dạy ai")
def save_class(meeting_id: uuid.UUID) -> Response | tuple[str, int]:
    """Write down every line that was changed since the page was made, or nothing while one of them is wrong."""
    viewer, form = current_person(), ClassForm(request.form)
    found, typed = meeting_for(viewer, meeting_id), request.form.to_dict()
    changes = _changes(_room(found, whole_place=True), typed, form.made_id())
    if changes.wrong:
        db.session.commit()  # wrong codes count
        return _page(found, typed, changes.wrong), changes.status
    at = form.happened_at(clock.now())
    actions.take_back(changes.ended, at, viewer)
    actions.name_helpers(changes.words, at, viewer)
    db.session.commit()

    flash(_said(len(changes.words), len(changes.ended)), "success")
    return see_other("helping.of_class", meeting_id=found.id, xem=typed.get("xem") or None)


def _changes(room: Room, typed: Mapping[str, str], made: uuid.UUID) -> Changes:
    changes = Changes()
    for learner in room.learners:
        key = learner.id.hex
        wanted = typed.get(f"day-{key}", "").strip()
        if wanted == typed.get(f"cu-{key}", "").strip():
            continue
        if not wanted:
            changes.ended += [word for word in room.word_of(learner) if word.id.hex == typed.get(f"viec-{key}")]
            continue
        looked = _meant(room, wanted)
        if looked.person is None or looked.person.id == learner.id:
            changes.wrong[learner.id] = looked.sentence or actions.OwnHelper.sentence
            changes.status = max(changes.status, looked.status)
        else:
            changes.words.append(actions.Word(learner, looked.person, made))
    return changes


def _meant(room: Room, typed: str) -> Looked:
    """Whom a line means, or what is wrong with it; a card from outside the class is looked up like any other."""
    known = room.named(typed[:LONGEST])
    if known is not None:
        return Looked(known)
    try:
        code = code_in(typed[:LONGEST])
    except CodeMistyped as mistyped:
        return Looked(None, str(mistyped))
    if not code:
        return Looked(None, NOBODY)
    return holder_of(keeper(), code, current_person(), address_of_request())


def _said(named: int, ended: int) -> str:
    parts = [f"ghi người dạy cho {named} người" if named else "", f"thôi ghi {ended} người" if ended else ""]
    said = ", ".join(part for part in parts if part)
    return f"Đã {said}." if said else "Không có gì thay đổi."
