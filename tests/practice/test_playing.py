"""Playing on the site: undo, hints, forged ways, typed text, results."""

from __future__ import annotations

import uuid

import pytest
from sqlalchemy import func, select, text

from courses import actions as courses
from courses.catalogue import forget_catalogue
from courses.compiler import compile_package
from courses.package import read_package
from learning.core.database import Base, db
from learning.progress.queries import done_keys
from learning.scenarios.walking import right_history
from practice import actions
from practice.models import PracticeRun
from practice.queries import runs_of
from tests.practice.conftest import published
from tests.practice.hands import Hand
from tests.support import factories

SLUG = "goi-gia-cong-an"
TYPED = "mo-vneid-dua-giay-to"


def rows() -> int:
    return db.session.scalar(select(func.count()).select_from(PracticeRun))


def finish(browser, found, history=None, run_id=None):
    way = history or right_history(found.scenario)
    return browser.post(f"/dien-thoai-tap/{found.scenario.slug}/xong", data={"di": way, "luot": run_id or uuid.uuid4()})


# --- moving about -----------------------------------------------------------------------------------------


def test_going_back_undoes_the_screen_but_not_the_count(found, client):
    hand = Hand(client, SLUG)
    hand.follow("1-3-q-q")
    assert "Có cuộc gọi đến</h2>" in hand.html
    hand.follow(right_history(found.scenario))
    steps = 2 + right_history(found.scenario).count("-") + 1
    assert f"<b>{steps}</b> lần bấm<" in hand.html and "<b>1</b> lần bấm chưa đúng" in hand.html


def test_the_first_screen_offers_the_way_out_instead_of_back(found, client):
    hand = Hand(client, SLUG)
    assert "Thoát ra" in hand.html and 'value="q"' not in hand.html


def test_a_hint_counts_once_a_screen(found, client):
    hand = Hand(client, SLUG)
    hand.follow("g-g-" + right_history(found.scenario))
    assert "<b>1</b> lần xem gợi ý" in hand.html


def test_focus_goes_to_the_new_screen(found, client):
    assert f'action="/dien-thoai-tap/{SLUG}#man-hinh"' in Hand(client, SLUG).html


@pytest.mark.parametrize("history", ["99", "q", "1-1-1-1", "a" * 3000, "1-zz", "g-" * 200])
def test_a_forged_way_begins_anew(found, client, history):
    answer = client.get(f"/dien-thoai-tap/{SLUG}", query_string={"di": history})
    assert answer.status_code == 200 and "mở lại từ đầu" in answer.get_data(as_text=True)


def test_a_result_that_nobody_played_leads_to_the_beginning(found, client):
    answer = client.get(f"/dien-thoai-tap/{SLUG}/ket-qua?di=1-1")
    assert (answer.status_code, answer.headers["Location"]) == (303, f"/dien-thoai-tap/{SLUG}")


def test_the_address_of_a_finished_run_shows_its_result(found, client):
    answer = client.get(f"/dien-thoai-tap/{SLUG}", query_string={"di": right_history(found.scenario)})
    assert answer.status_code == 303 and "/ket-qua?di=" in answer.headers["Location"]


def test_an_unknown_scenario_is_not_found(client):
    assert client.get("/dien-thoai-tap/khong-co").status_code == 404


# --- what is typed ----------------------------------------------------------------------------------------


@pytest.fixture
def field(app, client) -> Hand:
    published(TYPED)
    hand = Hand(client, TYPED)
    hand.follow("3")
    return hand


@pytest.mark.parametrize("typed", ["luavang", "  Lúa Vàng ", "LUAVANG", "lu\u0301a vang"])
def test_the_sample_is_taken_however_it_is_typed(field, typed):
    field.type("1", typed)
    assert field.status == 200 and "Trang chủ VNeID</h2>" in field.html


@pytest.mark.parametrize(
    ("typed", "named"),
    [
        ("034160001234", "số căn cước"),
        ("034 160 001 234", "số căn cước"),
        ("0912345678", "số điện thoại"),
        ("+84 912.345.678", "số điện thoại"),
        ("9704 3600 1234 5678", "số thẻ ngân hàng"),
        ("mã là 482913", "mã OTP"),
    ],
)
def test_what_looks_real_is_refused_kindly(field, typed, named):
    field.type("1", typed)
    assert field.status == 422
    assert named in field.alert and "Máy không giữ lại gì" in field.alert and typed not in field.html


@pytest.mark.parametrize("typed", ["", "sai rồi", "12345", "x" * 19_000])
def test_anything_else_is_refused_with_the_sample(field, typed):
    field.type("1", typed)
    assert field.status == 422 and "Chưa giống mẫu" in field.alert


def test_nothing_typed_is_kept_anywhere(app, client_of, resident):
    published(TYPED)
    hand = Hand(client_of(resident), TYPED)
    hand.follow("3")
    hand.type("1", "bimatcuatoi")
    hand.type("1", "luavang")
    assert "bimat" not in hand.html + hand.url and "luavang" not in hand.url
    hand.follow("1-1-1")
    tables = [table for table in Base.metadata.sorted_tables if table.name != "course_revision"]
    kept = " ".join(str(row) for table in tables for row in db.session.execute(text(f'SELECT * FROM "{table.name}"')))
    assert rows() == 1 and "bimat" not in kept and "luavang" not in kept


