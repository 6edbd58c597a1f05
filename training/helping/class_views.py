"""A class and who teaches whom in it: one line a learner, one form for all, also without a network."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field

from flask import flash, make_response, request
from werkzeug.wrappers import Response

from learning.accounts.actions import trace
from learning.accounts.identities import successors_of
from learning.accounts.models import Person
from learning.accounts.permissions import Permission
from learning.accounts.pins import keeper
from learning.core import clock
from learning.core.access import require
from learning.core.codes import CodeMistyped, show_card_code
from learning.core.database import db
from learning.core.late import arrives_late, read_id
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
MERGED = "Hai hồ sơ của người này đã gộp làm một, mà mỗi dòng ghi một người dạy. Xin ghi lại một người."
LONGEST = 120  # letters of a name and a code
_FIELDS = ("day", "cu", "viec")  # of a line, in the order of ``Sent``


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
    """The learners of a class; ``offers`` are the people of the class as they can be chosen.

    ``left`` is how many lines of the form were about people who are in the class no more.
    """

    meeting: Meeting
    whole_place: bool
    lines: tuple[Line, ...]
    offers: tuple[str, ...]
    left: int


@dataclass(frozen=True, slots=True)
class Sent:
    """One line as it was sent: what stood on the page, by which word, and what was made of it."""

    typed: str
    stood: str
    word: str

    @property
    def changed(self) -> bool:
        """Whether it asks for anything."""
        return self.typed != self.stood


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
    left: int = 0  # lines about nobody of the class
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
    return keep_for_later(make_response(_page(found, {}, Changes())))


def _page(found: Meeting, sent: Mapping[uuid.UUID, Sent], changes: Changes) -> str:
    whole = "ca-thon" in (request.args.get("xem"), request.form.get("xem"))
    room = _room(found, whole)
    lines = (_line(room, learner, sent, changes.wrong.get(learner.id, "")) for learner in room.learners)
    contract = ClassPage(found, whole, tuple(lines), tuple(room.offered), changes.left)
    return page("training/helping/class.html", contract)


def _room(found: Meeting, whole_place: bool) -> Room:
    learners = tuple(row.person for row in roll_of(found, whole_place))
    people = {person.id: person for person in (*learners, *facilitators_of(found.id), current_person())}
    offered = {label(person): person for person in people.values()}
    return Room(learners, offered, queries.standing_among(person.id for person in learners))


def _line(room: Room, learner: Person, sent: Mapping[uuid.UUID, Sent], wrong: str) -> Line:
    stands, word = room.stands(learner), "".join(word.id.hex for word in room.word_of(learner))
    typed = sent[learner.id].typed if learner.id in sent else stands
    return Line(learner, stands, word, typed, wrong)


@bp.post("/can-bo/buoi-hoc/<uuid:meeting_id>/nguoi-day")
@require(Permission.HOLD_MEETINGS)
@arrives_late("Ghi ai dạy ai")
def save_class(meeting_id: uuid.UUID) -> Response | tuple[str, int]:
    """Write down every line that was changed since the page was made, or nothing while one of them is wrong."""
    viewer, form = current_person(), ClassForm(request.form)
    found, (sent, twice) = meeting_for(viewer, meeting_id), _sent()
    changes = _changes(_room(found, whole_place=True), sent, form.made_id())
    changes.wrong |= dict.fromkeys(twice, MERGED)
    if changes.wrong or changes.left:
        db.session.commit()  # wrong codes count
        return _page(found, sent, changes), changes.status
    actions.settle(changes.words, changes.ended, form.happened_at(clock.now()), viewer)
    db.session.commit()

    flash(_said(len(changes.words), len(changes.ended)), "success")
    return see_other("helping.of_class", meeting_id=found.id, xem=request.form.get("xem") or None)


def _sent() -> tuple[dict[uuid.UUID, Sent], set[uuid.UUID]]:
    """The lines of the form by whom they are about today, and whose two records say two things in it."""
    fields = request.form
    told = {found: key[4:] for key in fields if key.startswith("day-") and (found := read_id(key[4:])) is not None}
    lines = {one: Sent(*(fields.get(f"{name}-{key}", "").strip() for name in _FIELDS)) for one, key in told.items()}
    moved, twice = successors_of(lines.keys()), set()
    for former, one in moved.items():  # the page was made before two records became one
        line = lines.pop(former)
        if one not in lines or (line.changed and not lines[one].changed):
            lines[one] = line
        elif line.changed and line.typed != lines[one].typed:
            twice.add(one)
    return lines, twice


def _changes(room: Room, sent: Mapping[uuid.UUID, Sent], made: uuid.UUID) -> Changes:
    changed = {one: line for one, line in sent.items() if line.changed}
    changes = Changes(left=len(changed.keys() - {learner.id for learner in room.learners}))
    for learner in room.learners:
        line = changed.get(learner.id)
        if line is None:
            continue
        if not line.typed:
            changes.ended += [word for word in room.word_of(learner) if word.id.hex == line.word]
            continue
        looked = _meant(room, line.typed)
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
