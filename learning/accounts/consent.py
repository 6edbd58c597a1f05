"""The wording people agree to, each purpose by itself and with a version (Luật 91/2025/QH15, Điều 9).

A changed sentence gets a new version; the old one stays here as long as a row refers to it.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Purpose:
    """One purpose and the sentence a person says yes to."""

    key: str
    version: int
    sentence: str
    required: bool


LEARNING_RECORD = Purpose(
    "learning_record",
    1,
    "Tôi đồng ý để {commune} lưu họ tên, thôn, đối tượng và kết quả học của tôi, nhằm theo dõi việc học và cấp "
    "giấy xác nhận. Tôi có thể xem, sửa, xóa bất cứ lúc nào ở mục “Học của tôi”.",
    required=True,
)
CONTACT = Purpose(
    "contact",
    1,
    "Tôi đồng ý để {commune} gọi hoặc nhắn tin cho tôi về lịch lớp học theo số điện thoại tôi ghi.",
    required=False,
)
PURPOSES = (LEARNING_RECORD, CONTACT)
