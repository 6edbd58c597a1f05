"""Forms of the general pages."""

from __future__ import annotations

from wtforms import PasswordField, RadioField
from wtforms.fields.choices import SelectChoice

from learning.accounts.forms import SIX_DIGITS, ParticularsForm
from learning.core.forms import StrictForm, filled
from learning.core.web.replies import HIGH_CONTRAST, LESS_MOTION, SAVING, TEXT_SIZE_COOKIE


class OwnParticularsForm(ParticularsForm):
    """A person corrects their own record."""


class FarewellForm(StrictForm):
    """The PIN once more, so that nobody deletes somebody else's record on a borrowed phone."""

    pin = PasswordField("Mã PIN của bà con", [filled(), SIX_DIGITS])


AS_USUAL = "nhu-thuong"
LETTERS = [SelectChoice("1", "Chữ vừa"), SelectChoice("2", "Chữ to"), SelectChoice("3", "Chữ rất to")]
CONTRASTS = [SelectChoice(AS_USUAL, "Thường"), SelectChoice(HIGH_CONTRAST[1], "Tương phản cao")]
MOVEMENTS = [SelectChoice(AS_USUAL, "Như máy"), SelectChoice(LESS_MOTION[1], "Ít chuyển động")]
PICTURES = [SelectChoice(AS_USUAL, "Bình thường"), SelectChoice(SAVING[1], "Tiết kiệm dữ liệu")]


class DisplayForm(StrictForm):
    """How this device shows pages."""

    letters = RadioField("Cỡ chữ", [filled()], choices=LETTERS)
    contrast = RadioField("Độ tương phản", [filled()], choices=CONTRASTS)
    movement = RadioField("Chuyển động", [filled()], choices=MOVEMENTS)
    pictures = RadioField("Hình ảnh", [filled()], choices=PICTURES)

    def cookies(self) -> tuple[tuple[str, str], ...]:
        """Each cookie and what goes into it; nothing where the choice is what is usual."""
        fields = (self.letters, self.contrast, self.movement, self.pictures)
        names = (TEXT_SIZE_COOKIE, HIGH_CONTRAST[0], LESS_MOTION[0], SAVING[0])
        usual = ("1", AS_USUAL)
        return tuple(
            (name, "" if field.data in usual else field.data) for name, field in zip(names, fields, strict=True)
        )
