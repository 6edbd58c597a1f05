"""What is drawn: the right number, nothing twice, every lesson before any lesson again."""

from __future__ import annotations

import json
import random
from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from courses.content import Quiz
from learning.questions.model import Answer, Question, SingleChoice, Text, TextFormat
from learning.questions.plain import to_plain
from quizzes.drawing import draw, lesson_slug

seeds = st.integers(0, 2**32).map(random.Random)


def question(number, lesson):
    options = tuple(Answer(Text(TextFormat.PLAIN, word), 100.0 * (word == "một")) for word in ("một", "hai", "ba"))
    return Question(
        Text(TextFormat.PLAIN, f"Câu {number}"), SingleChoice(options), f"c-{number}", tags=(f"bai-{lesson}",)
    )


def quiz_of(questions, wanted):
    """A certificate quiz that draws so many of these questions."""
    return Quiz(
        slug="k", key="x/k", title="Kiểm tra", draw=wanted, pass_mark=70, minutes=0, attempts=0, wait_minutes=0,
        certificate=True, purpose="certificate", bank=json.dumps([to_plain(each) for each in questions]),
    )  # fmt: skip


@st.composite
def quizzes(draw_from):
    lessons = draw_from(st.lists(st.sampled_from("abcd"), min_size=1, max_size=12))
    questions = [question(number, lesson) for number, lesson in enumerate(lessons)]
    wanted = draw_from(st.integers(1, len(questions)))
    return quiz_of(questions, wanted)


def lessons_of(quiz, drawn):
    return Counter(lesson_slug(quiz.questions[row["id"]]) for row in drawn)


@given(quizzes(), seeds)
def test_as_many_questions_as_the_quiz_wants_and_none_twice(quiz, rng):
    ids = [row["id"] for row in draw(quiz, rng)]
    assert len(ids) == quiz.draw == len(set(ids)) and set(ids) <= set(quiz.questions)


@given(quizzes(), seeds)
def test_no_lesson_is_asked_twice_more_than_another_that_has_questions_left(quiz, rng):
    asked = lessons_of(quiz, draw(quiz, rng))
    there = Counter(lesson_slug(each) for each in quiz.questions.values())
    left = [asked[lesson] for lesson in there if asked[lesson] < there[lesson]]
    assert not left or max(asked.values()) <= min(left) + 1


@given(quizzes(), seeds)
def test_every_order_of_options_is_an_order_of_all_options(quiz, rng):
    assert all(sorted(row["order"]) == [0, 1, 2] for row in draw(quiz, rng))


@given(quizzes(), st.integers(0, 2**32))
def test_the_same_chance_draws_the_same_sheet(quiz, seed):
    assert draw(quiz, random.Random(seed)) == draw(quiz, random.Random(seed))


def test_different_people_get_different_sheets():
    quiz = quiz_of([question(number, "abc"[number % 3]) for number in range(12)], 4)
    sheets = {str(draw(quiz, random.Random(seed))) for seed in range(40)}
    firsts = {draw(quiz, random.Random(seed))[0]["id"] for seed in range(200)}
    assert len(sheets) > 35 and firsts == set(quiz.questions)


def test_the_right_answer_may_stand_anywhere():
    quiz = quiz_of([question(0, "a")], 1)
    places = Counter(draw(quiz, random.Random(seed))[0]["order"].index(0) for seed in range(300))
    assert set(places) == {0, 1, 2} and min(places.values()) > 60
