"""Forms: Vietnamese sentences, composed text, nothing twice."""

from __future__ import annotations

import unicodedata

import pytest
from werkzeug.datastructures import MultiDict
from wtforms import IntegerField, PasswordField, RadioField, SelectField, SelectMultipleField, StringField
from wtforms.fields.choices import SelectChoice

from learning.core.forms import StrictForm, at_most, filled, may_be_empty, show_errors

TWO = [SelectChoice("a", "Một"), SelectChoice("b", "Hai")]


class Sample(StrictForm):
    """A field of every kind."""

    name = StringField("Tên", [filled(), at_most(10)])
    secret = PasswordField("Mã", [may_be_empty()])
    one = RadioField("Một", [may_be_empty()], choices=TWO)
    place = SelectField("Thôn", [may_be_empty()], choices=TWO)
    several = SelectMultipleField("Nhiều", choices=TWO)
    number = IntegerField("Số", [may_be_empty()])


def sent(**fields: str | list[str]) -> Sample:
    return Sample(MultiDict({"name": "Hoà", **fields}))


def test_a_whole_form_is_accepted() -> None:
    form = sent(one="a", place="b", several=["a", "b"], number="3")
    assert form.validate(), form.errors
    assert (form.several.data, form.number.data) == (["a", "b"], 3)


def test_text_is_composed_and_trimmed_before_it_is_judged() -> None:
    spread = unicodedata.normalize("NFD", "  Nguyễn Hoà ")
    form = sent(name=spread)
    assert len(spread.strip()) > 10
    assert form.validate()
    assert form.name.data == "Nguyễn Hoà"


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("name", "", "Xin điền mục này."),
        ("name", "   ", "Xin điền mục này."),
        ("name", "quá mười chữ cái", "Dài quá 10 chữ. Xin viết ngắn lại."),
        ("one", "c", "Xin chọn một trong các mục có sẵn."),
        ("place", "c", "Xin chọn một trong các mục có sẵn."),
        ("several", ["a", "c"], "Xin chọn một trong các mục có sẵn."),
        ("number", "ba", "Xin nhập một con số."),
    ],
)
def test_what_is_wrong_is_said_in_vietnamese(field: str, value: str, sentence: str) -> None:
    form = sent(**{field: value})
    assert not form.validate()
    assert form.errors == {field: [sentence]}


@pytest.mark.parametrize("field", ["name", "secret", "one", "place"])
def test_a_field_sent_twice_is_refused(field: str) -> None:
    form = sent(**{field: ["a", "b"]})
    assert not form.validate()
    assert "Mục này được gửi hai lần. Xin nhập lại." in form.errors[field]


def test_what_an_action_refuses_stands_beside_its_field() -> None:
    form = sent()
    form.validate()
    show_errors(form, "secret", ["Mã chưa đúng."])
    assert form.errors == {"secret": ["Mã chưa đúng."]}
