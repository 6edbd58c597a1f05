"""A few of the courses that come with the site, in the place of the seed's two."""

from __future__ import annotations

from pathlib import Path

from courses import actions as courses
from courses.catalogue import forget_catalogue
from courses.package import read_package
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
