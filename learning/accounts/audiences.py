"""The four audiences of the commune's plan, section II.1.5."""

from __future__ import annotations

from enum import StrEnum


class Audience(StrEnum):
    """Whom a course is for, and what a person counts as."""

    RESIDENTS = "residents"
    BUSINESSES = "businesses"
    COMMUNITY_TECH_TEAMS = "community_tech_teams"
    OFFICIALS = "officials"

    @property
    def label(self) -> str:
        """The audience as people read it."""
        return _LABELS[self]

    @property
    def slug(self) -> str:
        """The audience in an address."""
        return _SLUGS[self]


_LABELS = {
    Audience.RESIDENTS: "Người dân",
    Audience.BUSINESSES: "Doanh nghiệp, hộ kinh doanh",
    Audience.COMMUNITY_TECH_TEAMS: "Tổ công nghệ số cộng đồng",
    Audience.OFFICIALS: "Công chức, viên chức",
}
_SLUGS = {
    Audience.RESIDENTS: "nguoi-dan",
    Audience.BUSINESSES: "doanh-nghiep",
    Audience.COMMUNITY_TECH_TEAMS: "to-cong-nghe-so",
    Audience.OFFICIALS: "cong-chuc",
}


def audience_of(slug: str) -> Audience | None:
    """The audience whose address part is ``slug``."""
    return next((audience for audience, known in _SLUGS.items() if known == slug), None)
