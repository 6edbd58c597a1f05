"""What the commune enters: targets, numbers of adults, campaigns."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from learning.accounts.models import AuditEntry, Person, Place
from learning.accounts.permissions import Role
from learning.core.database import db
from reports.boards.models import Target
from reports.figures.models import Campaign, RosterSize
from tests.support import factories
from tests.support.clients import Browser
from tests.support.moved_clock import MovedClock

TARGETS, ADULTS, CAMPAIGNS = "/can-bo/thong-ke/chi-tieu", "/can-bo/thong-ke/nguoi-lon", "/can-bo/thong-ke/dot"
ClientOf = Callable[[Person], Browser]


def target(where: Place, **others: str) -> dict[str, str]:
    said = {
        "measure": "registered",
        "amount": "1.000",
        "place": str(where.id),
        "first_day": "01/01/2026",
        "due_on": "31/12/2026",
        "document": "Kế hoạch mẫu",
        "document_date": "15/10/2025",
    }
    return said | others


def test_a_target_shows_its_document_and_its_way(
    staff: Person, home: Place, resident: Person, client_of: ClientOf
) -> None:
    """Two of eight: the officer has a name on the site too."""
    assert client_of(staff).post(TARGETS, data=target(home, amount="8")).status_code == 303
    page = client_of(staff).get("/can-bo/thong-ke").get_data(as_text=True)
    assert "Kế hoạch mẫu ngày 15/10/2025" in page
    assert '<progress value="25" max="100"' in page
    assert db.session.query(AuditEntry).filter_by(action="set_target").count() == 1


def test_the_same_target_twice_is_one_and_the_later_word_counts(
    staff: Person, home: Place, client_of: ClientOf
) -> None:
    for amount in ("1000", "1 200"):
        client_of(staff).post(TARGETS, data=target(home, amount=amount))
    assert [row.amount for row in db.session.query(Target)] == [1200]


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"amount": "0"}, "số nguyên lớn hơn 0"),
        ({"amount": "nhiều"}, "số nguyên lớn hơn 0"),
        ({"amount": "150", "measure": "adult_share"}, "nhiều nhất là 100"),
        ({"due_on": "31/12/2025"}, "Hạn phải sau ngày bắt đầu tính"),
        ({"due_on": "32/12/2026"}, "ngày/tháng/năm"),
        ({"document": "  "}, "Xin điền mục này"),
        ({"measure": "gain"}, "Xin chọn một trong các mục"),
        ({"place": "99999"}, "Xin chọn một trong các mục"),
    ],
)
def test_a_target_that_cannot_be(
    staff: Person, home: Place, client_of: ClientOf, wrong: dict[str, str], words: str
) -> None:
    answer = client_of(staff).post(TARGETS, data=target(home, **wrong))
    assert answer.status_code == 422
    assert words in answer.get_data(as_text=True)
    assert not db.session.query(Target).count()


def test_a_target_of_another_thon_cannot_be_set_or_dropped(staff: Person, thon_hai: Place, client_of: ClientOf) -> None:
    client_of(staff).post(TARGETS, data=target(thon_hai))
    kept = db.session.query(Target).one()
    other = factories.staff("Lê Văn Thôn", "thon", Role.STAFF, "Thôn Mẫu Một")
    assert client_of(other).post(TARGETS, data=target(thon_hai)).status_code == 422
    assert client_of(other).post(f"{TARGETS}/{kept.id}/bo").status_code == 404
    assert "Kế hoạch mẫu" not in client_of(other).get("/can-bo/thong-ke").get_data(as_text=True)
    assert client_of(staff).post(f"{TARGETS}/{kept.id}/bo").status_code == 303
    assert not db.session.query(Target).count()


def test_adults_are_written_down_with_their_source(
    staff: Person, resident: Person, thon_mot: Place, thon_hai: Place, client_of: ClientOf
) -> None:
    said = {"source": "Sổ hộ khẩu mẫu", "as_of": "01/06/2026"}
    said |= {f"nguoi-lon-{thon_mot.id}": "1.250", f"nguoi-lon-{thon_hai.id}": ""}
    assert client_of(staff).post(ADULTS, data=said).status_code == 303
    assert [(row.place_id, row.adults) for row in db.session.query(RosterSize)] == [(thon_mot.id, 1250)]
    page = client_of(staff).get(f"/can-bo/thong-ke?noi={thon_mot.id}&ky=nam").get_data(as_text=True)
    assert "Số người lớn: 1.250, theo Sổ hộ khẩu mẫu" in page


@pytest.mark.parametrize(
    ("typed", "wrong", "words"),
    [
        ("một nghìn", {}, "số nguyên, thí dụ 1.250"),
        ("-5", {}, "số nguyên, thí dụ 1.250"),
        ("", {}, "Chưa ghi số người lớn của thôn nào"),
        ("1250", {"source": ""}, "Xin điền mục này"),
        ("1250", {"as_of": "01/01/2099"}, "Ngày này chưa tới"),
    ],
)
def test_adults_that_cannot_be_read_change_nothing(
    staff: Person, thon_mot: Place, client_of: ClientOf, typed: str, wrong: dict[str, str], words: str
) -> None:
    said = {"source": "Sổ mẫu", "as_of": "01/06/2026", f"nguoi-lon-{thon_mot.id}": typed} | wrong
    answer = client_of(staff).post(ADULTS, data=said)
    assert answer.status_code == 422
    assert words in answer.get_data(as_text=True)
    assert not db.session.query(RosterSize).count()


def test_more_people_than_adults_is_said_and_never_over_a_hundred(
    staff: Person, thon_mot: Place, client_of: ClientOf
) -> None:
    factories.people(3)
    said = {"source": "Sổ mẫu", "as_of": "01/06/2026", f"nguoi-lon-{thon_mot.id}": "2"}
    client_of(staff).post(ADULTS, data=said)
    page = client_of(staff).get(f"/can-bo/thong-ke?noi={thon_mot.id}").get_data(as_text=True)
    assert "Xin xem lại số người lớn" in page and "150%" not in page


def test_a_campaign_is_a_period_of_its_own(staff: Person, clock: MovedClock, client_of: ClientOf) -> None:
    form = {"name": "Đợt cao điểm mẫu", "first_day": "01/10/2026", "last_day": "31/10/2026"}
    assert client_of(staff).post(CAMPAIGNS, data=form).status_code == 303
    kept = db.session.query(Campaign).one()
    page = client_of(staff).get(f"/can-bo/thong-ke?ky=dot&dot={kept.id}").get_data(as_text=True)
    assert '<p class="lead">Đợt cao điểm mẫu</p>' in page
    again = client_of(staff).post(CAMPAIGNS, data=form)
    assert again.status_code == 422 and "Đã có đợt tên này" in again.get_data(as_text=True)
    turned = client_of(staff).post(CAMPAIGNS, data=form | {"name": "Khác", "last_day": "01/09/2026"})
    assert turned.status_code == 422
