"""A lesson on one or two sheets of paper: its goal, the steps, a few pictures, what to remember. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from courses.content import Course, Lesson
from learning.core.markup import BOXES
from learning.core.qr import Strokes, qr_strokes
from training.kit.pieces import Piece, pieces

MOST_WORDS = 330  # with headings, pictures and ruled lines that is two sheets in letters of 14 points
HEADING, PICTURE = 9, 48  # how many words a heading takes the place of; words that run beside a picture cost no more
MOST_PICTURES = 3
BOXES_WANTED = ("can-than", "go-roi")
_PRINTED = (*BOXES_WANTED, "nho", "hoi-ai")


@dataclass(frozen=True, slots=True)
class Part:
    """What one screen gives to the paper: its heading, its lists, and the picture beside them."""

    heading: str
    body: Markup
    picture: Markup


@dataclass(frozen=True, slots=True)
class Handout:
    """Everything that stands on the sheets of one lesson."""

    course: str
    number: int
    title: str
    goal: str
    parts: tuple[Part, ...]
    boxes: tuple[tuple[str, Markup], ...]
    remember: Markup
    ask: Markup
    qr: Strokes
    address: str


def handout_of(course: Course, lesson: Lesson, screens: Sequence[Markup], address: str) -> Handout:
    """The sheets of a lesson; ``address`` is where the QR symbol leads."""
    found = [pieces(screen) for screen in screens]
    boxes = {piece.box: piece for screen in found for piece in screen if piece.box}
    return Handout(
        course=course.title,
        number=lesson.number,
        title=lesson.title,
        goal=lesson.goal,
        parts=tuple(_chosen(found)),
        boxes=tuple((BOXES[name], _inside(boxes[name])) for name in BOXES_WANTED if name in boxes),
        remember=_inside(boxes["nho"]) if "nho" in boxes else Markup(),
        ask=_inside(boxes["hoi-ai"]) if "hoi-ai" in boxes else Markup(),
        qr=qr_strokes(address),
        address=address.partition("://")[2],
    )


def _chosen(screens: Sequence[tuple[Piece, ...]]) -> Iterator[Part]:
    """Screens with steps come first into account, then those with lists or pictures, as far as the paper reaches."""
    candidates = [(number, *_part(screen)) for number, screen in enumerate(screens)]
    by_worth = sorted(candidates, key=lambda row: (-row[1], row[0]))
    words, kept = sum(_weight(piece) for screen in screens for piece in screen if piece.box in _PRINTED), set[int]()
    for number, worth, _, weight in by_worth:
        if worth and (not kept or words + weight <= MOST_WORDS):
            words += weight
            kept.add(number)
    pictures = 0
    for number, _, part, _ in candidates:
        if number in kept:
            pictures += bool(part.picture)
            yield part if pictures <= MOST_PICTURES else Part(part.heading, part.body, Markup())


def _part(screen: tuple[Piece, ...]) -> tuple[int, Part, int]:
    """How much a screen is worth on paper (steps before lists before words alone), what it gives, in how many words."""
    heading, *rest = screen
    lists = [piece for piece in rest if piece.tag in ("ol", "ul", "table")]
    picture = next((Markup(piece.html) for piece in rest if piece.tag == "figure"), Markup())
    shown = lists or [piece for piece in rest if piece.tag == "p"][:1] if picture or lists else []
    worth = 3 * any(piece.tag == "ol" for piece in lists) + 2 * bool(lists) + bool(picture)
    body = Markup("\n").join(Markup(piece.html) for piece in shown)
    weight = max(sum(piece.words for piece in shown), PICTURE * bool(picture))
    return worth, Part(heading.plain, body, picture), weight + HEADING


def _weight(box: Piece) -> int:
    return box.words + HEADING


def _inside(box: Piece) -> Markup:
    """A box without its label."""
    return Markup("\n").join(Markup(piece.html) for piece in pieces(box.inner)[1:])
