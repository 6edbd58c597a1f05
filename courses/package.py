"""A course folder read into memory: every file parsed, every fault found, nothing written."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from itertools import chain, repeat
from pathlib import Path

from courses.competencies import SLUGS
from courses.faults import FaultList, PackageFaulty, line_of
from courses.lesson_file import LessonText, read_lesson
from courses.media_file import MediaFile, read_media
from courses.path_file import PREFIX as PATH
from courses.toml_table import Table, at_most, between, lines_of_text, one_of, read_table
from learning.accounts.audiences import Audience
from learning.core.markup import to_html
from learning.questions.gift_faults import Fault, GiftErrors
from learning.questions.gift_reader import read_gift
from learning.questions.model import Question
from learning.scenarios.model import Scenario
from learning.scenarios.reading import read_scenario

AUDIENCES = frozenset(audience.value for audience in Audience)
SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_LESSON = re.compile(rf"(\d\d)-({SLUG.pattern})\.md", re.ASCII)
_PRACTICE = re.compile(rf"practice-({SLUG.pattern})\.yaml", re.ASCII)
_QUIZ = re.compile(r"^\[\[quizzes\]\]", re.MULTILINE)
_GUIDE_HEADINGS = ("Chuẩn bị", "Hỏi bà con", "Hay vướng", "Kết buổi")


@dataclass(frozen=True, slots=True)
class LessonFiles:
    """A lesson with its read-aloud text and its facilitator's note."""

    slug: str
    text: LessonText
    read_aloud: str
    guide_html: str


@dataclass(frozen=True, slots=True)
class QuizFile:
    """A quiz as course.toml sets it, with its bank."""

    slug: str
    title: str
    draw: int
    pass_mark: int
    minutes: int
    attempts: int
    wait_minutes: int
    certificate: bool
    questions: tuple[Question, ...]


@dataclass(frozen=True, slots=True)
class CoursePackage:
    """A whole folder without a fault."""

    slug: str
    title: str
    summary: str
    audiences: tuple[str, ...]
    competencies: tuple[str, ...]
    hours: Decimal
    order: int
    cover: str
    gains: tuple[str, ...]
    lessons: tuple[LessonFiles, ...]
    quizzes: tuple[QuizFile, ...]
    media: dict[str, MediaFile]
    scenarios: tuple[Scenario, ...] = ()


