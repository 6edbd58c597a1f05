"""Forms about certificates."""

from __future__ import annotations

from wtforms import SelectMultipleField, StringField, SubmitField

from certificates.queries import PAPERS_A_PAGE
from learning.core.forms import StrictForm, at_most, filled, refuse


class ReasonForm(StrictForm):
    """Why a certificate is revoked or issued anew; shown to whoever verifies it, so it names nobody."""

    reason = StringField(
        "Lý do", [filled(), at_most(200)], description="Người xác minh sẽ đọc được dòng này. Không ghi tên ai."
    )


class PrintForm(StrictForm):
    """Which papers to print: those ticked, or with ``everything`` all that the page showed."""

    code = SelectMultipleField("Giấy đã chọn", choices=[], validate_choice=False)
    shown = SelectMultipleField("Giấy trên trang", choices=[], validate_choice=False)
    everything = SubmitField()

    def validate_code(self, field: SelectMultipleField) -> None:
        """At least one, and no more than one PDF can carry."""
        if not self.chosen():
            raise refuse("Chưa chọn giấy nào. Xin đánh dấu vào ô bên cạnh tên.")
        if len(self.chosen()) > PAPERS_A_PAGE:
            raise refuse(f"Mỗi lần in nhiều nhất {PAPERS_A_PAGE} giấy.")

    def chosen(self) -> frozenset[str]:
        """The codes to print."""
        return frozenset(self.shown.data if self.everything.data else self.code.data)
