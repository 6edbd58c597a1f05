"""Door: the list of everything a phone must fetch to keep a whole course for when there is no network."""

from __future__ import annotations

from flask import jsonify, url_for
from werkzeug.wrappers import Response

from courses.catalogue import catalogue
from courses.content import Course
from courses.views import bp
from learning.core.access import public
from learning.core.web.assets import asset_address

PICTURES = (".svg", ".webp", ".png")
OWN_FILES = ("site.css", "site.js", "icons/favicon.svg", "pages-js/practice-offline.js")


@bp.get("/<course>/tai-ve.json")
@public
def saved(course: str) -> Response:
    """Addresses of pages, pictures and practice packages; lessons with their titles; the revision they belong to."""
    found = catalogue().course(course)
    lessons = [(url_for("courses.lesson", course=course, lesson=item.slug), item.title) for item in found.lessons]
    pages = [url_for("courses.course", course=course), *(address for address, _ in lessons)]
    response = jsonify(
        ten=found.title,
        ban=found.revision_id.hex,
        bai=lessons,
        tep=[*pages, *_practice(found), *_pictures(found), *_own_files()],
    )
    response.headers["Cache-Control"] = "no-cache"
    return response


def _practice(course: Course) -> list[str]:
    screens = [url_for("practice.play", scenario=item.slug) for item in course.scenarios]
    return screens + [
        url_for("practice.package", scenario=item.slug, ban=course.revision_id.hex) for item in course.scenarios
    ]


def _pictures(course: Course) -> list[str]:
    return [
        url_for("courses.media", course=course.slug, digest=digest[:16], name=name.removeprefix("media/"))
        for name, digest in sorted(course.media.items())
        if name.endswith(PICTURES)
    ]


def _own_files() -> list[str]:
    return [asset_address(name) for name in OWN_FILES]
