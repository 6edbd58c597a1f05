"""Is the person of this line known already? Decided by name, year of birth and thôn; a telephone number only supports.

Pure: lines and known people go in, verdicts with their reasons come out. Whatever is not plain is left to a person;
nothing here ever takes two people for one.
"""

from __future__ import annotations

import hashlib
import hmac
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from uuid import UUID

from learning.core.text import fold, name_sort_key
from training.roster.lines import Line
from training.roster.villages import Villages

NEAR = 1  # years between "tuổi mụ" and the papers


class Verdict(StrEnum):
    """What becomes of a line."""

    NEW = "new"
    SAME = "same"
    DOUBTFUL = "doubtful"
    WRONG = "wrong"
    REPEATED = "repeated"
    SKIPPED = "skipped"


@dataclass(frozen=True, slots=True)
class Known:
    """Somebody who is registered, as far as matching needs."""

    id: UUID
    full_name: str
    name_key: str
    birth_year: int | None
    gender: str | None
    phone: str | None
    place_id: int
    card_code: str


@dataclass(frozen=True, slots=True)
class Choice:
    """What a person has decided about a doubtful line: ``verdict`` is new, same or skipped."""

    verdict: Verdict
    same_as: UUID | None = None


@dataclass(frozen=True, slots=True)
class Judged:
    """A line with its place, what becomes of it and why, and whom it may be."""

    line: Line
    place_id: int | None
    verdict: Verdict
    why: str
    fingerprint: str = ""
    alike: tuple[Known, ...] = ()
    decided: Choice | None = None

    @property
    def same_as(self) -> Known | None:
        """Whom the line is, where that is plain or decided."""
        return self.alike[0] if self.verdict is Verdict.SAME and self.alike else None


@dataclass(frozen=True, slots=True)
class Grounds:
    """All that is known when lines are judged: people by the folded name, lines taken in before, and decisions."""

    people: Mapping[str, Sequence[Known]]
    taken_in: Mapping[str, Known]
    choices: Mapping[str, Choice]


def placed(lines: Iterable[Line], villages: Villages, secret: str) -> list[Judged]:
    """Every line with its place and fingerprint; what is wrong in itself or repeated in the file is judged here."""
    seen: Counter[tuple[object, ...]] = Counter()
    earlier: dict[tuple[str, int | None], list[Judged]] = defaultdict(list)
    judged = []
    for line in lines:
        found = villages.find(line.village, line.hint)
        faults = (*line.faults, *([found.fault] if found.fault else []))
        if faults or found.spot is None:
            judged.append(Judged(line, None, Verdict.WRONG, " ".join(faults)))
            continue
        facts = _facts(line, found.spot.place_id)
        seen[facts] += 1
        one = Judged(
            line, found.spot.place_id, Verdict.NEW, "Chưa có trong sổ.", _fingerprint(facts, seen[facts], secret)
        )
        among = earlier[fold(line.name), found.spot.place_id]
        judged.append(_against_the_file(one, among))
        among.append(one)
    return judged


def _facts(line: Line, place_id: int) -> tuple[object, ...]:
    return place_id, name_sort_key(line.name), line.birth_year, line.gender, line.phone


def _fingerprint(facts: tuple[object, ...], number: int, secret: str) -> str:
    """The same line of the same list gives the same sign: taken in twice, it finds whom it made the first time."""
    return hmac.new(secret.encode(), repr((*facts, number)).encode(), hashlib.sha256).hexdigest()


def _against_the_file(one: Judged, earlier: Sequence[Judged]) -> Judged:
    for other in earlier:
        doubt = _doubt_in_the_file(one.line, other.line)
        if doubt is Verdict.REPEATED:
            return replace(one, verdict=doubt, why=f"Lặp lại dòng {other.line.row}, chỉ nhập một lần.")
        if doubt is Verdict.DOUBTFUL:
            return replace(
                one, verdict=doubt, why=f"Giống dòng {other.line.row} của tệp. Xin xem là một hay hai người."
            )
    return one


def _doubt_in_the_file(one: Line, other: Line) -> Verdict | None:
    years = one.birth_year, other.birth_year
    same_name = name_sort_key(one.name) == name_sort_key(other.name)
    if None not in years and years[0] != years[1]:
        near = abs((years[0] or 0) - (years[1] or 0)) <= NEAR
        return Verdict.DOUBTFUL if same_name and near and one.phone and one.phone == other.phone else None
    if same_name and one.birth_year and one.phone and (one.phone, one.gender) == (other.phone, other.gender):
        return Verdict.REPEATED
    return Verdict.DOUBTFUL


