"""Millimetres and points of an official paper (Nghị định 30/2020/NĐ-CP, Phụ lục I), the same for PDF and Word. Pure."""

from __future__ import annotations

from dataclasses import dataclass

from learning.core.formats import long_date_vi
from learning.core.pdf import text_width
from reports.papers.paper import Paper

PAGE = (210.0, 297.0)
TOP, BOTTOM, LEFT, RIGHT = 20.0, 20.0, 30.0, 15.0
TEXT = PAGE[0] - LEFT - RIGHT
HEAD = (72.0, TEXT - 72.0)  # the two columns of the head, without lines
FIRST_LINE = 12.7
BETWEEN = 6.0  # points between paragraphs
NATION, MOTTO, BODY, TABLE, RECIPIENTS, RECIPIENTS_WORD = 12.0, 13.0, 14.0, 11.0, 11.0, 12.0  # points
STATE = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"
WORDS = "Độc lập - Tự do - Hạnh phúc"
PART = 0.4  # of the text above: the decree asks for a third to a half
POINT = 25.4 / 72


@dataclass(frozen=True, slots=True)
class Lines:
    """How long the drawn lines are, in millimetres, and the date with its day left open."""

    motto: float
    body: float
    subject: float
    date: str


def lines_of(paper: Paper) -> Lines:
    """The lengths that follow from the words above the lines."""
    head = paper.head
    open_day = long_date_vi(paper.made_at).split(" tháng ")[1]
    return Lines(
        motto=round(width_of(WORDS, MOTTO), 1),
        body=round(PART * min(width_of(head.body, NATION), HEAD[0]), 1),
        subject=round(PART * min(width_of(paper.subject, BODY), TEXT), 1),
        date=f"{head.place}, ngày       tháng {open_day}",
    )


def width_of(text: str, size: float, face: str = "Tinos-Bold") -> float:
    """How wide a text runs, in millimetres."""
    return text_width(text, face) * size * POINT
