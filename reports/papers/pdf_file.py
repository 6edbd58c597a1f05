"""The report as PDF in the form of Nghị định 30/2020/NĐ-CP, or in the Youth Union's: a paper in, bytes out."""

from __future__ import annotations

from functools import lru_cache
from hashlib import sha256
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from learning.core.pdf import render_pdf
from reports.papers.measurements import Lines, lines_of
from reports.papers.paper import UNION, Paper

PRINT = Path(__file__).resolve().parents[2] / "templates" / "reports" / "print"


def report_pdf(paper: Paper) -> bytes:
    """The whole report with its annex; the same paper gives the same bytes."""
    html = report_html(paper)
    return render_pdf(html, created=paper.made_at, identifier=sha256(html.encode()).digest()[:16], css=_dress())


def report_html(paper: Paper) -> str:
    """The document before it becomes a PDF."""
    lines: Lines = lines_of(paper)
    return _environment().get_template("report.html").render(paper=paper, lines=lines, union=UNION)


@lru_cache(maxsize=1)
def _environment() -> Environment:
    return Environment(loader=FileSystemLoader(PRINT), autoescape=True, undefined=StrictUndefined, trim_blocks=True)


@lru_cache(maxsize=1)
def _dress() -> str:
    return (PRINT / "report.css").read_text(encoding="utf-8")
