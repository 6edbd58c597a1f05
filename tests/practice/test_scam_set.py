"""The set of messages: enough of both kinds, nothing real in it, every fault told with its line and its remedy."""

from __future__ import annotations

import pytest

from learning.scenarios.messages import FORMS, GENUINE, SCAM, read_items
from practice.scam_set import FILE, in_words, problems_of, scam_items
from tests.architecture.disk import ROOT

TEXT = FILE.read_text(encoding="utf-8")


def test_the_shipped_set_is_without_a_fault():
    assert [in_words(problem) for problem in problems_of()] == []


def test_there_is_enough_of_both_kinds_and_of_every_form():
    items = scam_items().values()
    kinds = [item.kind for item in items]
    assert len(kinds) >= 40 and abs(kinds.count(SCAM) - kinds.count(GENUINE)) <= 4
    for kind in (SCAM, GENUINE):
        assert {item.form for item in items if item.kind == kind} == set(FORMS)


def test_every_piece_of_advice_comes_from_a_lesson_that_ships():
    for item in scam_items().values():
        folder = ROOT / "courses/content" / item.advice.course
        assert list(folder.glob(f"[0-9][0-9]-{item.advice.lesson_slug}.md")), item.advice.lesson


def test_the_two_kinds_cannot_be_told_by_their_length():
    lengths = {
        kind: sorted(
            sum(len(e.text + e.note + "".join(e.lines)) for e in item.elements)
            for item in scam_items().values()
            if item.kind == kind
        )
        for kind in (SCAM, GENUINE)
    }
    middles = [found[len(found) // 2] for found in lengths.values()]
    assert max(middles) < 1.5 * min(middles)


FIRST = "  - id: goi-bat-cap-nhat-vneid\n    kind: scam\n    form: call\n"
LINE = TEXT[: TEXT.index(FIRST)].count("\n") + 1


@pytest.mark.parametrize(
    ("old", "new", "line", "said"),
    [
        ("    kind: scam\n    form: call\n", "    kind: trick\n    form: call\n", LINE + 1, "không biết “trick”"),
        ("    form: call\n", "    form: fax\n", LINE + 2, "không biết “fax”"),
        (FIRST, FIRST.replace("    form: call\n", ""), LINE, "Thiếu mục form"),
        (FIRST, FIRST + "    colour: red\n", LINE + 3, "không có mục colour"),
        ("id: lay-loi-khai-goi-hinh", "id: goi-bat-cap-nhat-vneid", 0, "dùng hai lần"),
        ("    advice: vneid\n", "    advice: khong-co\n", 0, "Không có lời khuyên khong-co"),
        (
            "      - call: Số lạ\n",
            "      - button: Số lạ\n        go: dau\n      - call: Số lạ\n",
            0,
            "không dùng button",
        ),
        ("Tôi là công an đây.", "Tôi ở Vietcombank đây.", 0, "thương hiệu thật"),
        ("Tôi là công an đây.", "Gọi 0912 345 678 đi.", 0, "số điện thoại"),
        ("    lesson: nhan-biet-lua-dao/ba-dau-hieu\n", "    lesson: Bài một\n", 0, "chưa dùng được"),
    ],
)
def test_a_fault_is_told_on_its_line(old, new, line, said):
    assert old in TEXT
    found = read_items(TEXT.replace(old, new, 1))[1]
    assert any((not line or fault.line == line) and said in fault.message and fault.remedy for fault in found), found


def test_a_set_that_is_too_small_or_of_one_kind_is_refused():
    head, _, items = TEXT.partition("items:\n")
    one = items[: items.index("  - id: lay-loi-khai-goi-hinh")]
    said = " ".join(fault.message for fault in read_items(f"{head}items:\n{one}")[1])
    assert "cần từ 40" in said and "Quá ít câu genuine" in said and "dạng qr" in said


@pytest.mark.parametrize("text", ["", "items:\n", "items: một\n", "- một\n", "advice:\n  - id: a\nitems:\n  - id: b\n"])
def test_anything_else_is_a_fault_and_no_crash(text):
    assert read_items(text)[1]
