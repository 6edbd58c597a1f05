"""Putting a report together: findings, passages and letterhead become a ``Paper``. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from learning.core.formats import datetime_vi
from reports.papers.composing import office_blocks, opening
from reports.papers.findings import Findings
from reports.papers.paper import Cell, Letterhead, Paper, PaperTable
from reports.papers.phrasing import in_a_table, lowered
from reports.papers.union import union_blocks, union_opening

CODES = (
    "4. Mã nhỏ sau mỗi câu là mã số liệu. Trong bảng, mã gồm chữ của biểu, số dòng, số cột: B2.3 là Biểu B, dòng 2, "
    "cột 3; dòng “Tính chung” mang mã A. Gõ mã ở trang Báo cáo để xem cách tính và danh sách phía sau."
)
TURNS = (
    "2. “Người” là số người khác nhau, mỗi người tính một lần; “lượt” là số lần. Hai cách đếm không cộng lẫn. Sau mức "
    "hài lòng, trong ngoặc là số lượt đánh giá."
)
OF_THE_UNION = ("doi-tuong", "thon")


@dataclass(frozen=True, slots=True)
class Seal:
    """Since when the figures are frozen, and their SHA-256."""

    at: datetime
    digest: str


def write_paper(
    findings: Findings, texts: Mapping[str, str], head: Letterhead, now: datetime, seal: Seal | None
) -> Paper:
    """The whole report; with a seal it carries the moment of the seal and nothing of today."""
    first = union_opening if head.union else opening
    blocks = union_blocks if head.union else office_blocks
    return Paper(
        head=head,
        subject=_subject(findings, head.union),
        opening=first(findings, head),
        blocks=blocks(findings, texts),
        closing=_closing(findings, head.union),
        tables=_tables(findings, head.union),
        notes=_notes(now, seal),
        made_at=seal.at if seal else now,
    )


def _subject(findings: Findings, union: bool) -> str:
    what = "Kết quả thực hiện phong trào “Bình dân học vụ số”"
    if not union:
        what = "Kết quả tuyên truyền Nghị quyết số 57-NQ/TW và phong trào “Bình dân học vụ số”"
    return f"{what} {lowered(findings.period)} trên địa bàn {findings.place}"


def _closing(findings: Findings, union: bool) -> str:
    end = "." if union else "./."
    return f"Trên đây là báo cáo kết quả {lowered(findings.period)} trên địa bàn {findings.place}{end}"


def _tables(findings: Findings, union: bool) -> tuple[PaperTable, ...]:
    by_code = {found.code: found for found in findings.figures}
    chosen = [table for table in findings.tables if not union or table.key in OF_THE_UNION]
    return tuple(
        PaperTable(
            place,
            table.letter,
            table.title,
            table.first,
            table.columns,
            tuple(
                (row.name, tuple(Cell(in_a_table(by_code[code]), by_code[code]) for code in row.codes))
                for row in table.rows
            ),
        )
        for place, table in enumerate(chosen, 1)
    )


def _notes(now: datetime, seal: Seal | None) -> tuple[str, ...]:
    state = (
        f"Số liệu đã chốt lúc {datetime_vi(seal.at)}; mã kiểm SHA-256: {seal.digest}."
        if seal
        else f"Số liệu tính lúc {datetime_vi(now)}, chưa chốt nên còn có thể thay đổi."
    )
    return (
        f"1. Số liệu lấy từ trang Bình dân học vụ số. {state}",
        TURNS,
        "3. Người chuyển thôn hoặc học nhiều hình thức có ở nhiều dòng, nhưng dòng “Tính chung” chỉ tính một lần.",
        CODES,
    )
