"""Forms: which of two records stays, and that somebody has asked; two who are two."""

from __future__ import annotations

from wtforms import BooleanField, HiddenField

from learning.core.forms import StrictForm, refuse
from learning.core.late import read_id


class MergeForm(StrictForm):
    """Which record stays; ``hoi`` says that the person was asked."""

    giu = HiddenField()
    hoi = BooleanField("Tôi đã hỏi lại, đây là một người")

    def validate_hoi(self, field: BooleanField) -> None:
        """Two records are made one only after somebody was asked: they are never torn apart again."""
        if not field.data:
            raise refuse("Xin hỏi lại người học hoặc gia đình, rồi đánh dấu vào ô này.")


class ApartForm(StrictForm):
    """Two people who look alike."""

    mot = HiddenField()
    hai = HiddenField()

    def validate_mot(self, field: HiddenField) -> None:
        """An id as the page sends it."""
        if read_id(field.data) is None:
            raise refuse("Xin mở lại danh sách.")

    validate_hai = validate_mot
