"""Question banks: no way to pass by guessing from length or place, enough of real life, nothing lost in the format."""

from __future__ import annotations

from learning.questions import read_gift, write_gift
from learning.questions.model import MultipleChoice, SingleChoice, TrueFalse
from tests.content.packages import EVERY_COURSE, package_of, texts_of


def questions_of(folder):
    return [question for quiz in package_of(folder).quizzes for question in quiz.questions]


def single_choices(folder):
    return [question for question in questions_of(folder) if isinstance(question.task, SingleChoice)]


def right_place(question):
    return next(place for place, answer in enumerate(question.task.answers) if answer.fraction == 100)


def share(part, whole):
    return round(len(part) / max(len(whole), 1), 2)


@EVERY_COURSE
def test_the_longest_answer_is_not_the_right_one_too_often(folder):
    chosen = single_choices(folder)
    lengths = {question.id: [len(answer.text.body) for answer in question.task.answers] for question in chosen}
    longest = [each.id for each in chosen if lengths[each.id][right_place(each)] == max(lengths[each.id])]
    assert share(longest, chosen) <= 0.40, longest


@EVERY_COURSE
def test_the_right_answer_does_not_always_stand_first_or_last(folder):
    chosen = single_choices(folder)
    first = [each.id for each in chosen if right_place(each) == 0]
    last = [each.id for each in chosen if right_place(each) == len(each.task.answers) - 1]
    assert share(first, chosen) <= 0.45, first
    assert share(last, chosen) <= 0.45, last


@EVERY_COURSE
def test_true_and_false_are_not_all_of_one_kind(folder):
    truths = [question.task.truth for question in questions_of(folder) if isinstance(question.task, TrueFalse)]
    assert len(truths) < 3 or 0 < sum(truths) < len(truths)


@EVERY_COURSE
def test_at_least_a_third_of_the_questions_are_situations(folder):
    questions = questions_of(folder)
    situations = [question for question in questions if "tinh-huong" in question.tags]
    assert share(situations, questions) >= 0.33


@EVERY_COURSE
def test_a_bank_holds_at_least_twice_what_is_drawn(folder):
    short = {
        quiz.slug: (quiz.draw, len(quiz.questions))
        for quiz in package_of(folder).quizzes
        if len(quiz.questions) < 2 * quiz.draw
    }
    assert short == {}


@EVERY_COURSE
def test_every_lesson_is_asked_about(folder):
    package = package_of(folder)
    asked = {
        tag.removeprefix("bai-") for question in questions_of(folder) for tag in question.tags if tag.startswith("bai-")
    }
    assert [lesson.slug for lesson in package.lessons if lesson.slug not in asked] == []


@EVERY_COURSE
def test_every_answer_to_choose_explains_itself(folder):
    silent = [
        question.id
        for question in questions_of(folder)
        if isinstance(question.task, SingleChoice | MultipleChoice)
        and not all(answer.feedback for answer in question.task.answers)
    ]
    silent += [
        question.id
        for question in questions_of(folder)
        if isinstance(question.task, TrueFalse) and not (question.task.wrong and question.task.right)
    ]
    assert silent == []


@EVERY_COURSE
def test_no_two_answers_of_a_question_are_the_same(folder):
    same = [
        question.id
        for question in single_choices(folder)
        if len({answer.text.body.casefold() for answer in question.task.answers}) < len(question.task.answers)
    ]
    assert same == []


@EVERY_COURSE
def test_no_question_asks_for_all_or_none_of_the_above(folder):
    """Answers are shuffled, so "above" means nothing."""
    found = [
        question.id
        for question in single_choices(folder)
        for answer in question.task.answers
        if any(
            words in answer.text.body.lower()
            for words in ("tất cả các", "cả ba ý", "cả a và b", "các ý trên", "đáp án trên")
        )
    ]
    assert found == []


@EVERY_COURSE
def test_no_two_questions_ask_the_same(folder):
    texts = [question.text.body.casefold() for question in questions_of(folder)]
    assert sorted({text for text in texts if texts.count(text) > 1}) == []


@EVERY_COURSE
def test_a_bank_survives_being_written_and_read_again(folder):
    for name, text in texts_of(folder).items():
        if name.endswith(".gift"):
            bank = read_gift(text, name)
            assert read_gift(write_gift(bank)) == bank
