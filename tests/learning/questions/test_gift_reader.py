"""GIFT as authors and Moodle write it, and the questions it stands for."""

import timeit
import unicodedata
from decimal import Decimal

import pytest

from learning.questions import read_gift
from learning.questions.model import (
    NOTHING,
    Answer,
    Between,
    Description,
    Essay,
    Matching,
    MissingWord,
    MultipleChoice,
    Near,
    Numeric,
    NumericAnswer,
    Pair,
    ShortAnswer,
    SingleChoice,
    Spelling,
    Text,
    TextFormat,
    TrueFalse,
)

OTP = """// [id:dvc-01] [tag:an-toan] [tag:bai-nop-ho-so]
::Mã OTP khi nộp hồ sơ::Có người gọi xin mã OTP. Bà nên làm gì? {
=Tắt máy, không đọc mã cho ai#Đúng. Cán bộ không hỏi mã OTP.
~Đọc mã để hồ sơ được duyệt nhanh#Chưa đúng.
####Mã OTP giống như chìa khóa nhà.
}
"""


def one(text):
    (question,) = read_gift(text).questions
    return question


def moodle(body):
    return Text(TextFormat.MOODLE, body)


def spellings(task):
    return [(answer.pattern, answer.fraction) for answer in task.answers]


def test_a_question_of_a_course_package_is_read_whole():
    question = one(OTP)
    assert (question.id, question.title, question.line) == ("dvc-01", "Mã OTP khi nộp hồ sơ", 2)
    assert question.tags == ("an-toan", "bai-nop-ho-so")
    assert question.text == moodle("Có người gọi xin mã OTP. Bà nên làm gì?")
    assert question.general_feedback == moodle("Mã OTP giống như chìa khóa nhà.")
    assert question.task.answers[0] == Answer(
        moodle("Tắt máy, không đọc mã cho ai"), 100.0, moodle("Đúng. Cán bộ không hỏi mã OTP.")
    )


def test_answers_may_stand_on_one_line_without_spaces():
    task = one("Thủ đô của nước ta?{~Huế=Hà Nội~Đà Nẵng}").task
    assert isinstance(task, SingleChoice)
    assert [(a.text.body, a.fraction) for a in task.answers] == [("Huế", 0), ("Hà Nội", 100), ("Đà Nẵng", 0)]


def test_a_single_choice_may_give_part_of_the_mark_or_take_some():
    task = one("Câu khó {~sai ~%50%đúng một nửa ~%-25%rất sai =đúng}").task
    assert [answer.fraction for answer in task.answers] == [0, 50, -25, 100]


def test_weights_without_a_full_answer_make_a_multiple_choice():
    task = one("Hai việc nào an toàn? {\n ~%50%Khóa máy\n ~%50%Đổi mật khẩu\n ~%-100%Đọc mã\n}").task
    assert isinstance(task, MultipleChoice)
    assert [answer.fraction for answer in task.answers] == [50, 50, -100]


def test_the_rounded_thirds_of_older_moodles_are_taken_for_thirds():
    task = one("Ba việc {~%33.333%a ~%33.333%b ~%33.333%c ~d}").task
    assert [answer.fraction for answer in task.answers] == [33.33333, 33.33333, 33.33333, 0]


@pytest.mark.parametrize(("word", "truth"), [("T", True), ("TRUE", True), ("F", False), ("FALSE", False)])
def test_true_and_false_have_a_short_and_a_long_word(word, truth):
    assert one(f"Mặt trời mọc ở hướng Đông. {{{word}}}").task == TrueFalse(truth)


def test_feedback_of_true_and_false_is_wrong_first_then_right():
    task = one("Cán bộ không hỏi mã OTP. {T#Xem lại bài 2.#Đúng rồi.####Nhớ kỹ.}").task
    assert task == TrueFalse(True, moodle("Xem lại bài 2."), moodle("Đúng rồi."))


