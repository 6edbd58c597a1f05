"""The measuring tools measure what they say: goals, forms, weights."""

from __future__ import annotations

import json

import pytest

from bench.figures import Figure
from bench.visitor import Unexpected, form_to, parse, path_of

SHEET = """
<form action="/co-chu"><input type="hidden" name="next" value="/"><button name="co" value="1">A</button></form>
<form method="post" action="/kiem-tra/luot/7/nop">
  <input type="hidden" name="once" value="x">
  <input type="radio" name="q1" value="b"><input type="radio" name="q1" value="a">
  <select name="q2"><option value="">Chọn</option><option value="k">Khóa</option></select>
  <input type="text" name="q3"><textarea name="q4"></textarea>
</form>
"""


@pytest.mark.parametrize(
    ("figure", "goal", "met"),
    [
        (Figure("f", 1.2, "×", most=1.3), "≤ 1.3", True),
        (Figure("f", 1.4, "×", most=1.3), "≤ 1.3", False),
        (Figure("f", 0, "lost", most=0), "≤ 0", True),
        (Figure("f", 0.5, "×", least=0.5), "≥ 0.5", True),
        (Figure("f", 0.4, "×", least=0.5), "≥ 0.5", False),
        (Figure("f", None, "×", least=0.5), "≥ 0.5", None),
        (Figure("f", 7, "requests"), None, None),
    ],
)
def test_a_figure_knows_its_goal_and_whether_it_is_met(figure, goal, met):
    assert (figure.goal, figure.met) == (goal, met)


def test_a_figure_is_one_line_of_json():
    line = Figure("lesson", 1.23456, "kB", most=2, detail={"trang": "bài"}).line()

    assert "\n" not in line
    assert json.loads(line) == {
        "figure": "lesson", "value": 1.235, "unit": "kB", "goal": "≤ 2", "met": True, "detail": {"trang": "bài"},
    }  # fmt: skip


def test_the_sheet_is_found_among_the_forms_and_every_field_gets_an_answer():
    form = form_to(SHEET, "/nop")

    assert form.answered() == {"once": "x", "q1": "b", "q2": "k", "q3": "1", "q4": "1"}


def test_a_page_without_the_form_is_named():
    with pytest.raises(Unexpected, match="/luot"):
        form_to(SHEET, "/luot")


def test_what_a_browser_fetches_by_itself_is_found_and_a_link_is_not():
    page = parse(
        '<link rel="stylesheet" href="/a.css"><link rel="canonical" href="/x"><script src="/b.js"></script>'
        '<img src="c.svg"><a href="/d">d</a>'
    )

    assert page.parts == [("stylesheet", "/a.css"), ("script", "/b.js"), ("img", "c.svg")]


def test_addresses_lose_their_host_and_keep_their_question():
    assert path_of("http://127.0.0.1:8000/tim-kiem?q=otp") == "/tim-kiem?q=otp"
    assert path_of("hinh.svg", "/khoa-hoc/a/b") == "/khoa-hoc/a/hinh.svg"
