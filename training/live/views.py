"""Doors of the phones: the code, joining, the screen, an answer, whether anything is new, coming back, leaving."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from threading import Lock

from flask import Blueprint, current_app, get_template_attribute, jsonify, request, url_for
from werkzeug.wrappers import Response

from learning.accounts.models import Person
from learning.core import clock
from learning.core.access import public
from learning.core.database import db, new_id
from learning.core.web import address_of_request, page, public_address, see_other, viewer
from learning.core.web.page_cache import Memory
from training.live import actions, queries
from training.live.actions import Guise
from training.live.forms import AnswerForm, BackForm, JoinForm
from training.live.models import NAME_LENGTH, Joined, LiveParticipant, LiveQuiz
from training.live.naming import Misses, read_code, read_rejoin
from training.live.queries import Glance, QuizNotFound
from training.live.scenes import Scene
from training.live.tokens import COOKIE, KEPT, participant_of, token_for
from training.live.watching import come_again, watch

bp = Blueprint("live", __name__, url_prefix="/do-vui")
FRESH_ID = "\ue002"  # stands for the id of the next tap in a screen that many phones share
PRIVATE = {"Cache-Control": "private, no-store"}

_misses = Misses()
_turn = Lock()  # taps of one process take turns here, and not in the embedded database's waiting room, which naps
_screens: Memory[str] = Memory(600)


@dataclass(frozen=True, slots=True)
class CodePage:
    """The field for the six digits."""

    typed: str
    wrong: bool


@dataclass(frozen=True, slots=True)
class JoinPage:
    """How to come in; ``person`` is whoever is signed in on this phone."""

    live: LiveQuiz
    person: Person | None
    form: JoinForm
    back: BackForm
    removed: bool
    over: bool


@dataclass(frozen=True, slots=True)
class Screen:
    """What one phone sees: the scene, and this participant's own choices by the numbers of the questions."""

    code: str
    scene: Scene
    mine: Mapping[int, str]
    tap_id: str

    @property
    def chosen(self) -> str:
        """The letter chosen for the question on the wall, or nothing."""
        return self.mine.get(self.scene.now_asked.number, "") if self.scene.now_asked else ""


@dataclass(frozen=True, slots=True)
class PhonePage:
    """The screen with whatever surrounds it: who plays, the code for coming back, how to ask for news."""

    live: LiveQuiz
    participant: LiveParticipant
    screen: Screen
    tag: str
    again_in: float
    back_address: str
    late: bool


@dataclass(frozen=True, slots=True)
class BackPage:
    """Coming back under a name on a phone that lost its cookie."""

    live: LiveQuiz
    participant: LiveParticipant


@bp.get("")
@public
def enter() -> Response | tuple[str, int] | str:
    """Ask for the code, and lead to its quiz."""
    typed = request.args.get("ma", "")
    if not typed:
        return page("training/live/enter.html", CodePage("", False))
    try:
        live = _quiz(read_code(typed))
    except QuizNotFound:
        return page("training/live/enter.html", CodePage(typed[:20], True)), 404
    return see_other("live.phone", code=live.code)


@bp.get("/<code>")
@public
def phone(code: str) -> Response:
    """The screen of a phone that is in, else the way in."""
    glance = _glance(code)  # before everything else: what is shown may be newer than what it is called, never older
    live = _quiz(code)
    participant = _seat(live) if "khac" not in request.args else None
    if participant is None or participant.removed_at is not None:
        form = JoinForm(ma=str(new_id()))
        return _fresh_page("training/live/join.html", _way_in(live, form, participant is not None))
    screen = Screen(live.code, queries.scene(live), queries.answers_of(participant.id), str(new_id()))
    address = public_address() + url_for("live.back", code=code, rejoin=participant.rejoin)
    late = request.args.get("muon") == "1"
    tag, again_in = _tag(glance), come_again(glance.crowd)
    shown = PhonePage(live, participant, screen, tag, again_in, address, late)
    return _remembered(_fresh_page("training/live/phone.html", shown), live, participant)


@bp.get("/<code>/trang-thai")
@public
def state(code: str) -> Response:
    """Whether anything is new; if so, the screen of this phone. Most answers are 304 and ask the database nothing."""
    glance = _glance(code)
    headers = PRIVATE | {"ETag": f'"{_tag(glance)}"', "X-Come-Again": str(come_again(glance.crowd))}
    if request.headers.get("If-None-Match", "").removeprefix("W/") == headers["ETag"]:
        return Response(status=304, headers=headers)
    participant = queries.participant_of(glance.id, participant_of(request.cookies.get(COOKIE)))
    if participant is None or participant.removed_at is not None:
        raise actions.NotIn
    answer = jsonify(man=_screen(code, glance, queries.answers_of(participant.id)))
    answer.headers.update(headers)
    return answer


@bp.post("/<code>/vao")
@public
def join(code: str) -> Response:
    """Come in with a card, a name or as a team; a second tap leads to the same seat."""
    live = _quiz(code)
    person = viewer()
    form = JoinForm(request.form)
    if person is not None and request.form.get("cach") == Joined.CARD:
        name = person.full_name if len(person.full_name) <= NAME_LENGTH else person.display_name
        guise = Guise(Joined.CARD, name[:NAME_LENGTH], person_id=person.id)
    elif form.validate():
        guise = form.guise()
    else:
        return _fresh_page("training/live/join.html", _way_in(live, form), 422)
    participant = actions.join(live, guise, form.made_id())
    db.session.commit()

    return _seated(live, participant)


