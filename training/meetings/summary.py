"""The one-page summary of a meeting in the Youth Union's own form (Hướng dẫn 29-HD/TWĐTN-VP), as plain values.

PDF and Word are both drawn from the same ``Summary``, so that their figures cannot differ. No seal, no signature, and
no names of learners: the paper leaves the house.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from learning.accounts.commune import Commune
from learning.core.formats import datetime_vi, long_date_vi, number_vi
from training.meetings.models import Meeting
from training.meetings.outcome_queries import Outcome, Share
from training.meetings.schedule import clock_vi
from training.meetings.telling import audience_word, place_word

BLANK = "…………………………………"


@dataclass(frozen=True, slots=True)
class Line:
    """One paragraph: a numbered heading, running text, or one item of a list."""

    kind: str
    text: str


@dataclass(frozen=True, slots=True)
class Summary:
    """Everything that stands on the paper."""

    upper_body: str
    body: str
    place_and_date: str
    subject: str
    lines: tuple[Line, ...]
    made_at: datetime


def summary_of(meeting: Meeting, outcome: Outcome, commune: Commune, now: datetime) -> Summary:
    """The summary as it stands now."""
    place = commune.value("dia-danh") or commune.name.partition(" ")[2]
    return Summary(
        upper_body=commune.value("doan-cap-tren") or BLANK,
        body=commune.value("doan-xa") or BLANK,
        place_and_date=f"{place}, {long_date_vi(now)}",
        subject=f"Kết quả buổi học “{meeting.title}”",
        lines=tuple(_lines(meeting, outcome, now)),
        made_at=now,
    )


def _lines(meeting: Meeting, outcome: Outcome, now: datetime) -> Iterator[Line]:
    yield Line("text", _opening(meeting))
    yield Line("heading", "1. Người tham gia")
    yield from _who(outcome)
    yield Line("heading", "2. Nội dung và kết quả học")
    yield from _learning(outcome)
    yield Line("heading", "3. Người cần giúp thêm ở buổi sau")
    yield Line("item", _help(outcome))
    yield Line("heading", "4. Khó khăn, đề xuất")
    yield Line("item", BLANK + BLANK)
    yield Line(
        "text",
        f"Số liệu trên trang Bình dân học vụ số, tính lúc {datetime_vi(now)}. “Người” là số người khác nhau, “lượt” là "
        "số lần có mặt; kết quả học tính từ lúc mở lớp đến hết 24 giờ sau buổi học.",
    )


def _opening(meeting: Meeting) -> str:
    day, hours = long_date_vi(meeting.starts_at), f"{clock_vi(meeting.starts_at)} đến {clock_vi(meeting.ends_at)}"
    whom = audience_word(meeting)
    return (
        f"{day[:1].upper()}{day[1:]}, từ {hours}, tại {place_word(meeting)} đã tổ chức buổi học “{meeting.title}” "
        f"dành cho {whom[:1].lower()}{whom[1:]}. Kết quả như sau:"
    )


def _who(outcome: Outcome) -> Iterator[Line]:
    yield Line("item", f"Có mặt: {number_vi(outcome.people)} người, {number_vi(outcome.turns)} lượt.")
    if outcome.guests:
        yield Line(
            "item", f"Ngoài ra có {number_vi(outcome.guests)} lượt khách không ghi tên, không tính vào số người."
        )
    if outcome.turns:
        yield Line("item", f"Theo đối tượng: {_listed(outcome.audiences)}.")
    if outcome.people:
        yield Line("item", f"Theo giới tính: {_listed(outcome.genders)}.")
        yield Line("item", f"Theo độ tuổi: {_listed(outcome.ages)}.")
    if outcome.series:
        meetings, people, turns = (number_vi(number) for number in outcome.series)
        yield Line("item", f"Cả lớp đến nay: {meetings} buổi, {people} người, {turns} lượt.")


def _listed(shares: Iterable[Share]) -> str:
    return "; ".join(f"{share.label} {number_vi(share.people)}" for share in shares)


def _learning(outcome: Outcome) -> Iterator[Line]:
    if not outcome.learnt:
        yield Line("item", "Chưa ghi nội dung.")
    for row in outcome.learnt:
        what = "Bài" if row.taught.lesson else "Khóa"
        before = f" (trước đó đã có {number_vi(row.before)} người học xong)" if row.before else ""
        yield Line("item", f"{what} “{row.taught.title}”: {number_vi(row.people)} người học xong{before}.")
    if outcome.learnt:
        yield Line("item", f"Tổng số lượt bài học xong: {number_vi(outcome.lessons)}.")
    if outcome.tested:
        passed = number_vi(outcome.passed)
        yield Line("item", f"Làm bài kiểm tra: {number_vi(outcome.tested)} người, trong đó đạt {passed} người.")
    if outcome.gain:
        yield Line("item", gain_sentence(outcome))


def gain_sentence(outcome: Outcome) -> str:
    """Marks before and after in words."""
    gain = outcome.gain
    assert gain is not None
    marks = f"{number_vi(gain.before, 1)}% trước, {number_vi(gain.after, 1)}% sau"
    return f"Điểm trung bình của {number_vi(gain.people)} người làm cả bài đầu vào và bài cuối lộ trình: {marks}."


def _help(outcome: Outcome) -> str:
    number = len(outcome.needing_help)
    if not number:
        return "Không có."
    return f"{number_vi(number)} người; danh sách do người hướng dẫn lớp giữ."
