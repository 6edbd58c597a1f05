"""Locks: what phones and facilitators send."""

from __future__ import annotations

from uuid import UUID

from wtforms import (
    BooleanField,
    Field,
    HiddenField,
    IntegerField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
)
from wtforms.fields.choices import SelectChoice
from wtforms.validators import NumberRange, Optional
from wtforms.widgets import CheckboxInput, ListWidget

from learning.core.database import new_id
from learning.core.forms import StrictForm, at_most, filled, refuse
from learning.core.late import read_id
from learning.core.text import NotAName
from training.live.actions import Guise, Tap
from training.live.models import LETTERS, MOST_HANDS, MOST_QUESTIONS, Joined
from training.live.naming import play_name

LEAST_TEAM, MOST_TEAM = 2, 50
SECONDS = [SelectChoice(str(seconds), f"{seconds} giây") for seconds in (20, 30, 45, 60)]


class JoinForm(StrictForm):
    """A name or a team's name; ``ma`` is the id that makes a second tap harmless."""

    ma = HiddenField()
    cach = RadioField(
        "Chơi thế nào?",
        [filled()],
        choices=[SelectChoice(Joined.NAME.value, "Một mình"), SelectChoice(Joined.TEAM.value, "Cả nhóm chung một máy")],
        default=Joined.NAME.value,
    )
    ten = StringField("Tên gọi trên màn hình", [filled()], description="Thí dụ: Bà Hoa, hoặc Tổ 3.")
    so_nguoi = IntegerField(
        "Nhóm có mấy người",
        [Optional(), NumberRange(LEAST_TEAM, MOST_TEAM, f"Nhóm có từ {LEAST_TEAM} đến {MOST_TEAM} người.")],
    )

    def validate_ten(self, field: Field) -> None:
        """A name that may go up on a screen."""
        try:
            field.data = play_name(field.data or "")
        except NotAName as refused:
            raise refuse(str(refused)) from refused

    def made_id(self) -> UUID:
        """The participant's id."""
        return read_id(self.ma.data) or new_id()

    def guise(self) -> Guise:
        """As what they join."""
        if self.cach.data == Joined.TEAM:
            return Guise(Joined.TEAM, self.ten.data, self.so_nguoi.data or LEAST_TEAM)
        return Guise(Joined.NAME, self.ten.data)


class AnswerForm(StrictForm):
    """One tap on one of the large fields."""

    ma = HiddenField()
    cau = IntegerField(validators=[NumberRange(1, MOST_QUESTIONS)])
    chon = StringField()

    def tap(self) -> Tap | None:
        """The tap; None for what no page of ours sends."""
        letter = self.chon.data or ""
        if not self.validate() or len(letter) != 1 or letter not in LETTERS:
            return None
        return Tap(self.cau.data, letter, read_id(self.ma.data) or new_id())


class BackForm(StrictForm):
    """The short code of a phone that lost its cookie."""

    ma_vao_lai = StringField("Mã vào lại", [filled()], description="Mã 6 chữ ghi dưới tên, trên trang đố vui.")


class StepForm(StrictForm):
    """The facilitator goes on, from the version that was on the wall."""

    ban = IntegerField(validators=[NumberRange(1, 2**31 - 1)])
    viec = StringField()


class HandsForm(StrictForm):
    """Raised hands, one number for each option."""

    cau = IntegerField(validators=[NumberRange(1, MOST_QUESTIONS)])
    a = IntegerField(validators=[Optional(), NumberRange(0, MOST_HANDS)])
    b = IntegerField(validators=[Optional(), NumberRange(0, MOST_HANDS)])
    c = IntegerField(validators=[Optional(), NumberRange(0, MOST_HANDS)])
    d = IntegerField(validators=[Optional(), NumberRange(0, MOST_HANDS)])
    e = IntegerField(validators=[Optional(), NumberRange(0, MOST_HANDS)])
    f = IntegerField(validators=[Optional(), NumberRange(0, MOST_HANDS)])

    def raised(self) -> dict[str, int]:
        """Letter → hands."""
        return {letter: self[letter].data or 0 for letter in LETTERS}


class PrepareForm(StrictForm):
    """Which questions, and how they are asked. Gentle unless somebody switches more on."""

    ma = HiddenField()
    ten = StringField("Tên buổi đố vui", [filled(), at_most(120)])
    noi = SelectField("Nơi chơi", validators=[filled()])
    cau = SelectMultipleField("Câu hỏi", widget=ListWidget(), option_widget=CheckboxInput())
    dong_ho = BooleanField("Có đồng hồ đếm ngược")
    giay = SelectField("Mỗi câu", choices=SECONDS, default="45")
    diem = BooleanField("Tính điểm nhanh chậm, và nêu tên ba người cao điểm nhất (cần có đồng hồ)")

    def validate_cau(self, field: Field) -> None:
        """At least one question, and no more than an evening bears."""
        if not field.data:
            raise refuse("Xin chọn ít nhất một câu.")
        if len(field.data) > MOST_QUESTIONS:
            raise refuse(f"Nhiều nhất {MOST_QUESTIONS} câu một buổi. Xin bỏ bớt.")

    def validate_diem(self, field: Field) -> None:
        """Speed needs a clock."""
        if field.data and not self.dong_ho.data:
            raise refuse("Muốn tính điểm nhanh chậm thì bật cả đồng hồ.")

    @property
    def seconds(self) -> int | None:
        """The time for one question, if a clock runs."""
        return int(self.giay.data) if self.dong_ho.data else None
