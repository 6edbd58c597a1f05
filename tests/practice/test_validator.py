"""Every fault of a scenario file is told with its line and its remedy, in the author's language."""

from __future__ import annotations

import pytest

from learning.scenarios.reading import read_scenario
from tests.courses.folder import course_folder, the_fault

GOOD = """\
title: Tắt chuông
kind: guide
goal: Tắt được chuông.
intro: Bà con đi họp thôn.
minutes: 2
lesson: ma-otp
learnt:
  - Họp xong nhớ bật lại.
screens:
  - id: dau
    title: Màn hình chính
    hint: Bấm Cài đặt.
    show:
      - apps:
          - label: Cài đặt
            go: chuong
          - label: Máy ảnh
            refuse: Đây là máy ảnh.
  - id: chuong
    title: Chuông
    hint: Gạt nút.
    show:
      - toggle: Im lặng
        flag: im
      - qr: Hình mẫu
        alt: Một hình vuông đen trắng
      - field: Tên
        sample: Mẫu
        go: chuong
      - button: Xong
        when: im
        done: Tốt lắm.
      - button: Xóa máy
        trap: Đừng xóa.
"""
LESSONS = {"ma-otp"}


def problems(text: str):
    return read_scenario("tat-chuong", text, LESSONS)[1]


def test_the_good_one_is_good():
    assert problems(GOOD) == ()


@pytest.mark.parametrize(
    ("old", "new", "line", "said"),
    [
        ("title: Tắt chuông", "title: [Tắt", 1, "máy hiểu nhầm"),
        ("title: Tắt chuông", "title Tắt chuông", 1, "“tên: giá trị”"),
        ("title: Tắt chuông", "title: Tắt chuông: nhanh", 1, "máy hiểu nhầm"),
        ("title: Tắt chuông", "title: Tắt #1", 1, "máy hiểu nhầm"),
        ("title: Tắt chuông", "title: &a Tắt", 1, "máy hiểu nhầm"),
        ("kind: guide", "title: Lần nữa", 2, "viết hai lần"),
        ("kind: guide", "kind:", 2, "chưa có gì"),
        ("kind: guide", "\tkind: guide", 2, "Tab"),
        ("kind: guide", "   kind: guide", 2, "thụt vào"),
        ("kind: guide", "kind: game", 2, "Không biết loại"),
        ("kind: guide", "colour: red\nkind: guide", 2, "không có mục colour"),
        ("goal: Tắt được chuông.\n", "", 1, "Thiếu mục goal"),
        ("minutes: 2", "minutes: hai", 5, "Số phút"),
        ("lesson: ma-otp", "lesson: khong-co", 6, "không có bài khong-co"),
        ("  - Họp xong nhớ bật lại.", "  - " + "dài " * 60, 8, "không quá 140"),
        ("title: Màn hình chính", "title: " + "dài " * 40, 11, "quá 60"),
        ("    hint: Bấm Cài đặt.\n", "", 10, "chưa có gợi ý"),
        ("id: dau", "id: Đầu", 10, "chưa dùng được"),
        ("id: chuong", "id: dau", 19, "Hai màn cùng tên"),
        ("- apps:", "- icons:", 14, "không biết"),
        ("go: chuong\n          - label: Máy", "go: dau-kia\n          - label: Máy", 15, "Không có màn dau-kia"),
        ("refuse: Đây là máy ảnh.", "nothing: x", 17, "đúng một việc"),
        ("refuse: Đây là máy ảnh.", "refuse: Không.\n            go: dau", 17, "đúng một việc"),
        ("        alt: Một hình vuông đen trắng\n", "", 25, "chưa có lời tả"),
        ("        sample: Mẫu\n", "", 27, "Thiếu mục sample"),
        ("- field: Tên", "- keypad: Tên", 27, "chỉ gồm chữ số"),
        ("when: im", "when: to", 19, "đặt cờ to"),
        ("done: Tốt lắm.", "refuse: Chưa.", 10, "Không đi tới đích được"),
        (
            "- label: Cài đặt\n            go: chuong",
            "- label: Cài đặt\n            trap: Đừng.",
            10,
            "không đi tới đích",
        ),
        ("intro: Bà con đi họp thôn.", "intro: Mở Vietcombank ra.", 4, "thương hiệu thật"),
        ("intro: Bà con đi họp thôn.", "intro: Mở ví MoMo ra.", 4, "thương hiệu thật"),
        ("intro: Bà con đi họp thôn.", "intro: Mở Viettel Money ra.", 4, "thương hiệu thật"),
        ("sample: Mẫu", "sample: 0912 345 678", 28, "số điện thoại"),
        ("sample: Mẫu", "sample: 034160001234", 28, "số căn cước"),
    ],
)
def test_a_fault_is_told_on_its_line(old, new, line, said):
    assert old in GOOD
    found = problems(GOOD.replace(old, new, 1))
    assert any(fault.line == line and said.lower() in fault.message.lower() and fault.remedy for fault in found), found


def test_a_screen_nobody_comes_to_is_told():
    lonely = "  - id: le\n    title: Lẻ\n    hint: Không.\n    show:\n      - button: Về\n        go: dau\n"
    (fault,) = problems(GOOD + lonely)
    assert (fault.line, fault.message) == (35, "Không đường nào tới màn le.")


def test_a_dead_end_is_told_and_not_the_rest():
    dead = "  - id: cut\n    title: Cụt\n    hint: Không.\n    show:\n      - button: Đừng\n        trap: Không.\n"
    text = GOOD.replace("refuse: Đây là máy ảnh.", "go: cut") + dead
    (fault,) = problems(text)
    assert fault.line == 35 and "ngõ cụt" in fault.message and "trap" in fault.remedy


def test_going_round_in_a_circle_is_a_dead_end_too():
    circle = "  - id: tron\n    title: Tròn\n    hint: Không.\n    show:\n      - button: Nữa\n        go: tron\n"
    text = GOOD.replace("refuse: Đây là máy ảnh.", "go: tron") + circle
    assert [fault.line for fault in problems(text)] == [35]


@pytest.mark.parametrize(
    "text", ["", "# chỉ có ghi chú\n", "- một\n- hai\n", "chữ\n", "title: a\n" * 3, "screens:\n  - chữ\n"]
)
def test_anything_else_is_a_fault_and_no_crash(text):
    assert problems(text)


def test_cutting_the_file_anywhere_never_crashes():
    for end in range(len(GOOD)):
        read_scenario("a", GOOD[:end], LESSONS)


def test_dropping_any_line_never_crashes():
    lines = GOOD.splitlines(keepends=True)
    for number in range(len(lines)):
        read_scenario("a", "".join(lines[:number] + lines[number + 1 :]), LESSONS)


# --- in a course folder -----------------------------------------------------------------------------------


def test_a_course_with_a_faulty_scenario_is_not_published(tmp_path):
    folder = course_folder(tmp_path, {"practice-tat-chuong.yaml": GOOD.replace("kind: guide", "kind: game")})
    file, line, said = the_fault(folder)
    assert (file, line) == ("giu-ma-otp/practice-tat-chuong.yaml", 2) and "guide, scam, genuine" in said


def test_a_file_with_another_name_is_not_left_out_in_silence(tmp_path):
    file, line, said = the_fault(course_folder(tmp_path, {"tap-chuong.yaml": GOOD}))
    assert (file, line) == ("giu-ma-otp/tap-chuong.yaml", 1) and "practice-" in said
