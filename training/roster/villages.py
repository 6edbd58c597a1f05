"""Which place a roster means by "Thôn An Bình", "an binh" or "Thôn 2, xã …"; names come from the tree of places."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from learning.core.text import fold, nfc

_KIND = re.compile(r"^(thon|xom|khu dan cu|khu|to dan pho|tdp|to|lang|t|x)\b[\s.]*(so\s+)?")
_PARTS = re.compile(r"[,;()\-–/\n]|\bxa\b|\bphuong\b")


@dataclass(frozen=True, slots=True)
class Spot:
    """One place that a roster may mean; ``is_mine`` when whoever sends the roster is responsible for it."""

    place_id: int
    name: str
    is_mine: bool


@dataclass(frozen=True, slots=True)
class Found:
    """The place, or why there is none."""

    spot: Spot | None
    fault: str = ""


class Villages:
    """The thôn of one commune, to be found by how they are written; ``otherwise`` is where people without one go."""

    def __init__(self, spots: Iterable[Spot], otherwise: Spot) -> None:
        self._spots = tuple(spots)
        self._otherwise = otherwise
        self._by_name: dict[str, list[Spot]] = {}
        for spot in self._spots:
            self._by_name.setdefault(_bare(spot.name), []).append(spot)

    def name_of(self, place_id: int) -> str:
        """The name of a place of this commune."""
        return next((spot.name for spot in (*self._spots, self._otherwise) if spot.place_id == place_id), "")

    def find(self, said: str, hint: str) -> Found:
        """Where somebody lives by what their row says, else by what the title may say, else where the form says."""
        if said:
            return self._said(said)
        meant = self._named(hint) if hint else []
        if len(meant) == 1:
            return _mine(meant[0])
        return _mine(self._otherwise)

    def _said(self, text: str) -> Found:
        meant = self._named(text)
        if len(meant) > 1:
            exact = [spot for spot in meant if nfc(spot.name).casefold() == nfc(text).strip().casefold()]
            meant = exact or meant
        if len(meant) == 1:
            return _mine(meant[0])
        if meant:
            return Found(None, f"Có nhiều thôn viết giống “{text}” khi bỏ dấu. Xin ghi đủ dấu.")
        return Found(None, f"Chưa có thôn “{text}” trong danh sách thôn của xã. Xin xem lại tên thôn.")

    def _named(self, text: str) -> list[Spot]:
        parts = [part for part in (_bare(text), *map(_bare, _PARTS.split(fold(text)))) if part]
        return next((self._by_name[part] for part in parts if part in self._by_name), [])


def _mine(spot: Spot) -> Found:
    if spot.is_mine:
        return Found(spot)
    return Found(None, f"{spot.name} không thuộc nơi mình phụ trách, nên không nhập. Xin nhờ người phụ trách thôn đó.")


def _bare(text: str) -> str:
    """A name without its kind, its marks and idle zeros: "Thôn 02" and "thon 2" are "2"."""
    plain = re.sub(r"[^\w\s]+", " ", fold(text))
    plain = _KIND.sub("", " ".join(plain.split()))
    return plain.lstrip("0") if plain.isdecimal() else plain
