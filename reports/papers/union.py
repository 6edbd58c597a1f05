"""The Youth Union's report: its classes, whom they reached, what is hard. In its own form, without Quốc hiệu. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from reports.papers.composing import difficulties
from reports.papers.findings import Findings
from reports.papers.paper import Block, Letterhead, Number
from reports.papers.phrasing import lowered
from reports.papers.pieces import heading, number, text, written
from reports.papers.ways import held


def union_opening(findings: Findings, _head: Letterhead) -> Block:
    """Which movement, which period, which place."""
    return text(
        f"Thực hiện phong trào “Bình dân học vụ số”, kết quả {lowered(findings.period)} trên địa bàn {findings.place} "
        "như sau:"
    )


def union_blocks(findings: Findings, texts: Mapping[str, str]) -> tuple[Block, ...]:
    """The whole text between opening and closing."""
    return tuple(_blocks(findings, texts))


def _blocks(findings: Findings, texts: Mapping[str, str]) -> Iterator[Block]:
    yield heading("1. Buổi học đã tổ chức")
    yield from held(findings)
    yield heading("2. Người dự theo đối tượng")
    yield from _who(findings)
    yield heading("3. Kết quả học")
    done, watched = findings.total("completed"), findings.total("certified_supervised")
    for found, deed in ((done, "hoàn thành ít nhất một khóa học"), (watched, "được cấp giấy kiểm tra có giám sát")):
        lead = ("Có ", number(found)) if found.whole else (Number("Chưa có người nào", found.code),)
        yield text(*lead, f" {deed}, tính chung mọi hình thức học.")
    yield heading("4. Việc khác")
    yield from written(texts.get("doan-viec-khac", ""))
    yield heading("5. Khó khăn, vướng mắc")
    yield from difficulties(findings, texts.get("doan-kho-khan", ""))
    yield heading("6. Đề xuất, kiến nghị")
    yield from written(texts.get("doan-de-xuat", ""))


def _who(findings: Findings) -> Iterator[Block]:
    rows = [(name, cells) for name, cells in findings.cells("doi-tuong") if cells["turns"].whole]
    for name, cells in rows:
        yield Block("item", (f"- {name}: ", number(cells["attended"]), ", ", number(cells["turns"]), "."))
    if not rows:
        yield text("Chưa có người dự trong kỳ.")
