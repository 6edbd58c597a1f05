"""Forms about certificates."""

from __future__ import annotations

from wtforms import StringField

from learning.core.forms import StrictForm, at_most, filled


class ReasonForm(StrictForm):
    """Why a certificate is revoked or issued anew; shown to whoever verifies it, so it names nobody."""

    reason = StringField("Lý do", [filled(), at_most(200)], description="Người xác minh sẽ đọc được dòng này. Không ghi tên ai.")
