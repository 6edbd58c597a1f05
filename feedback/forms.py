"""What is sent: a face and a line, a question, an answer, what of it everybody may read."""

from __future__ import annotations

from typing import Any

from wtforms import BooleanField, Field, HiddenField, RadioField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice

from feedback.models import FACES
from feedback.personal import personal_in
from learning.core.forms import StrictForm, at_most, filled, may_be_empty, refuse
from learning.core.late import LateForm

LONGEST_LINE, LONGEST_QUESTION, LONGEST_ANSWER = 200, 600, 1500  # letters


def nothing_personal(_form: Any, field: Field) -> None:
    """Refuses, kindly, what looks like somebody's number; nothing of it is kept."""
    if found := personal_in(field.data or ""):
        raise refuse(
            f"Trong lời viết có chỗ trông giống {found}. Xin bỏ đi cho an toàn, xã không cần số ấy để trả lời."
        )


class RatingForm(LateForm):
    """``muc`` is what is rated, ``ve`` where to go back to."""

    muc = HiddenField(validators=[filled(), at_most(160)])
    ve = HiddenField()
    mat = RadioField(
        "Bà con thấy thế nào?", [filled()], choices=[SelectChoice(str(face), word) for face, word in FACES.items()]
    )
    loi = StringField("Nói thêm một câu", [may_be_empty(), at_most(LONGEST_LINE), nothing_personal])


class AskForm(LateForm):
    """A question; ``bai`` is the lesson it is about, ``ten`` a name that a guest may leave."""

    bai = HiddenField()
    cau_hoi = TextAreaField("Bà con đang vướng chỗ nào?", [filled(), at_most(LONGEST_QUESTION), nothing_personal])
    ten = StringField("Tên của bà con", [may_be_empty(), at_most(80), nothing_personal])
    xung_ten = BooleanField("Cho xã biết tên tôi")


class EnquiryAnswerForm(StrictForm):
    """What the office answers to the one who asked."""

    tra_loi = TextAreaField("Câu trả lời", [filled(), at_most(LONGEST_ANSWER)])


class PublishForm(StrictForm):
    """The question and the answer as everybody may read them."""

    cau_hoi_chung = TextAreaField(
        "Câu hỏi, viết lại cho mọi người", [filled(), at_most(LONGEST_QUESTION), nothing_personal]
    )
    tra_loi_chung = TextAreaField("Câu trả lời cho mọi người", [filled(), at_most(LONGEST_ANSWER), nothing_personal])
