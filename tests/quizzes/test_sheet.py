"""The answer sheet: what came in stays on it, what it does not know is not there."""

from __future__ import annotations

import random
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st
from werkzeug.datastructures import MultiDict

from learning.questions import arrange, read_gift
from quizzes.forms import MOST_VALUES, AnswersForm
from quizzes.sheet import Slot, answered, filled_in
from tests.support.factories import COURSE, COURSE_FOLDERS

BANK = read_gift(Path(COURSE_FOLDERS / COURSE / "kiem-tra-cuoi-khoa.gift").read_text(encoding="utf-8")).questions
SLOTS = tuple(Slot(number, each, arrange(each, random.Random(number))) for number, each in enumerate(BANK, 1))
FIELDS = [name for slot in SLOTS for name in slot.fields]
TICKED = {slot.name for slot in SLOTS if slot.face.multiple}

values = st.lists(st.text("abc12 ", min_size=1, max_size=3), min_size=1, max_size=3)
forms = st.dictionaries(st.sampled_from(FIELDS), values)
strange = st.dictionaries(st.text("qx-019_", min_size=1, max_size=6).filter(lambda name: name not in FIELDS), values)


@given(forms, forms)
@settings(max_examples=60)
def test_what_came_in_stands_on_the_sheet_and_what_did_not_come_stays(earlier, sent):
    sheet = filled_in(SLOTS, sent, earlier)
    untouched = {name: given for name, given in earlier.items() if name not in sent and name not in TICKED}
    assert sheet == untouched | sent


@given(forms, strange)
@settings(max_examples=60)
def test_fields_that_the_sheet_does_not_have_are_ignored(sent, unknown):
    assert filled_in(SLOTS, sent | unknown, {}) == filled_in(SLOTS, sent, {})


@given(forms)
@settings(max_examples=60)
def test_sending_the_same_form_twice_changes_nothing(sent):
    once = filled_in(SLOTS, sent, {})
    assert filled_in(SLOTS, sent, once) == once and answered(SLOTS, once) <= len(SLOTS)


@given(st.dictionaries(st.text(max_size=8), values))
@settings(max_examples=60)
def test_a_form_hands_over_only_what_looks_like_a_field_of_a_sheet(typed):
    sent = AnswersForm(MultiDict(typed)).sent()
    assert set(sent) <= set(typed) and all(name[0] == "q" for name in sent)


def test_an_emptied_field_takes_its_answer_off_the_sheet():
    name = next(slot.name for slot in SLOTS if slot.face.entry == "type")
    assert filled_in(SLOTS, {name: [""]}, {name: ["máy quay"]}) == {}


def test_unticking_every_box_is_an_answer_too():
    (name,) = TICKED
    assert filled_in(SLOTS, {}, {name: ["a", "b"]}) == {}


def test_a_field_name_says_nothing_about_the_question():
    assert [name for name in FIELDS if name.removeprefix("q").replace("-", "").isdigit()] == FIELDS


def test_a_flood_of_values_for_one_field_is_cut():
    assert len(AnswersForm(MultiDict({"q1": ["a"] * 5000})).sent()["q1"]) == MOST_VALUES
