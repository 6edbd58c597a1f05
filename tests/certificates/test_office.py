"""The office of certificates: printing a class, revoking, issuing anew."""

from __future__ import annotations

import io
from collections.abc import Callable

import pypdf
import pytest
from sqlalchemy import select

from certificates.models import Certificate
from learning.accounts.models import AuditEntry, Person, Place
from learning.core.codes import show_code
from learning.core.database import db
from tests.support import factories
from tests.support.clients import Browser

LIST = "/can-bo/giay-xac-nhan"
ClientOf = Callable[[Person], Browser]


def deeds() -> list[str]:
    return list(
        db.session.scalars(
            select(AuditEntry.action).where(AuditEntry.actor_id.is_not(None)).order_by(AuditEntry.at, AuditEntry.id)
        )
    )


@pytest.fixture
def paper(resident: Person) -> Certificate:
    return factories.certificate(resident)


@pytest.fixture
def far_paper(stranger: Person) -> Certificate:
    return factories.certificate(stranger)


def test_the_list_holds_the_valid_papers_of_ones_places(
    client_of: ClientOf, facilitator: Person, staff: Person, paper: Certificate, far_paper: Certificate, thon_hai: Place
) -> None:
    here = client_of(facilitator).get(LIST).text
    assert paper.code in here
    assert far_paper.code not in here
    assert far_paper.code in client_of(staff).get(LIST, query_string={"thon": thon_hai.id}).text
    assert paper.code not in client_of(staff).get(LIST, query_string={"khoa": factories.OTHER_COURSE}).text
    assert paper.code not in client_of(staff).get(LIST, query_string={"doi-tuong": "doanh-nghiep"}).text
    assert deeds().count("see_certificates") == 4


def test_the_list_costs_the_same_for_one_and_for_many(
    client_of: ClientOf, staff: Person, paper: Certificate, queries: Callable
) -> None:
    browser = client_of(staff)
    browser.get(LIST)
    with queries() as for_one:
        browser.get(LIST)
    for person in factories.people(6):
        factories.certificate(person)
    with queries() as for_more:
        browser.get(LIST)
    assert len(for_one) == len(for_more) <= 6, str(for_more)


def test_guests_and_lesser_roles_stay_outside(
    client: Browser, client_of: ClientOf, editor: Person, paper: Certificate
) -> None:
    assert client.get(LIST).headers["Location"].startswith("/dang-nhap")
    assert client_of(editor).get(LIST).status_code == 403
    assert client_of(editor).post(f"{LIST}/in", data={"code": paper.code}).status_code == 403


def test_a_class_is_printed_in_the_order_of_the_list(client_of: ClientOf, staff: Person, paper: Certificate) -> None:
    an = factories.certificate(factories.person("Vũ Thị An"))
    yen = factories.certificate(factories.person("Bùi Thị Yến"))
    response = client_of(staff).post(f"{LIST}/in", data={"code": [yen.code, paper.code, an.code]})
    pages = pypdf.PdfReader(io.BytesIO(response.data)).pages
    texts = [" ".join(page.extract_text().split()) for page in pages]
    assert response.mimetype == "application/pdf"
    assert [show_code(code) in text for code, text in zip((an.code, paper.code, yen.code), texts, strict=True)] == [
        True
    ] * 3
    assert "print_certificates" in deeds()


def test_all_that_the_page_shows_is_printed_with_one_button(
    client_of: ClientOf, staff: Person, paper: Certificate
) -> None:
    response = client_of(staff).post(f"{LIST}/in", data={"shown": [paper.code], "everything": "y"})
    assert len(pypdf.PdfReader(io.BytesIO(response.data)).pages) == 1


def test_nothing_chosen_is_said_beside_the_list(client_of: ClientOf, staff: Person, paper: Certificate) -> None:
    response = client_of(staff).post(f"{LIST}/in")
    assert response.status_code == 422
    assert "Chưa chọn giấy nào" in response.text
    many = [f"{number:010}" for number in range(201)]
    assert client_of(staff).post(f"{LIST}/in", data={"code": many}).status_code == 422


