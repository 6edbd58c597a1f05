"""Verbs of recordings: keep one, delete one. Nothing here commits."""

from __future__ import annotations

import hashlib
from typing import Any

from sqlalchemy import delete

from courses.content import Lesson
from courses.models import Recording
from courses.recording_file import Sound
from learning.accounts.actions import trace
from learning.accounts.models import Person
from learning.core import clock
from learning.core.database import db, new_id, upsert

_PLACE = ("course_slug", "lesson_slug", "screen")


def keep_recording(lesson: Lesson, screen: int, text_hash: str, sound: Sound, by: Person) -> None:
    """Let this be how a screen is read aloud; what was there before is gone."""
    course_slug, _, lesson_slug = lesson.key.partition("/")
    said: dict[str, Any] = {
        "text_hash": text_hash,
        "digest": hashlib.sha256(sound.body).hexdigest(),
        "mime": sound.mime,
    }
    said |= {"size": len(sound.body), "seconds": sound.seconds, "body": sound.body}
    said |= {"id": new_id(), "recorded_by": by.id, "recorded_at": clock.now()}
    row = upsert(Recording).values(course_slug=course_slug, lesson_slug=lesson_slug, screen=screen, **said)
    db.session.execute(row.on_conflict_do_update(index_elements=list(_PLACE), set_=said))
    trace(by, "record_lesson", f"course:{course_slug}", f"{lesson_slug} {screen}")


def delete_recording(lesson: Lesson, screen: int, by: Person) -> bool:
    """Let the voice of the phone read this screen again; tells whether there was a recording."""
    course_slug, _, lesson_slug = lesson.key.partition("/")
    there = (Recording.course_slug == course_slug, Recording.lesson_slug == lesson_slug, Recording.screen == screen)
    gone = db.session.execute(delete(Recording).where(*there).returning(Recording.id)).first()
    if gone:
        trace(by, "delete_recording", f"course:{course_slug}", f"{lesson_slug} {screen}")
    return gone is not None
