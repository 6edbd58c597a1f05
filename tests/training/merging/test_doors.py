"""The pages where the office finds, compares, tells apart and merges; who may, and what is said when it cannot be."""

from __future__ import annotations

import html
import re
import uuid
from typing import Any

from sqlalchemy import func, select

from learning.accounts import actions as accounts
from learning.accounts.models import AuditEntry, Person
from learning.accounts.permissions import Role
from learning.core.database import db
from tests.support import factories
from tests.training.merging.conftest import OTHER_PIN
from training.merging.models import ToldApart

ALIKE = "/can-bo/nguoi-hoc/co-the-trung"


def page_of(browser: Any, address: str) -> str:
    """What a page says."""
    answer = browser.get(address)
    assert answer.status_code == 200, answer.status_code
    return html.unescape(answer.text)


def deeds(action: str) -> list[str]:
    """The subjects of the traces of one deed."""
    return list(
        db.session.scalars(
            select(AuditEntry.subject).where(AuditEntry.action == action).order_by(AuditEntry.at, AuditEntry.id)
        )
    )


def people() -> int:
    """How many records there are."""
    return db.session.scalar(select(func.count()).select_from(Person)) or 0


def apart(browser: Any, one: Person, other: Person) -> Any:
    """Press "Hai người khác nhau"."""
    return browser.post(f"{ALIKE}/hai-nguoi", data={"mot": str(one.id), "hai": str(other.id)})


# Who may be one


def test_the_most_probable_pair_comes_first_with_what_speaks_for_and_against(client_of, staff, resident, twin) -> None:
    said = {"phone": "0912345678", "gender": "female"}
    factories.person("Cao Thị Dạ", birth_year=1961, **said)
    factories.person("Cao Thị Dá", birth_year=1961, thon="Thôn Mẫu Hai", **said)
    page = page_of(client_of(staff), ALIKE)
    assert "2 cặp" in page
    first, second = re.findall(r"<h2 id=\"cap-\d\">([^<]*)</h2>", page)
    assert first in ("Cao Thị Dạ và Cao Thị Dá", "Cao Thị Dá và Cao Thị Dạ")
    assert second == resident.full_name
    for words in ("cùng số điện thoại", "cùng năm sinh 1961", "ở hai nơi", "dấu trong tên khác nhau", "tên giống hệt"):
        assert words in page
    assert "0912" not in page
    assert deeds("see_alike") == [f"place:{factories.place('xã').id}"]


def test_another_year_another_name_another_thon_are_no_pair(client_of, staff, resident) -> None:
    factories.person(resident.full_name, birth_year=1991)
    factories.person("Nguyễn Thị Hoàn", birth_year=1960)
    factories.person(resident.full_name, birth_year=1960, thon="Thôn Mẫu Hai")
    assert "Không thấy hồ sơ nào trùng" in page_of(client_of(staff), ALIKE)


def test_of_people_elsewhere_nothing_is_shown(client_of, resident, twin) -> None:
    other = factories.staff("Lê Thị Nhàn", "nhan", Role.STAFF, "Thôn Mẫu Hai")
    assert "Không thấy hồ sơ nào trùng" in page_of(client_of(other), ALIKE)


def test_two_people_are_not_asked_about_again(client_of, staff, resident, twin) -> None:
    browser = client_of(staff)
    assert apart(browser, resident, twin).status_code == 303
    assert apart(browser, twin, resident).status_code == 303
    assert "Không thấy hồ sơ nào trùng" in page_of(browser, ALIKE)
    assert db.session.scalars(select(ToldApart.told_by)).all() == [staff.id]
    assert sorted(deeds("tell_apart")) == sorted([f"person:{resident.id}", f"person:{twin.id}"])
    assert people() == 3


def test_many_pairs_cost_no_more_questions_than_few(client_of, staff, queries) -> None:
    def asked() -> int:
        with queries() as log:
            page_of(client_of(staff), ALIKE)
        return len(log)

    factories.people(2)
    few = asked()
    for one in factories.people(25):
        factories.person(one.full_name, pin=OTHER_PIN)
    assert asked() - few <= 2
    page = page_of(client_of(staff), ALIKE)
    assert "trang 1/2" in page
    assert page.count("So sánh") == 20
    assert page_of(client_of(staff), f"{ALIKE}?trang=2").count("So sánh") == 9
    assert client_of(staff).get(f"{ALIKE}?trang=9").status_code == 404


# Looking for the second record


def test_from_somebody_s_page_to_another_record_by_name_or_card(client_of, staff, resident, twin, stranger) -> None:
    browser = client_of(staff)
    assert f"/can-bo/nguoi-hoc/{resident.id}/gop" in page_of(browser, f"/can-bo/nguoi-hoc/{resident.id}")
    found = page_of(browser, f"/can-bo/nguoi-hoc/{resident.id}/gop")
    assert f"/gop/{twin.id}" in found
    assert f"/gop/{stranger.id}" not in found
    assert f"/gop/{stranger.id}" in page_of(browser, f"/can-bo/nguoi-hoc/{resident.id}/gop?q={stranger.card_code}")
    assert "Không có hồ sơ nào khác" in page_of(browser, f"/can-bo/nguoi-hoc/{resident.id}/gop?q=xyz")
    assert f"person:{resident.id}" in deeds("see_alike")


# Comparing


