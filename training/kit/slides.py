"""A lesson as slides: one idea a screen, few words, large letters. Pure; the same lesson always gives the same slides.

A slide never holds more words than the back row can read: long paragraphs part at the end of a sentence, long lists
between two items. A practice question is one slide, its answer the next.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from string import ascii_uppercase

from markupsafe import Markup

from courses.content import Course, Lesson
from learning.core.markup import BOXES
from training.kit.pieces import Piece, Practice, pieces, practice

MOST_WORDS = 58  # on a slide of text; letters of a twentieth of the height then fill two thirds of it
MOST_ITEMS = 5
LEAD_WORDS = 26  # a paragraph this short may stand beside the picture or above the list that follows it
SIZES = (("huge", 1.5), ("big", 1.24), ("", 1.0), ("small", 0.88))  # the same numbers stand in both slides.css
LINE, LINE_BESIDE_PICTURE, LINES = 50, 20, 8.8  # letters in a line and lines on a slide at size 1
HEADING = 38  # letters of a heading that fit into one line
_BLOCK = re.compile(r"</(?:p|li|tr|h3)>")
NOTHING = Markup()
_SENTENCE = re.compile(r"(?<=[.!?…”])\s+(?=[“A-ZĐÀ-Ỹ])")


@dataclass(frozen=True, slots=True)
class Slide:
    """One screen on the wall; ``kicker`` is the small line above the heading, ``tone`` the name of its box."""

    kind: str
    heading: str
    body: Markup = NOTHING
    kicker: str = ""
    tone: str = ""
    size: str = ""
    picture: Markup = NOTHING


def slides_of(course: Course, lesson: Lesson, screens: Sequence[Markup]) -> tuple[Slide, ...]:
    """All slides of a lesson: its title, its screens piece by piece, and a last one to take it home."""
    first = Slide("title", lesson.title, Markup("<p>{}</p>").format(lesson.goal), course.title)
    last = Slide("end", "Quét để học lại tại nhà", kicker=lesson.title)
    inside = (slide for screen in screens for slide in _of_screen(screen))
    return (first, *inside, last)


def _of_screen(html: str) -> Iterator[Slide]:
    heading, *rest = pieces(html)
    for group in _grouped(piece for piece in rest if piece.tag != "hr"):
        yield from _of_group(heading.plain, group)


def _grouped(found: Iterable[Piece]) -> Iterator[tuple[Piece, ...]]:
    """Each piece by itself, but a short paragraph together with the picture or list that it leads to."""
    waiting: Piece | None = None
    for piece in found:
        if waiting and (piece.tag == "figure" or (piece.tag in ("ul", "ol") and waiting.plain.endswith(":"))):
            yield waiting, piece
            waiting = None
            continue
        if waiting:
            yield (waiting,)
        waiting = piece if piece.tag == "p" and piece.words <= LEAD_WORDS else None
        if waiting is None:
            yield (piece,)
    if waiting:
        yield (waiting,)


def _of_group(heading: str, group: tuple[Piece, ...]) -> Iterator[Slide]:
    piece = group[-1]
    lead = Markup(group[0].html) if len(group) > 1 else Markup()
    if piece.tag == "fieldset":
        yield from _asked(heading, practice(piece))
    elif piece.tag == "figure":
        yield _sized(Slide("picture", heading, lead, picture=Markup(piece.html)))
    elif piece.box:
        yield from _of_box(heading, piece)
    else:
        yield from _of_text(Slide("text", heading), piece, lead)


def _of_box(heading: str, piece: Piece) -> Iterator[Slide]:
    """A box keeps its own name as heading; the screen's heading stands small above it."""
    _, *inside = pieces(piece.inner)
    empty = Slide("text", BOXES.get(piece.box, heading), kicker=heading, tone=piece.box)
    for group in _grouped(inside):
        lead = Markup(group[0].html) if len(group) > 1 else Markup()
        if group[-1].tag == "figure":
            yield _sized(replace(empty, kind="picture", body=lead, picture=Markup(group[-1].html)))
        else:
            yield from _of_text(empty, group[-1], lead)


def _of_text(empty: Slide, piece: Piece, lead: Markup) -> Iterator[Slide]:
    for part in _parts(piece):
        yield _sized(replace(empty, body=lead + Markup(part)))
        lead = Markup()


def _parts(piece: Piece) -> Iterator[str]:
    if piece.tag in ("ul", "ol"):
        yield from _list_parts(piece)
    elif piece.tag == "p" and piece.words > MOST_WORDS:
        yield from (f"<p>{part}</p>" for part in _shared_out(_sentences(piece.inner), " "))
    else:
        yield piece.html


def _sentences(inner: str) -> list[str]:
    """The sentences of a paragraph; one paragraph whole, when a tag reaches over the end of a sentence."""
    found = _SENTENCE.split(inner)
    return found if all(part.count("<") == 2 * part.count("</") for part in found) else [inner]


def _list_parts(piece: Piece) -> Iterator[str]:
    items = [item.html for item in pieces(piece.inner)]
    number = piece.first_number
    for part in _shared_out(items, "\n"):
        opening = f'<ol start="{number}">' if piece.tag == "ol" else "<ul>"
        yield f"{opening}{part}</{piece.tag}>"
        number += part.count("</li>")


def _shared_out(parts: list[str], between: str) -> list[str]:
    """Neighbours joined into as few slides as the words allow, and all of them about equally full."""
    weights = [Piece("", "", part, "").words for part in parts]
    slides = max(-(-sum(weights) // MOST_WORDS), -(-len(parts) // MOST_ITEMS), 1)
    joined: list[list[str]] = [[] for _ in range(slides)]
    share, filled = sum(weights) / slides, 0.0
    for part, weight in zip(parts, weights, strict=True):
        joined[min(int((filled + weight / 2) / share), slides - 1) if share else 0].append(part)
        filled += weight
    return [between.join(group) for group in joined if group]


def _asked(heading: str, asked: Practice) -> Iterator[Slide]:
    """The question, and on the next slide its answer with the reason."""
    question, answer = Markup('<p class="slide-question">{}</p>').format(Markup(asked.question)), Markup()
    items = Markup().join(
        Markup("<li><b>{}</b> <span>{}</span></li>").format(letter, Markup(option.html))
        for letter, option in zip(ascii_uppercase, asked.options, strict=False)
    )
    yield _sized(Slide("question", heading, question + Markup('<ul class="slide-options">{}</ul>').format(items)))
    for letter, option in zip(ascii_uppercase, asked.options, strict=False):
        if option.right:
            answer += Markup('<p class="slide-right"><b>{}</b> <span>{}</span></p><p>{}</p>').format(
                letter, Markup(option.html), Markup(option.feedback)
            )
    answer += Markup("<p>{}</p>").format(Markup(asked.explain)) if asked.explain else Markup()
    yield _sized(Slide("answer", "Đáp án", question + answer, kicker=heading))


def _sized(slide: Slide) -> Slide:
    """The words as large as the slide has room for."""
    lengths = [len(Piece("", "", part, "").plain) for part in _BLOCK.split(str(slide.body))]
    line = LINE_BESIDE_PICTURE if slide.picture else LINE
    room = LINES - 0.8 * bool(slide.kicker) - 1.1 * (len(slide.heading) > HEADING)
    fitting = (name for name, scale in SIZES if scale * _lines(lengths, line / scale) <= room)
    return replace(slide, size=next(fitting, SIZES[-1][0]))


def _lines(lengths: list[int], line: float) -> float:
    """How many lines the blocks fill, with the gaps between them."""
    return sum(-(-length // line) + 0.42 for length in lengths if length)
