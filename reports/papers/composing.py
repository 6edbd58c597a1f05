"""The office's report in sentences, under the headings of the commune's plan (II.1.5 and II.2.1-2.5). Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from learning.core.formats import number_vi
from reports.papers.findings import Findings
from reports.papers.paper import Block, Letterhead, Number, Part
from reports.papers.phrasing import compared, listed, lowered, raised, shown
from reports.papers.pieces import heading, number, share, some, text, written
from reports.papers.ways import ways_of_teaching

RESOLUTION = (
    "tuyên truyền Nghị quyết số 57-NQ/TW ngày 22/12/2024 của Bộ Chính trị về đột phá phát triển khoa học, công nghệ, "
    "đổi mới sáng tạo và chuyển đổi số quốc gia"
)
CONTENT = {  # what the plan says for each audience, II.1.5
    "Công chức, viên chức": "Nâng cao năng lực sử dụng công nghệ.",
    "Doanh nghiệp, hộ kinh doanh": "Ứng dụng công nghệ số trong sản xuất, kinh doanh.",
    "Tổ công nghệ số cộng đồng": "Hỗ trợ triển khai, hướng dẫn sử dụng nền tảng số và kỹ năng số đến người dân.",
    "Người dân": "Tiếp cận và sử dụng dịch vụ công trực tuyến, thương mại điện tử, thanh toán số.",
}
ROMAN = ("I", "II", "III", "IV", "V", "VI", "VII")
MOST_NAMES = 8


def opening(findings: Findings, head: Letterhead) -> Block:
    """Why the report is written, for which period and place."""
    return text(
        f"Thực hiện {head.plan} về {RESOLUTION}, kết quả {lowered(findings.period)} "
        f"trên địa bàn {findings.place} như sau:"
    )


def office_blocks(findings: Findings, texts: Mapping[str, str]) -> tuple[Block, ...]:
    """The whole text between opening and closing."""
    parts: list[tuple[str, Iterator[Block]]] = [
        ("KẾT QUẢ CHUNG", _overall(findings)),
        ("HƯỚNG DẪN THỰC HIỆN CHUYỂN ĐỔI SỐ CHO CÁC ĐỐI TƯỢNG", _audiences(findings)),
        ("HÌNH THỨC TUYÊN TRUYỀN", ways_of_teaching(findings, texts)),
    ]
    if findings.table("thon"):
        parts.append(("KẾT QUẢ THEO THÔN", villages(findings)))
    parts.append(("KHÓ KHĂN, VƯỚNG MẮC", difficulties(findings, texts.get("kho-khan", ""))))
    parts.append(("ĐỀ XUẤT, KIẾN NGHỊ", written(texts.get("de-xuat", ""))))
    return tuple(numbered(parts))


def numbered(parts: Iterable[tuple[str, Iterator[Block]]]) -> Iterator[Block]:
    """Sections with their Roman numbers."""
    for roman, (title, blocks) in zip(ROMAN, parts, strict=False):
        yield Block("section", (f"{roman}. {title}",))
        yield from blocks


# --- I. All together -------------------------------------------------------------------------------------


def _overall(findings: Findings) -> Iterator[Block]:
    reached, active, new = (findings.total(key) for key in ("reached", "active", "registered"))
    if not reached.whole:
        yield text(
            f"{raised(findings.period)}, trên địa bàn {findings.place} ",
            Number("chưa có người nào", reached.code),
            " học hoặc đăng ký học trên trang Bình dân học vụ số.",
        )
        return
    parts: list[Part] = [f"{raised(findings.period)}, trên địa bàn {findings.place} có ", number(reached)]
    parts += [" được tiếp cận qua trang Bình dân học vụ số: ", *some(active, "có học"), ", "]
    yield text(*parts, *some(new, "đăng ký mới"), ".")
    yield from _change(findings)
    yield from _finished(findings)
    yield from _of_all_adults(findings)
    yield from _quality(findings)


def _change(findings: Findings) -> Iterator[Block]:
    """Against the period before; not while this one still runs, when less means nothing."""
    if not findings.over:
        return
    clauses: list[Part] = []
    for key, word in (("reached", "Số người được tiếp cận "), ("completed", "; số người hoàn thành khóa học ")):
        now, then = findings.total(key), findings.total(key, before=True)
        clauses += [word, Number(compared(now, then, lowered(findings.before)), then.code)]
    yield text(*clauses, ".")


def _finished(findings: Findings) -> Iterator[Block]:
    done, rate = findings.total("completed"), findings.total("completion_rate")
    own, watched = findings.total("certified_self"), findings.total("certified_supervised")
    parts: list[Part] = ["Có " if done.whole else "", *some(done, "hoàn thành ít nhất một khóa học")]
    if done.whole and rate.value is not None:
        parts += [", đạt tỷ lệ hoàn thành ", share(rate)]
    yield text(*_capital(parts), ".")
    if own.whole or watched.whole:
        yield text(
            "Cấp giấy xác nhận hoàn thành khóa học: ",
            *some(own, "có giấy tự học"),
            "; ",
            *some(watched, "có giấy kiểm tra có giám sát"),
            ".",
        )
    else:
        yield text(Number("Chưa có người nào", own.code), " được cấp giấy xác nhận trong kỳ.")


def _capital(parts: list[Part]) -> list[Part]:
    """The first letter of a sentence is a capital."""
    parts = [part for part in parts if part != ""]
    first = parts[0]
    start = first if isinstance(first, str) else first.text
    start = raised(start)
    return [start if isinstance(first, str) else Number(start, first.code), *parts[1:]]


def _of_all_adults(findings: Findings) -> Iterator[Block]:
    there, done = findings.total("adult_share"), findings.total("adult_completion")
    if there.value is None:
        why = " ".join(there.said) or "Xã chưa nhập số người lớn."
        yield text(Number(why, there.code))
        return
    parts: list[Part] = ["Tỷ lệ người lớn được tiếp cận là ", share(there)]
    if done.value is not None:
        parts += [", hoàn thành ít nhất một khóa học là ", share(done)]
    yield text(*parts, ".")


def _quality(findings: Findings) -> Iterator[Block]:
    first, gain = findings.total("first_try_passes"), findings.total("gain")
    parts: list[Part] = []
    if first.value is not None:
        parts += ["Tỷ lệ đạt bài kiểm tra ngay lần đầu là ", share(first), "."]
    if gain.value is not None:
        word = "tăng" if gain.value >= 0 else "giảm"
        points = Number(f"{shown(gain).lstrip('-')} điểm", gain.code)
        parts += [" " if parts else "", f"Điểm trung bình sau khi học {word} ", points]
        parts += [f" so với trước khi học (thang 100 điểm, {gain.denominator} cặp bài)."]
    if parts:
        yield text(*parts)
    yield from _pleased(findings)


def _pleased(findings: Findings) -> Iterator[Block]:
    """What learners thought of lessons and classes, with how many said so; nobody's word is no sentence."""
    faces = findings.seek("satisfaction")
    if faces and faces.value is not None:
        made_of = f"{number_vi(faces.numerator or 0)}/{number_vi(faces.denominator or 0)} lượt đánh giá chọn “Dễ hiểu”"
        said = Number(f"{shown(faces)}% ({made_of})", faces.code)
        yield text("Mức hài lòng về bài học và buổi học đạt ", said, "; người đánh giá không ghi tên.")


