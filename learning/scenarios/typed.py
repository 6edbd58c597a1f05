"""What somebody types on the practice phone: it either is the sample that the screen shows, or is refused kindly."""

from __future__ import annotations

import re
import unicodedata

from learning.core.text import fold
from learning.scenarios.real_numbers import looks_real

LONGEST = 200


def refusal_of(typed: str, sample: str) -> str:
    """Why the text is not taken; empty when it is. The text itself stands in no answer and is kept nowhere."""
    typed = unicodedata.normalize("NFC", typed[:LONGEST])
    if _plain(typed) == _plain(sample):
        return ""
    if found := looks_real(typed):
        return (
            f"Cái vừa gõ trông giống {found} thật. Đây chỉ là máy tập: xin đừng gõ số của mình. "
            f"Máy không giữ lại gì. Xin gõ mẫu: {sample}"
        )
    return f"Chưa giống mẫu. Không sao, xin gõ lại: {sample}"


def _plain(text: str) -> str:
    """Without marks, capitals, spaces and points: old phones write as they can."""
    return re.sub(r"[\s.\-]+", "", fold(text))