def test_both_records_are_shown_with_what_hangs_on_them_and_who_would_stay(client_of, staff, resident, twin) -> None:
    twin.phone = "0912345678"
    factories.certificate(twin)
    page = page_of(client_of(staff), f"/can-bo/nguoi-hoc/{resident.id}/gop/{twin.id}")
    kept, gone = page.split("Hồ sơ gộp đi")
    assert "Hồ sơ ở lại" in kept
    for words in ("0912 ••• 678", "Giấy còn hiệu lực</dt><dd>1", "Bài kiểm tra đã nộp</dt><dd>1", "tự đăng ký"):
        assert words in kept
    assert "1960" in gone
    assert f'name="giu" type="hidden" value="{twin.id}"' in gone, "who has papers stays"
    assert "0912345678" not in page
    assert set(deeds("see_person")) == {f"person:{resident.id}", f"person:{twin.id}"}


def test_it_can_be_turned_round(client_of, staff, resident, twin) -> None:
    page = page_of(client_of(staff), f"/can-bo/nguoi-hoc/{resident.id}/gop/{twin.id}?giu={twin.id}")
    assert f'value="{twin.id}"' in page.split("hoi")[0]
    assert f"giu={resident.id}" in page


def test_what_stands_in_the_way_is_said_before(client_of, staff, resident, twin) -> None:
    factories.certificate(twin)
    factories.certificate(resident)
    page = page_of(client_of(staff), f"/can-bo/nguoi-hoc/{resident.id}/gop/{twin.id}")
    assert "Xin thu hồi giấy của một bên" in page
    assert "Gộp làm một" not in page


# Merging


def test_without_a_tick_nothing_happens(merges, resident, twin) -> None:
    before = people()
    answer = merges(twin, resident, hoi="")
    assert answer.status_code == 422
    assert "Xin hỏi lại người học hoặc gia đình" in html.unescape(answer.text)
    assert people() == before


def test_the_form_makes_them_one_and_twice_is_once(merges, client_of, staff, resident, twin) -> None:
    goes = twin.id
    for _ in range(2):
        answer = client_of(staff).post(
            f"/can-bo/nguoi-hoc/{resident.id}/gop/{goes}", data={"giu": str(resident.id), "hoi": "y"}
        )
        assert (answer.status_code, answer.headers["Location"]) == (303, f"/can-bo/nguoi-hoc/{resident.id}")
    assert deeds("merge_people") == [f"person:{resident.id}"]
    page = client_of(staff).get(f"/can-bo/nguoi-hoc/{resident.id}/gop/{goes}")
    assert page.headers["Location"] == f"/can-bo/nguoi-hoc/{resident.id}"


def test_who_stays_is_one_of_the_two(client_of, staff, resident, twin, stranger) -> None:
    address = f"/can-bo/nguoi-hoc/{resident.id}/gop/{twin.id}"
    for giu in (str(stranger.id), "", "x"):
        assert client_of(staff).post(address, data={"giu": giu, "hoi": "y"}).status_code == 400
    same = f"/can-bo/nguoi-hoc/{resident.id}/gop/{resident.id}"
    answer = client_of(staff).post(same, data={"giu": str(resident.id), "hoi": "y"})
    assert (answer.status_code, "cùng một hồ sơ" in html.unescape(answer.text)) == (409, True)
    assert people() == 4


def test_refusals_are_sentences(merges, client_of, staff, resident, twin, facilitator) -> None:
    answer = merges(facilitator, resident)
    assert (answer.status_code, "đang giữ việc" in html.unescape(answer.text)) == (409, True)
    gone = f"/can-bo/nguoi-hoc/{resident.id}/gop/{uuid.uuid4()}"
    answer = client_of(staff).post(gone, data={"giu": str(resident.id), "hoi": "y"})
    assert (answer.status_code, "hoặc đã bị xóa" in html.unescape(answer.text)) == (404, True)


def test_the_right_is_needed_over_both_places(
    merges, client_of, resident, twin, thon_hai, facilitator, stranger
) -> None:
    village = factories.staff("Lê Thị Nhàn", "nhan", Role.STAFF, "Thôn Mẫu Một")
    accounts.move(twin, thon_hai)
    before = people()
    for goes, stays in ((twin, resident), (resident, twin)):
        answer = merges(goes, stays, by=village)
        assert (answer.status_code, "phải phụ trách cả hai nơi ở" in html.unescape(answer.text)) == (404, True)
    address = f"/can-bo/nguoi-hoc/{resident.id}/gop/{twin.id}"
    assert client_of(village).get(address).status_code == 404
    assert apart(client_of(village), resident, twin).status_code == 404
    for who in (facilitator, resident, stranger):
        assert client_of(who).get(address).status_code == 403
        assert merges(twin, resident, by=who).status_code == 403
    assert people() == before


def test_somebody_who_was_merged_or_deleted_meanwhile_is_not_merged(merges, client_of, staff, resident, twin) -> None:
    third = factories.person(resident.full_name, pin=OTHER_PIN)
    form = {"giu": str(third.id), "hoi": "y"}
    address = f"/can-bo/nguoi-hoc/{third.id}/gop/{twin.id}"
    merges(twin, resident)
    answer = client_of(staff).post(address, data=form)
    assert (answer.status_code, "vừa gộp vào hồ sơ khác" in html.unescape(answer.text)) == (409, True)
    assert people() == 3