def test_true_and_false_may_have_feedback_for_the_right_answer_alone():
    assert one("Câu {FALSE##Đúng rồi.}").task == TrueFalse(False, NOTHING, moodle("Đúng rồi."))


def test_pairs_and_right_sides_that_belong_to_nothing():
    task = one("Ghép số với nơi gọi. {\n =113 -> Công an\n =115->Cấp cứu\n = -> Điện lực\n}").task
    assert task == Matching((Pair(moodle("113"), "Công an"), Pair(moodle("115"), "Cấp cứu")), ("Điện lực",))


def test_short_answers_are_full_unless_weighed():
    task = one("Thủ đô? {=Hà Nội =%50%Thăng Long#Tên cũ.}").task
    assert isinstance(task, ShortAnswer)
    assert spellings(task) == [("Hà Nội", 100), ("Thăng Long", 50)]
    assert task.answers[1].feedback == moodle("Tên cũ.")


@pytest.mark.parametrize(
    ("answer", "target"),
    [
        ("3:2", Near(Decimal(3), Decimal(2))),
        ("1822", Near(Decimal(1822))),
        ("1..5", Between(Decimal(1), Decimal(5))),
        ("-1.5 .. -0.5", Between(Decimal("-1.5"), Decimal("-0.5"))),
        ("3.1415:1.0E-5", Near(Decimal("3.1415"), Decimal("0.00001"))),
        (".5", Near(Decimal("0.5"))),
    ],
)
def test_a_number_has_a_tolerance_or_a_range(answer, target):
    assert one(f"Bao nhiêu? {{#{answer}}}").task == Numeric((NumericAnswer(target),))


def test_several_numbers_and_a_word_for_all_others():
    task = one("Năm nào? {#\n =1822:0 # Đúng.\n =%50%1822:2 # Gần đúng.\n ~ # Xem lại.\n}").task
    assert [(a.target, a.fraction) for a in task.answers] == [
        (Near(Decimal(1822)), 100),
        (Near(Decimal(1822), Decimal(2)), 50),
    ]
    assert task.otherwise == moodle("Xem lại.")


def test_a_bare_tilde_after_the_numbers_says_nothing():
    assert one("Năm nào? {#=1822:0 =%50%1822:2 ~}").task.otherwise == NOTHING


@pytest.mark.parametrize(
    ("answers", "kind"),
    [("~Huế =Hà Nội", SingleChoice), ("=Hà Nội =Ha Noi", ShortAnswer), ("#1010", Numeric)],
)
def test_words_behind_the_answers_make_a_gap_in_the_sentence(answers, kind):
    question = one(f"Vua dời đô về {{{answers}}} năm ấy.")
    assert isinstance(question.task, MissingWord) and isinstance(question.task.task, kind)
    assert (question.text.body, question.task.after) == ("Vua dời đô về ", " năm ấy.")


def test_a_gap_may_open_the_sentence():
    question = one("{=Hà Nội ~Huế} là thủ đô.")
    assert (question.text.body, question.task.after) == ("", " là thủ đô.")


def test_pairs_inside_a_sentence_leave_a_line_in_it_as_in_moodle():
    assert one("Ghép cặp {=a -> b =c -> d}.").text.body == "Ghép cặp _____."


def test_empty_braces_are_an_essay_and_no_braces_a_description():
    assert one("Kể một lần bà giúp hàng xóm. {}").task == Essay()
    assert one("Kể một lần. {####Cảm ơn bà.}").general_feedback == moodle("Cảm ơn bà.")
    assert one("::Phần hai::Năm câu sau nói về mật khẩu.").task == Description()


def test_every_text_may_name_its_own_format():
    question = one("[html]<b>Chọn</b> {=[plain]a #[markdown]*tốt* ~b#kém ####[moodle]hết}")
    right, wrong = question.task.answers
    assert question.text == Text(TextFormat.HTML, "<b>Chọn</b>")
    assert (right.text.format, right.feedback) == (TextFormat.PLAIN, Text(TextFormat.MARKDOWN, "*tốt*"))
    assert (wrong.text.format, wrong.feedback.format) == (TextFormat.HTML, TextFormat.HTML)
    assert question.general_feedback == moodle("hết")


