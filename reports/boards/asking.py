"""What a board is asked: the scope of its figures, perhaps narrowed to one competency group, and the same in words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from courses.catalogue import catalogue
from courses.competencies import Competency
from courses.content import Course
from learning.accounts.audiences import Audience
from learning.accounts.models import Person, Place
from learning.accounts.permissions import Permission
from learning.accounts.queries import places_for
from learning.core import clock
from learning.core.formats import date_vi
from reports.figures import queries
from reports.figures.models import Campaign
from reports.figures.periods import Period, month_of, quarter_of, year_of
from reports.figures.scope import AGES, CHANNELS, GENDERS, Scope, read_scope

COMPETENCY = "nang-luc"  # the name of a competency group in an address


@dataclass(frozen=True, slots=True)
class Asked:
    """A scope with what its address says beyond it, and all of it in words; ``reach`` are the places it is cut from."""

    scope: Scope
    competency: Competency | None
    words: tuple[str, ...]
    reach: tuple[Place, ...]
    campaigns: tuple[Campaign, ...]

    @property
    def query(self) -> dict[str, str]:
        """All of it as it stands in an address."""
        return self.scope.query() | ({COMPETENCY: self.competency.value} if self.competency else {})


@dataclass(frozen=True, slots=True)
class Choice:
    """One value that a filter may have."""

    value: str
    label: str


@dataclass(frozen=True, slots=True)
class Shortcut:
    """A period that is one tap away, and the address it leads to."""

    label: str
    query: dict[str, str]
    chosen: bool


@dataclass(frozen=True, slots=True)
class Filters:
    """Everything the form of filters offers. ``filled`` is what stands in its fields."""

    shortcuts: tuple[Shortcut, ...]
    campaigns: tuple[Choice, ...]
    places: tuple[Choice, ...]
    audiences: tuple[Choice, ...]
    courses: tuple[Choice, ...]
    channels: tuple[Choice, ...]
    genders: tuple[Choice, ...]
    ages: tuple[Choice, ...]
    filled: dict[str, str]
    narrowed: int


def asked(viewer: Person, values: Mapping[str, str], by_competency: bool = False) -> Asked:
    """The scope of an address within the viewer's places; raises ``NotFound`` for a place beyond.

    Only a list is ever narrowed to a competency group (``by_competency``): a board could not hand that on to the lists
    behind its own numbers.
    """
    reach, known = tuple(reach_of(viewer)), tuple(queries.campaigns())
    scope = read_scope(values, reach, catalogue(), known, clock.today())
    competency = next((one for one in Competency if one.value == values.get(COMPETENCY)), None)
    competency = competency if by_competency else None
    if competency:
        scope = replace(scope, courses=courses_of(scope, competency))
    return Asked(scope, competency, _in_words(scope, competency, reach), reach, known)


def courses_of(scope: Scope, competency: Competency) -> frozenset[str]:
    """The courses of a scope that train a competency group."""
    taught = frozenset(course.slug for course in catalogue().courses if competency in course.competencies)
    return taught if scope.courses is None else taught & scope.courses


def reach_of(viewer: Person) -> Sequence[Place]:
    """The communes and thôn whose figures the viewer sees, closed ones too."""
    return places_for(viewer, Permission.SEE_STATISTICS, closed_too=True)


def place_words(place: Place) -> str:
    """A place as the filters say it; a thôn that was closed or has another name says since when."""
    name = place.name if place.kind == "village" else f"Cả {place.name}"
    since = [f"trước {date_vi(place.renamed_at)} là {place.former_name}"] if place.renamed_at else []
    since += [f"đóng từ {date_vi(place.closed_at)}"] if place.closed_at else []
    return f"{name} ({', '.join(since)})" if since else name


def _in_words(scope: Scope, competency: Competency | None, reach: Sequence[Place]) -> tuple[str, ...]:
    place = next((place for place in reach if place.id == scope.place), None)
    alone = place is not None and scope.alone and place.kind == "commune"
    said = (
        scope.period.name,
        f"{place.name}: chưa rõ thôn" if place and alone else place_words(place) if place else "",
        scope.audience.label if scope.audience else "",
        catalogue().title(scope.course) if scope.course else "",
        competency.label if competency else "",
        CHANNELS[scope.channel][0] if scope.channel else "",
        GENDERS[scope.gender][0] if scope.gender else "",
        AGES[scope.age][0] if scope.age else "",
    )
    return tuple(filter(None, said))


def filters_of(asked: Asked) -> Filters:
    """The form of filters as it stands on a board."""
    found, scope, campaigns = catalogue(), asked.scope, asked.campaigns
    chosen = scope.query()
    narrowing = [name for name in ("noi", "doi-tuong", "khoa", "kenh", "gioi", "tuoi") if chosen.get(name)]
    return Filters(
        _shortcuts(scope, campaigns),
        tuple(Choice(str(campaign.id), campaign.name) for campaign in campaigns),
        tuple(Choice(str(place.id), place_words(place)) for place in asked.reach),
        tuple(Choice(audience.slug, audience.label) for audience in Audience),
        (*map(_course, found.paths), *map(_course, found.courses)),
        _labels(CHANNELS),
        _labels(GENDERS),
        _labels(AGES),
        {"tu": _shown(scope.period, first=True), "den": _shown(scope.period, first=False)} | chosen,
        len(narrowing),
    )


def _shown(period: Period, first: bool) -> str:
    return date_vi(period.first if first else period.last)


def _course(course: Course) -> Choice:
    return Choice(course.slug, course.title)


def _labels(known: Mapping[str, tuple[str, object]]) -> tuple[Choice, ...]:
    return tuple(Choice(slug, row[0]) for slug, row in known.items())


def _shortcuts(scope: Scope, campaigns: Sequence[Campaign]) -> tuple[Shortcut, ...]:
    """This month, the one before, this quarter and year, and the newest campaigns; the other filters stay."""
    today = clock.today()
    month = month_of(today)
    near = [
        ("Tháng này", month.query()),
        ("Tháng trước", month.previous().query()),
        ("Quý này", quarter_of(today).query()),
        ("Năm nay", year_of(today).query()),
        *((campaign.name, {"ky": "dot", "dot": str(campaign.id)}) for campaign in campaigns[:3]),
    ]
    own = scope.period.query()
    rest = {name: value for name, value in scope.query().items() if name not in own}
    return tuple(Shortcut(label, query | rest, query == own) for label, query in near)