class PackageReader:
    """Reads one folder; collects faults of all its files before giving up."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.faults: list[Fault] = []

    def read(self) -> CoursePackage:
        """The package; raises ``PackageFaulty`` with every fault in it."""
        if not SLUG.fullmatch(self.folder.name):
            self._fault("", 1, "Tên thư mục chỉ dùng a-z, 0-9 và dấu nối.", "Đổi tên thư mục.")
        if self.folder.name.startswith(PATH):  # figures and addresses tell courses and paths apart by it
            self._fault("", 1, f"Tên bắt đầu bằng {PATH} dành cho lộ trình.", "Đổi tên thư mục.")
        media = self._media()
        lessons = tuple(self._lessons(media))
        package = self._course(lessons, media)
        if self.faults or package is None:
            raise PackageFaulty(tuple(sorted(self.faults, key=lambda fault: (fault.file, fault.line))))
        return package

    def _course(self, lessons: tuple[LessonFiles, ...], media: dict[str, MediaFile]) -> CoursePackage | None:
        faults = FaultList(self._shown("course.toml"))
        text = self._text("course.toml")
        if text is None:
            return None
        table = read_table(text, faults)
        quizzes = tuple(self._quizzes(table, faults, text, {lesson.slug for lesson in lessons}))
        package = CoursePackage(
            slug=self.folder.name,
            title=table.take("title", str, at_most(120)) or "",
            summary=table.take("summary", str, at_most(200)) or "",
            audiences=tuple(table.take("audiences", list, one_of(AUDIENCES)) or ()),
            competencies=tuple(table.take("competencies", list, one_of(SLUGS)) or ()),
            hours=Decimal(str(table.take("hours", float, between(0.5, 100)) or 0)),
            order=table.take("order", int, default=100),
            cover=table.take("cover", str, _among(media), default=""),
            gains=tuple(table.take("gains", list, lines_of_text, default=[])),
            lessons=lessons,
            quizzes=quizzes,
            media=media,
            scenarios=tuple(self._scenarios({lesson.slug for lesson in lessons})),
        )
        table.refuse_rest()
        if not lessons:
            faults.add(1, "Khóa chưa có bài nào.", "Thêm tệp 01-ten-bai.md.")
        self.faults += faults.faults
        return package

    def _quizzes(self, table: Table, faults: FaultList, text: str, lessons: set[str]) -> list[QuizFile]:
        rows = table.values.pop("quizzes", [])
        if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
            table.fault("quizzes", "Mục quizzes sai kiểu.", "Mở đầu mỗi bài kiểm tra bằng một dòng [[quizzes]].")
            return []
        quizzes, taken = [], set(lessons)
        for values, start in zip(rows, chain(_starts(text), repeat(0)), strict=False):
            quiz = Table(dict(values), text[start:], faults, text.count("\n", 0, start))
            quizzes.append(self._quiz(quiz, lessons))
            if quizzes[-1].slug in taken:  # two items would share one key in the ledger
                quiz.fault("slug", f"Tên {quizzes[-1].slug} đã có bài khác dùng.", "Đổi slug của bài kiểm tra này.")
            taken.add(quizzes[-1].slug)
            quiz.refuse_rest()
        return quizzes

    def _quiz(self, table: Table, lessons: set[str]) -> QuizFile:
        bank = table.take("bank", str, _beside_course) or ""
        questions = self._bank(bank, lessons) if _beside_course(bank) is None else ()
        draw = table.take("draw", int, between(1, 100)) or 0
        if bank and questions and draw > len(questions):
            table.fault("draw", f"Rút {draw} câu mà kho chỉ có {len(questions)}.", "Giảm draw.")
        return QuizFile(
            slug=table.take("slug", str, _slug) or "",
            title=table.take("title", str, at_most(120)) or "",
            draw=draw,
            pass_mark=table.take("pass_mark", int, between(1, 100)) or 0,
            minutes=table.take("minutes", int, between(0, 600), default=0),
            attempts=table.take("attempts", int, between(0, 100), default=0),
            wait_minutes=table.take("wait_minutes", int, between(0, 10_000), default=0),
            certificate=table.take("certificate", bool, default=True),
            questions=questions,
        )

    def _bank(self, name: str, lessons: set[str]) -> tuple[Question, ...]:
        text = self._text(name)
        if text is None:
            return ()
        try:
            questions = read_gift(text, self._shown(name)).questions
        except GiftErrors as errors:
            self.faults += errors.faults
            return ()
        for question in questions:
            self._check_question(name, question, lessons)
        return tuple(question for question in questions if question.gradable)

    def _check_question(self, name: str, question: Question, lessons: set[str]) -> None:
        if not question.id:
            self._fault(name, question.line, "Câu hỏi chưa có mã.", "Thêm dòng // [id:…] ngay trên câu hỏi.")
        if len([tag for tag in question.tags if tag in SLUGS]) != 1:
            self._fault(
                name,
                question.line,
                "Câu hỏi cần đúng một nhóm năng lực.",
                f"Thêm [tag:…] với: {', '.join(sorted(SLUGS))}.",
            )
        again = [tag.removeprefix("bai-") for tag in question.tags if tag.startswith("bai-")]
        if len(again) != 1 or again[0] not in lessons:
            self._fault(
                name, question.line, "Câu hỏi cần đúng một bài để đọc lại.", "Thêm [tag:bai-<tên bài có thật>]."
            )

    def _lessons(self, media: dict[str, MediaFile]) -> list[LessonFiles]:
        paths = self._lesson_paths()
        slugs = [_slug_of(path) for path in paths]
        for path, slug in zip(paths, slugs, strict=True):
            if slugs.count(slug) > 1:
                self._fault(path.name, 1, f"Hai bài cùng tên {slug}.", "Đổi tên một bài.")
        return [self._lesson(path, media) for path in paths]

    def _lesson_paths(self) -> list[Path]:
        """The lessons in order; a text that belongs to no lesson would be left out in silence, so it is a fault."""
        paths = sorted(self.folder.glob("*.md"))
        lessons = [path for path in paths if _LESSON.fullmatch(path.name)]
        known = {path.with_suffix(end) for path in lessons for end in (".md", ".doc.md", ".guide.md")}
        for path in paths:
            if path not in known:
                self._fault(path.name, 1, "Tệp này không thuộc bài nào.", "Đặt tên theo mẫu 01-ten-bai.md, không dấu.")
        return lessons

    def _scenarios(self, lessons: set[str]) -> Iterator[Scenario]:
        for path in sorted(self.folder.glob("*.yaml")):
            named = _PRACTICE.fullmatch(path.name)
            if named is None:
                self._fault(
                    path.name, 1, "Tên tệp tình huống sai mẫu.", "Đặt tên practice-ten-tinh-huong.yaml, không dấu."
                )
                continue
            scenario, problems = read_scenario(named.group(1), self._text(path.name) or "", lessons)
            self.faults += [Fault(self._shown(path.name), *problem) for problem in problems]
            if scenario:
                yield scenario

    def _lesson(self, path: Path, media: dict[str, MediaFile]) -> LessonFiles:
        faults = FaultList(self._shown(path.name))
        source = self._text(path.name) or ""
        lesson = read_lesson(source, faults)
        for picture in sorted(lesson.pictures - set(media)):
            faults.add(line_of(source, re.escape(picture)), f"Không có tệp {picture}.", "Thêm hình vào thư mục media.")
        self.faults += faults.faults
        stem = path.name.removesuffix(".md")
        return LessonFiles(
            _slug_of(path), lesson, self._beside(f"{stem}.doc.md").strip(), self._guide(f"{stem}.guide.md")
        )

    def _guide(self, name: str) -> str:
        text = self._beside(name)
        for heading in _GUIDE_HEADINGS if text else ():
            if f"## {heading}" not in text:
                self._fault(name, 1, f"Thiếu mục “## {heading}”.", "Viết đủ bốn mục của lời dặn người hướng dẫn.")
        return to_html(text)

    def _media(self) -> dict[str, MediaFile]:
        media = {}
        for path in sorted((self.folder / "media").glob("*")):
            faults = FaultList(self._shown(f"media/{path.name}"))
            media[f"media/{path.name}"] = read_media(path, faults)
            self.faults += faults.faults
        return media

    def _beside(self, name: str) -> str:
        return (self._text(name) or "") if (self.folder / name).exists() else ""

    def _text(self, name: str) -> str | None:
        try:
            text = (self.folder / name).read_text(encoding="utf-8-sig")
        except FileNotFoundError:
            self._fault(name, 1, "Không có tệp này.", "Thêm tệp, hoặc sửa tên đã ghi trong course.toml.")
            return None
        except UnicodeDecodeError as error:
            line = error.object.count(b"\n", 0, error.start) + 1
            self._fault(name, line, "Tệp không phải UTF-8.", "Lưu lại tệp với bảng mã UTF-8.")
            return None
        if "\x00" in text:
            self._fault(name, line_of(text, "\x00"), "Có ký tự rỗng trong tệp.", "Xóa ký tự đó.")
        return unicodedata.normalize("NFC", text)

    def _shown(self, name: str) -> str:
        return f"{self.folder.name}/{name}"

    def _fault(self, name: str, line: int, message: str, remedy: str) -> None:
        self.faults.append(Fault(self._shown(name), line, message, remedy))


def read_package(folder: Path) -> CoursePackage:
    """The course in ``folder``; raises ``PackageFaulty``."""
    return PackageReader(folder).read()


def _slug_of(path: Path) -> str:
    match = _LESSON.fullmatch(path.name)
    assert match is not None
    return match.group(2)


def _slug(value: str) -> str | None:
    return None if SLUG.fullmatch(value) else "Chỉ dùng a-z, 0-9 và dấu nối."


def _starts(text: str) -> list[int]:
    """Where each quiz begins, so that its faults are told on its own lines."""
    return [match.start() for match in _QUIZ.finditer(text)]


def _beside_course(name: str) -> str | None:
    return None if name.endswith(".gift") and Path(name).name == name else "Ghi tên một tệp .gift nằm cạnh course.toml."


def _among(media: dict[str, MediaFile]):  # type: ignore[no-untyped-def]
    return lambda value: None if value in media else "Thêm hình vào thư mục media, hoặc sửa lại tên."
