"""Setting a text as large as its place on paper allows: shrunk, on two lines if need be, never cut off."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from typing import NamedTuple

from learning.core.errors import Refusal
from learning.core.pdf import is_visible, letters_missing, text_width


class PaperUnprintable(Refusal):
    """A text holds letters that none of the shipped fonts can draw; printing boxes instead would be worse."""

    title = "Chưa in được"

    def __init__(self, text: str, letters: Sequence[str]) -> None:
        self.letters = list(letters)
        super().__init__(f"Phông chữ không có {' '.join(letters)} trong “{text}”. Xin viết lại bằng chữ Việt.")


class Fitted(NamedTuple):
    """A text cut into lines, and the type size at which they stand in their place."""

    lines: tuple[str, ...]
    points: float
    family: str


class Place(NamedTuple):
    """Room for a text on the sheet, in millimetres, the type it is set in, and from which size one line will do."""

    width: float
    height: float
    points: float
    face: str = "Regular"
    one_line_from: float = 0


def fit(place: Place, *lines: str) -> Fitted:
    """Set a text as large as its place allows; a text given as one line may take two. Nothing is ever cut off."""
    lines = tuple(clean(line) for line in lines)
    family, face = _face_for(" ".join(lines), place)
    fitted = Fitted(lines, _points(lines, face, place), family)

    if len(lines) == 1 and fitted.points < min(place.one_line_from, place.points) and " " in lines[0]:
        halves = _halves(lines[0], face)
        on_two = fitted._replace(lines=halves, points=_points(halves, face, place))
        return on_two if on_two.points > fitted.points else fitted

    return fitted


def size_classes() -> str:
    """A style sheet with one class for each size that ``fit`` gives: ``h25`` is 12.5 points."""
    return "".join(f".h{points * 2:.0f} {{ font-size: {points}pt }}\n" for points in _SIZES)


def clean(text: str) -> str:
    """Composed, single spaces, and none of the unseen characters that copying from elsewhere brings along."""
    seen = (letter for letter in unicodedata.normalize("NFC", text) if letter.isspace() or is_visible(letter))

    return " ".join("".join(seen).split())


_MM_PER_POINT, _LEADING = 25.4 / 72, 1.25


def _points(lines: Sequence[str], face: str, place: Place) -> float:
    # 2 % are kept free: kerning and rounding must never push a letter over the edge.
    by_width = place.width * 0.98 / _MM_PER_POINT / max(text_width(line, face) for line in lines)
    line_height = place.height / len(lines) if place.one_line_from else place.height
    by_height = line_height / _MM_PER_POINT / _LEADING

    # Half points: few sizes, so that the font map stays small however many names pass through.
    return max(_SIZES[0], int(min(place.points, by_width, by_height) * 2) / 2)


_SIZES = [half / 2 for half in range(4, 85)]


def _halves(text: str, face: str) -> tuple[str, str]:
    words = text.split(" ")
    cuts = [(" ".join(words[:n]), " ".join(words[n:])) for n in range(1, len(words))]

    return min(cuts, key=lambda cut: max(text_width(line, face) for line in cut))


_TINOS = {"Regular": "Regular", "Italic": "Italic", "SemiBold": "Bold", "Bold": "Bold"}


def _face_for(text: str, place: Place) -> tuple[str, str]:
    face = f"BeVietnamPro-{place.face}"
    if not letters_missing(text, face):
        return "Be Vietnam Pro", face

    # One text is set in one face: a single borrowed letter in the middle of a name looks like a mistake.
    face = f"Tinos-{_TINOS[place.face]}"
    if letters := letters_missing(text, face):
        raise PaperUnprintable(text, letters)

    return "Tinos", face
