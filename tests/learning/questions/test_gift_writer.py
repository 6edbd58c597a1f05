"""The text that is written, and what GIFT cannot say."""

import pytest

from learning.questions import NotWritable, read_gift, write_gift
from learning.questions.model import (
    NOTHING,
    Answer,
    Bank,
    Description,
    Matching,
    Pair,
    Question,
    ShortAnswer,
    SingleChoice,
    Spelling,
    Text,
    TextFormat,
    TrueFalse,
)


def moodle(body):
    return Text(TextFormat.MOODLE, body)


def written(task, **fields):
    return write_gift(Bank((Question(moodle("Câu?"), task, **fields),)))


def test_a_question_is_written_as_authors_write_it():
    task = SingleChoice((Answer(moodle("a"), 100, moodle("tốt")), Answer(moodle("b"), -50.0)))
    assert written(task, id="x", title="Tên", tags=("t",), general_feedback=moodle("chung")) == (
        "// [id:x] [tag:t]\n::Tên::Câu? {\n\t=a#tốt\n\t~%-50%b\n\t####chung\n}\n"
    )


def test_special_characters_are_escaped():
    task = SingleChoice((Answer(moodle("~=#{}:\\\n."), 100), Answer(moodle("b"), 0)))
    assert "\t=\\~\\=\\#\\{\\}\\:\\\\\\n.\n" in written(task)


@pytest.mark.parametrize("body", ["%50%a", "[html]a", "//a", "$CATEGORY: a", "0"])
def test_words_that_look_like_signs_get_their_format_named(body):
    assert f"[moodle]{body.replace(':', chr(92) + ':')}" in written(ShortAnswer((Spelling(body),)))


def test_a_choice_of_right_answers_only_stays_a_choice():
    task = SingleChoice((Answer(moodle("a"), 100.0), Answer(moodle("b"), 100.0)))
    assert read_gift(written(task)).questions[0].task == task


def test_right_feedback_alone_keeps_its_place():
    assert "{TRUE##tốt}" in written(TrueFalse(True, NOTHING, moodle("tốt")))
    assert "{FALSE#kém####chung}" in written(TrueFalse(False, moodle("kém")), general_feedback=moodle("chung"))


def test_a_category_is_written_when_it_changes_and_empty_ones_are_kept():
    asked = [Question(moodle("Câu?"), Description(), category=name) for name in ("", "b", "b", "a")]
    text = write_gift(Bank(tuple(asked), ("x", "b", "a", "y")))
    assert [line for line in text.split("\n") if line] == [
        *["Câu?", "$CATEGORY: x", "$CATEGORY: b", "Câu?", "Câu?", "$CATEGORY: a", "Câu?", "$CATEGORY: y"]
    ]


def test_an_empty_bank_is_an_empty_text():
    assert write_gift(Bank(())) == ""


@pytest.mark.parametrize(
    ("task", "fields"),
    [
        (Matching((Pair(moodle("a->b"), "c"), Pair(moodle("d"), "e"))), {}),
        (ShortAnswer((Spelling("a -> b"),)), {}),
        (ShortAnswer((Spelling("a", 100.0, moodle("b -> c")),)), {}),
        (Description(), {"general_feedback": moodle("a")}),
        (Description(), {"id": "a\\"}),
        (Description(), {"category": "a\nb"}),
    ],
)
def test_what_gift_cannot_say_is_refused(task, fields):
    with pytest.raises(NotWritable):
        written(task, **fields)


def test_a_category_cannot_be_left_for_none():
    asked = [Question(moodle("Câu?"), Description(), category=name) for name in ("a", "")]
    with pytest.raises(NotWritable):
        write_gift(Bank(tuple(asked), ("a",)))
