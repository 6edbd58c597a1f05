"""A faultless package becomes one JSON text: all that pages need, equal bytes for equal input."""

from __future__ import annotations

import hashlib
import json
import re
from typing import Any

import brotli

from courses.media_file import MediaFile
from courses.package import CoursePackage, LessonFiles, QuizFile
from learning.questions.plain import to_plain
from learning.scenarios.plain import to_plain as scenario_to_plain

PAGE_FRAME = 2300  # bytes over the wire that every lesson page adds around its own text, compressed
PAGES_PACKED = 6  # brotli's quality for pages that many read alike
_PICTURE = re.compile(r'<img src="(media/[a-z0-9-]+\.(?:svg|webp))"([^>]*)>')


def compile_package(package: CoursePackage) -> tuple[str, str]:
    """The content of a revision and its hash."""
    content = {
        "slug": package.slug,
        "title": package.title,
        "summary": package.summary,
        "audiences": list(package.audiences),
        "competencies": list(package.competencies),
        "hours": str(package.hours),
        "order": package.order,
        "cover": _address(package, package.cover) if package.cover else "",
        "cover_bytes": package.media[package.cover].sent if package.cover else 0,
        "gains": list(package.gains),
        "lessons": [_lesson(package, lesson) for lesson in package.lessons],
        "quizzes": [_quiz(quiz) for quiz in package.quizzes],
        "media": {name: file.digest for name, file in package.media.items()},
    }
    if package.scenarios:  # a course without any keeps the content, and so the revision, that it had
        content["scenarios"] = [scenario_to_plain(scenario) for scenario in package.scenarios]
    text = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return text, hashlib.sha256(text.encode()).hexdigest()


def _lesson(package: CoursePackage, lesson: LessonFiles) -> dict[str, Any]:
    text = lesson.text
    screens = [_with_addresses(package, screen.html) for screen in text.screens]
    pictures = {_address(package, name): package.media[name].sent for name in sorted(text.pictures)}
    recording = _recording(package, lesson.slug)
    return {
        "slug": lesson.slug,
        "title": text.title,
        "minutes": text.minutes,
        "goal": text.goal,
        "competencies": list(text.competencies),
        "sources": list(text.sources),
        "checked": text.checked.isoformat() if text.checked else "",
        "screens": screens,
        "headings": [screen.heading for screen in text.screens],
        "read_aloud": lesson.read_aloud,
        "guide": lesson.guide_html,
        "recording": _address(package, recording) if recording else "",
        "recording_bytes": package.media[recording].sent if recording else 0,
        "pictures": pictures,
        "bytes": _weight(screens) + sum(pictures.values()),
    }


def _quiz(quiz: QuizFile) -> dict[str, Any]:
    settings = {name: getattr(quiz, name) for name in QuizFile.__slots__ if name != "questions"}
    return settings | {"questions": [to_plain(question) for question in quiz.questions]}


def _with_addresses(package: CoursePackage, html: str) -> str:
    """Point pictures at their immutable addresses and give them their size, so that nothing jumps while they load."""

    def place(match: re.Match[str]) -> str:
        name, rest = match.groups()
        file = package.media[name]
        size = f'width="{file.width}" height="{file.height}" loading="lazy" decoding="async"'
        return f'<img src="{_address(package, name)}"{rest} {size}>'

    return _PICTURE.sub(place, html)


def _address(package: CoursePackage, name: str) -> str:
    file: MediaFile = package.media[name]
    return f"/khoa-hoc/{package.slug}/tep/{file.digest[:16]}/{name.removeprefix('media/')}"


def _recording(package: CoursePackage, slug: str) -> str:
    for suffix in (".opus", ".mp3"):
        if f"media/{slug}{suffix}" in package.media:
            return f"media/{slug}{suffix}"
    return ""


def _weight(screens: list[str]) -> int:
    """Bytes over the wire to read the lesson without its pictures, once styles and scripts are on the phone."""
    return PAGE_FRAME + len(brotli.compress("".join(screens).encode(), quality=PAGES_PACKED))
