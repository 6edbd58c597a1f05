"""How much there is for whom, and how light: enough courses for every audience, short lessons, full banks."""

from __future__ import annotations

import gzip
import re
import statistics
from collections import Counter

import pytest

from courses.actions import publish
from courses.catalogue import forget_catalogue
from courses.competencies import SLUGS
from learning.core.database import db
from learning.questions.model import Matching, MultipleChoice, Numeric, ShortAnswer, SingleChoice, TrueFalse
from tests.content.packages import EVERY_COURSE, FOLDERS, faults_in, package_of, prose_of, texts_of

COURSES, LESSONS = 24, 110
WANTED = {"residents": 8, "officials": 6, "businesses": 6, "community_tech_teams": 5}
LONGEST = 36  # words: more than this nobody can read out in one breath
HEAVIEST_PICTURE = 30 * 1024
CATALOGUE = 40 * 1024  # bytes over the wire
_NOT_PROSE = re.compile(r"(?s:^```gift.*?^```)|!\[[^\]]*\]\([^)]*\)|^[ \t]*\|.*$|^:::.*$|^#+ .*$", re.MULTILINE)
_BULLET = re.compile(r"^\s*(?:[-*>]|\d+\.)\s+")
_END = re.compile(r"(?<=[.!?…:;])[\"”’)*]*\s+")


def finished():
    return [package_of(folder) for folder in FOLDERS if not faults_in(folder)]


def questions_of(folder):
    return [question for quiz in package_of(folder).quizzes for question in quiz.questions]


def sentences(text):
    """How many words each sentence of a lesson has; headings, tables and questions are no sentences."""
    body = _NOT_PROSE.sub("", text.partition("\n+++\n")[2] or text)
    body = re.sub(r"^\"[^\"\n]+\"$", "", body, flags=re.MULTILINE)  # a line of somebody else's words, to be mended
    pieces = [piece for line in body.splitlines() for piece in _END.split(_BULLET.sub("", line))]
    return [count for piece in pieces if (count := len(re.findall(r"\w+", piece)))]


# --- enough -----------------------------------------------------------------------------------------------


def test_there_are_enough_courses_and_lessons():
    lessons = sum(len(package.lessons) for package in finished())
    assert len(finished()) >= COURSES and lessons >= LESSONS, (len(finished()), lessons)


@pytest.mark.parametrize("audience", WANTED)
def test_every_audience_has_its_courses(audience):
    made = [package.slug for package in finished() if audience in package.audiences]
    assert len(made) >= WANTED[audience], made


@EVERY_COURSE
def test_a_course_has_four_to_six_lessons(folder):
    assert 4 <= len(package_of(folder).lessons) <= 6


@EVERY_COURSE
def test_a_lesson_takes_three_to_eight_minutes_to_read_and_do(folder):
    assert {lesson.slug for lesson in package_of(folder).lessons if not 3 <= lesson.text.minutes <= 8} == set()


@EVERY_COURSE
def test_every_lesson_asks_something_itself(folder):
    lessons = {name: text for name, text in texts_of(folder).items() if re.fullmatch(r"\d\d-[a-z0-9-]+\.md", name)}
    assert [name for name, text in lessons.items() if "```gift" not in text] == []


@EVERY_COURSE
def test_every_lesson_has_its_words_to_hear_and_its_note(folder):
    silent = [one.slug for one in package_of(folder).lessons if not (one.read_aloud.strip() and one.guide_html.strip())]
    assert silent == []


@EVERY_COURSE
def test_every_lesson_shows_a_picture_and_says_what_to_remember_and_whom_to_ask(folder):
    poor = {}
    for name, text in texts_of(folder).items():
        if re.fullmatch(r"\d\d-[a-z0-9-]+\.md", name):
            wanted = {"a picture": "](media/", "situation": "::: tinh-huong", "undoing": "::: go-roi"}
            wanted |= {"three things": "::: nho", "whom to ask": "::: hoi-ai"}
            poor[name] = [what for what, sign in wanted.items() if sign not in text]
    assert {name: missing for name, missing in poor.items() if missing} == {}


@EVERY_COURSE
def test_exactly_three_things_are_to_be_remembered(folder):
    counts = {
        name: len(re.findall(r"^(?:[-*]|\d\.) ", box, re.MULTILINE))
        for name, text in texts_of(folder).items()
        for box in re.findall(r"^::: nho\n(.*?)^:::", text, re.MULTILINE | re.DOTALL)
    }
    assert {name: count for name, count in counts.items() if count != 3} == {}


# --- banks ------------------------------------------------------------------------------------------------


@EVERY_COURSE
def test_a_bank_holds_at_least_twenty_questions(folder):
    assert {quiz.slug: len(quiz.questions) for quiz in package_of(folder).quizzes if len(quiz.questions) < 20} == {}


@EVERY_COURSE
def test_every_question_explains_itself_as_a_whole(folder):
    assert [question.id for question in questions_of(folder) if not question.general_feedback] == []