def test_papers_of_another_thon_are_neither_printed_nor_shown(
    client_of: ClientOf, facilitator: Person, paper: Certificate, far_paper: Certificate
) -> None:
    browser = client_of(facilitator)
    assert browser.post(f"{LIST}/in", data={"code": [paper.code, far_paper.code]}).status_code == 404
    assert browser.get(f"{LIST}/{far_paper.code}").status_code == 404


def test_a_facilitator_revokes_nothing(client_of: ClientOf, facilitator: Person, paper: Certificate) -> None:
    browser = client_of(facilitator)
    assert "Thu hồi</a>" not in browser.get(f"{LIST}/{paper.code}").text
    assert browser.post(f"{LIST}/{paper.code}/thu-hoi", data={"reason": "x"}).status_code == 403
    assert browser.post(f"{LIST}/{paper.code}/cap-lai", data={"reason": "x"}).status_code == 403


def test_a_revoked_paper_says_why_and_its_holder_gets_no_other(
    client: Browser, client_of: ClientOf, staff: Person, resident: Person, paper: Certificate
) -> None:
    browser = client_of(staff)
    assert browser.post(f"{LIST}/{paper.code}/thu-hoi", data={"reason": ""}).status_code == 422
    assert browser.post(f"{LIST}/{paper.code}/thu-hoi", data={"reason": "Học hộ"}).status_code == 303
    assert browser.post(f"{LIST}/{paper.code}/thu-hoi", data={"reason": "Học hộ"}).status_code == 409
    assert "Học hộ" in client.get(f"/xac-minh/{paper.code}").text
    assert paper.code not in browser.get(LIST).text
    again = client_of(resident).post(f"/giay-xac-nhan/khoa/{factories.COURSE}")
    assert again.status_code == 409
    assert "liên hệ cán bộ" in again.text
    trail = browser.get(f"{LIST}/{paper.code}").text
    assert "Cán bộ theo dõi – xã Hải Hưng" in trail
    assert staff.full_name not in trail.partition("<h2>Các lần cấp")[2]


def test_a_corrected_name_is_issued_anew_after_both_were_shown(
    client: Browser, client_of: ClientOf, staff: Person, resident: Person, paper: Certificate, thon_mot: Place
) -> None:
    browser = client_of(staff)
    form = {"full_name": "Nguyễn Thị Hoài", "audience": "residents", "place": str(thon_mot.id)}
    browser.post(f"/can-bo/nguoi-hoc/{resident.id}/sua", data=form)
    asked = browser.get(f"{LIST}/{paper.code}/cap-lai").text
    assert "Nguyễn Thị Hoà<" in asked
    assert "Nguyễn Thị Hoài<" in asked
    first = browser.post(f"{LIST}/{paper.code}/cap-lai", data={"reason": "Sửa tên"}).headers["Location"]
    again = browser.post(f"{LIST}/{paper.code}/cap-lai", data={"reason": "Sửa tên"}).headers["Location"]
    assert first == again
    assert "Nguyễn Thị Hoài" in client.get(f"/xac-minh/{first.rpartition('/')[2]}").text
    assert "Đã cấp lại giấy khác" in client.get(f"/xac-minh/{paper.code}").text
    assert deeds().count("issue_anew") == 1


def test_staff_replace_what_was_only_revoked(
    client: Browser, client_of: ClientOf, staff: Person, paper: Certificate
) -> None:
    """The holder is told to ask staff, so staff must be able to."""
    browser = client_of(staff)
    browser.post(f"{LIST}/{paper.code}/thu-hoi", data={"reason": "Nhầm khóa"})
    fresh = browser.post(f"{LIST}/{paper.code}/cap-lai", data={"reason": "Xem lại, cấp đúng"})
    assert fresh.status_code == 303
    assert "Giấy có hiệu lực" in client.get(f"/xac-minh/{fresh.headers['Location'].rpartition('/')[2]}").text
    assert "Nhầm khóa" in client.get(f"/xac-minh/{paper.code}").text
