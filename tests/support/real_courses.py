"""A few of the courses that come with the site, in the place of the seed's two."""

from __future__ import annotations

from pathlib import Path

from courses import actions as courses
from courses.catalogue import catalogue, forget_catalogue
from courses.package import read_package
from courses.path_compiler import compile_path
from courses.path_file import read_path
from learning.core.database import db
from tests.support import factories

CONTENT = Path(courses.__file__).parent / "content"
SHIPPED = ("dich-vu-cong", "thanh-toan-so", "nhan-biet-lua-dao", "hoa-don-va-ban-hang")


def publish_real_courses() -> None:
    """Take the seed's courses off the shelf and put real ones there, whose quizzes anybody can take."""
    for slug in (factories.COURSE, factories.OTHER_COURSE):
        courses.show(slug, None, None)
    for slug in SHIPPED:
        courses.publish(read_package(CONTENT / slug))
    db.session.commit()
    forget_catalogue()


def publish_real_path() -> None:
    """The residents' path that comes with the site, over those of its courses that are published."""
    text = read_path(CONTENT.parent / "paths" / "nguoi-dan.toml")
    courses.publish_content(text.slug, *compile_path(text, catalogue()))
    db.session.commit()
    forget_catalogue()