@EVERY_COURSE
def test_every_answer_explains_itself_also_where_one_types(folder):
    """Pairs are explained in the question's own feedback: the format has no other place for it."""
    silent = []
    for question in questions_of(folder):
        match question.asked:
            case SingleChoice(answers=answers) | MultipleChoice(answers=answers):
                told = all(answer.feedback for answer in answers)
            case ShortAnswer(answers=answers) | Numeric(answers=answers):
                told = all(answer.feedback for answer in answers)
            case TrueFalse(wrong=wrong, right=right):
                told = bool(wrong and right)
            case Matching():
                told = bool(question.general_feedback)
            case _:
                told = False
        silent += [] if told else [question.id]
    assert silent == []


@EVERY_COURSE
def test_every_question_has_one_competency_and_one_lesson_to_read_again(folder):
    odd = {}
    for question in questions_of(folder):
        groups = [tag for tag in question.tags if tag in SLUGS]
        again = [tag for tag in question.tags if tag.startswith("bai-")]
        if len(groups) != 1 or len(again) != 1:
            odd[question.id] = question.tags
    assert odd == {}


@EVERY_COURSE
def test_every_lesson_is_asked_about_at_least_twice(folder):
    asked = Counter(tag.removeprefix("bai-") for question in questions_of(folder) for tag in question.tags)
    assert {lesson.slug for lesson in package_of(folder).lessons if asked[lesson.slug] < 2} == set()


@EVERY_COURSE
def test_right_answers_stand_in_every_place(folder):
    """Over a bank no place holds more than half of the right answers, and none is always empty."""
    chosen = [question.task for question in questions_of(folder) if isinstance(question.task, SingleChoice)]
    places = Counter(next(at for at, one in enumerate(task.answers) if one.fraction == 100) for task in chosen)
    assert max(places.values()) <= len(chosen) / 2, places
    assert {0, 1, 2} <= set(places), places


@EVERY_COURSE
def test_in_most_questions_some_wrong_answer_is_as_long_as_the_right_one(folder):
    chosen = [question for question in questions_of(folder) if isinstance(question.task, SingleChoice)]
    matched = 0
    for question in chosen:
        right = max(len(one.text.body) for one in question.task.answers if one.fraction == 100)
        matched += any(len(one.text.body) >= right for one in question.task.answers if one.fraction < 100)
    assert matched >= 0.6 * len(chosen), (matched, len(chosen))


@EVERY_COURSE
def test_the_shortest_answer_is_not_the_right_one_too_often(folder):
    chosen = [question.task for question in questions_of(folder) if isinstance(question.task, SingleChoice)]
    shortest = 0
    for task in chosen:
        lengths = [len(one.text.body) for one in task.answers]
        right = next(at for at, one in enumerate(task.answers) if one.fraction == 100)
        shortest += lengths[right] == min(lengths)
    assert shortest <= 0.45 * len(chosen), (shortest, len(chosen))


# --- short and light --------------------------------------------------------------------------------------


@EVERY_COURSE
def test_sentences_are_short(folder):
    found = {}
    for name, text in texts_of(folder).items():
        if re.fullmatch(r"\d\d-[a-z0-9-]+(\.doc)?\.md", name):
            lengths = sentences(text)
            if statistics.median(lengths) > 15 or max(lengths) > LONGEST:
                found[name] = (statistics.median(lengths), max(lengths))
    assert found == {}


@EVERY_COURSE
def test_every_picture_is_light(folder):
    heavy = {path.name: path.stat().st_size for path in (folder / "media").glob("*.*")}
    assert {name: size for name, size in heavy.items() if size >= HEAVIEST_PICTURE} == {}


@EVERY_COURSE
def test_a_picture_is_described_by_what_it_shows(folder):
    """At least three words, not "hình minh họa", and no two pictures of a lesson with the same words."""
    poor = []
    for name, text in texts_of(folder).items():
        alts = re.findall(r"!\[([^\]]*)\]\(media/", text)
        poor += [f"{name}: {alt}" for alt in alts if len(re.findall(r"\w+", alt)) < 3 or alts.count(alt) > 1]
        poor += [f"{name}: {alt}" for alt in alts if re.match(r"(?i)(hình|ảnh) (ảnh|minh họa|vẽ$|\d)", alt)]
    assert poor == []


@pytest.fixture
def all_published(app):
    for package in finished():
        publish(package)
    db.session.commit()
    forget_catalogue()
    yield
    forget_catalogue()


def test_the_list_of_all_courses_stays_light(all_published, client):
    page = client.get("/khoa-hoc/", headers={"Accept-Encoding": "gzip"})
    sent = page.data if page.headers.get("Content-Encoding") else gzip.compress(page.data)
    shown = page.data if not page.headers.get("Content-Encoding") else gzip.decompress(page.data)
    assert all(package.slug.encode() in shown for package in finished())
    assert len(sent) <= CATALOGUE, len(sent)


# --- the reading itself -----------------------------------------------------------------------------------


def test_a_sentence_is_counted_without_its_marks():
    text = (
        "+++\ntitle = 'x'\n+++\n## Đầu đề\n\n1. Mở máy. Nhìn màn hình: có **ba nút**.\n\n![Một cái nút](media/a.svg)\n"
    )
    assert sentences(text) == [2, 3, 3]


def test_the_prose_of_a_course_leaves_out_wrong_answers():
    assert all("~" not in line[:1] for text in prose_of(FOLDERS[0]).values() for line in text.splitlines())