def test_typing_into_what_is_no_field_leads_to_the_beginning(found, client):
    for data in ({"di": "9", "bam": "1"}, {"di": "", "bam": "77"}, {"bam": "²"}, {}):
        answer = client.post(f"/dien-thoai-tap/{SLUG}/go-chu", data=data)
        assert (answer.status_code, answer.headers["Location"]) == (303, f"/dien-thoai-tap/{SLUG}")


# --- results ----------------------------------------------------------------------------------------------


def test_a_guest_plays_without_leaving_a_trace(found, client):
    assert finish(client, found).status_code == 303
    assert rows() == 0


def test_a_finished_run_is_kept_and_stands_in_the_ledger(found, client_of, resident):
    hand = Hand(client_of(resident), SLUG)
    hand.follow("g-1-3-q-" + right_history(found.scenario).partition("-")[2])
    (run,) = runs_of(resident.id)
    assert (run.wrong_taps, run.hints, run.item_key) == (1, 1, f"nhan-biet-lua-dao/practice-{SLUG}")
    assert done_keys(resident.id) == {run.item_key}


def test_handing_in_twice_gives_one_run_with_the_first_figures(found, client_of, resident):
    browser, run_id = client_of(resident), uuid.uuid4()
    finish(browser, found, run_id=run_id)
    finish(browser, found, "g-" + right_history(found.scenario), run_id)
    (run,) = runs_of(resident.id)
    assert (run.id, run.hints) == (run_id, 0)


def test_an_id_that_somebody_else_used_does_not_touch_their_run(found, client_of, resident, stranger):
    run_id = uuid.uuid4()
    finish(client_of(resident), found, run_id=run_id)
    finish(client_of(stranger), found, run_id=run_id)
    assert [len(runs_of(person.id)) for person in (resident, stranger)] == [1, 1]


def test_one_id_for_two_scenarios_gives_two_runs(found, client_of, resident):
    browser, run_id = client_of(resident), uuid.uuid4()
    finish(browser, found, run_id=run_id)
    finish(browser, published("tin-nhan-nhac-lich"), run_id=run_id)
    assert len(done_keys(resident.id)) == len(runs_of(resident.id)) == 2


@pytest.mark.parametrize("history", ["", "1", "1-3", "99", "1-1-1-1", "q"])
def test_a_forged_result_is_refused_and_leaves_nothing(found, client_of, resident, history):
    answer = finish(client_of(resident), found, history or "-")
    assert answer.status_code == 422 and rows() == 0 and not done_keys(resident.id)


def test_the_figures_come_from_the_server(found, client_of, resident):
    data = {"di": right_history(found.scenario), "luot": "không phải mã", "steps": "0", "wrong_taps": "-5"}
    client_of(resident).post(f"/dien-thoai-tap/{SLUG}/xong", data=data)
    (run,) = runs_of(resident.id)
    assert (run.steps, run.wrong_taps) == (3, 0)


def test_practice_is_not_needed_for_the_certificate(found):
    assert found.scenario.key not in found.course.required


# --- where it is found ------------------------------------------------------------------------------------


def test_the_course_leads_to_it_and_says_when_it_is_done(found, client_of, resident):
    browser = client_of(resident)
    page = f"/khoa-hoc/{found.course.slug}/"
    assert f'href="/dien-thoai-tap/{SLUG}"' in browser.get(page).get_data(as_text=True)
    finish(browser, found)
    assert "Đã tập xong" in browser.get(page).get_data(as_text=True)
    assert "Đã tập xong" in browser.get("/dien-thoai-tap/").get_data(as_text=True)


def test_the_shelf_without_scenarios_says_so(client):
    assert "Chưa có tình huống nào" in client.get("/dien-thoai-tap/").get_data(as_text=True)


@pytest.mark.parametrize("who", ["client", "resident", "facilitator", "staff", "editor", "admin"])
def test_everybody_may_practise(found, request, client_of, who):
    someone = request.getfixturevalue(who)
    browser = someone if who == "client" else client_of(someone)
    for part in ("", "/in", "/ket-qua?di=" + right_history(found.scenario)):
        assert browser.get(f"/dien-thoai-tap/{SLUG}{part}").status_code == 200
    assert finish(browser, found).status_code == 303


# --- what becomes of it -----------------------------------------------------------------------------------


def test_a_person_who_is_forgotten_leaves_no_run(found, client_of, resident, stranger):
    finish(client_of(resident), found)
    finish(client_of(stranger), found)
    actions.forget(resident.id)
    assert not runs_of(resident.id) and len(runs_of(stranger.id)) == 1


def test_a_withdrawn_course_takes_its_scenarios_along(found, client, editor):
    courses.show(found.course.slug, None, editor)
    db.session.commit()
    forget_catalogue()
    assert client.get(f"/dien-thoai-tap/{SLUG}").status_code == 404


def test_a_course_without_scenarios_keeps_the_revision_it_had():
    content, _ = compile_package(read_package(factories.COURSE_FOLDERS / factories.COURSE))
    assert '"scenarios"' not in content
