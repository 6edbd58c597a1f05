"""The family of refusals: things that a person asked for and cannot have, each with a sentence and a status.

A package subclasses ``Refusal`` for what can happen in it; ``app.py`` turns any of them into a page in one place.
"""

from __future__ import annotations


class Refusal(Exception):
    """Something refused in words a person understands; ``sentence`` tells the remedy, ``status`` is for HTTP."""

    status = 409
    title = "Chưa làm được"
    sentence = "Việc này chưa làm được lúc này."

    def __init__(self, sentence: str = "") -> None:
        super().__init__(sentence or self.sentence)
        self.sentence = sentence or self.sentence


class NotFound(Refusal):
    """No such thing, or nothing that this person may see: the two look alike to a stranger."""

    status = 404
    title = "Không tìm thấy trang này"
    sentence = "Địa chỉ có thể bị gõ nhầm, hoặc trang đã được gỡ xuống."


class Forbidden(Refusal):
    """The person is known but has no right to this."""

    status = 403
    title = "Trang này dành cho người khác"
    sentence = "Tài khoản này chưa được giao việc đó. Nếu cần, xin hỏi người quản trị của xã."


class Malformed(Refusal):
    """The request itself is broken: NUL characters, fields given twice, text far too long."""

    status = 400
    title = "Máy gửi lên chưa đúng"
    sentence = "Nội dung gửi lên có ký tự hoặc độ dài không dùng được. Xin quay lại và nhập lại."


class SomebodyElses(Refusal):
    """Work done by one person arrives while another, or nobody, is signed in on the same phone."""

    status = 412
    title = "Việc này của người khác"
    sentence = (
        "Trên máy này người đang học đã đổi, nên việc vừa gửi chưa được ghi cho ai. "
        "Xin chọn lại ai đang học rồi làm tiếp."
    )


class CrossSite(Refusal):
    """An unsafe request that another web site caused (CSRF)."""

    status = 403
    title = "Yêu cầu này không đến từ trang của xã"
    sentence = "Để giữ an toàn, xin mở lại trang của xã rồi bấm lại."
