"""Whether two Vietnamese spellings are the same answer.

Equal are: composed and decomposed letters, any case, any run of spaces, and the two ways of placing a tone
("hoà", "hòa"). Marks may be left out only where the author allows it ("hoa" for "hòa", "d" for "đ").
"""

import re
import unicodedata
from functools import lru_cache

_STAR = re.compile(r"(?<!\\)\*")
_OPEN_RHYMES = (("o", "a"), ("o", "e"), ("u", "y"))
_TONES = "\u0300\u0301\u0303\u0309\u0323"


def _composed(letters: str) -> str:
    return unicodedata.normalize("NFC", letters)


_NEW_TO_OLD = {
    _composed(first + second + tone): _composed(first + tone + second)
    for first, second in _OPEN_RHYMES
    for tone in _TONES
}
_NEW_RHYME = re.compile("|".join(_NEW_TO_OLD))


def simplified(text: str, unmarked: bool) -> str:
    """The one form that all equal spellings of a text share."""
    text = " ".join(_composed(_composed(text).casefold()).split())
    return _without_marks(text) if unmarked else _NEW_RHYME.sub(lambda rhyme: _NEW_TO_OLD[rhyme[0]], text)


def _without_marks(text: str) -> str:
    letters = unicodedata.normalize("NFD", text)
    return "".join(letter for letter in letters if not unicodedata.combining(letter)).replace("đ", "d")


def matches(typed: str, pattern: str, unmarked: bool = False) -> bool:
    """Whether what was typed is one of the spellings a pattern stands for."""
    return _fits(simplified(typed, unmarked), _pieces(pattern, unmarked))


@lru_cache
def _pieces(pattern: str, unmarked: bool) -> tuple[str, ...]:
    simple = simplified(pattern, unmarked)
    return tuple(piece.replace("\\*", "*") for piece in _STAR.split(simple))


def _fits(text: str, pieces: tuple[str, ...]) -> bool:
    # By hand instead of a regular expression: time stays linear whatever the author wrote.
    first, *middle = pieces
    if not middle:
        return text == first
    last = middle.pop()
    end = len(text) - len(last)
    position = len(first)
    if not (text.startswith(first) and text.endswith(last)):
        return False
    for piece in middle:
        found = text.find(piece, position, end)
        if found < 0:
            return False
        position = found + len(piece)
    return position <= end


def shown(pattern: str) -> str:
    """A pattern as words for a reader: a wildcard becomes an ellipsis."""
    return _STAR.sub("…", pattern).replace("\\*", "*")
