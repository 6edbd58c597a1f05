"""Exports: real numbers that are the figures, no formulas, no names where none are wanted, and a word about itself."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Callable
from datetime import datetime, timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from openpyxl import load_workbook

from learning.accounts.models import AuditEntry, Person
from learning.accounts.permissions import Role
from learning.core.database import db
from reports.figures.queries import figure, scope_for
from reports.papers import exporting
from tests.reports.papers.conftest import OCTOBER, up_to_date
from tests.support import factories
from tests.support.clients import Browser

DOOR = "/can-bo/thong-ke/tai-ve?ky=thang&nam=2026&thang=10"
ClientOf = Callable[[Person], Browser]


def fetched(browser: Browser, content: str, ending: str = "xlsx", door: str = DOOR) -> bytes:
    """Ask for an export and fetch what came out."""
    answer = browser.post(door, data={"loai": content, "tep": ending})
    assert answer.status_code == 303, answer.text
    page = browser.get(answer.location)
    assert "Tệp đã xong" in page.text, page.text
    return browser.get(f"{answer.location}/tep").data


def book(body: bytes) -> Any:
    return load_workbook(io.BytesIO(body))


def test_the_list_has_as_many_lines_as_the_figure_says(october: SimpleNamespace, client_of: ClientOf) -> None:
    sheet = book(fetched(client_of(october.staff), "co-ten"))["Người học"]
    rows, scope = list(sheet.iter_rows(values_only=True)), scope_for(october.staff, OCTOBER)
    assert len(rows) - 1 == figure("reached", scope).value == 2
    column = {name: place for place, name in enumerate(rows[0])}
    for heading, measure in (("Lượt bài học xong", "items"), ("Lượt dự buổi học", "turns")):
        assert sum(row[column[heading]] for row in rows[1:]) == figure(measure, scope).value
    assert sum(row[column["Số khóa hoàn thành"]] > 0 for row in rows[1:]) == figure("completed", scope).value
    hoa = next(row for row in rows if row[1] == "Nguyễn Thị Hoà")
    assert hoa[column["Năm sinh"]] == 1960 and isinstance(hoa[column["Ngày đăng ký"]], datetime)


def test_figures_are_numbers_and_say_how_they_are_counted(october: SimpleNamespace, client_of: ClientOf) -> None:
    found = book(fetched(client_of(october.staff), "so-lieu"))
    rows = {row[0]: row for row in found["Chung"].iter_rows(values_only=True)}
    assert rows["Người được tiếp cận"][1] == 2 and rows["Tỷ lệ hoàn thành"][1:5] == (50, "%", 1, 2)
    assert {"Theo thôn", "Theo đối tượng", "Định nghĩa", "Về tệp này"} <= set(found.sheetnames)
    defined = {row[0]: row[1] for row in found["Định nghĩa"].iter_rows(values_only=True)}
    assert "mỗi người tính một lần" in defined["Người được tiếp cận"]
    assert found["Chung"].freeze_panes == "A2" and found["Chung"].auto_filter.ref


def test_the_file_says_period_filters_who_and_when(october: SimpleNamespace, client_of: ClientOf) -> None:
    body = fetched(client_of(october.staff), "so-lieu", door=f"{DOOR}&doi-tuong=nguoi-dan")
    said = dict(row[:2] for row in book(body)["Về tệp này"].iter_rows(values_only=True))
    assert said["Kỳ"] == "Tháng 10/2026" and said["Đối tượng"] == "Người dân"
    assert said["Người tải"] == "Phùng Đức Thắng" and isinstance(said["Tải lúc"], datetime)


@pytest.mark.parametrize("start", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", '=HYPERLINK("x")'])
def test_no_name_becomes_a_formula(october: SimpleNamespace, client_of: ClientOf, start: str) -> None:
    october.hoa.full_name = start  # as an old list or a broken import could have left it
    db.session.commit()
    browser = client_of(october.staff)
    cells = [cell for row in book(fetched(browser, "co-ten"))["Người học"].iter_rows() for cell in row]
    assert all(cell.data_type != "f" for cell in cells) and any(start.strip() in str(cell.value) for cell in cells)
    text = fetched(browser, "co-ten", "csv").decode("utf-8-sig")
    names = [row[1] for row in csv.reader(io.StringIO(text)) if len(row) > 8]
    assert not [name for name in names if name.startswith(("=", "+", "-", "@", "\t", "\r"))]


def test_without_names_nobody_can_be_found(october: SimpleNamespace, client_of: ClientOf) -> None:
    factories.people(6)
    october.hoa.phone = "0912345678"
    db.session.commit()
    up_to_date()
    browser = client_of(october.staff)
    bodies = [fetched(browser, "khong-ten", door=DOOR.replace("thang=10", "thang=11")) for _ in range(2)]
    bodies += [fetched(browser, "khong-ten")]
    for body in bodies:
        cells = {str(cell.value) for sheet in book(body) for row in sheet.iter_rows() for cell in row}
        for one in db.session.query(Person):
            if one.full_name != "Phùng Đức Thắng":  # who made the file is said
                assert not cells & {one.full_name, one.phone, one.card_code, str(one.id)}
    first, second = (
        {row[0] for row in book(body)["Không tên"].iter_rows(min_row=2, values_only=True)} for body in bodies[:2]
    )
    there = figure("reached", scope_for(october.staff, OCTOBER | {"thang": "11"})).value
    assert len(first) == there and not first & second


def test_small_groups_are_hidden_and_it_is_said(october: SimpleNamespace, client_of: ClientOf) -> None:
    rows = list(book(fetched(client_of(october.staff), "khong-ten"))["Không tên"].iter_rows(values_only=True))
    assert all(row[1] == row[2] == row[3] == row[4] == "ẩn: nhóm nhỏ" and "dưới 5 người" in row[5] for row in rows[1:])


def test_what_a_line_says_of_somebody_it_says_of_four_others(october: SimpleNamespace, client_of: ClientOf) -> None:
    """All shown columns together, also the month in which somebody came, single people out."""
    for number, one in enumerate(factories.people(60)):
        one.birth_year, one.gender = (1960, 1990, 2000)[number % 3], ("female", "male", None)[number // 3 % 3]
        one.registered_at -= timedelta(days=4 * number)
        one.audience = "officials" if number > 57 else one.audience
    db.session.commit()
    up_to_date()
    body = fetched(client_of(october.staff), "khong-ten", door=DOOR.replace("ky=thang", "ky=nam"))
    heading, *rows = book(body)["Không tên"].iter_rows(values_only=True)
    shown = Counter(row[1 : heading.index("Ghi chú")] for row in rows)
    hidden = ("ẩn: nhóm nhỏ",) * 4
    assert len(rows) > 50 and len(shown) > 3
    assert not {group: number for group, number in shown.items() if number < 5 and group != hidden}


def test_csv_is_read_rightly_by_excel(october: SimpleNamespace, client_of: ClientOf) -> None:
    body = fetched(client_of(october.staff), "so-lieu", "csv")
    assert body.startswith(b"\xef\xbb\xbf") and "Người được tiếp cận,2,người,2" in body.decode("utf-8-sig")
    assert "Người tải,Phùng Đức Thắng" in body.decode("utf-8-sig")


def test_staff_of_one_thon_get_their_thon(october: SimpleNamespace, client_of: ClientOf) -> None:
    one = factories.staff("Lý Thị Một Thôn", "mot", Role.STAFF, "Thôn Mẫu Một")
    sheet = book(fetched(client_of(one), "co-ten"))["Người học"]
    assert [row[1] for row in sheet.iter_rows(min_row=2, values_only=True)] == ["Nguyễn Thị Hoà"]
    other = factories.place("Thôn Mẫu Hai")
    assert client_of(one).post(f"{DOOR}&noi={other.id}", data={"loai": "so-lieu", "tep": "xlsx"}).status_code == 404


def test_whoever_has_moved_out_of_reach_is_a_line_without_a_name(
    october: SimpleNamespace, client_of: ClientOf, clock: Any
) -> None:
    from learning.accounts import actions as accounts
    from learning.accounts.audiences import Audience

    one = factories.staff("Lý Thị Một Thôn", "mot", Role.STAFF, "Thôn Mẫu Một")
    said = accounts.Registration("Nguyễn Thị Hoà", Audience.RESIDENTS, factories.place("Thôn Mẫu Hai"), birth_year=1960)
    accounts.correct(october.hoa, said)
    db.session.commit()
    up_to_date()
    rows = list(book(fetched(client_of(one), "co-ten"))["Người học"].iter_rows(min_row=2, values_only=True))
    assert len(rows) == 1 and rows[0][1] == "Không hiện tên" and "Hoà" not in str(rows)


def test_every_export_leaves_a_trace(october: SimpleNamespace, client_of: ClientOf) -> None:
    browser = client_of(october.staff)
    fetched(browser, "co-ten")
    fetched(browser, "so-lieu")
    deeds = [row.action for row in db.session.query(AuditEntry) if row.action.startswith("export")]
    assert sorted(deeds) == ["export_people", "export_statistics"]


def test_nonsense_is_refused_with_the_form(october: SimpleNamespace, client_of: ClientOf) -> None:
    answer = client_of(october.staff).post(DOOR, data={"loai": "tat-ca", "tep": "exe"})
    assert answer.status_code == 422 and re.search("Xin chọn một trong các mục", answer.text)


def test_rights_are_looked_up_when_the_work_is_done(october: SimpleNamespace) -> None:
    october.staff.grants.clear()
    db.session.commit()
    args = {"query": OCTOBER, "content": "co-ten", "file": "xlsx"}
    with pytest.raises(exporting.Forbidden):
        exporting.export(SimpleNamespace(owner_id=october.staff.id), args)  # type: ignore[arg-type]
