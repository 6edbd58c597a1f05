"""Names that go up on a hall's screen, codes that are read off it, and the slowing down of whoever guesses them."""

from __future__ import annotations

import re
import secrets
import unicodedata
from collections import deque

from learning.core import clock
from learning.core.errors import Refusal
from learning.core.text import NotAName, looks_legacy_encoded, nfc
from training.live.models import CODE_LENGTH, NAME_LENGTH, REJOIN_LENGTH

_REJOIN_SYMBOLS = "23456789ABCDEFGHJKMNPQRSTVWXYZ"  # nothing that is read as something else
_ADVERTISES = re.compile(r"https?:|www\.|\.(com|vn|net|org)\b|\d[\d .\-]{5,}\d", re.IGNORECASE)
_SPACES = re.compile(r"\s+")
MOST_MISSES = 60  # a minute, from one address and in one process: a whole hall stands behind one address
MINUTE = 60.0
MOST_ADDRESSES = 2000


class TooManyGuesses(Refusal):
    """Wrong codes keep coming from one address."""

    status = 429
    title = "Xin chờ một phút"
    sentence = "Có nhiều mã gõ sai quá. Xin chờ một phút, nhìn lại 6 số trên màn hình rồi gõ."


def play_name(text: str) -> str:
    """A name or a team's name as it may be shown to a hall; raises ``NotAName`` with a sentence."""
    name = _SPACES.sub(" ", nfc(text)).strip()
    if not any(map(str.isalpha, name)):
        raise NotAName("Xin viết tên có ít nhất một chữ cái.")
    if len(name) > NAME_LENGTH:
        raise NotAName(f"Tên dài quá {NAME_LENGTH} chữ. Xin viết ngắn lại.")
    if looks_legacy_encoded(text):
        raise NotAName("Tên này gõ bằng bảng mã cũ. Xin chọn bảng mã Unicode rồi gõ lại.")
    if _ADVERTISES.search(name) or any(map(_unfit, name)) or _piled(name):
        raise NotAName("Tên chỉ gồm chữ, số và dấu cách, không ghi số điện thoại hay địa chỉ trang.")
    return name


def _unfit(character: str) -> bool:
    return unicodedata.category(character)[0] not in "LMNZ" and character not in "-.'’,&+()"


def _piled(name: str) -> bool:
    """Whether a letter carries so many marks that they would run over other lines."""
    return re.search(r"(?:[\u0300-\u036f]){3}", unicodedata.normalize("NFC", name)) is not None


def new_code() -> str:
    """Six digits, the first no nought."""
    return str(10 ** (CODE_LENGTH - 1) + secrets.randbelow(9 * 10 ** (CODE_LENGTH - 1)))


def read_code(typed: str) -> str:
    """The digits that were meant, forgiving spaces, dots and hyphens; whatever else was typed finds nothing."""
    return re.sub(r"[\s.\-–]+", "", unicodedata.normalize("NFKC", typed))[: CODE_LENGTH + 1]


def new_rejoin() -> str:
    """A short code with which a phone that lost its cookie comes back."""
    return "".join(secrets.choice(_REJOIN_SYMBOLS) for _ in range(REJOIN_LENGTH))


def read_rejoin(typed: str) -> str:
    """The code that was meant, forgiving case, spaces and hyphens."""
    return re.sub(r"[\s.\-–]+", "", unicodedata.normalize("NFKC", typed)).upper()[: REJOIN_LENGTH + 1]


class Misses:
    """Counts wrong codes by address, in this process's memory only; addresses are forgotten after a minute."""

    def __init__(self) -> None:
        self._misses: dict[str, deque[float]] = {}

    def check(self, address: str) -> None:
        """Raises ``TooManyGuesses``."""
        recent = self._recent(address)
        if recent is not None and len(recent) >= MOST_MISSES:
            raise TooManyGuesses

    def count(self, address: str) -> None:
        """One more wrong code."""
        if len(self._misses) >= MOST_ADDRESSES:
            self._misses.clear()
        self._misses.setdefault(address, deque(maxlen=MOST_MISSES)).append(clock.ticks())

    def _recent(self, address: str) -> deque[float] | None:
        times = self._misses.get(address)
        while times and clock.ticks() - times[0] > MINUTE:
            times.popleft()
        if times is not None and not times:
            self._misses.pop(address, None)
        return times
