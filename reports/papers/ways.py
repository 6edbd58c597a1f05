"""The plan's forms of teaching and telling (II.2.1-2.5) in sentences: online, classes, posters, radio, others. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from reports.papers.findings import Findings, Found
from reports.papers.paper import Block, Number, Part
from reports.papers.phrasing import shown
from reports.papers.pieces import heading, number, share, some, text, written


def ways_of_teaching(findings: Findings, texts: Mapping[str, str]) -> Iterator[Block]:
    """The five forms of the plan, each with its numbers and with what was written about it."""
    ways = dict(findings.cells("kenh"))
    yield heading("1. Tuyên truyền trên các nền tảng số")
    yield text(*_learnt("Tự học trên trang Bình dân học vụ số: ", ways.get("Tự học", {})))
    yield from _practised(findings)
    yield from _more(texts, "nen-tang-so")
    yield heading("2. Tổ chức hội nghị, cuộc họp")
    yield from held(findings)
    yield from _more(texts, "hoi-nghi")
    yield heading("3. Tuyên truyền cổ động trực quan")
    yield from written(texts.get("truc-quan", ""))
    yield heading("4. Tuyên truyền trên hệ thống truyền thanh xã")
    yield from written(texts.get("truyen-thanh", ""))
    yield heading("5. Các hình thức tuyên truyền khác")
    yield from _at_home(findings)
    yield from _one_teaches_one(findings)
    yield text(*_learnt("Học bằng tài liệu giấy: ", ways.get("Ghi từ giấy", {})))
    yield from _more(texts, "khac")


def _more(texts: Mapping[str, str], key: str) -> Iterator[Block]:
    """What was written beside the numbers; nothing is no blank here."""
    if texts.get(key, "").strip():
        yield from written(texts[key])


def _learnt(words: str, cells: Mapping[str, Found]) -> tuple[Part, ...]:
    if not cells or not cells["active"].whole:
        nobody = Number("chưa có người nào", cells["active"].code) if cells else "chưa có người nào"
        return words, nobody, " trong kỳ."
    return words, number(cells["active"]), ", học xong ", number(cells["items"]), " bài."


def _at_home(findings: Findings) -> Iterator[Block]:
    """House visits; no word where there were none."""
    people, turns, hours = (findings.seek(key) for key in ("visited", "visits", "visit_hours"))
    if people and people.whole:
        parts: list[Part] = ["Hướng dẫn đến tận nhà cho ", number(people)]
        parts += [", ", number(turns), " hướng dẫn"] if turns and turns.whole else []
        parts += [", tổng cộng ", Number(f"{shown(hours)} giờ", hours.code)] if hours and hours.value else []
        yield text(*parts, ".")


def _one_teaches_one(findings: Findings) -> Iterator[Block]:
    """Helpers whose neighbours passed under supervision; no word where there were none."""
    people, turns = findings.seek("helpers"), findings.seek("credits")
    if people and people.whole:
        parts: list[Part] = ["Thực hiện “Mỗi người dạy một người”: có ", number(people), " hướng dẫn được ghi công"]
        parts += [" với ", number(turns), " người học đạt bài kiểm tra có giám sát"] if turns and turns.whole else []
        yield text(*parts, ".")


def _practised(findings: Findings) -> Iterator[Block]:
    runs, seen, wrong = (findings.total(key) for key in ("practice_success", "scam_detection", "false_alarms"))
    parts: list[Part] = []
    if runs.value is not None:
        parts += ["Tập trên Điện thoại tập tới đích ", share(runs), " số lần tập. "]
    if seen.value is not None:
        parts += ["Bài thử nhận ra lừa đảo: nhận ra ", share(seen), " số tin lừa đảo"]
        parts += [", báo nhầm ", share(wrong), " số tin thật."] if wrong.value is not None else ["."]
    if parts:
        yield text(*parts)


def held(findings: Findings) -> Iterator[Block]:
    """The meetings that were held, who came, how long."""
    meetings, people, turns, hours = (findings.total(key) for key in ("meetings", "attended", "turns", "hours"))
    if not meetings.whole and not turns.whole:
        yield text(Number("Chưa tổ chức buổi học nào", meetings.code), " trong kỳ.")
        return
    parts: list[Part] = ["Đã tổ chức ", number(meetings), " học, ", *some(people, "dự")]
    if not meetings.whole:
        none = Number("Chưa tổ chức buổi học nào", meetings.code)
        parts = [none, " tại nơi báo cáo; ", *some(people, "dự buổi học ở nơi khác")]
    if turns.whole:
        parts += [", ", number(turns), " dự, tổng cộng ", Number(f"{shown(hours)} giờ học", hours.code)]
    yield text(*parts, ".")