def judge(one: Judged, grounds: Grounds, villages: Villages) -> Judged:
    """The verdict about one placed line, with what a person has decided taken into account."""
    if one.verdict in (Verdict.WRONG, Verdict.REPEATED):
        return one
    before = grounds.taken_in.get(one.fingerprint)
    if before is not None:
        return replace(one, verdict=Verdict.SAME, why="Đã nhập từ danh sách này trước đây.", alike=(before,))
    found = _against_the_known(one, grounds.people.get(fold(one.line.name), ()), villages)
    choice = grounds.choices.get(one.line.key)
    return _decided(found, choice) if found.verdict is Verdict.DOUBTFUL and choice else found


def _decided(found: Judged, choice: Choice) -> Judged:
    """A decision holds only while it fits: somebody who is no longer among those alike cannot be chosen."""
    if choice.verdict is not Verdict.SAME:
        return replace(found, verdict=choice.verdict, decided=choice)
    chosen = tuple(known for known in found.alike if known.id == choice.same_as)
    return replace(found, verdict=Verdict.SAME, alike=chosen, decided=choice) if chosen else found


def _against_the_known(one: Judged, people: Sequence[Known], villages: Villages) -> Judged:
    key, here = name_sort_key(one.line.name), one.place_id
    neighbours = [known for known in people if known.place_id == here]
    exact = [
        known
        for known in neighbours
        if known.name_key == key and one.line.birth_year and known.birth_year == one.line.birth_year
    ]
    if len(exact) == 1 and one.verdict is Verdict.NEW and not _gender_differs(one.line, exact[0]):
        return replace(one, verdict=Verdict.SAME, why=_why_same(one.line, exact[0], villages), alike=tuple(exact))
    doubts = [(known, reason) for known in people if (reason := _doubt(one, known, key, villages))]
    if not doubts:
        return one
    alike = tuple(known for known, _ in doubts)
    why = doubts[0][1] if len(doubts) == 1 else f"Có {len(doubts)} người trong sổ có thể là người này."
    first = f"{one.why} " if one.verdict is Verdict.DOUBTFUL else ""
    return replace(one, verdict=Verdict.DOUBTFUL, why=first + why, alike=alike)


def _why_same(line: Line, known: Known, villages: Villages) -> str:
    phone = ", cùng số điện thoại" if line.phone and line.phone == known.phone else ""
    return f"Cùng họ tên, cùng năm sinh {line.birth_year}, cùng {villages.name_of(known.place_id)}{phone}."


def _gender_differs(line: Line, known: Known) -> bool:
    return bool(line.gender and known.gender and line.gender != known.gender)


def _doubt(one: Judged, known: Known, key: str, villages: Villages) -> str:
    """Why this known person may be the one of the line, "" when there is no reason to think so."""
    line, same_phone = one.line, bool(one.line.phone) and one.line.phone == known.phone
    years_known = bool(line.birth_year and known.birth_year)
    apart = abs((line.birth_year or 0) - (known.birth_year or 0)) if years_known else 0
    if known.place_id != one.place_id:
        return _doubt_elsewhere(
            same_phone, years_known and not apart and known.name_key == key, villages.name_of(known.place_id)
        )
    if not years_known:
        return "Cùng họ tên, cùng thôn" + (", cùng số điện thoại" if same_phone else "") + ", nhưng thiếu năm sinh."
    if apart:
        return (
            "Cùng họ tên, cùng thôn, cùng số điện thoại, năm sinh lệch một năm." if same_phone and apart <= NEAR else ""
        )
    if known.name_key != key:
        return "Cùng năm sinh, cùng thôn, họ tên chỉ khác dấu."
    return (
        "Cùng họ tên, năm sinh, thôn, nhưng khác giới tính."
        if _gender_differs(line, known)
        else "Cùng họ tên, năm sinh, thôn."
    )


def _doubt_elsewhere(same_phone: bool, same_name_and_year: bool, where: str) -> str:
    if same_phone and same_name_and_year:
        return f"Cùng họ tên, năm sinh, số điện thoại, nhưng sổ ghi ở {where or 'nơi khác'}."
    return ""