# --- II. By audience -------------------------------------------------------------------------------------


def _audiences(findings: Findings) -> Iterator[Block]:
    for place, (name, cells) in enumerate(findings.cells("doi-tuong"), 1):
        yield heading(f"{place}. {name}")
        yield text(f"Nội dung: {CONTENT.get(name, '')}")
        if not cells["reached"].whole:
            yield text(Number("Chưa có người nào", cells["reached"].code), " được tiếp cận trong kỳ.")
            continue
        parts: list[Part] = ["Có ", number(cells["reached"]), " được tiếp cận, ", *some(cells["active"], "có học")]
        parts += ["; ", *some(cells["completed"], "hoàn thành ít nhất một khóa học"), "; "]
        yield text(*parts, *some(cells["turns"], "dự buổi học"), ".")


# --- IV, V. By thôn; difficulties -------------------------------------------------------------------------


def villages(findings: Findings) -> Iterator[Block]:
    """How many thôn learn, which ones do not yet; the numbers stand in the annex."""
    rows = [(name, cells) for name, cells in findings.cells("thon") if not name.startswith("Chưa rõ thôn")]
    table = findings.table("thon")
    order = 1 + [one.key for one in findings.tables].index("thon")
    if not rows or table is None:
        yield text("Trang chưa có danh sách thôn.")
        return
    idle = [name for name, cells in rows if not cells["active"].whole]
    there = len(rows) - len(idle)
    if not there:
        yield text(f"Chưa thôn nào trong {len(rows)} thôn có người học trong kỳ.")
    elif not idle:
        yield text(f"Cả {len(rows)} thôn đều có người học trong kỳ.")
    else:
        yield text(f"Có {there}/{len(rows)} thôn có người học trong kỳ. Thôn chưa có người học: {_few(idle)}.")
    yield text(f"Số liệu từng thôn ở Phụ lục, Biểu {order}.")


def _few(names: list[str]) -> str:
    rest = len(names) - MOST_NAMES
    return listed(names) if rest <= 0 else f"{', '.join(names[:MOST_NAMES])} và {rest} thôn nữa"


def difficulties(findings: Findings, words: str) -> Iterator[Block]:
    """What people asked the office, counted, and what the office says of it."""
    asked, answered = findings.total("asked"), findings.total("answered")
    if not asked.whole:
        yield text(Number("Chưa có câu hỏi, vướng mắc nào", asked.code), " của bà con gửi đến trong kỳ.")
    else:
        rest = asked.whole - answered.whole
        tail: list[Part] = [f", còn {rest} câu đang giải quyết."] if rest else [", không còn câu nào chờ."]
        replied: list[Part] = (
            ["đã trả lời ", number(answered)]
            if answered.whole
            else [Number("chưa trả lời được câu nào", answered.code)]
        )
        yield text(
            "Bà con gửi đến ", number(asked), " hỏi, vướng mắc; ", *replied, *(tail if answered.whole else ["."])
        )
    if findings.topics:
        yield text(f"Hỏi nhiều về: {'; '.join(f'{title} ({count} câu)' for title, count in findings.topics)}.")
    yield from written(words)