@bp.post("/<code>/tra-loi")
@public
def answer(code: str) -> Response:
    """One tap. The last one that arrives before the question is closed counts; each may arrive twice."""
    tap = AnswerForm(request.form).tap()
    wants_json = request.accept_mimetypes.best == "application/json"
    try:
        if tap is None:
            raise actions.QuestionClosed
        with _turn:
            person = viewer()
            seat = participant_of(request.cookies.get(COOKIE))
            actions.answer(code, seat, tap, person.id if person else None)
            db.session.commit()
    except (actions.QuestionClosed, actions.NotIn, actions.QuizOver):
        db.session.rollback()
        if wants_json:
            raise
        return see_other("live.phone", code=code, muon=1)

    return jsonify(nhan=tap.letter) if wants_json else see_other("live.phone", code=code)


@bp.get("/<code>/vao-lai/<rejoin>")
@public
def back(code: str, rejoin: str) -> Response:
    """The link for coming back: asks before it seats anybody, because links are passed on and looked at by machines."""
    live = _quiz(code)
    return _fresh_page("training/live/back.html", BackPage(live, _missed_seat(live, rejoin)))


@bp.post("/<code>/vao-lai")
@public
def come_back(code: str) -> Response:
    """Sit down again where one sat."""
    live = _quiz(code)
    return _seated(live, _missed_seat(live, BackForm(request.form).ma_vao_lai.data or ""))


@bp.post("/<code>/thoi")
@public
def leave(code: str) -> Response:
    """Let go of the seat on this phone, for somebody else to play; the answers stay."""
    response = see_other("live.phone", code=code, khac=1)
    response.delete_cookie(COOKIE, path=url_for("live.phone", code=code))
    return response


def _quiz(code: str) -> LiveQuiz:
    """The quiz under a code. Whoever guesses is slowed down, but nobody who sits in it: a hall has one address."""
    try:
        live = queries.live_by_code(code)
    except QuizNotFound:
        _miss()
        raise
    if queries.participant_of(live.id, participant_of(request.cookies.get(COOKIE))) is None:
        _misses.check(address_of_request())
    return live


def _glance(code: str) -> Glance:
    try:
        return watch.glance(code)
    except QuizNotFound:
        _miss()
        raise


def _miss() -> None:
    _misses.check(address_of_request())
    _misses.count(address_of_request())


def _missed_seat(live: LiveQuiz, rejoin: str) -> LiveParticipant:
    _misses.check(address_of_request())
    participant = queries.participant_by_rejoin(live.id, read_rejoin(rejoin))
    if participant is None:
        _miss()
        raise QuizNotFound("Không có ai mang mã vào lại này. Xin xem lại mã, hoặc vào chơi với tên mới.")
    return participant


def _seat(live: LiveQuiz) -> LiveParticipant | None:
    """Who sits at this phone; a person's seat is nobody else's who signs in on it later."""
    participant = queries.participant_of(live.id, participant_of(request.cookies.get(COOKIE)))
    person = viewer()
    if person is None:
        return participant
    mine = participant if participant is not None and participant.person_id in (None, person.id) else None
    return mine or queries.participant_of_person(live.id, person.id)


def _seated(live: LiveQuiz, participant: LiveParticipant) -> Response:
    return _remembered(see_other("live.phone", code=live.code), live, participant)


def _remembered(response: Response, live: LiveQuiz, participant: LiveParticipant) -> Response:
    """Give the phone its token, also when a signed-in person opens the page on one more phone."""
    secure = current_app.config["SESSION_COOKIE_SECURE"]
    path = url_for("live.phone", code=live.code)
    token = token_for(participant.id)
    response.set_cookie(COOKIE, token, max_age=KEPT, path=path, secure=secure, httponly=True, samesite="Lax")
    return response


def _way_in(live: LiveQuiz, form: JoinForm, removed: bool = False) -> JoinPage:
    return JoinPage(live, viewer(), form, BackForm(), removed, live.over(clock.now()))


def _screen(code: str, glance: Glance, mine: Mapping[int, str]) -> str:
    """The screen as HTML, made once for all phones that see the same."""

    seen = mine if glance.ended else {number: mine[number] for number in mine.keys() & {glance.position}}

    def draw() -> str:
        scene = queries.scene(queries.live_by_code(code))
        return str(get_template_attribute("macros/live.html", "phone_screen")(Screen(code, scene, seen, FRESH_ID)))

    html = _screens.get((glance.id, glance.version, tuple(sorted(seen.items()))), draw)
    return html.replace(FRESH_ID, str(new_id()))


def _tag(glance: Glance) -> str:
    return f"{glance.id.hex[-8:]}.{glance.version}"


def _fresh_page(template: str, contract: object, status: int = 200) -> Response:
    """A page that says who plays: never kept by the browser, phones are shared."""
    return Response(page(template, contract), status=status, headers=PRIVATE, mimetype="text/html")