def test_brackets_that_name_no_format_are_words():
    assert one("[Bài 1] Chọn {T}").text == moodle("[Bài 1] Chọn")


def test_escaped_characters_are_words():
    question = one(r"::Giờ 8\:30::2 \{x\} \= 4\n\\ hết \# {=\=a\~b ~c \#1}")
    assert question.title == "Giờ 8:30"
    assert question.text.body == "2 {x} = 4\n\\ hết #"
    assert [answer.text.body for answer in question.task.answers] == ["=a~b", "c #1"]


def test_an_escaped_backslash_does_not_escape_the_next_sign():
    assert one(r"Dấu nào? {=\\ ~/}").task.answers[0].text.body == "\\"


def test_a_question_may_run_over_many_lines_with_comments_between():
    question = one("// đầu bài\n::Tên::Dòng một\n// ghi chú\ndòng hai {\n// đáp án\n=a\n~b\n}")
    assert (question.text.body, len(question.task.answers), question.line) == ("Dòng một\ndòng hai", 2, 2)


def test_categories_hold_for_the_questions_below_them():
    bank = read_gift("Câu 0 {T}\n\n$CATEGORY: a/b\n\nCâu 1 {T}\n\n$CATEGORY: c\n\n$CATEGORY: a/b\n\nCâu 2 {T}")
    assert [question.category for question in bank.questions] == ["", "a/b", "a/b"]
    assert bank.categories == ("a/b", "c")


def test_windows_line_ends_and_a_byte_order_mark_change_nothing():
    assert read_gift("\ufeff" + OTP.replace("\n", "\r\n")) == read_gift(OTP)
    assert read_gift(OTP.replace("\n", "\r")) == read_gift(OTP)


def test_decomposed_letters_are_composed():
    assert read_gift(unicodedata.normalize("NFD", OTP)) == read_gift(OTP)


def test_what_moodle_exports_is_read():
    exported = (
        "// question: 0  name: Switch category to $course$/top/An toàn\n$CATEGORY: $course$/top/An toàn\n\n\n"
        "// question: 71  name: Số\n// [id:so-1] [tag:an-toan]\n"
        "::Số::[html]<p>Hai cộng hai?</p>{#\n\t=%100%4:0#[moodle]Đúng\n\t=%50%5:1#\n\t~#Sai\n}\n\n\n"
        "// question: 72  name: Kéo thả\n// [id:so-2]\n\n"
        '// question: 73  name: Tên\n::Tên::[html]<p class\\="x">Thủ đô?</p>{\n\t=%100%Hà Nội#\n'
        "\t=%0%*#Chưa đúng\n\t####Chung\n}\n\n\n"
    )
    number, name = read_gift(exported).questions
    assert (number.id, number.category) == ("so-1", "$course$/top/An toàn")
    assert number.task.answers[0].feedback == moodle("Đúng")
    assert number.task.otherwise == Text(TextFormat.HTML, "Sai")
    assert name.text.body == '<p class="x">Thủ đô?</p>'
    assert name.task.answers[1] == Spelling("*", 0.0, Text(TextFormat.HTML, "Chưa đúng"))


def test_brackets_in_identifiers_are_escaped():
    assert one("// [id:a\\]b] [tag:c\\]]\nCâu {T}").id == "a]b"


def test_an_empty_file_is_an_empty_bank():
    assert read_gift("\n// chỉ có ghi chú\n\n").questions == ()


def test_a_bank_of_25_questions_is_read_within_10_milliseconds():
    text = "\n".join(OTP.replace("dvc-01", f"dvc-{number}") for number in range(25))
    assert min(timeit.repeat(lambda: read_gift(text), number=1, repeat=5)) < 0.010
