"""What a figure is asked about: a frozen scope, read from an address and written back to it. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from courses.catalogue import Catalogue
from learning.accounts.audiences import Audience, audience_of
from learning.accounts.models import Place
from learning.core.errors import NotFound
from reports.figures.models import Campaign
from reports.figures.period_reading import read_period
from reports.figures.periods import Period

CHANNELS: dict[str, tuple[str, frozenset[str]]] = {  # slug: label and the sources that facts carry
    "tu-hoc": ("Tự học", frozenset({"self", "placement"})),
    "lop": ("Tại lớp", frozenset({"class", "supervised"})),
    "tai-nha": ("Đến tận nhà", frozenset({"visit"})),
    "giay": ("Ghi từ giấy", frozenset({"paper"})),
}
GENDERS = {"nu": ("Nữ", "female"), "nam": ("Nam", "male"), "chua-ghi": ("Chưa ghi", "")}
AGES: dict[str, tuple[str, tuple[int, int] | None]] = {  # slug: label and the youngest and oldest age, in years
    "duoi-18": ("Dưới 18 tuổi", (0, 17)),
    "18-34": ("18–34 tuổi", (18, 34)),
    "35-49": ("35–49 tuổi", (35, 49)),
    "50-59": ("50–59 tuổi", (50, 59)),
    "60-tro-len": ("Từ 60 tuổi", (60, 300)),
    "chua-ghi": ("Chưa ghi năm sinh", None),
}


@dataclass(frozen=True, slots=True)
class Scope:
    """Whom, what and when a figure counts. ``places`` are the thôn that count, None all; ``courses`` likewise.

    ``place`` and ``course`` are what was chosen (a commune, a path), 0 and "" nothing; ``alone`` leaves out what lies
    below the place, which for a commune are those whose thôn nobody has written down.
    """

    period: Period
    place: int = 0
    places: frozenset[int] | None = None
    audience: Audience | None = None
    course: str = ""
    courses: frozenset[str] | None = None
    channel: str = ""
    gender: str = ""
    age: str = ""
    alone: bool = False
    sentences: tuple[str, ...] = ()

    def query(self) -> dict[str, str]:
        """The scope as it stands in an address: ``url_for(…, **scope.query())``."""
        chosen = {
            "noi": str(self.place or ""),
            "rieng": "1" if self.alone else "",
            "doi-tuong": self.audience.slug if self.audience else "",
            "khoa": self.course,
            "kenh": self.channel,
            "gioi": self.gender,
            "tuoi": self.age,
        }
        return self.period.query() | {name: value for name, value in chosen.items() if value}

    def during(self, period: Period) -> Scope:
        """The same in another period."""
        return replace(self, period=period, sentences=())

    def previous(self) -> Scope:
        """The same in the period before, of the same length."""
        return self.during(self.period.previous())

    @property
    def sources(self) -> frozenset[str] | None:
        """The sources that the chosen channel stands for; None: all."""
        return CHANNELS[self.channel][1] if self.channel else None


def read_scope(
    values: Mapping[str, str],
    reach: Sequence[Place],
    catalogue: Catalogue,
    campaigns: Iterable[Campaign],
    today: date,
) -> Scope:
    """The scope that an address asks for, within the places ``reach``; raises ``NotFound`` for a place beyond.

    Whatever else cannot be read is left out, and a sentence says so; nothing in an address is a fault of the site.
    """
    period, sentences = read_period(values, today, campaigns)
    alone = values.get("rieng") == "1" and bool(values.get("noi"))
    place, places = _places(values.get("noi", ""), reach, alone)
    audience = audience_of(values.get("doi-tuong", ""))
    course, courses = _courses(values.get("khoa", ""), catalogue)
    channel, gender, age = (
        _one_of(values.get(name, ""), known) for name, known in (("kenh", CHANNELS), ("gioi", GENDERS), ("tuoi", AGES))
    )
    read = {"doi-tuong": audience, "khoa": course, "kenh": channel, "gioi": gender, "tuoi": age}
    unread = tuple(name for name, found in read.items() if values.get(name) and not found)
    if unread:
        sentences = (*sentences, "Có điều kiện lọc không đọc được nên đã bỏ qua.")
    return Scope(period, place, places, audience, course, courses, channel, gender, age, alone, sentences)


def _one_of(typed: str, known: Mapping[str, object]) -> str:
    return typed if typed in known else ""


def _places(typed: str, reach: Sequence[Place], alone: bool) -> tuple[int, frozenset[int]]:
    """The chosen place, and the ids of those places within reach that count: it and all below it."""
    if not typed:
        return 0, frozenset(place.id for place in reach)
    chosen = next((place for place in reach if str(place.id) == typed), None)
    if chosen is None:
        raise NotFound
    return chosen.id, frozenset(place.id for place in reach if place is chosen or (chosen.covers(place) and not alone))


def _courses(slug: str, catalogue: Catalogue) -> tuple[str, frozenset[str] | None]:
    """The chosen course; a path counts with all its courses."""
    course = catalogue.find(slug)
    if course is None:
        return "", None
    return slug, frozenset({slug, *(step.course for step in course.steps)})


def at_place(scope: Scope, place: int) -> Scope:
    """The same at one place alone, without what lies below it."""
    return replace(scope, place=place, places=frozenset({place}), alone=True, sentences=())
