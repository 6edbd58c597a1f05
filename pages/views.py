"""Doors for everybody: home, about, privacy, search, letter size, health."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlsplit

from flask import Blueprint, jsonify, request
from sqlalchemy import text
from werkzeug.utils import redirect
from werkzeug.wrappers import Response

from courses import queries as courses
from courses.catalogue import catalogue
from courses.queries import Found
from learning.accounts.audiences import Audience
from learning.accounts.commune import Commune
from learning.accounts.consent import PURPOSES, Purpose
from learning.accounts.queries import home_commune
from learning.core.access import public
from learning.core.database import db
from learning.core.web import page, safe_next
from learning.core.web.page_cache import shared_page
from learning.core.web.replies import TEXT_SIZE_COOKIE, TEXT_SIZES
from training.meetings.coming import Coming, coming

bp = Blueprint("pages", __name__)

A_YEAR = 365 * 24 * 3600  # seconds
LONGEST_SEARCH = 80  # letters


@dataclass(frozen=True, slots=True)
class HomePage:
    """The way in: four audiences, how many lessons there are, and the next meeting if one is planned."""

    audiences: tuple[Audience, ...]
    lessons: int
    meeting: Coming | None
    meetings: int


@dataclass(frozen=True, slots=True)
class SearchPage:
    """What was looked for and what was found."""

    words: str
    found: tuple[Found, ...]


@dataclass(frozen=True, slots=True)
class CommunePage:
    """Pages about the site itself need only the commune and the purposes of its records."""

    commune: Commune
    purposes: tuple[Purpose, ...] = PURPOSES


@bp.get("/")
@public
def home() -> Response | str:
    """The front page."""
    meetings = coming()
    first = meetings[0] if meetings else None

    def contract() -> HomePage:
        lessons = sum(len(course.lessons) for course in catalogue().courses)
        return HomePage(tuple(Audience), lessons, first, len(meetings))

    return shared_page("pages/home.html", contract, home_commune().edition, catalogue().edition, first, len(meetings))


@bp.get("/tim-kiem")
@public
def search() -> str:
    """Courses and lessons by words, marks and case ignored."""
    words = request.args.get("q", "")[:LONGEST_SEARCH].strip()
    return page("pages/search.html", SearchPage(words, tuple(courses.search(catalogue(), words))))


@bp.get("/gioi-thieu")
@public
def about() -> str:
    """What this site is, and whose."""
    return page("pages/about.html", CommunePage(home_commune()))


@bp.get("/quyen-rieng-tu")
@public
def privacy() -> str:
    """What is kept, why, who sees it, and how to have it changed or deleted."""
    return page("pages/privacy.html", CommunePage(home_commune()))


@bp.post("/co-chu")
@public
def text_size() -> Response:
    """Remember the size of letters on this device."""
    response = redirect(_where_from(safe_next(request.form.get("next"), "/")), 303)
    chosen = request.form.get("co", "")
    if chosen in TEXT_SIZES:
        response.set_cookie(TEXT_SIZE_COOKIE, chosen, max_age=A_YEAR, samesite="Lax", httponly=True)
    return response


def _where_from(path: str) -> str:
    """``path`` with the query of the page the form stood on, so that a search is not lost."""
    page_before = urlsplit(request.headers.get("Referer", ""))
    same = page_before.netloc == request.host and page_before.path == path and page_before.query
    return f"{path}?{page_before.query}" if same else path


@bp.get("/suc-khoe")
@public
def health() -> Response:
    """For whoever watches the machine: does the database answer."""
    db.session.execute(text("SELECT 1"))
    return jsonify(status="ok", courses=len(catalogue().courses))
