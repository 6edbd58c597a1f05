"""The certificate as a sheet of paper: plain values in, A4 landscape pages out.

It confirms a course of the commune and says so; it draws no seal, no signature and no emblem of the State.
Nothing here reads the database, the clock or the request.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from functools import lru_cache
from hashlib import sha256
from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from learning.core.clock import LOCAL
from learning.core.errors import Refusal
from learning.core.fitting import Place, clean, fit, size_classes
from learning.core.pdf import render_pdf
from learning.core.qr import qr_strokes

PRINT = Path(__file__).resolve().parents[1] / "templates" / "certificates" / "print"
TO_BE_ADDED = "(xã sẽ bổ sung)"

# What must be there before anything is printed, in the words of the person who fills it in.
REQUIRED = {
    "holder_name": "họ tên người học",
    "course_title": "tên khóa học",
    "audience_label": "đối tượng",
    "hours": "số giờ học",
    "issued_on": "ngày cấp",
    "level": "hình thức học",
    "serial": "số giấy",
    "code": "mã xác minh",
    "verify_url": "địa chỉ xác minh",
    "parent_body": "tên cơ quan",
    "place_name": "địa danh",
}


@dataclass(frozen=True)
class Paper:
    """Everything that one certificate says; ``issuing_unit``, ``signer_title`` and ``signer_name`` may be empty."""

    holder_name: str
    course_title: str
    audience_label: str
    hours: Decimal | float
    issued_on: date
    level: Literal["self", "supervised"]
    serial: str
    code: str
    verify_url: str
    parent_body: str
    place_name: str
    supervised_at: str = ""
    issuing_unit: str = ""
    signer_title: str = ""
    signer_name: str = ""
    is_sample: bool = False

    def missing(self) -> list[str]:
        """Names of the fields that must be filled in before this can be printed."""
        needed = [*REQUIRED, "supervised_at"] if self.level == "supervised" else list(REQUIRED)
        unknown_level = [] if self.level in {"", "self", "supervised"} else ["level"]

        return [name for name in needed if _is_blank(getattr(self, name))] + unknown_level


class PaperIncomplete(Refusal):
    """Something that a certificate must say is not known yet; ``missing`` names the fields."""

    title = "Chưa in được giấy xác nhận"

    def __init__(self, missing: Sequence[str]) -> None:
        self.missing = list(missing)
        words = ", ".join(REQUIRED.get(name, "nơi học có giám sát") for name in self.missing)
        super().__init__(f"Chưa in được giấy xác nhận vì còn thiếu: {words}. Xin bổ sung rồi in lại.")


# The same boxes stand in templates/certificates/print/paper.css.
PARENT = Place(width=224, height=6, points=12)
UNIT = Place(width=224, height=6.5, points=13, face="Bold")
NAME = Place(width=224, height=21, points=36, face="SemiBold", one_line_from=25)
COURSE = Place(width=224, height=17, points=21, face="SemiBold", one_line_from=15)
FACTS = Place(width=224, height=6, points=12)
SERIAL = Place(width=84, height=5, points=10)
CODE = Place(width=84, height=8, points=15, face="SemiBold")
ADDRESS = Place(width=84, height=4, points=8.5)
DATED = Place(width=94, height=6, points=12, face="Italic")
SIGNER_TITLE = Place(width=94, height=6, points=12, face="Bold")
SIGNER_NAME = Place(width=94, height=7, points=13, face="SemiBold")


def render_papers(papers: Sequence[Paper]) -> bytes:
    """One PDF with one certificate a page, in the order given; the same papers are always the same bytes."""
    html, (css, frame) = papers_html(papers), _dress()
    last_day = max(paper.issued_on for paper in papers)

    return render_pdf(
        html,
        created=datetime.combine(last_day, time(), tzinfo=LOCAL),
        identifier=sha256(html.encode()).digest()[:16],
        css=css,
        given={"frame.svg": frame},
        tagged=len(papers) == 1,
    )


def papers_html(papers: Sequence[Paper]) -> str:
    """The document before it becomes a PDF; refuses what is incomplete or cannot be printed."""
    if not papers:
        raise ValueError("no papers to print")
    if missing := list(dict.fromkeys(name for paper in papers for name in paper.missing())):
        raise PaperIncomplete(missing)

    who = clean(papers[0].holder_name) if len(papers) == 1 else f"{len(papers)} tờ"

    template = _environment().get_template("papers.html")

    return template.render(
        title=f"Giấy xác nhận hoàn thành khóa học – {who}",
        author=clean(papers[0].issuing_unit or papers[0].parent_body),
        sheets=[sheet(paper) for paper in papers],
    )


def sheet(paper: Paper) -> dict[str, object]:
    """The plain values that the template prints for one certificate."""
    about = f"Đối tượng: {paper.audience_label}  ·  Thời lượng: {hours_text(paper.hours)}"
    url = urlsplit(paper.verify_url)
    address = url.netloc + url.path.rpartition("/")[0]

    return {
        "parent_body": fit(PARENT, paper.parent_body),
        "issuing_unit": fit(UNIT, clean(paper.issuing_unit) or TO_BE_ADDED),
        "holder": fit(NAME, paper.holder_name),
        "course": fit(COURSE, paper.course_title),
        "facts": fit(FACTS, about, f"Hình thức: {level_text(paper)}"),
        "dated": fit(DATED, f"{paper.place_name}, {date_text(paper.issued_on)}"),
        "signer_title": fit(SIGNER_TITLE, clean(paper.signer_title) or TO_BE_ADDED),
        "signer_name": fit(SIGNER_NAME, paper.signer_name) if clean(paper.signer_name) else None,
        "serial": fit(SERIAL, f"Số: {paper.serial}"),
        "code": fit(CODE, f"Mã: {paper.code}"),
        "address": fit(ADDRESS, "Xác minh: quét mã bên cạnh, hoặc vào", f"{address} rồi nhập mã trên."),
        "verify_url": paper.verify_url if url.scheme in {"http", "https"} else "",
        "qr": qr_strokes(paper.verify_url),
        "is_sample": paper.is_sample,
    }


def date_text(day: date) -> str:
    """``ngày 05 tháng 11 năm 2026``: days below ten and the months 1 and 2 get a zero, so that none can be added."""
    return f"ngày {day:%d} tháng {day.month if day.month > 2 else f'{day:%m}'} năm {day.year}"


def hours_text(hours: Decimal | float) -> str:
    """``2,5 giờ học``"""
    number = Decimal(str(hours)).quantize(Decimal("0.01")).normalize()

    return f"{number:f}".replace(".", ",") + " giờ học"


def level_text(paper: Paper) -> str:
    """How the course was done, honestly: alone on the web, or watched at a named place."""
    return f"Có giám sát tại {paper.supervised_at}" if paper.level == "supervised" else "Tự học trên mạng"


def _is_blank(value: object) -> bool:
    return not (clean(value) if isinstance(value, str) else value)


@lru_cache(maxsize=1)
def _environment() -> Environment:
    return Environment(loader=FileSystemLoader(PRINT), autoescape=True, undefined=StrictUndefined, trim_blocks=True)


@lru_cache(maxsize=1)
def _dress() -> tuple[str, bytes]:
    return size_classes() + (PRINT / "paper.css").read_text(encoding="utf-8"), (PRINT / "frame.svg").read_bytes()
