"""What the report says of faces, house visits and helpers: in words of the office, silent where there is nothing."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from types import SimpleNamespace

import pytest

from feedback import actions as feedback
from learning.accounts.models import Person
from learning.core import clock as site_clock
from learning.core.database import db, new_id
from reports.papers.choosing import choice_for
from reports.papers.composing import office_blocks
from reports.papers.findings import Findings
from reports.papers.gathering import findings_of
from tests.reports.papers.conftest import OCTOBER, up_to_date
from tests.reports.papers.test_report import words
from tests.support import factories
from tests.support.clients import Browser

PAGE = "/can-bo/bao-cao?ky=thang&nam=2026&thang=10"
ClientOf = Callable[[Person], Browser]
SOMEBODY = {"visited": 12, "visits": 15, "visit_hours": 7.5, "helpers": 5, "credits": 7}


def text_of(findings: Findings) -> str:
    return " ".join(block.text for block in office_blocks(findings, {})).replace("\xa0", " ")


def with_numbers(at: SimpleNamespace, **numbers: float) -> Findings:
    """The findings of October with other numbers in the place of some totals."""
    found = findings_of(choice_for(at.staff, OCTOBER), at.staff)
    assert numbers.keys() <= {one.measure for one in found.figures}
    changed = (
        replace(one, value=numbers[one.measure]) if one.code.startswith("A") and one.measure in numbers else one
        for one in found.figures
    )
    return replace(found, figures=tuple(changed))


def test_faces_are_said_with_how_many_there_were(october: SimpleNamespace, client_of: ClientOf) -> None:
    day = site_clock.now().replace(month=10, day=9)
    for face in (3, 3, 1):
        feedback.rate(new_id(), f"{factories.COURSE}/mot", face, "", october.hoa, day)
    db.session.commit()
    up_to_date()
    said = words(client_of(october.staff).get(PAGE).text)
    assert "Mức hài lòng về bài học và buổi học đạt 66,7% (2/3 lượt đánh giá chọn “Dễ hiểu”); người đánh giá" in said
    row = said.partition("Kết quả theo khóa học")[2]
    assert "Mức hài lòng (%)" in row and "66,7 (3)" in row


def test_no_face_no_sentence(october: SimpleNamespace, client_of: ClientOf) -> None:
    said = words(client_of(october.staff).get(PAGE).text)
    assert "Mức hài lòng về" not in said and "đến tận nhà" not in said and "Mỗi người dạy một người" not in said
    assert "Hướng dẫn tại nhà và người hướng dẫn" not in said


def test_visits_and_helpers_stand_among_the_other_forms(october: SimpleNamespace) -> None:
    said = text_of(with_numbers(october, **SOMEBODY))
    other = said.partition("5. Các hình thức tuyên truyền khác")[2].partition("KẾT QUẢ THEO THÔN")[0]
    assert "Hướng dẫn đến tận nhà cho 12 người, 15 lượt hướng dẫn, tổng cộng 7,5 giờ." in other
    helped = "có 5 người hướng dẫn được ghi công với 7 lượt người học đạt bài kiểm tra có giám sát."
    assert f"Thực hiện “Mỗi người dạy một người”: {helped}" in other


@pytest.mark.parametrize("missing", list(SOMEBODY))
def test_a_report_that_knows_less_says_less_and_never_fails(october: SimpleNamespace, missing: str) -> None:
    found = with_numbers(october, **SOMEBODY)
    known = replace(found, figures=tuple(one for one in found.figures if one.measure != missing), tables=found.tables)
    said = text_of(known)
    assert "None" not in said and ("đến tận nhà" in said) == (missing != "visited")


def test_a_class_elsewhere_is_not_a_class_of_one_s_own(october: SimpleNamespace) -> None:
    said = text_of(with_numbers(october, meetings=0))
    assert "Chưa tổ chức buổi học nào tại nơi báo cáo; 2 người dự buổi học ở nơi khác, 2 lượt dự" in said
    assert "0 buổi" not in said
