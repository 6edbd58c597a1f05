"""Every fault is told with its line, in Vietnamese, together with all the others of the file."""

import re
from string import ascii_letters

import pytest

from learning.questions import GiftErrors, read_gift
from learning.questions.gift_faults import _SENTENCES

CASES = [
    ("close_brace_missing", 2, "::A::Chọn\nđáp án {\n=a\n~b"),
    ("open_brace_missing", 2, "::A::Chọn\n=a ~b }"),
    ("open_brace_missing", 1, "Chọn } rồi {T}"),
    ("stray_brace", 3, "Chọn {\n=a\n~b { c\n}"),
    ("stray_brace", 2, "Chọn {\n=a ~b } c }"),
    ("blank_inside", 3, "Chọn {\n=a\n\n~b\n}"),
    ("two_questions", 4, "::A::Chọn {\n=a ~b\n}\n::B::Chọn {T}"),
    ("two_questions", 2, "::A::Chọn {=a ~b}\n// ghi chú\n// [id:b] [tag:c]\nChọn {T}"),
    ("two_questions", 2, "Chọn {=a ~b}\nChọn tiếp {T}"),
    ("category_not_alone", 2, "$CATEGORY: a\n::A::Chọn {T}"),
    ("category_empty", 2, "\n$CATEGORY:"),
    ("lonely_comment", 1, "// [id:a]\n\nChọn {T}"),
    ("title_open", 1, "::A Chọn {T}"),
    ("unknown_escape", 2, "Chọn {\n=a\\t\n~b\n}"),
    ("unknown_escape", 3, "Chọn {\n=a\n~b\\\n}"),
    ("no_text", 1, "::A::{T}"),
    ("no_right_answer", 1, "Chọn {\n~a\n~b\n}"),
    ("no_right_answer", 1, "Điền {=%50%a}"),
    ("no_right_answer", 2, "Số\n{#=%50%3}"),
    ("no_right_answer", 1, "Số {#}"),
    ("no_right_answer", 1, "Điền {a}"),
    ("weights_sum", 1, "Chọn {\n~%50%a\n~%25%b\n~%-25%c\n}"),
    ("weight_unknown", 3, "Chọn {\n=a\n~%33%b\n}"),
    ("bad_weight", 3, "Chọn {\n=a\n~%33,3%b\n}"),
    ("weight_on_right", 2, "Chọn {\n=%100%a\n~b\n}"),
    ("duplicate_id", 4, "// [id:a]\nChọn {T}\n\n// [id:a]\nChọn {T}"),
    ("bad_number", 2, "Số {#\n=1,5\n}"),
    ("bad_number", 1, "Số {#=}"),
    ("bad_number", 1, "Số {#3:x}"),
    ("bad_number", 1, "Số {#1..x}"),
    ("range_backwards", 1, "Số {#5..1}"),
    ("negative_tolerance", 1, "Số {#5:-1}"),
    ("stray_hash", 3, "Chọn {\n=a#tốt\n~b#kém # lắm\n}"),
    ("stray_hash", 1, "Đúng không {T#a#b#c}"),
    ("stray_hash", 2, "Ghép {\n=a -> b#tốt\n=c -> d\n}"),
    ("stray_equals", 3, "Chọn {\n=a\n~b#xem trang?so=3\n}"),
    ("stray_equals", 2, "Chọn {\n~https://xa.vn/?so=3\n=a\n}"),
    ("loose_text", 2, "Chọn {\nchữ lạc\n=a\n~b\n}"),
    ("empty_answer", 3, "Chọn {\n=a\n~#kém\n~b\n}"),
    ("empty_answer", 1, "Điền {=a =}"),
    ("one_answer", 1, "Chọn {~%100%a}"),
    ("truth_lower_case", 2, "Đúng không\n{true}"),
    ("arrow_missing", 3, "Ghép {\n=a -> b\n=c\n=d -> e\n}"),
    ("right_side_missing", 3, "Ghép {\n=a -> b\n=c ->\n}"),
    ("few_pairs", 1, "Ghép {=a -> b = -> c}"),
]


def faults_of(text):
    with pytest.raises(GiftErrors) as caught:
        read_gift(text, source="ngan-hang.gift")
    return caught.value.faults


@pytest.mark.parametrize(("code", "line", "text"), CASES)
def test_a_fault_is_told_with_its_exact_line(code, line, text):
    assert (code, line) in [(fault.code, fault.line) for fault in faults_of(text)]


@pytest.mark.parametrize(
    ("code", "text"), [(code, text) for code, _, text in CASES if code not in ("loose_text", "bad_number")]
)
def test_one_mistake_is_told_once(code, text):
    follow_ups = {"no_right_answer", "few_pairs", "loose_text"}
    assert {fault.code for fault in faults_of(text)} - follow_ups <= {code} | ({code} & follow_ups)


def test_every_sentence_there_is_has_an_example_here():
    assert {code for code, _, _ in CASES} == set(_SENTENCES)


def test_all_faults_of_a_file_are_told_at_once_in_the_order_of_lines():
    found = faults_of("Chọn {\n~a\n~b\n}\n\nSố {#x}\n\n::A Chọn {T}\n\nĐiền {=a\\q}")
    assert [(fault.line, fault.code) for fault in found] == [
        (1, "no_right_answer"),
        (6, "bad_number"),
        (8, "title_open"),
        (10, "unknown_escape"),
    ]


def test_a_missing_brace_does_not_hide_the_next_question():
    found = faults_of("::A::Chọn {\n=a\n~b\n::B::Số {#x}")
    assert [(fault.line, fault.code) for fault in found] == [
        (1, "close_brace_missing"),
        (4, "two_questions"),
        (4, "bad_number"),
    ]


def test_a_duplicate_names_the_line_of_the_first():
    (fault,) = faults_of("// [id:a]\nChọn {T}\n\n// [id:a]\nChọn {T}")
    assert fault.message_vi == "Mã câu hỏi “a” đã dùng ở dòng 1."


def test_a_fault_reads_as_file_line_sentence_and_remedy():
    (fault,) = faults_of("Đúng không {true}")
    assert str(fault) == "ngan-hang.gift:1: “true” phải viết bằng chữ in hoa. Viết TRUE."


def test_no_sentence_has_an_unfilled_blank():
    for _, _, text in CASES:
        for fault in faults_of(text):
            assert not re.search(rf"{{[{ascii_letters}]+}}", fault.message_vi + fault.remedy_vi)
