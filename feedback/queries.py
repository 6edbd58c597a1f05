"""Questions about ratings and enquiries. An enquiry is found for whoever asked it, and for the office of its place."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import ColumnElement, Select, func, or_, select
from sqlalchemy.orm import contains_eager, selectinload

from feedback.models import Enquiry, PublicAnswer, Rating
from learning.accounts.models import Person, Place
from learning.accounts.permissions import Permission
from learning.accounts.queries import home_place, may_at, within_reach
from learning.core.database import db
from learning.core.errors import NotFound

A_PAGE = 30
MOST_LINES = 60


@dataclass(frozen=True, slots=True)
class Faces:
    """How often each face was pressed for one lesson or meeting."""

    item_key: str
    easy: int
    fair: int
    hard: int

    @property
    def total(self) -> int:
        """All ratings of it."""
        return self.easy + self.fair + self.hard


_RATEABLE: dict[str, Callable[[UUID], bool]] = {}


def rateable(kind: str) -> Callable[[Callable[[UUID], bool]], Callable[[UUID], bool]]:
    """Let something else than lessons be rated, under ``<kind>/<id>``; the function knows which there are."""

    def register(exists: Callable[[UUID], bool]) -> Callable[[UUID], bool]:
        _RATEABLE[kind] = exists
        return exists

    return register


def rated_key(kind: str, found: UUID) -> str:
    """The key under which this is rated; raises ``NotFound`` where there is no such thing."""
    if kind not in _RATEABLE or not _RATEABLE[kind](found):
        raise NotFound
    return f"{kind}/{found}"


def enquiry_of(code: str, person: Person | None) -> Enquiry:
    """The enquiry with this code for whoever asked: the signed-in person's own, or a guest's. Raises ``NotFound``."""
    found = db.session.scalar(select(Enquiry).where(Enquiry.code == code))
    if found is None or found.person_id not in (None, person.id if person else None):
        raise NotFound
    return found


def enquiries_of(person_id: UUID) -> Sequence[Enquiry]:
    """What a person has asked, newest first."""
    query = select(Enquiry).where(Enquiry.person_id == person_id).order_by(Enquiry.asked_at.desc(), Enquiry.id.desc())
    return list(db.session.scalars(query))


def guest_enquiries(codes: Iterable[str]) -> Sequence[Enquiry]:
    """What was asked from this device by nobody in particular."""
    wanted = list(codes)
    query = select(Enquiry).where(Enquiry.code.in_(wanted), Enquiry.person_id.is_(None))
    return list(db.session.scalars(query.order_by(Enquiry.asked_at.desc()))) if wanted else []


def enquiry_sent(enquiry_id: UUID) -> Enquiry | None:
    """The enquiry that came under this id before, if any."""
    return db.session.get(Enquiry, enquiry_id)


def enquiry_for(viewer: Person, enquiry_id: UUID) -> Enquiry:
    """An enquiry of the viewer's places; raises ``NotFound`` for any other."""
    found = db.session.get(Enquiry, enquiry_id)
    if found is None or not may_at(viewer, Permission.ANSWER_QUESTIONS, found.place):
        raise NotFound
    return found


def enquiries_for(viewer: Person, closed: bool) -> Select[Enquiry]:
    """The enquiries of the viewer's places, those that wait oldest first, those that are done newest first."""
    query = select(Enquiry).join(Enquiry.place).options(contains_eager(Enquiry.place), selectinload(Enquiry.published))
    query = query.where(within_reach(viewer, Permission.ANSWER_QUESTIONS))
    if closed:
        return query.where(Enquiry.closed_at.is_not(None)).order_by(Enquiry.closed_at.desc(), Enquiry.id.desc())
    return query.where(Enquiry.closed_at.is_(None)).order_by(Enquiry.asked_at, Enquiry.id)


def public_answers() -> Select[PublicAnswer]:
    """What everybody may read, newest first."""
    return select(PublicAnswer).order_by(PublicAnswer.published_at.desc(), PublicAnswer.id.desc())


def faces_for(viewer: Person) -> tuple[Faces, ...]:
    """The faces by lesson and meeting in the viewer's places, what was hardest first."""
    counted = (func.count().filter(Rating.face == face) for face in (3, 2, 1))
    query = select(Rating.item_key, *counted).outerjoin(Place, Place.id == Rating.place_id)
    query = query.where(_rated_within(viewer)).group_by(Rating.item_key)
    found = [Faces(row[0], row[1], row[2], row[3]) for row in db.session.execute(query).all()]
    return tuple(sorted(found, key=lambda faces: (-faces.hard / faces.total, -faces.total, faces.item_key)))


def lines_for(viewer: Person) -> Sequence[Rating]:
    """The newest lines that were written with a face in the viewer's places."""
    query = select(Rating).outerjoin(Place, Place.id == Rating.place_id).where(_rated_within(viewer), Rating.line != "")
    return list(db.session.scalars(query.order_by(Rating.rated_on.desc(), Rating.id).limit(MOST_LINES)))


def _rated_within(viewer: Person) -> ColumnElement[bool]:
    """Ratings of the viewer's places; those that guests gave belong to the whole commune."""
    reach = within_reach(viewer, Permission.ANSWER_QUESTIONS)
    everybody = may_at(viewer, Permission.ANSWER_QUESTIONS, home_place())
    return or_(reach, Rating.place_id.is_(None)) if everybody else reach
